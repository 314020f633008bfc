/// The stable name of a kind of record on disk, for example `"customers"`. Never rename one that has data.
public struct CollectionName: OpenVocabulary {
  /// The name as written on disk.
  public let rawValue: String

  /// A collection of this name.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}

/// The stable name of an index within its collection.
public struct IndexName: OpenVocabulary {
  /// The name as written on disk.
  public let rawValue: String

  /// An index of this name.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}
