public import CRMCore
import Foundation

extension CustomerDirectory {
  /// Imports rows as records of one type, in commits of ``ImportOptions/batchSize`` rows.
  ///
  /// Rows that cannot be taken are reported and left out; the others go on. A record that is like that already writes nothing, so
  /// importing the same file twice changes nothing. What was written is kept as ``ImportChange`` and can be undone as a whole.
  /// Memory does not grow with the file, except in a dry run.
  ///
  /// - Parameters:
  ///   - source: the rows.
  ///   - importer: how a row becomes a record.
  ///   - options: dry run, size of batches, going on with an earlier run.
  ///   - author: who imports.
  ///   - report: called after each batch with the number of rows, phase `import.rows`.
  ///   - onRejected: called for each row left out, for a file of rejects; the row holds the values, the problems do not.
  /// - Throws: what reading the source throws; `StoreError`; `CancellationError` between batches: whole batches stay, the run is
  ///   marked as cancelled, can be gone on with by its identity, and can be reverted.
  @concurrent @discardableResult
  public func importRows<R: Record>(
    _ source: ImportSource, with importer: RowImporter<R>, options: ImportOptions = ImportOptions(), by author: Author,
    report: WorkProgress.Report = { _ in }, onRejected: @Sendable (ImportRow, [RowProblem]) -> Void = { _, _ in }
  ) async throws -> ImportReport {
    let session = try await ImportSession(self, source, importer, options, author)
    do {
      return try await session.run(report: report, onRejected: onRejected)
    } catch is CancellationError {
      await session.markCancelled()
      throw CancellationError()
    }
  }

  /// The import of this identity, or `nil`.
  public func importRun(_ id: Identifier<ImportRun>) async throws -> ImportRun? { try await store.get(id)?.record }

  /// One page of the imports, latest first.
  public func importRuns(limit: Int = 50, after cursor: PageCursor? = nil) async throws -> Page<ImportRun> {
    try await page(Query(ImportRun.byStart).descending().limited(to: limit).after(cursor))
  }
}
