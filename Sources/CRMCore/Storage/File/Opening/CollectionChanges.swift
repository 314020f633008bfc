/// What a part of the journal did to one collection.
struct CollectionChanges: Sendable {
  var records = RecordRun()
  /// The changes of each index that at least one commit knew.
  private(set) var indexes: [IndexRun] = []
  private var declarations: [IndexDeclaration] = []
  /// The indexes that every commit knew: the others miss entries.
  private var complete: Set<IndexDeclaration>?

  /// Notes that a collection with these indexes was written to, and says where their changes go.
  mutating func places(for declared: [IndexDeclaration]) -> [Int] {
    complete = complete.map { $0.intersection(declared) } ?? Set(declared)
    return declared.map { declaration in
      if let place = declarations.firstIndex(of: declaration) { return place }
      declarations.append(declaration)
      indexes.append(IndexRun())
      return declarations.count - 1
    }
  }

  mutating func append(key: Range<Int>, of bytes: [UInt8], _ id: IdentifierBits, isRemoval: Bool, index: Int) {
    indexes[index].append(key: key, of: bytes, id: id, isRemoval: isRemoval)
  }

  /// The records of a base come without keys: indexes are known from a snapshot, or built anew.
  mutating func dropIndexes() { complete = [] }

  /// The collection after these changes. An index that some commit did not know is left out, and built at its first use.
  consuming func applied(to collection: CollectionImage<PayloadLocation>?) throws -> CollectionImage<PayloadLocation> {
    let before = collection?.indexes ?? []
    var kept = complete.map { complete in declarations.filter { complete.contains($0) } } ?? []
    if let collection {
      let known = collection.indexes.map(\.declaration)
      kept = complete.map { complete in known.filter { complete.contains($0) } } ?? known
    }
    var trees: [(declaration: IndexDeclaration, tree: IndexTree)] = []
    for declaration in kept {
      let tree = before.first { $0.declaration == declaration }?.entries ?? IndexTree()
      guard let place = declarations.firstIndex(of: declaration) else {
        trees.append((declaration, tree))
        continue
      }
      trees.append((declaration, try indexes[place].applied(to: tree)))
      indexes[place] = IndexRun()
    }
    return CollectionImage(
      records: try records.applied(to: collection?.records ?? SortedTree()), indexes: trees)
  }
}
