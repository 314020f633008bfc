import Foundation

/// A pass at work: looks at records page by page and commits what is due with them.
///
/// One that reads everything also lists what becomes due in the weeks after it. Until they are over, a pass lists what the commits since
/// the last one have changed, and looks only at what is listed and due. Both give what the pure sweep of all records gives.
struct RetentionProgress {
  let desk: RetentionDesk
  var pass: RetentionPass
  /// How many records the last step looked at.
  var lookedAt = 0
  private var stored: Stored<RetentionPass>?
  private var isSaved: Bool
  private var unsavedSteps = 0
  private var knowsHistory = false

  var isFinished: Bool { pass.finishedAt != nil }
  var zone: TimeZone { desk.policy.zone }
  /// When the next pass begins.
  var next: Date { day(after: 1) }

  /// The pass that goes on, or a new one if one is due; `nil` if nothing is due.
  static func read(_ desk: RetentionDesk, at now: Date) async throws -> RetentionProgress? {
    guard let stored = try await desk.store.get(RetentionPass.id(of: desk.policy)) else {
      return RetentionProgress(desk: desk, after: nil, at: now)
    }
    // One of another policy, or of a clock that has been set back since, says nothing.
    if stored.isOf(desk), stored.startedAt <= max(now, desk.environment.now()) {
      if stored.finishedAt == nil { return RetentionProgress(desk: desk, going: stored) }
      guard let next = stored.next, next <= now else { return nil }
    }
    return RetentionProgress(desk: desk, after: stored, at: now)
  }

  private init(desk: RetentionDesk, after stored: Stored<RetentionPass>?, at now: Date) {
    self.desk = desk
    self.stored = stored
    pass = RetentionPass(policy: desk.policy, at: now)
    pass.stage = .start
    if let stored, stored.isOf(desk), stored.startedAt <= now, let reading = stored.reading, now < reading.horizon {
      pass.reading = reading
      pass.stage = .changes
    }
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
    var failures: [Reason] = []
    switch pass.stage ?? .start {
    case .start: try await begin(at: now)
    case .everything: failures = try await lookAtEverything(limit: limit, at: now)
    case .changes: try await follow(at: now)
    case .listed: failures = try await lookAtListed(limit: limit, at: now)
    case .files: failures = try await removeFiles(limit: limit, at: now)
    }
    // So that a pass which is always cut off soon comes on all the same.
    if lookedAt > 0 { unsavedSteps += 1 }
    if unsavedSteps >= 20 || isFinished { try await save(at: now) }
    return failures.isEmpty ? nil : RetentionFailure(reasons: failures)
  }

  /// Keeps how far it has come.
  mutating func save(at now: Date) async throws {
    guard !isSaved else { return }
    try await commit(ChangeSet(author: .system, reason: "retention", date: now))
  }

  /// Commits changes and how far it has come.
  mutating func commit(_ changes: ChangeSet) async throws {
    var changes = changes
    if let stored { changes.update(pass, expecting: stored.revision) } else { changes.insert(pass) }
    let commit = try await desk.store.commit(changes)
    stored = Stored(pass, revision: commit.revision)
    isSaved = true
    unsavedSteps = 0
    // Written with the next commit.
    pass.reading?.origin = commit.origin
  }

  /// Changes what is not kept yet.
  mutating func turn(_ change: (inout RetentionPass) -> Void) {
    change(&pass)
    isSaved = false
  }

  /// Goes on with the first type, or file, of a stage.
  mutating func go(to stage: RetentionPass.Stage) {
    turn {
      $0.stage = stage
      $0.at = nil
      $0.cursor = nil
    }
  }

  mutating func finish(at now: Date) {
    let next = next
    turn {
      $0.finishedAt = now
      $0.next = next
    }
  }

  /// The start of a day after that of the pass.
  private func day(after days: Int) -> Date {
    CalendarDay(pass.startedAt, in: zone).adding(days: days).startDate(in: zone)
  }

  // MARK: Reading everything

