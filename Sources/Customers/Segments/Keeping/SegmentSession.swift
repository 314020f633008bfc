import CRMCore
import Foundation

/// One keeper at work: what it has read, and how far it has come since the last commit.
struct SegmentSession {
  let keeper: SegmentKeeper
  let now: Date
  /// The progress as it is stored; every commit writes it.
  private var stored: Stored<SegmentProgress>?
  private(set) var progress: SegmentProgress
  private var segments: [Segment] = []
  /// Commits looked at and pages evaluated since the progress was stored.
  private var unsaved = 0
  /// Segments that could not be evaluated: left alone until the next call.
  private var failed: Set<Identifier<Segment>> = []

  var directory: CustomerDirectory { keeper.directory }
  private var store: any Store { keeper.store }

  init(_ keeper: SegmentKeeper, now: Date) async throws {
    self.keeper = keeper
    self.now = now
    stored = try await keeper.store.get(SegmentProgress.only)
    progress = stored?.record ?? SegmentProgress(position: nil)
    segments = try await keeper.store.all(Query<Segment>()).map(\.record)
  }

  // MARK: What there is to do

  func nextMoment() async throws -> Date? {
    guard stored != nil else { return segments.isEmpty ? nil : .distantPast }
    if segments.contains(where: { $0.evaluatedAt == nil }) { return .distantPast }
    var copy = self
    while let impact = try await copy.nextImpact(limit: 1) { if !impact.isEmpty { return .distantPast } }
    return try await store.first(Query(SegmentWatch.byMoment))?.nextMoment
  }

  mutating func run(
    _ work: inout SegmentKeeper.Work, budget: Int, _ report: WorkProgress.Report
  ) async throws {
    if stored == nil { try await begin() }
    while true {
      try Task.checkCancellation()
      if let impact = try await nextImpact(limit: budget - work.customers) {
        try await follow(impact, &work, report)
      } else if !pending.isEmpty {
        try await evaluatePage(&work, report)
      } else if try await !evaluateDue(&work, report) {
        break
      }
      if work.customers >= budget {
        work.hasMore = true
        break
      }
    }
    if progress.run != stored?.record.run { unsaved = .max }
    try await saveIfOverdue()
  }

  /// Segments that are to be evaluated as a whole.
  private var pending: [Segment] { segments.filter { $0.evaluatedAt == nil && !failed.contains($0.id) } }

  /// The first keeper: nothing that was found before counts, because nobody has watched it since.
  private mutating func begin() async throws {
    progress.position = try await store.position()
    var changes = ChangeSet(author: SegmentKeeper.author, date: now)
    try await setPending(Set(segments.map(\.id)), in: &changes)
    try await commit(changes)
  }

  // MARK: Changes

  /// What the next commits concern, until they concern so many customers; `nil` if there are none.
  private mutating func nextImpact(limit: Int) async throws -> SegmentImpact? {
    do {
      let commits = try await store.history(after: progress.position, limit: SegmentKeeper.greatestHistory)
      guard !commits.isEmpty else { return nil }
      var impact = SegmentImpact(segments, in: directory)
      for commit in commits {
        try await impact.add(commit)
        progress.position = commit.position
        unsaved += 1
        if impact.affected.count >= limit { break }
      }
      return impact
    } catch let error as StoreError where error.code == .historyTruncated {
      progress.position = try await store.position()
      return SegmentImpact(everything: segments, in: directory)
    }
  }

  private mutating func follow(
    _ impact: SegmentImpact, _ work: inout SegmentKeeper.Work, _ report: WorkProgress.Report
  ) async throws {
    guard !impact.isEmpty else { return try await saveIfOverdue() }
    // Until all of it is done the stored position stays behind: cut off, it is done again, and writes nothing twice.
    let reached = progress.position
    progress.position = stored?.record.position
    if impact.definitionsChanged { try await reloadDefinitions() }
    let total = impact.affected.count
    var done = 0
    for (wanted, customers) in impact.groups {
      let targets = segments.filter { wanted.contains($0.id) && !failed.contains($0.id) }
      for batch in Self.batches(of: customers, targets.count) where !targets.isEmpty {
        try Task.checkCancellation()
        let found = try await evaluate(batch, targets, at: now, &work)
        try await commit(found, at: now, &work)
        done += batch.count
        report(WorkProgress(phase: "segment.changes", done: done, total: total, started: now, date: now))
      }
    }
    progress.position = reached
    var changes = ChangeSet(author: SegmentKeeper.author, date: now)
    for customer in impact.deleted.sorted() { try await removeTraces(of: customer, in: &changes) }
    // Those before the place where a run has come to would be passed over.
    if !impact.pending.isEmpty { progress.run = nil }
    try await setPending(impact.pending.union(failed), in: &changes)
    try await commit(changes)
  }

