/// A declared index of a record type: a name, and the keys under which a record is found.
///
/// Keys are ordered (see ``IndexKey``); a record may have none, one or many. In a *unique* index no two records share a key:
/// a key that is not emitted does not count, so "at most one open cart per customer" is a unique index which emits a key only
/// for open carts.
public struct Index<R: Record>: Sendable {
  /// The stable name within the collection.
  public let name: IndexName
  /// Whether no two records may share a key.
  public let isUnique: Bool
  /// Raise it when the meaning of the keys changes: stores then rebuild the index when they open.
  public let version: Int
  private let extract: @Sendable (R) -> [IndexKey]

  /// An index with at most one key per record; `nil` leaves the record out.
  public init(
    _ name: IndexName, unique: Bool = false, version: Int = 1, key: @escaping @Sendable (R) -> IndexKey?
  ) {
    self.init(name, unique: unique, version: version, keys: { key($0).map { [$0] } ?? [] })
  }

  /// An index with any number of keys per record.
  public init(
    _ name: IndexName, unique: Bool = false, version: Int = 1, keys: @escaping @Sendable (R) -> [IndexKey]
  ) {
    self.name = name
    self.isUnique = unique
    self.version = version
    extract = keys
  }

  /// The keys of one record, ascending and without repeats.
  public func keys(of record: R) -> [IndexKey] {
    let keys = extract(record)
    guard keys.count > 1 else { return keys }
    var unique: [IndexKey] = []
    for key in keys.sorted() where unique.last != key { unique.append(key) }
    return unique
  }
}
