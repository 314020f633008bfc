import CRMCore
import Foundation

/// The rows that make one commit of an import.
struct ImportBatch<R: Record>: Sendable {
  /// A row, or rows that follow each other, that became a record.
  struct Row: Sendable {
    var source: ImportRow
    var record: R
    var repairs: [RepairedRow]
  }

  var rows: [Row] = []
  var problems: [RowProblem] = []
  var counts = ImportCounts()
  var lastLine = 0

  /// Takes up what a row became.
  ///
  /// - Parameters:
  ///   - outcome: what the row became.
  ///   - source: the row.
  ///   - join: joins it to the row before it if both are the same record.
  mutating func add(_ outcome: RowOutcome<R>, _ source: ImportRow, join: ((R, R) -> R)?) {
    counts.rows += 1
    lastLine = max(lastLine, source.line)
    switch outcome {
    case .record(let record, let repairs):
      if let join, let last = rows.indices.last, rows[last].record.id == record.id {
        rows[last].record = join(rows[last].record, record)
        rows[last].repairs += repairs
        counts.joined += 1
      } else {
        rows.append(Row(source: source, record: record, repairs: repairs))
      }
    case .rejected(let found):
      counts.rejected += 1
      problems += found
    case .skipped: counts.skipped += 1
    }
  }

  /// Turns the rows of records that cannot be written into rejected ones, and gives these.
  mutating func reject(_ duplicates: [StoreError.DuplicateKey]) -> [(ImportRow, [RowProblem])] {
    var indexes: [RecordReference: IndexName] = [:]
    for duplicate in duplicates { indexes[duplicate.record] = duplicate.index }
    var rejected: [(ImportRow, [RowProblem])] = []
    rows.removeAll { row in
      guard let index = indexes[RecordReference(row.record)] else { return false }
      let reason = Reason(ImportReason.duplicateKey, ["index": .text(index.rawValue)])
      let problem = RowProblem(line: row.source.line, column: "", reason: reason)
      problems.append(problem)
      counts.rejected += 1
      rejected.append((row.source, [problem]))
      return true
    }
    return rejected
  }

  /// What the rows change, given what is there. Pure.
  ///
  /// Rows with the same identifier follow one upon the other, as if each had a commit of its own.
  ///
  /// - Parameters:
  ///   - existing: the records that are there.
  ///   - written: those of them that this run has written.
  ///   - policy: what is done with them.
  ///   - settle: the last touch to a record before it is written, given the one that it replaces, and what is wrong with it.
  func plan(
    existing: [Identifier<R>: R], writtenByRun written: Set<Identifier<R>>, policy: UpdatePolicy<R>,
    settle: (inout R, R?) -> [FieldProblem]
  ) -> ImportPlan<R> {
    var plan = ImportPlan<R>(counts: counts)
    var current = existing
    for row in rows {
      let id = row.record.id
      let known = current[id]
      var record = row.record
      if let known {
        let isContinuing = written.contains(id) || plan.written[id] != nil
        record = policy.resolved(existing: known, incoming: record, isContinuing: isContinuing)
      }
      if record != known {
        let problems = settle(&record, known)
        guard problems.isEmpty else {
          plan.reject(row.source, problems)
          continue
        }
      }
      plan.counts.repaired += row.repairs.isEmpty ? 0 : 1
      guard record != known else {
        plan.counts.unchanged += 1
        continue
      }
      if known == nil { plan.counts.inserted += 1 } else { plan.counts.updated += 1 }
      current[id] = record
      if plan.written[id] == nil { plan.order.append(id) }
      plan.written[id] = record
    }
    return plan
  }
}

/// What a batch writes.
struct ImportPlan<R: Record>: Sendable {
  var counts: ImportCounts
  var order: [Identifier<R>] = []
  var written: [Identifier<R>: R] = [:]
  /// Rows whose records would break a rule that depends on what is there already.
  var rejected: [(row: ImportRow, problems: [RowProblem])] = []

  /// The contact points that come with what is written, by record. None for records that keep no contact points.
  func arrivals(replacing existing: [Identifier<R>: R]) -> [ContactArrival] {
    guard R.self is any ContactHolder.Type else { return [] }
    return order.compactMap { id in
      written[id].flatMap { ContactArrival(of: $0, replacing: existing[id]) }
    }
  }

  fileprivate mutating func reject(_ row: ImportRow, _ problems: [FieldProblem]) {
    counts.rejected += 1
    rejected.append((row, problems.map { RowProblem(line: row.line, column: $0.field, reason: $0.reason) }))
  }
}
