public import CRMCore
import Foundation

extension CustomerDirectory {
  /// Makes the repair that a finding proposes, together with a `customer.changed` event.
  ///
  /// A repair fits one state of the field only: if the customer was changed meanwhile, nothing is written.
  ///
  /// - Returns: what came of it.
  /// - Throws: `ValidationError` if the customer cannot be written for another reason.
  @discardableResult
  public func repair(_ finding: QualityFinding, by author: Author) async throws -> RepairResult {
    try await store.perform { try await prepareRepair(finding, by: author) }
  }

  /// The changes that ``repair(_:by:)`` commits: a dry run, if they are not committed.
  public func prepareRepair(_ finding: QualityFinding, by author: Author) async throws -> Prepared<RepairResult> {
    let nothing = ChangeSet(author: author, date: environment.now())
    guard let repair = finding.repair, let id = finding.record.id(as: Customer.self) else {
      return Prepared(.notRepairable, changes: nothing)
    }
    return try await prepareRepair(repair, field: finding.field, of: id, by: author)
  }

  private func prepareRepair(
    _ repair: QualityRepair, field: String, of id: Identifier<Customer>, by author: Author
  ) async throws -> Prepared<RepairResult> {
    let nothing = ChangeSet(author: author, date: environment.now())
    guard let before = try await store.get(id)?.record, repair.applied(to: before, field: field) != nil else {
      return Prepared(.notNeeded, changes: nothing)
    }
    let edit = try await prepareEdit(id, by: author) { customer in
      if let repaired = repair.applied(to: customer, field: field) { customer = repaired }
    }
    var changes = edit.changes
    changes.reason = "quality repair"
    return Prepared(.repaired(fields: edit.value.changedProperties(since: before)), changes: changes)
  }

  /// Makes the repair of an issue to all customers that it fits, each in a commit of its own.
  ///
  /// - Parameters:
  ///   - issue: an issue about customers with a ``QualityIssue/repair``.
  ///   - author: who does it.
  ///   - isDryRun: whether nothing is written, and only counted.
  ///   - report: called after each page of customers, phase `quality.repair`.
  /// - Throws: `StoreError`; `CancellationError` between commits: what was repaired stays so, and the rest can be done later.
  @concurrent @discardableResult
  public func repairAll(
    _ issue: QualityIssue, by author: Author, isDryRun: Bool = false, report: WorkProgress.Report = { _ in }
  ) async throws -> RepairCounts {
    var counts = RepairCounts()
    guard let repair = issue.repair, issue.collection == Customer.collection else { return counts }
    let started = environment.now()
    let total = try await store.count(Query<Customer>())
    var query = Query<Customer>().limited(to: 500)
    var done = 0
    while true {
      let page = try await store.page(query)
      for stored in page.items where repair.applied(to: stored.record, field: issue.field) != nil {
        try Task.checkCancellation()
        do {
          let prepared = try await prepareRepair(repair, field: issue.field, of: stored.id, by: author)
          guard prepared.changes.hasWrites else { continue }
          if !isDryRun {
            try await store.perform { try await prepareRepair(repair, field: issue.field, of: stored.id, by: author) }
          }
          counts.repaired += 1
        } catch is ValidationError {
          counts.refused += 1
        }
      }
      done += page.items.count
      report(
        WorkProgress(
          phase: "quality.repair", done: done, total: total, started: started, date: environment.now()))
      guard let next = page.next else { return counts }
      query = query.after(next)
    }
  }
}

/// What came of a repair.
public enum RepairResult: Hashable, Sendable {
  /// It was made; these properties changed.
  case repaired(fields: [String])
  /// The record is gone, or no longer as it was found.
  case notNeeded
  /// The finding has no ready repair: a person has to do what it proposes.
  case notRepairable
}

/// What came of repairing all records of an issue.
public struct RepairCounts: Hashable, Sendable {
  /// Records that were repaired, or would be.
  public var repaired: Int
  /// Records that cannot be written, because something else is wrong with them.
  public var refused: Int

  /// Counts.
  public init(repaired: Int = 0, refused: Int = 0) {
    self.repaired = repaired
    self.refused = refused
  }
}
