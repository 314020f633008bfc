public import CRMCore
public import Foundation

/// What one import did to one record, so that it can be undone.
public struct ImportChange: Record {
  /// `importChanges`.
  public static let collection: CollectionName = "importChanges"
  /// By run, then by record.
  public static let byRun = Index<ImportChange>("run") { IndexKey($0.run, $0.record) }
  /// The declared indexes.
  public static var indexes: [Index<ImportChange>] { [byRun] }
  /// The run and the record.
  public static var references: [Reference<ImportChange>] {
    let record = Reference<ImportChange>("record") {
      [$0.record]
    } repoint: { change, old, new in
      if change.record == old { change.record = new }
    }
    return [Reference("run", \.run), record]
  }

  /// Derived from run and record.
  public var id: Identifier<ImportChange>
  /// The run.
  public var run: Identifier<ImportRun>
  /// The record.
  public var record: RecordReference
  /// The record as JSON before the run; `nil` if the run made it. Contains what the record contained.
  public var previous: Data?
  /// The digest of the record as the run left it: another one means that it was changed since.
  public var written: SHA256.Digest

  /// A change.
  public init(run: Identifier<ImportRun>, record: RecordReference, previous: Data?, written: SHA256.Digest) {
    id = Self.id(run: run, record: record)
    self.run = run
    self.record = record
    self.previous = previous
    self.written = written
  }

  /// The identifier of what a run did to a record.
  public static func id(run: Identifier<ImportRun>, record: RecordReference) -> Identifier<ImportChange> {
    Identifier(derivedFrom: collection.rawValue, run.description, record.description)
  }

  /// The form in which records are kept and compared: JSON with sorted keys.
  static func payload(of record: some Record) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return try encoder.encode(record)
  }

  static func digest(of record: some Record) throws -> SHA256.Digest { SHA256.hash(Array(try payload(of: record))) }
}
