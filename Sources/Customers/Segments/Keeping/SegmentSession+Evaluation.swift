import CRMCore
import Foundation

extension SegmentSession {
  /// - Returns: whether there was something.
  mutating func evaluateDue(_ work: inout SegmentKeeper.Work, _ report: WorkProgress.Report) async throws
    -> Bool
  {
    let due = try await store.page(Query(SegmentWatch.byMoment).through(now).limited(to: 200)).items
    guard let moment = due.first?.nextMoment else { return false }
    // Those of one moment together, because what is found is dated at it.
    let watches = due.filter { $0.nextMoment == moment }
    var changes = ChangeSet(author: SegmentKeeper.author, date: now)
    let customers = try await store.fetch(Customer.self, ids: watches.map(\.customer))
    var waiting: [Set<Identifier<Segment>>: [Customer]] = [:]
    for (watch, customer) in zip(watches, customers) {
      // Of a customer that is gone, or was united with another one.
      guard let customer, watch.id == customer.id.cast() else {
        changes.delete(watch)
        continue
      }
      waiting[Set(watch.moments.filter { $0.date <= moment }.map(\.segment)), default: []].append(customer.record)
    }
    var found: [CustomerFindings] = []
    for (ids, customers) in waiting {
      let targets = segments.filter { ids.contains($0.id) && !failed.contains($0.id) }
      for var own in try await evaluate(customers, targets, at: moment, &work) {
        // Segments that are gone, or cannot be evaluated and will be as a whole.
        own.unwatched = ids.subtracting(own.findings.map(\.segment))
        for place in own.findings.indices {
          own.findings[place].finding.nextMoment = later(own.findings[place].finding.nextMoment, moment)
        }
        found.append(own)
      }
    }
    found.sort { $0.customer.id < $1.customer.id }
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

  mutating func evaluate(
    _ ids: [Identifier<Customer>], _ targets: [Segment], at moment: Date, _ work: inout SegmentKeeper.Work
  ) async throws -> [CustomerFindings] {
    let customers = try await store.fetch(Customer.self, ids: ids).compactMap { $0?.record }
    return try await evaluate(customers, targets, at: moment, &work)
  }

  /// A segment that cannot be evaluated does not hold up the others: it is evaluated as a whole when it can be.
  mutating func evaluate(
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

  mutating func commit(
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
  mutating func saveIfOverdue() async throws {
    guard unsaved > SegmentKeeper.greatestHistory else { return }
    try await commit(ChangeSet(author: SegmentKeeper.author, date: now))
  }

  /// Commits changes together with the progress.
  mutating func commit(_ changes: ChangeSet) async throws {
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

  static func batchSize(_ segments: Int) -> Int { max(20, SegmentKeeper.greatestCommit / max(2, segments)) }

  static func batches(of ids: [Identifier<Customer>], _ segments: Int) -> [[Identifier<Customer>]] {
    let size = batchSize(segments)
    return stride(from: 0, to: ids.count, by: size).map { Array(ids[$0..<min($0 + size, ids.count)]) }
  }
}
