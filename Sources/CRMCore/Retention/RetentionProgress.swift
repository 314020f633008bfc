import Foundation

/// A pass at work: looks at records page by page and commits what is due with them.
struct RetentionProgress {
  let desk: RetentionDesk
  private var stored: Stored<RetentionPass>?
  private(set) var pass: RetentionPass
  /// How many records the last step looked at.
  private(set) var lookedAt = 0
  private var isSaved: Bool
  private var unsavedSteps = 0

  var isFinished: Bool { pass.finishedAt != nil }

  /// The pass that goes on, or a new one if one is due; `nil` if nothing is due.
  static func read(_ desk: RetentionDesk, at now: Date) async throws -> RetentionProgress? {
    let stored = try await desk.store.get(RetentionPass.id(of: desk.policy))
    guard let stored else { return RetentionProgress(desk: desk, stored: nil, at: now) }
    if stored.policy == desk.policy.tag {
      if stored.finishedAt == nil { return RetentionProgress(desk: desk, going: stored) }
      guard let next = stored.next, next <= now else { return nil }
    }
    return RetentionProgress(desk: desk, stored: stored, at: now)
  }

  private init(desk: RetentionDesk, stored: Stored<RetentionPass>?, at now: Date) {
    self.desk = desk
    self.stored = stored
    pass = RetentionPass(policy: desk.policy, at: now)
    isSaved = false
  }

  private init(desk: RetentionDesk, going stored: Stored<RetentionPass>) {
    self.desk = desk
    self.stored = stored
    pass = stored.record
    isSaved = true
  }

  /// Looks at one page and deals with it; ends the pass after the last.
  ///
  /// - Returns: what could not be done.
  mutating func advance(limit: Int, at now: Date) async throws -> RetentionFailure? {
    lookedAt = 0
    guard let type = type(at: pass.at) else {
      pass.finishedAt = now
      pass.next = CalendarDay(pass.startedAt, in: desk.policy.zone).adding(days: 1).startDate(in: desk.policy.zone)
      isSaved = false
      try await save(at: now)
      return nil
    }
    return try await advance(type, limit: limit, at: now)
  }

  /// Keeps how far it has come.
  mutating func save(at now: Date) async throws {
    guard !isSaved else { return }
    var changes = ChangeSet(author: .system, reason: "retention", date: now)
    add(to: &changes)
    note(try await desk.store.commit(changes))
  }

  /// The first type from a place on that a schedule is about.
  private func type(at place: CollectionName?) -> (any Record.Type)? {
    guard place != Self.end else { return nil }
    let types = desk.registry.types
    let start = place.flatMap { place in types.firstIndex { $0.collection == place } } ?? 0
    return types[start...].first { isCovered($0) }
  }

  private func isCovered<R: Record>(_ type: R.Type) -> Bool { !desk.policy.schedules(for: R.self).isEmpty }

  private mutating func advance<R: Record>(_ type: R.Type, limit: Int, at now: Date) async throws -> RetentionFailure? {
    guard let declaration = R.personalData else { return nil }
    if pass.at != R.collection {
      pass.at = R.collection
      pass.cursor = nil
    }
    let page = try await desk.store.page(Query<R>().after(pass.cursor).limited(to: limit))
    let holds = try await LegalHolds.read(in: desk.store, at: now)
    let plan = try await RetentionRows(desk: desk, holds: holds, now: now).plan(
      for: page.items, declaration, listing: 1)
    let batch = RetentionBatch(page.items, plan, declaration, at: now)
    for (index, group) in batch.groups.enumerated() {
      for (action, count) in group.done { pass.done[action.rawValue, default: 0] += count }
      // The last commit of the page also says that the page is dealt with.
      if index == batch.groups.count - 1 { turn(page, plan, batch) }
      var changes = group.changes
      holds.require(in: &changes)
      add(to: &changes)
      note(try await desk.store.commit(changes))
    }
    if batch.groups.isEmpty { turn(page, plan, batch) }
    lookedAt = page.items.count
    // So that a pass which is always cut off soon comes on all the same.
    unsavedSteps += 1
    if unsavedSteps >= 20 { try await save(at: now) }
    return batch.failures.isEmpty ? nil : RetentionFailure(reasons: batch.failures)
  }

  /// Goes on to what follows a page.
  private mutating func turn<R: Record>(_ page: Page<Stored<R>>, _ plan: RetentionPlan, _ batch: RetentionBatch<R>) {
    pass.examined += page.items.count
    pass.held += plan.held.count
    pass.retained += batch.retained
    pass.failed += batch.failures.count
    pass.cursor = page.next
    if page.next == nil { pass.at = nextCollection(after: R.collection) }
    isSaved = false
  }

  /// The type that follows; ``end`` after the last.
  private func nextCollection(after collection: CollectionName) -> CollectionName {
    let types = desk.registry.types
    guard let index = types.firstIndex(where: { $0.collection == collection }), index + 1 < types.count else {
      return Self.end
    }
    return types[index + 1].collection
  }

  /// What no type is named: behind the last one.
  private static let end: CollectionName = ""

  private func add(to changes: inout ChangeSet) {
    if let stored { changes.update(pass, expecting: stored.revision) } else { changes.insert(pass) }
  }

  private mutating func note(_ commit: Commit) {
    stored = Stored(pass, revision: commit.revision)
    isSaved = true
    unsavedSteps = 0
  }
}
