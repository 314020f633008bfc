/// The stable name of a kind of record on disk, for example `"customers"`. Never rename one that has data.
public struct CollectionName: RawRepresentable, Hashable, Codable, Sendable, ExpressibleByStringLiteral,
  CustomStringConvertible
{
  /// The name as written on disk.
  public let rawValue: String

  /// A collection of this name.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// A collection of this name.
  public init(stringLiteral value: String) {
    rawValue = value
  }

  /// The name.
  public var description: String { rawValue }
}

/// The stable name of an index within its collection.
public struct IndexName: RawRepresentable, Hashable, Codable, Sendable, ExpressibleByStringLiteral,
  CustomStringConvertible
{
  /// The name as written on disk.
  public let rawValue: String

  /// An index of this name.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// An index of this name.
  public init(stringLiteral value: String) {
    rawValue = value
  }

  /// The name.
  public var description: String { rawValue }
}