  private mutating func reloadDefinitions() async throws {
    let known = Dictionary(segments.map { ($0.id, $0.condition) }) { first, _ in first }
    segments = try await store.all(Query<Segment>()).map(\.record)
    if segments.contains(where: { known[$0.id] != .some($0.condition) }) { progress.run = nil }
  }

  /// Takes away what was kept about a customer that is gone. There is nobody to tell an event of.
  private func removeTraces(of customer: Identifier<Customer>, in changes: inout ChangeSet) async throws {
    for stored in try await store.all(Query(SegmentMembership.byCustomer, customer)) { changes.delete(stored) }
    if let watch = try await store.get(customer.cast(to: SegmentWatch.self)) { changes.delete(watch) }
  }

  private mutating func setPending(_ ids: Set<Identifier<Segment>>, in changes: inout ChangeSet) async throws {
    for stored in try await store.fetch(Segment.self, ids: ids.sorted()) {
      guard var stored, stored.evaluatedAt != nil else { continue }
      stored.evaluatedAt = nil
      changes.update(stored)
      if let index = segments.firstIndex(where: { $0.id == stored.id }) { segments[index] = stored.record }
    }
  }

  // MARK: Definitions that are still to be evaluated

  private mutating func evaluatePage(_ work: inout SegmentKeeper.Work, _ report: WorkProgress.Report) async throws {
    let pending = pending
    if progress.run.map({ Set($0.segments) }) != Set(pending.map(\.id)) {
      progress.run = SegmentProgress.Run(segments: pending.map(\.id).sorted(), startedAt: now)
    }
    guard var run = progress.run else { return }
    let size = Self.batchSize(pending.count)
    let page = try await store.page(Query<Customer>().limited(to: size).after(run.cursor))
    let found = try await evaluate(page.items.map(\.record), pending, at: now, &work)
    run.cursor = page.next
    run.done += page.items.count
    progress.run = page.next == nil ? nil : run
    var changes = ChangeSet(author: SegmentKeeper.author, date: now)
    if page.next == nil {
      for stored in try await store.fetch(Segment.self, ids: pending.map(\.id)) {
        guard var stored, stored.evaluatedAt == nil, !failed.contains(stored.id) else { continue }
        stored.evaluatedAt = run.startedAt
        changes.update(stored)
        if let index = segments.firstIndex(where: { $0.id == stored.id }) { segments[index] = stored.record }
      }
    }
    unsaved += 16
    try await commit(found, at: now, &work, changes)
    try await saveIfOverdue()
    report(WorkProgress(phase: "segment.customers", done: run.done, started: run.startedAt, date: now))
  }

  // MARK: Time

  /// - Returns: whether there was something.
  private mutating func evaluateDue(_ work: inout SegmentKeeper.Work, _ report: WorkProgress.Report) async throws
    -> Bool
  {
    let due = try await store.page(Query(SegmentWatch.byMoment).through(now).limited(to: 200)).items
    guard let moment = due.first?.nextMoment else { return false }
    // Those of one moment together, because what is found is dated at it.
    let watches = due.filter { $0.nextMoment == moment }
    var changes = ChangeSet(author: SegmentKeeper.author, date: now)
    let customers = try await store.fetch(Customer.self, ids: watches.map(\.customer))
    var found: [CustomerFindings] = []
    for (watch, customer) in zip(watches, customers) {
      // Of a customer that is gone, or was united with another one.
      guard let customer, watch.id == customer.id.cast() else {
        changes.delete(watch)
        continue
      }
      let ids = Set(watch.moments.filter { $0.date <= moment }.map(\.segment))
      let targets = segments.filter { ids.contains($0.id) && !failed.contains($0.id) }
      var own = try await evaluate([customer.record], targets, at: moment, &work)
      for index in own.indices {
        // Segments that are gone, or cannot be evaluated and will be as a whole.
        own[index].unwatched = ids.subtracting(own[index].findings.map(\.segment))
        for place in own[index].findings.indices {
          own[index].findings[place].finding.nextMoment = later(own[index].findings[place].finding.nextMoment, moment)
        }
      }
      found += own
    }
    try await setPending(failed, in: &changes)
    try await commit(found, at: moment, &work, changes)
    report(WorkProgress(phase: "segment.moments", done: watches.count, started: now, date: now))
    return true
  }