  /// From here on, everything that is committed is read by the next pass, whether this one has seen it or not.
  private mutating func begin(at now: Date) async throws {
    let position = try await desk.store.position()
    let reading = RetentionPass.Reading(
      fingerprint: desk.fingerprint, horizon: day(after: desk.fullReadingDays), position: position,
      marks: try await countMarks())
    go(to: .everything)
    pass.reading = reading
    try await save(at: now)
  }

  /// How many steps are marked as done.
  private func countMarks() async throws -> Int {
    var count = 0
    for name in RetentionRows.markNames {
      count += try await desk.store.count(Query(Event.byName, ExactText(name.rawValue)))
    }
    return count
  }

  // MARK: Following the history

  /// Lists what some commits have changed.
  private mutating func follow(at now: Date) async throws {
    guard let reading = pass.reading else { return go(to: .start) }
    let limit = 64
    let commits: [Commit]
    do {
      commits = try await desk.store.history(after: reading.position, limit: limit)
    } catch let error as StoreError where error.code == .historyTruncated {
      return go(to: .start)
    }
    // The pass was written after this position: no commit, or one of another store, means that records were brought here from elsewhere.
    guard knowsHistory || (reading.origin != nil && commits.first?.origin == reading.origin) else {
      return go(to: .start)
    }
    knowsHistory = true
    var changes = RetentionChanges()
    for commit in commits { try changes.add(commit) }
    for type in desk.registry.types {
      guard let ids = changes.records[type.collection] else { continue }
      try await list(ids, of: type, at: now)
    }
    lookedAt = max(lookedAt, min(1, commits.count))
    turn {
      $0.reading?.position = commits.last?.position ?? reading.position
      $0.reading?.marks += changes.marks
    }
    guard commits.count < limit else { return }
    // With a mark that was removed, a step that was done is to be done again, and nobody knows of which record.
    let isWhole = try await countMarks() >= (pass.reading?.marks ?? 0)
    go(to: isWhole ? .listed : .start)
  }

  private mutating func list<R: Record>(_ ids: Set<UUID>, of type: R.Type, at now: Date) async throws {
    guard let declaration = R.personalData, !desk.policy.schedules(for: R.self).isEmpty else { return }
    let ids = ids.map { Identifier<R>($0) }.sorted()
    let rows = RetentionRows(desk: desk, holds: try await LegalHolds.read(in: desk.store, at: now), now: now)
    for start in stride(from: 0, to: ids.count, by: 500) {
      let part = Array(ids[start..<min(start + 500, ids.count)])
      let records = try await desk.store.fetch(R.self, ids: part).compactMap(\.self)
      let plan = try await rows.plan(for: records, declaration, listing: part.count)
      var dates = soon(plan)
      for item in plan.items + plan.held.map(\.item) { dates[item.record] = pass.startedAt }
      let changes = try await listing(dates)
      if changes.hasWrites { try await commit(changes) }
      lookedAt += part.count
    }
  }
}

extension RetentionPass {
  /// Whether it is one of what a desk does now.
  fileprivate func isOf(_ desk: RetentionDesk) -> Bool { reading?.fingerprint == desk.fingerprint }
}

extension Stored<RetentionPass> {
  fileprivate func isOf(_ desk: RetentionDesk) -> Bool { record.isOf(desk) }
}

/// What commits have changed, as far as retention asks.
private struct RetentionChanges {
  /// The records inserted or updated, by type.
  var records: [CollectionName: Set<UUID>] = [:]
  /// How many steps were marked as done.
  var marks = 0

  mutating func add(_ commit: Commit) throws {
    // Marks come with the pass that leaves them.
    let isSweep = commit.changes.contains { $0.reference.collection == RetentionPass.collection }
    for change in commit.changes where change.kind == .inserted || change.kind == .updated {
      records[change.reference.collection, default: []].insert(change.reference.id)
      guard isSweep, change.kind == .inserted, let event = try change.record(as: Event.self) else { continue }
      if RetentionRows.markNames.contains(event.name) { marks += 1 }
    }
  }
}
