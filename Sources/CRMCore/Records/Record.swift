/// A value that a ``Store`` keeps: one Codable struct with a stable collection name, its indexes and its references.
///
/// ```swift
/// struct Machine: Record {
///   static let collection: CollectionName = "machines"
///   static let bySerial = Index<Machine>("serial", unique: true) { IndexKey($0.serial) }
///   static var indexes: [Index<Machine>] { [bySerial] }
///
///   var id: Identifier<Machine>
///   var serial: String
/// }
/// ```
///
/// Records carry no bookkeeping fields: revision and position belong to ``Stored`` and ``Commit``. New properties of a later
/// release must be optional or have a default when decoded; for anything else raise ``schemaVersion`` and add a migration.
public protocol Record: Codable, Hashable, Sendable, Identifiable where ID == Identifier<Self> {
  /// The stable name on disk, unique among all record types of a store.
  static var collection: CollectionName { get }
  /// The version of the stored form, from 1; raised when an older payload no longer decodes as this type.
  static var schemaVersion: Int { get }
  /// How payloads of older versions become this type, one per older version that may still be on disk.
  static var migrations: [RecordMigration<Self>] { get }
  /// The declared indexes; every query names one of them (or the identifiers).
  static var indexes: [Index<Self>] { get }
  /// Which other records this one points to; merging, hand-over, erasure and the orphan audit follow them.
  static var references: [Reference<Self>] { get }
  /// What the records say about persons. A type whose records point to persons and which says nothing stops every request of a data
  /// subject.
  static var personalData: PersonalData<Self>? { get }
}

extension Record {
  /// 1.
  public static var schemaVersion: Int { 1 }
  /// None.
  public static var migrations: [RecordMigration<Self>] { [] }
  /// None: the record is found by its identifier only.
  public static var indexes: [Index<Self>] { [] }
  /// None.
  public static var references: [Reference<Self>] { [] }
  /// Nothing is said.
  public static var personalData: PersonalData<Self>? { nil }

  /// The declared indexes and one for each declared reference: what a backend maintains.
  public static var allIndexes: [Index<Self>] { indexes + references.map(\.index) }
}

/// Turns the payload of one older schema version into today's record.
public struct RecordMigration<R: Record>: Sendable {
  /// The version that the payload was written with.
  public let version: Int
  private let decode: @Sendable (any Decoder) throws -> R

  /// - Parameters:
  ///   - version: the schema version that the payload was written with.
  ///   - type: a type that still decodes that version, usually a private copy of the old struct.
  ///   - transform: makes today's record of it.
  public init<Old: Decodable & SendableMetatype>(
    from version: Int, as type: Old.Type, _ transform: @escaping @Sendable (Old) throws -> R
  ) {
    self.version = version
    decode = { try transform(Old(from: $0)) }
  }

  /// Decodes an old payload as today's record.
  public func record(from decoder: any Decoder) throws -> R { try decode(decoder) }
}
