public import CRMCore
public import Foundation

/// Brings the restrictions of persons to the contact points that their records have by now, whoever wrote them: the net under
/// ``LedgerScreen`` for writers that ask nobody (a host's own code, another program).
///
/// It follows the store's history from where the last one stopped: records of types that are `ContactHolder`s, and restrictions of
/// persons. Called late, early, twice or cut off, it ends in the same state; any number may work on one store.
public struct RestrictionKeeper: DueWork {
  /// What keepers do is done by this author.
  public static let author = Author.rule("restrictions")
  /// The most commits looked at together, and after which the place is kept although nothing had to be done.
  static let greatestHistory = 256

  /// `restrictions`.
  public let name = "restrictions"
  /// The ledger.
  public let ledger: ConsentLedger
  /// The record types among which contact points are looked for.
  public let registry: RecordRegistry

  private var store: any Store { ledger.store }

  /// A keeper of a ledger's restrictions.
  public init(_ ledger: ConsentLedger, registry: RecordRegistry) {
    self.ledger = ledger
    self.registry = registry
  }

  /// A moment in the past if there may be something to do, else `nil`. O(commits since the last call that did something), at most 256.
  public func nextMoment() async throws -> Date? {
    guard let position = try await store.get(RestrictionProgress.only)?.position else {
      return try await store.position() == nil ? nil : .distantPast
    }
    guard let commits = try await history(after: position) else { return .distantPast }
    if commits.count == Self.greatestHistory { return .distantPast }
    return try await open(among: parties(in: commits)).isEmpty ? nil : .distantPast
  }

  /// Follows what was committed; an item is a person whose contact points were restricted, or a place that was kept.
  public func perform(_ slice: WorkSlice) async throws -> WorkOutcome {
    var outcome = WorkOutcome()
    while true {
      let stored = try await store.get(RestrictionProgress.only)
      var reached = stored?.position
      let parties: [RecordReference]
      var isWorthKeeping = true
      if let position = reached, let commits = try await history(after: position) {
        guard let last = commits.last else { return outcome }
        parties = try self.parties(in: commits)
        reached = last.position
        isWorthKeeping = commits.count == Self.greatestHistory
      } else {
        // The first one, or so far behind that the history is gone: everybody who was ever restricted.
        reached = try await store.position()
        parties = try await everybodyRestricted()
      }
      let open = try await open(among: parties)
      // The place itself is a commit: kept for nothing, it would be followed for ever.
      if open.isEmpty, !isWorthKeeping { return outcome }
      for subject in open {
        guard outcome.items < slice.limit, !slice.isSpent else {
          try Task.checkCancellation()
          outcome.hasMore = true
          return outcome
        }
        try await ledger.carryRestrictions(of: subject, by: Self.author)
        outcome.items += 1
      }
      try await keep(reached, after: stored)
      if open.isEmpty { outcome.items += 1 }
    }
  }

  /// The commits after a position, at most ``greatestHistory``; `nil` if the history no longer has them.
  private func history(after position: CommitPosition) async throws -> [Commit]? {
    do {
      return try await store.history(after: position, limit: Self.greatestHistory)
    } catch let error as StoreError where error.code == .historyTruncated {
      return nil
    }
  }

  /// The parties whose contact points or restrictions may be others since.
  private func parties(in commits: [Commit]) throws -> [RecordReference] {
    var holders: Set<CollectionName> = []
    for type in registry.types where Self.keepsContactPoints(type) { holders.insert(type.collection) }
    let restricted = EventName.consent(.restricted)
    var parties: Set<RecordReference> = []
    for commit in commits {
      for change in commit.changes where change.kind == .inserted || change.kind == .updated {
        if holders.contains(change.reference.collection) { parties.insert(change.reference) }
      }
      for event in try commit.records(of: Event.self) where event.name == restricted {
        if let customer = event.customer { parties.insert(customer) }
      }
    }
    return parties.sorted()
  }

  private static func keepsContactPoints<R: Record>(_ type: R.Type) -> Bool { R.self is any ContactHolder.Type }

  private func everybodyRestricted() async throws -> [RecordReference] {
    var parties: Set<RecordReference> = []
    try await store.forEach(in: Query(Event.byName, ExactText(EventName.consent(.restricted).rawValue))) { event in
      if let customer = event.record.customer { parties.insert(customer) }
    }
    return parties.sorted()
  }

  /// Those of some parties who are restricted and have a contact point that is not.
  private func open(among parties: [RecordReference]) async throws -> [SubjectKey] {
    var open: [SubjectKey] = []
    for start in stride(from: 0, to: parties.count, by: 500) {
      let some = parties[start..<min(start + 500, parties.count)]
      let people = try await ConsentReader(store: store).ledgers(of: some.map { ContactDigest(person: $0) })
      for (party, person) in zip(some, people) {
        let restrictions = person.restrictions
        guard !restrictions.isEmpty else { continue }
        let subject = ledger.digester.key(of: party, points: try await contactPoints(of: party))
        let points = try await ConsentReader(store: store).ledgers(of: subject.points)
        let isMissing = points.contains { point in
          restrictions.contains { ConsentLedger.carried($0, of: person.key, to: point, at: $0.date) != nil }
        }
        if isMissing { open.append(subject) }
      }
    }
    return open
  }

  private func contactPoints(of party: RecordReference) async throws -> [ContactPoint.Value] {
    guard let type = registry.type(of: party.collection) else { return [] }
    func read<R: Record>(_ type: R.Type) async throws -> [ContactPoint.Value] {
      let stored = try await store.get(Identifier<R>(party.id))
      return (stored?.record as? any ContactHolder)?.contactPoints.map(\.value) ?? []
    }
    return try await read(type)
  }

  /// Keeps the place; that somebody else was faster does no harm.
  private func keep(_ position: CommitPosition?, after stored: Stored<RestrictionProgress>?) async throws {
    var changes = ChangeSet(author: Self.author)
    let progress = RestrictionProgress(position: position)
    if let stored { changes.update(progress, expecting: stored.revision) } else { changes.insert(progress) }
    do {
      try await store.commit(changes)
    } catch let error as StoreError where error.code == .conflict {
      return
    }
  }
}
