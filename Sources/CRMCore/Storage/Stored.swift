/// The version of one stored record: it changes whenever the record is written or touched, and compares for equality only.
public struct Revision: Hashable, Codable, Sendable {
  /// The backend's own number; the built-in stores use the position of the commit that wrote the record.
  public let value: UInt64

  /// The revision with this number. For backends.
  public init(_ value: UInt64) {
    self.value = value
  }
}

/// A record as a store has it: the value and the revision that an update has to name.
@dynamicMemberLookup
public struct Stored<R: Record>: Hashable, Sendable, Identifiable {
  /// The value. Change it and give the whole back to ``ChangeSet/update(_:)``.
  public var record: R
  /// The revision the value was read at.
  public let revision: Revision

  /// A record read at a revision.
  public init(_ record: R, revision: Revision) {
    self.record = record
    self.revision = revision
  }

  /// The record's identifier.
  public var id: Identifier<R> { record.id }

  /// Reads and writes through to the record.
  public subscript<Value>(dynamicMember path: WritableKeyPath<R, Value>) -> Value {
    get { record[keyPath: path] }
    set { record[keyPath: path] = newValue }
  }

  /// Reads through to the record.
  public subscript<Value>(dynamicMember path: KeyPath<R, Value>) -> Value { record[keyPath: path] }
}
