public import CRMCore
import Foundation

extension CustomerDirectory {
  /// Finds customers that are one party: possible and certain pairs, groups, and why.
  ///
  /// Reads every customer once, in pages of 500, and keeps only what is compared (some 300 bytes each); nothing is written. Pairs
  /// that somebody has marked as different (``markDistinct(_:_:note:by:)``) are left out. Customers that change meanwhile are
  /// seen as they are when their page is read.
  ///
  /// - Parameters:
  ///   - settings: how duplicates are looked for.
  ///   - report: called after each page, with phase `duplicates.customers`.
  /// - Throws: `StoreError`; `CancellationError`.
  @concurrent
  public func findDuplicates(
    settings: DuplicateSettings = .standard, report: WorkProgress.Report = { _ in }
  ) async throws -> DuplicateReport {
    let started = environment.now()
    let total = try await store.count(Query<Customer>())
    var collection = LinkageCollection()
    var done = 0
    var cursor: PageCursor?
    repeat {
      try Task.checkCancellation()
      let page = try await store.page(Query<Customer>().limited(to: 500).after(cursor))
      for customer in page.items { collection.append(LinkageRecord(customer.record)) }
      done += page.items.count
      report(
        WorkProgress(
          phase: "duplicates.customers", done: done, total: total, started: started, date: environment.now()))
      cursor = page.next
    } while cursor != nil
    return try await DuplicateDetector(settings: settings).detect(collection, distinct: distinctPairs())
  }
}
