public import CRMCore
import CRMFormats
import Foundation

/// The first line of an export of records.
struct RecordExportHeader: Codable {
  static let format = "swift-crm records"
  static let version = 1

  var format = Self.format
  var version = Self.version
  /// The schema versions of the collections, by name.
  var collections: [String: Int]
  var exportedAt: Date?
}

/// A line of an export: one record with what is needed to read it years later.
struct RecordExportLine<R: Record>: Encodable {
  let record: R

  private enum Key: String, CodingKey { case collection, schema, record }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(R.collection.rawValue, forKey: .collection)
    try container.encode(R.schemaVersion, forKey: .schema)
    try container.encode(record, forKey: .record)
  }
}

/// Writes every record of a store as JSON Lines, and reads them back: a backup that any program can read, and the way between
/// stores.
///
/// The first line names the format and the schema versions; each further line is one record,
/// `{"collection":"customers","record":{…},"schema":1}`. Records are written in the order of registered types and of their
/// identifiers, so equal stores give equal files. Dates are kept to the millisecond, which is the precision of all records of
/// this package.
///
/// ```swift
/// let transfer = RecordTransfer(store: store, registry: RecordRegistry(CustomerDirectory.recordTypes + [StaffMember.self]))
/// try await transfer.export { try file.write(contentsOf: $0) }
/// ```
public struct RecordTransfer: Sendable {
  /// Where the records are, or go.
  public let store: any Store
  /// The record types, those of the host included.
  public let registry: RecordRegistry
  /// The clock.
  public let environment: CRMEnvironment
  /// Who is asked, once for each commit, before records about parties come in; `nil` asks nobody.
  public let contactScreen: (any ContactScreen)?

  /// A transfer of these record types.
  public init(
    store: any Store, registry: RecordRegistry, environment: CRMEnvironment = .live,
    contactScreen: (any ContactScreen)? = nil
  ) {
    self.store = store
    self.registry = registry
    self.environment = environment
    self.contactScreen = contactScreen
  }

  /// Writes all records of the registered types.
  ///
  /// Each page of records is a consistent read; to have the whole file of one moment, export from a store that nobody writes to.
  /// Memory is bounded by a page of 500 records.
  ///
  /// - Parameters:
  ///   - report: called after each page, phase `export.records`.
  ///   - write: takes the next bytes of the file.
  /// - Returns: the number of records by collection.
  /// - Throws: `StoreError`, `EncodingError` (JSON has no infinite numbers), what `write` throws; `CancellationError` between pages.
  @concurrent @discardableResult
  public func export(
    report: WorkProgress.Report = { _ in }, to write: @Sendable ([UInt8]) throws -> Void
  ) async throws -> [CollectionName: Int] {
    let start = environment.now()
    var schemas: [String: Int] = [:]
    for type in registry.types { schemas[type.collection.rawValue] = type.schemaVersion }
    var writer = JSONLinesWriter()
    try writer.write(RecordExportHeader(collections: schemas, exportedAt: start))
    try write(writer.takeBytes())
    var counts: [CollectionName: Int] = [:]
    var done = 0
    for type in registry.types {
      counts[type.collection] = try await export(type, &done, start, report, write)
    }
    return counts
  }

  private func export<R: Record>(
    _ type: R.Type, _ done: inout Int, _ start: Date, _ report: WorkProgress.Report,
    _ write: @Sendable ([UInt8]) throws -> Void
  ) async throws -> Int {
    var writer = JSONLinesWriter()
    var query = Query(type).limited(to: 500)
    var count = 0
    while true {
      try Task.checkCancellation()
      let page = try await store.page(query)
      for stored in page.items { try writer.write(RecordExportLine(record: stored.record)) }
      try write(writer.takeBytes())
      count += page.items.count
      done += page.items.count
      report(WorkProgress(phase: "export.records", done: done, started: start, date: environment.now()))
      guard let next = page.next else { return count }
      query = query.after(next)
    }
  }
}
