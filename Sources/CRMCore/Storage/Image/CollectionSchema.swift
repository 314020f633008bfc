/// The declared indexes of a record type, computed once per store instead of at every commit.
final class CollectionSchema<R: Record>: AnyCollectionSchema {
  let collection = R.collection
  let indexes: [Index<R>]
  /// The places of the unique ones.
  let uniqueIndexes: [Int]
  /// An empty list per declared index.
  let noKeys: [[IndexKey]]

  init() {
    let indexes = R.allIndexes
    self.indexes = indexes
    uniqueIndexes = indexes.indices.filter { indexes[$0].isUnique }
    noKeys = indexes.map { _ in [] }
  }

  var schemaVersion: Int { R.schemaVersion }

  var declarations: [IndexDeclaration] {
    indexes.map { IndexDeclaration(name: $0.name, isUnique: $0.isUnique, version: $0.version) }
  }

  /// The keys of a record, one list per declared index.
  func keys(of record: R) -> [[IndexKey]] {
    var keys = noKeys
    for position in indexes.indices { keys[position] = indexes[position].keys(of: record) }
    return keys
  }

  func keys<Reader: RecordReader>(
    at place: Reader.Place, of id: IdentifierBits, _ reader: Reader
  ) throws -> [[IndexKey]] { keys(of: try reader.record(R.self, at: place, id: id)) }
}

protocol AnyCollectionSchema: AnyObject, Sendable {
  var declarations: [IndexDeclaration] { get }
  var schemaVersion: Int { get }
  /// The places of the unique indexes.
  var uniqueIndexes: [Int] { get }
  /// An empty list per declared index.
  var noKeys: [[IndexKey]] { get }

  /// The keys of the record at a place, one list per declared index.
  ///
  /// - Throws: ``StoreError`` if the record cannot be read or decoded.
  func keys<Reader: RecordReader>(
    at place: Reader.Place, of id: IdentifierBits, _ reader: Reader
  ) throws -> [[IndexKey]]
}

/// What identifies an index on disk: if any of it changes, the index is rebuilt.
struct IndexDeclaration: Hashable, Codable, Sendable {
  var name: IndexName
  var isUnique: Bool
  var version: Int
}
