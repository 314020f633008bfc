public import CRMCore
import Foundation

/// The fields of all customers that segments ask for, as typed columns in memory.
public typealias CustomerColumns = RecordColumns<Customer>

extension CustomerDirectory {
  /// Columns for these conditions: the customers' own and custom fields that they ask for, and the zones. Keep them with `Live`
  /// beside the store and give them to ``evaluateAll(in:by:columns:report:)``.
  ///
  /// - Throws: `ConditionError` for fields that there are not.
  public func customerColumns(for conditions: [Condition]) throws(ConditionError) -> CustomerColumns {
    let asked = conditions.reduce(into: Set<FieldTerm>()) { $0.formUnion($1.terms) }
    let names = asked.filter { !$0.isForeignToCustomers }.map(\.name) + [Customer.fields.timeZone.name]
    return try CustomerColumns(names, of: segmentFields)
  }

  /// Evaluates all customers; memberships that stay as they are write nothing, and no commit is larger than a batch. Cut off, it has
  /// left whole batches behind; called again it writes only what is not done yet. A second run without changes between writes nothing
  /// but the moment of evaluation.
  ///
  /// Without columns all customers are read and evaluated in batches of 500. With columns that have all that the segment and
  /// those it asks for need, they are evaluated at once, and only customers whose membership changes are read. Related parties,
  /// sources that know customers by contact points, and segments whose moments a ``SegmentKeeper`` watches need the batches.
  ///
  /// - Parameters:
  ///   - segment: the segment.
  ///   - author: who evaluates.
  ///   - columns: the fields in memory, from ``customerColumns(for:)``; `nil` reads the customers.
  ///   - report: called after each batch, with phase `segment.customers`, or `segment.changes` when columns told who changes.
  /// - Returns: how many customers came in, went out, and are in it now.
  /// - Throws: `notFound`; `ConditionError`; `CancellationError` between batches, which leaves whole batches behind.
  @concurrent @discardableResult
  public func evaluateAll(
    in segment: Identifier<Segment>, by author: Author = .system, columns: Live<CustomerColumns>? = nil,
    report: WorkProgress.Report = { _ in }
  ) async throws -> SegmentEvaluation {
    let started = environment.now()
    let definition = try await store.require(segment)
    let evaluator = try await SegmentEvaluator([definition.record], in: self)
    var result: SegmentEvaluation?
    if let columns {
      let now = try await columns.current()
      let progress = try await store.get(SegmentProgress.only)
      if let evaluation = ColumnEvaluation(evaluator, now, isWatched: progress != nil) {
        result = try await write(evaluation, in: segment, at: started, by: author, report)
      }
    }
    let evaluation: SegmentEvaluation
    if let result {
      evaluation = result
    } else {
      evaluation = try await evaluatePages(evaluator, in: segment, from: started, by: author, report)
    }
    // What was found for another definition does not count.
    if var current = try await store.get(segment), current.revision == definition.revision {
      current.evaluatedAt = started
      var changes = ChangeSet(author: author, date: started)
      changes.update(current)
      do { try await store.commit(changes) } catch let error as StoreError where error.code == .conflict {}
    }
    return evaluation
  }

  private func evaluatePages(
    _ evaluator: SegmentEvaluator, in segment: Identifier<Segment>, from started: Date, by author: Author,
    _ report: WorkProgress.Report
  ) async throws -> SegmentEvaluation {
    let total = try await store.count(Query<Customer>())
    var result = SegmentEvaluation(entered: 0, left: 0, members: 0)
    var done = 0
    var cursor: PageCursor?
    repeat {
      try Task.checkCancellation()
      let page = try await store.page(Query<Customer>().limited(to: 500).after(cursor))
      let customers = page.items.map(\.record)
      let batch = try await store.perform {
        let now = environment.now()
        let progress = try await store.get(SegmentProgress.only)
        let found = try await evaluator.findings(for: customers, at: now)
        var changes = ChangeSet(author: author, date: now)
        let watching = requireKeeper(unchanged: progress, in: &changes)
        let findings = zip(customers, found).map { customer, findings in
          CustomerFindings(customer: customer, findings: findings.values.map { (segment, $0) })
        }
        let counts = try await add(findings, at: now, by: author, watching: watching, to: &changes)
        let members = found.count { $0.values.contains(where: \.isMember) }
        return Prepared(
          SegmentEvaluation(entered: counts.entered, left: counts.left, members: members), changes: changes)
      }
      result.entered += batch.entered
      result.left += batch.left
      result.members += batch.members
      done += customers.count
      report(
        WorkProgress(
          phase: "segment.customers", done: done, total: total, started: started, date: environment.now()))
      cursor = page.next
    } while cursor != nil
    return result
  }

  /// Commits, batch by batch, the memberships that columns found to be others.
  private func write(
    _ evaluation: ColumnEvaluation, in segment: Identifier<Segment>, at now: Date, by author: Author,
    _ report: WorkProgress.Report
  ) async throws -> SegmentEvaluation {
    let members = try await evaluation.members(at: now)
    let changed = try await evaluation.changes(to: members, in: segment)
    var result = SegmentEvaluation(entered: 0, left: 0, members: members.ones)
    for start in stride(from: 0, to: changed.count, by: 500) {
      try Task.checkCancellation()
      let batch = changed[start..<min(start + 500, changed.count)]
      let counts = try await store.perform {
        let customers = try await store.fetch(Customer.self, ids: batch.map(\.customer))
        var changes = ChangeSet(author: author, date: now)
        _ = requireKeeper(unchanged: try await store.get(SegmentProgress.only), in: &changes)
        let findings = zip(batch, customers).compactMap { change, stored in
          stored.map {
            CustomerFindings(
              customer: $0.record, findings: [(segment, SegmentFinding(isMember: change.isMember))])
          }
        }
        let counts = try await add(findings, at: now, by: author, watching: false, to: &changes)
        return Prepared(counts, changes: changes)
      }
      result.entered += counts.entered
      result.left += counts.left
      report(
        WorkProgress(
          phase: "segment.changes", done: start + batch.count, total: changed.count, started: now,
          date: environment.now()))
    }
    return result
  }
}

/// What an evaluation of all customers changed.
public struct SegmentEvaluation: Hashable, Sendable {
  /// Customers that came in.
  public var entered: Int
  /// Customers that went out.
  public var left: Int
  /// Customers that are in now.
  public var members: Int

  /// The outcome of an evaluation.
  public init(entered: Int, left: Int, members: Int) {
    self.entered = entered
    self.left = left
    self.members = members
  }
}
