public import CRMCore
public import Foundation

/// What the ledger says of contact points before they come to records: nobody comes back who was erased, and the restrictions of a
/// person come with every contact point, in the same commit.
///
/// Whose record parts from another one, because a merge is undone, is restricted as that one is, with all contact points that it gets;
/// from then on each of the two has ends of their own.
///
/// Refused are a contact point whose holder was erased, or whose holder's erasure is approved, and a record whose person was erased,
/// whatever it brings. The commit that writes the others rests on all heads that were read: an erasure or restriction in between makes
/// it be decided again.
public struct LedgerScreen: ContactScreen {
  /// The ledger.
  public let ledger: ConsentLedger

  /// What a ledger says.
  public init(_ ledger: ConsentLedger) {
    self.ledger = ledger
  }

  /// What the ledger says of all arrivals: two reads for any number.
  ///
  /// - Throws: `StoreError`.
  /// - Complexity: O(records + contact points + acts on them).
  public func screen(_ arrivals: [ContactArrival], at now: Date) async throws -> ScreenedContacts {
    var persons: [RecordReference: ContactDigest] = [:]
    var points: [String: (key: ContactDigest, kind: ContactPoint.Kind)] = [:]
    for arrival in arrivals {
      for party in [arrival.party, arrival.partedFrom].compactMap({ $0 }) where persons[party] == nil {
        persons[party] = ContactDigest(person: party)
      }
      for point in arrival.points where points[point.canonical] == nil {
        points[point.canonical] = (ledger.digester.digest(canonical: point.canonical), point.value.kind)
      }
    }
    let keys = Set(persons.values).union(points.values.map(\.key)).sorted()
    let ledgers = try await ConsentReader(store: ledger.store).ledgers(of: keys)
    let known = Dictionary(zip(keys, ledgers)) { first, _ in first }
    let readings = known.compactMapValues { $0.acts.isEmpty ? nil : LedgerReading($0.acts) }
    let carrying = Carrying(persons: persons, points: points.mapValues(\.key), known: known, now: now)
    var refused = ScreenedContacts { changes in
      for ledger in ledgers { ledger.require(in: &changes) }
    } companions: { arrivals, changes in
      carrying.add(to: arrivals, &changes)
    }
    for (party, key) in persons where readings[key]?.isErased == true {
      refused.parties[party] = Reason(ErasureReason.personErased)
    }
    for (canonical, point) in points {
      guard let reading = readings[point.key] else { continue }
      let code: ReasonCode
      if reading.isErased {
        code = ErasureReason.addressErased
      } else if reading.isAwaitingErasure {
        code = ErasureReason.addressAwaitsErasure
      } else {
        continue
      }
      refused.points[canonical] = Reason(code, ["kind": .choice(point.kind.rawValue)])
    }
    return refused
  }
}

/// What is known of persons and contact points when restrictions come along.
private struct Carrying: Sendable {
  let persons: [RecordReference: ContactDigest]
  let points: [String: ContactDigest]
  let known: [ContactDigest: KeyLedger]
  let now: Date

  private typealias Companions = [ContactDigest: [(act: ConsentAct, party: RecordReference?)]]

  /// Adds the restrictions of persons to the contact points that come to their records, and to persons those of whom they part from.
  func add(to arrivals: [ContactArrival], _ changes: inout ChangeSet) {
    var companions: Companions = [:]
    for arrival in arrivals {
      guard let person = ledger(of: arrival.party) else { continue }
      var restrictions = person.restrictions
      if let other = arrival.partedFrom, let united = ledger(of: other) {
        let inherited = united.restrictions.compactMap {
          ConsentLedger.carried($0, of: person.key, to: person, at: now)
        }
        Self.take(inherited, of: arrival.party, into: &companions)
        Self.take(united.parting(from: person, at: now), of: other, into: &companions)
        restrictions += inherited
      }
      guard !restrictions.isEmpty else { continue }
      for point in Set(arrival.points.compactMap { points[$0.canonical] }).compactMap({ known[$0] }) {
        let carried = restrictions.compactMap { ConsentLedger.carried($0, of: person.key, to: point, at: now) }
        Self.take(carried, of: arrival.party, into: &companions)
      }
    }
    for key in companions.keys.sorted() {
      ConsentLedger.write(companions[key] ?? [], on: known[key]?.head, by: changes.author ?? .system, to: &changes)
    }
  }

  private func ledger(of party: RecordReference) -> KeyLedger? { persons[party].flatMap { known[$0] } }

  private static func take(_ acts: [ConsentAct], of party: RecordReference, into companions: inout Companions) {
    for act in acts where companions[act.subject]?.contains(where: { $0.act.id == act.id }) != true {
      companions[act.subject, default: []].append((act, party))
    }
  }
}