  /// A source that only knows the present names the next millisecond: it is asked again when it is later than now.
  private func later(_ next: Date?, _ moment: Date) -> Date? {
    guard let next, next < moment + 1, next <= now else { return next }
    return now + 0.001
  }

  // MARK: Evaluating and writing

  private mutating func evaluate(
    _ ids: [Identifier<Customer>], _ targets: [Segment], at moment: Date, _ work: inout SegmentKeeper.Work
  ) async throws -> [CustomerFindings] {
    let customers = try await store.fetch(Customer.self, ids: ids).compactMap { $0?.record }
    return try await evaluate(customers, targets, at: moment, &work)
  }

  /// A segment that cannot be evaluated does not hold up the others: it is evaluated as a whole when it can be.
  private mutating func evaluate(
    _ customers: [Customer], _ targets: [Segment], at moment: Date, _ work: inout SegmentKeeper.Work
  ) async throws -> [CustomerFindings] {
    do {
      return try await evaluate(customers, targets, at: moment)
    } catch let error where error is ConditionError || error is SegmentCycle {
      guard targets.count > 1 else {
        for segment in targets {
          failed.insert(segment.id)
          work.failures[segment.name] = error
        }
        return customers.map { CustomerFindings(customer: $0, findings: []) }
      }
      var found = customers.map { CustomerFindings(customer: $0, findings: []) }
      for target in targets {
        for (row, own) in try await evaluate(customers, [target], at: moment, &work).enumerated() {
          found[row].findings += own.findings
        }
      }
      return found
    }
  }

  private func evaluate(
    _ customers: [Customer], _ targets: [Segment], at moment: Date
  ) async throws -> [CustomerFindings] {
    let evaluator = try SegmentEvaluator(targets, among: segments, in: directory)
    let ids = Dictionary(targets.map { ($0.name, $0.id) }) { first, _ in first }
    let found = try await evaluator.findings(for: customers, at: moment)
    return zip(customers, found).map { customer, findings in
      CustomerFindings(
        customer: customer,
        findings: findings.compactMap { name, finding in ids[name].map { ($0, finding) } }.sorted { $0.0 < $1.0 })
    }
  }

  private mutating func commit(
    _ found: [CustomerFindings], at moment: Date, _ work: inout SegmentKeeper.Work,
    _ others: ChangeSet? = nil
  ) async throws {
    var changes = others ?? ChangeSet(author: SegmentKeeper.author, date: now)
    let counts = try await directory.add(
      found, at: moment, by: SegmentKeeper.author, watching: true, to: &changes)
    if changes.hasWrites { try await commit(changes) }
    work.customers += found.count
    work.verdicts += found.reduce(0) { $0 + $1.findings.count }
    work.entered += counts.entered
    work.left += counts.left
  }

  /// Stores the progress where nothing else was written for long, so that little is done again.
  private mutating func saveIfOverdue() async throws {
    guard unsaved > SegmentKeeper.greatestHistory else { return }
    try await commit(ChangeSet(author: SegmentKeeper.author, date: now))
  }

  /// Commits changes together with the progress.
  private mutating func commit(_ changes: ChangeSet) async throws {
    var changes = changes
    if let stored {
      changes.update(progress, expecting: stored.revision)
    } else {
      changes.insert(progress)
    }
    let commit = try await store.commit(changes)
    stored = Stored(progress, revision: commit.revision)
    unsaved = 0
  }

  private static func batchSize(_ segments: Int) -> Int { max(20, SegmentKeeper.greatestCommit / max(2, segments)) }

  private static func batches(of ids: [Identifier<Customer>], _ segments: Int) -> [[Identifier<Customer>]] {
    let size = batchSize(segments)
    return stride(from: 0, to: ids.count, by: size).map { Array(ids[$0..<min($0 + size, ids.count)]) }
  }
}
