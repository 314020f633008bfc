import Foundation

/// What the ledger holds on one key, person or contact point, with its head as it was read.
struct KeyLedger: Sendable {
  var key: ContactDigest
  var head: Stored<ConsentHead>?
  var acts: [ConsentAct]

  /// The restrictions in force, whatever their scope, earliest first.
  var restrictions: [ConsentAct] { LedgerReading(acts).restrictionsInForce }

  /// The keys of persons whose records became one with this one and are so still.
  var mergedPersons: [ContactDigest] { merges.compactMap { $0.restriction?.person } }

  /// The acts that tell of them. One that was superseded tells of a merge that was undone.
  private var merges: [ConsentAct] {
    let told = acts.filter { $0.kind == .merged }
    let undone = Set(told.compactMap(\.supersedes))
    return told.filter { $0.supersedes == nil && !undone.contains($0.id) }
  }

  /// A time for an act that is later than all acts so far: a clock that was set back does not make it one of the past.
  func date(_ now: Date) -> Date {
    guard let last = head?.record.lastActAt, last >= now else { return now }
    return Date(millisecondsSince1970: last.millisecondsSince1970 + 1)
  }

  /// The acts after which this person no longer answers for another one whose record parted from this one's, nor for those whose
  /// records had become one with that one's before.
  func parting(from other: KeyLedger, at now: Date) -> [ConsentAct] {
    let gone = Set([other.key] + other.mergedPersons)
    return merges.filter { $0.restriction?.person.map { gone.contains($0) } ?? false }.map { merge in
      ConsentAct(
        id: Identifier(derivedFrom: "consent.parted", merge.id.description), subject: key, kind: .merged,
        scope: .everything, date: date(now), recordedAt: now, actor: .system, method: .api, supersedes: merge.id,
        restriction: merge.restriction)
    }
  }

  /// Adds that nobody else writes on the key meanwhile.
  func require(in changes: inout ChangeSet) {
    if let head { changes.require(unchanged: head) } else { changes.require(absent: ConsentHead.id(of: key)) }
  }
}

extension ConsentReader {
  /// What the ledger holds on keys, in order. Two reads.
  func ledgers(of keys: [ContactDigest]) async throws -> [KeyLedger] {
    let heads = try await store.fetch(ConsentHead.self, ids: keys.map { ConsentHead.id(of: $0) })
    let wanted = heads.flatMap { $0?.record.acts ?? [] }
    let found = wanted.isEmpty ? [] : try await store.fetch(ConsentAct.self, ids: wanted)
    var position = 0
    var ledgers: [KeyLedger] = []
    for (key, head) in zip(keys, heads) {
      let count = head?.record.acts.count ?? 0
      let acts = found[position..<position + count].compactMap { $0?.record }
      // What cannot be read completely might be a restriction.
      guard acts.count == count else {
        throw StoreError(.corrupted, "acts are missing", records: [RecordReference(ConsentHead.id(of: key))])
      }
      ledgers.append(KeyLedger(key: key, head: head, acts: acts))
      position += count
    }
    return ledgers
  }
}

extension ConsentLedger {
  /// The restrictions of a person that come along when something is recorded that could make a contact point of theirs usable:
  /// a point that was added later is restricted in the commit of its first consent.
  func carriedRestrictions(
    of party: RecordReference?, to acts: [ConsentAct], requiring changes: inout ChangeSet
  ) async throws -> [ConsentAct] {
    guard let party else { return [] }
    let person = ContactDigest(person: party)
    let points = Set(acts.filter { $0.kind.opens && $0.subject != person }.map(\.subject)).sorted()
    guard !points.isEmpty else { return [] }
    let ledgers = try await ConsentReader(store: store).ledgers(of: [person] + points)
    ledgers[0].require(in: &changes)
    let now = environment.now()
    return ledgers[0].restrictions.flatMap { restriction in
      ledgers.dropFirst().compactMap { Self.carried(restriction, of: person, to: $0, at: now) }
    }
  }

  /// The contact points on which something was ever granted or asked for as this person's.
  func pointsRecorded(of party: RecordReference) async throws -> [ContactDigest] {
    var acts: [Identifier<ConsentAct>] = []
    for kind in ConsentActKind.allCases where kind.opens {
      let query = Query(Event.byCustomerAndName, party.id, ExactText(EventName.consent(kind).rawValue))
      try await store.forEach(in: query) { event in
        guard event.record.customer == party, let act: Identifier<ConsentAct> = event.record.about?.id() else { return }
        acts.append(act)
      }
    }
    let found = acts.isEmpty ? [] : try await store.fetch(ConsentAct.self, ids: acts)
    let person = ContactDigest(person: party)
    return Set(found.compactMap { $0?.record.subject }).subtracting([person]).sorted()
  }

  /// The act that brings a restriction to a key as one of a person, who may be another than the one it was brought upon; `nil` if it is
  /// there.
  static func carried(
    _ restriction: ConsentAct, of person: ContactDigest, to target: KeyLedger, at now: Date
  ) -> ConsentAct? {
    let mark = Restriction(restriction.restriction?.ground, person: person)
    guard !target.restrictions.contains(where: { $0.restriction == mark && $0.scope == restriction.scope }) else {
      return nil
    }
    // The same restriction may come again after it was ended here.
    let place = String(target.acts.count)
    return ConsentAct(
      id: Identifier(derivedFrom: "consent.carried", restriction.id.description, target.key.hex, place),
      subject: target.key, kind: .restricted, scope: restriction.scope, date: target.date(max(now, restriction.date)),
      actor: restriction.actor, method: restriction.method, restriction: mark)
  }
}

extension ConsentActKind {
  /// Whether an act of this kind can make a contact point usable that was not.
  fileprivate var opens: Bool {
    self == .requested || effect == .grants || (effect == .lifts && self != .unrestricted)
  }
}
