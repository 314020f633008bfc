import CRMCore
import Foundation

/// The rows that make one commit of an import.
struct ImportBatch<R: Record>: Sendable {
  /// A row that became a record.
  struct Row: Sendable {
    var line: Int
    var record: R
    var repairs: [RepairedRow]
  }

  var rows: [Row] = []
  var problems: [RowProblem] = []
  var counts = ImportCounts()
  var lastLine = 0

  /// Takes up what a row became.
  mutating func add(_ outcome: RowOutcome<R>, line: Int) {
    counts.rows += 1
    lastLine = max(lastLine, line)
    switch outcome {
    case .record(let record, let repairs): rows.append(Row(line: line, record: record, repairs: repairs))
    case .rejected(let found):
      counts.rejected += 1
      problems += found
    case .skipped: counts.skipped += 1
    }
  }

  /// Turns the rows of records that cannot be written into rejected ones.
  mutating func reject(_ duplicates: [StoreError.DuplicateKey]) -> Bool {
    var indexes: [RecordReference: IndexName] = [:]
    for duplicate in duplicates { indexes[duplicate.record] = duplicate.index }
    let before = rows.count
    rows.removeAll { row in
      guard let index = indexes[RecordReference(row.record)] else { return false }
      let reason = Reason(ImportReason.duplicateKey, ["index": .text(index.rawValue)])
      problems.append(RowProblem(line: row.line, column: "", reason: reason))
      counts.rejected += 1
      return true
    }
    return rows.count < before
  }

  /// What the rows change, given what is there. Pure.
  ///
  /// Rows with the same identifier follow one upon the other, as if each had a commit of its own.
  func plan(existing: [Identifier<R>: R], policy: UpdatePolicy<R>) -> ImportPlan<R> {
    var plan = ImportPlan<R>(counts: counts)
    var current = existing
    for row in rows {
      let id = row.record.id
      plan.counts.repaired += row.repairs.isEmpty ? 0 : 1
      if let known = current[id] {
        let resolved = policy.resolved(existing: known, incoming: row.record)
        guard resolved != known else {
          plan.counts.unchanged += 1
          continue
        }
        plan.counts.updated += 1
        current[id] = resolved
      } else {
        plan.counts.inserted += 1
        current[id] = row.record
      }
      if plan.written[id] == nil { plan.order.append(id) }
      plan.written[id] = current[id]
    }
    return plan
  }
}

/// What a batch writes.
struct ImportPlan<R: Record>: Sendable {
  var counts: ImportCounts
  var order: [Identifier<R>] = []
  var written: [Identifier<R>: R] = [:]
}
