public import CRMCore
public import Foundation

/// What the ledger says of contact points before they come to records: nobody comes back who was erased, and the restrictions of a
/// person come with every contact point, in the same commit.
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
      if persons[arrival.party] == nil { persons[arrival.party] = ContactDigest(person: arrival.party) }
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

  /// Adds the restrictions of persons to the contact points that come to their records.
  func add(to arrivals: [ContactArrival], _ changes: inout ChangeSet) {
    var carried: [ContactDigest: [(act: ConsentAct, party: RecordReference?)]] = [:]
    for arrival in arrivals where !arrival.points.isEmpty {
      guard let key = persons[arrival.party], let person = known[key], person.head != nil else { continue }
      let restrictions = person.restrictions
      for key in Set(arrival.points.compactMap { points[$0.canonical] }) {
        guard let point = known[key] else { continue }
        for restriction in restrictions {
          guard let act = ConsentLedger.carried(restriction, of: person.key, to: point, at: now),
            carried[key]?.contains(where: { $0.act.id == act.id }) != true
          else { continue }
          carried[key, default: []].append((act, arrival.party))
        }
      }
    }
    for key in carried.keys.sorted() {
      ConsentLedger.write(carried[key] ?? [], on: known[key]?.head, by: changes.author ?? .system, to: &changes)
    }
  }
}
