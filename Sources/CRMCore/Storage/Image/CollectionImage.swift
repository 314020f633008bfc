/// The records of one collection and their indexes, as a value whose copies share structure.
struct CollectionImage<Place: Sendable>: Sendable {
  typealias Records = SortedTree<IdentifierBits, Slot<Place>>

  private(set) var records = Records()
  private(set) var indexes: [IndexImage] = []
  private(set) var schema: (any AnyCollectionSchema)?

  init() {}

  /// A collection read from files, before its type is known.
  init(records: Records, indexes: [(declaration: IndexDeclaration, tree: IndexTree)]) {
    self.records = records
    self.indexes = indexes.map { IndexImage(declaration: $0.declaration, entries: $0.tree) }
  }

  /// The indexes as declared by the type, if they are built; see ``build(_:reader:)``.
  func schema<R: Record>(of type: R.Type) -> CollectionSchema<R>? { schema as? CollectionSchema<R> }

  /// Makes the indexes those that `R` declares: keeps the equal ones, builds new and changed ones from the records.
  ///
  /// - Throws: `invalidChange` if another record type has the collection's name.
  ///
  /// Does nothing after the first time. O(1), or, where indexes are missing, O(n) to read the records and O(n log n) to sort the keys.
  mutating func build<R: Record>(_ type: R.Type, reader: some RecordReader<Place>) throws -> CollectionSchema<R> {
    if let schema = schema(of: type) { return schema }
    guard schema == nil else {
      throw StoreError(.invalidChange, "two record types share the collection \(R.collection)")
    }
    let schema = CollectionSchema<R>()
    var images: [IndexImage] = []
    var missing: [Int] = []
    for (position, declaration) in schema.declarations.enumerated() {
      if let kept = indexes.first(where: { $0.declaration == declaration }) {
        images.append(kept)
      } else {
        images.append(IndexImage(declaration: declaration))
        missing.append(position)
      }
    }
    if !missing.isEmpty, records.count > 0 {
      var runs = missing.map { _ in IndexRun() }
      try records.ascend(from: nil, isPassing: true) { id, slot in
        let record = try reader.record(type, at: slot.place, id: id)
        for (number, position) in missing.enumerated() {
          for key in schema.indexes[position].keys(of: record) { runs[number].append(key, id: id) }
        }
        return true
      }
      for (number, position) in missing.enumerated() {
        images[position].entries = IndexTree(sorted: runs[number])
        runs[number] = IndexRun()
      }
    }
    indexes = images
    self.schema = schema
    return schema
  }

  // MARK: Writing: all pages that are changed must be in memory; see ``provide(_:_:)``.

  /// Puts a record in place; the keys have one list per index.
  mutating func put(
    _ id: IdentifierBits, _ slot: Slot<Place>, removing old: [[IndexKey]], adding new: [[IndexKey]]
  ) {
    records.set(id, slot)
    for position in indexes.indices {
      if position < old.count { for key in old[position] { indexes[position].entries.remove(key, id) } }
      if position < new.count { for key in new[position] { indexes[position].entries.insert(key, id) } }
    }
  }

  mutating func remove(_ id: IdentifierBits, keys old: [[IndexKey]]) {
    records.remove(id)
    for position in indexes.indices where position < old.count {
      for key in old[position] { indexes[position].entries.remove(key, id) }
    }
  }

  /// Gives an unchanged record another revision.
  mutating func touch(_ id: IdentifierBits, revision: UInt64) {
    records.update(id) { $0.revision = revision }
  }

  /// Reads the pages that a change of a record changes into memory, so that it cannot fail.
  func provide(_ id: IdentifierBits, _ keys: [[IndexKey]]) throws {
    _ = try records[id]
    for (index, keys) in zip(indexes, keys) {
      for key in keys { try index.entries.provide(key, id) }
    }
  }

  /// Puts the same records in other places. The indexes stay.
  mutating func replaceRecords(_ tree: Records) { records = tree }
}

/// One index of a collection.
struct IndexImage: Sendable {
  var declaration: IndexDeclaration
  var entries = IndexTree()
}
