public import Foundation

/// An untyped link to one record: its collection and its identifier.
///
/// For links whose target type is only known at run time: the subject of an event, a record in an error, an audit trail.
public struct RecordReference: Hashable, Codable, Sendable, Comparable, CustomStringConvertible {
  /// The collection of the record linked to.
  public var collection: CollectionName
  /// The identifier of the record linked to.
  public var id: UUID

  /// A link to the record with this identifier in this collection.
  public init(collection: CollectionName, id: UUID) {
    self.collection = collection
    self.id = id
  }

  /// A link to a record.
  public init<R: Record>(_ record: R) {
    self.init(record.id)
  }

  /// A link to the record with this identifier.
  public init<R: Record>(_ id: Identifier<R>) {
    self.init(collection: R.collection, id: id.uuid)
  }

  /// The typed identifier, or `nil` if the link is to another collection.
  public func id<R: Record>(as type: R.Type = R.self) -> Identifier<R>? {
    collection == R.collection ? Identifier(id) : nil
  }

  /// `collection/UUID`.
  public var description: String { "\(collection.rawValue)/\(id.uuidString)" }

  /// Orders by collection, then by the UUID's bytes.
  public static func < (left: RecordReference, right: RecordReference) -> Bool {
    left.collection.rawValue != right.collection.rawValue
      ? left.collection.rawValue < right.collection.rawValue
      : IdentifierBits(left.id) < IdentifierBits(right.id)
  }
}
