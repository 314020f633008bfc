/// The records of one collection and their indexes, as a value whose copies share structure.
struct CollectionImage: Sendable {
  private(set) var records = SortedTree<IdentifierBits, Slot>()
  private(set) var indexes: [IndexImage] = []
  private(set) var schema: (any AnyCollectionSchema)?

  struct IndexImage: Sendable {
    var declaration: IndexDeclaration
    var entries = SortedTree<IndexEntry, Empty>()
  }

  struct Empty: Sendable {}

  /// A key and the record that has it: unique also where the index is not.
  struct IndexEntry: Comparable, Sendable {
    var key: IndexKey
    var id: IdentifierBits

    static func < (left: IndexEntry, right: IndexEntry) -> Bool {
      if left.key < right.key { return true }
      return left.key == right.key && left.id < right.id
    }
  }

  init() {}

  /// A collection read from a file, before its type is known. Everything comes sorted. O(n).
  init(records: [(key: IdentifierBits, value: Slot)], indexes: [(declaration: IndexDeclaration, entries: [IndexEntry])])
  {
    self.records = SortedTree(sorted: records)
    self.indexes = indexes.map { index in
      IndexImage(
        declaration: index.declaration, entries: SortedTree(sorted: index.entries.map { (key: $0, value: Empty()) }))
    }
  }

  /// The indexes as declared by the type, if they are built; see ``build(_:reader:)``.
  func schema<R: Record>(of type: R.Type) -> CollectionSchema<R>? { schema as? CollectionSchema<R> }

  /// Makes the indexes those that `R` declares: keeps the equal ones, builds new and changed ones from the records.
  ///
  /// Does nothing after the first time. O(1), or O(n log n) for each index built.
  mutating func build<R: Record>(_ type: R.Type, reader: some PayloadReader) throws -> CollectionSchema<R> {
    if let schema = schema(of: type) { return schema }
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
      var failure: (any Error)?
      records.ascend(from: nil) { id, slot in
        do {
          let record = try Self.record(type, slot, id: id, reader: reader)
          for position in missing {
            for key in schema.indexes[position].keys(of: record) {
              images[position].entries.set(IndexEntry(key: key, id: id), Empty())
            }
          }
          return true
        } catch {
          failure = error
          return false
        }
      }
      if let failure { throw failure }
    }
    indexes = images
    self.schema = schema
    return schema
  }

  static func record<R: Record>(_ type: R.Type, _ slot: Slot, id: IdentifierBits, reader: some PayloadReader) throws
    -> R
  {
    switch slot.content {
    case .held(let held):
      guard let typed = held as? Held<R> else {
        throw StoreError(
          .invalidChange, "two record types share a collection",
          records: [RecordReference(collection: R.collection, id: id.uuid)])
      }
      return typed.record
    case .filed(let location): return try reader.record(type, at: location, id: id)
    }
  }

  // MARK: Writing

  /// Puts a record in place; `keys` has one list per index.
  mutating func put(_ id: IdentifierBits, _ slot: Slot, keys: [[IndexKey]], replacing old: [[IndexKey]]) {
    records.set(id, slot)
    for position in indexes.indices {
      let before = position < old.count ? old[position] : []
      let after = position < keys.count ? keys[position] : []
      guard before != after else { continue }
      for key in before where !after.contains(key) { indexes[position].entries.remove(IndexEntry(key: key, id: id)) }
      for key in after where !before.contains(key) {
        indexes[position].entries.set(IndexEntry(key: key, id: id), Empty())
      }
    }
  }

  mutating func remove(_ id: IdentifierBits, keys old: [[IndexKey]]) {
    records.remove(id)
    for position in indexes.indices where position < old.count {
      for key in old[position] { indexes[position].entries.remove(IndexEntry(key: key, id: id)) }
    }
  }

  /// Gives an unchanged record another revision.
  mutating func touch(_ id: IdentifierBits, revision: UInt64) {
    guard var slot = records[id] else { return }
    slot.revision = revision
    records.set(id, slot)
  }

  // MARK: Reading

  /// A record that has exactly this key and is not excluded.
  func holder(
    of key: IndexKey, inIndex position: Int, excluding isExcluded: (IdentifierBits) -> Bool
  ) -> IdentifierBits? {
    var found: IdentifierBits?
    indexes[position].entries.ascend(from: IndexEntry(key: key, id: .least)) { entry, _ in
      guard entry.key == key else { return false }
      if isExcluded(entry.id) { return true }
      found = entry.id
      return false
    }
    return found
  }

  /// The identifiers and slots on one page, and where the next one starts.
  func page<R: Record>(_ query: Query<R>) throws -> (ids: [(IdentifierBits, Slot)], next: PageCursor?) {
    guard let name = query.index else { return pageByIdentifier(query) }
    guard let index = indexes.first(where: { $0.declaration.name == name }) else {
      throw StoreError(.unknownIndex, "\(R.collection) declares no index \(name)")
    }
    var found: [IndexEntry] = []
    let take = query.limit + 1
    let cursor = query.cursor.map { IndexEntry(key: $0.key, id: IdentifierBits($0.id)) }
    if query.isDescending {
      let end = query.upper.map { IndexEntry(key: $0, id: .least) }
      let start = [cursor, end].compactMap { $0 }.min()
      index.entries.descend(below: start) { entry, _ in
        guard !(entry.key < query.lower) else { return false }
        found.append(entry)
        return found.count < take
      }
    } else {
      let first = IndexEntry(key: query.lower, id: .least)
      let start = max(cursor ?? first, first)
      index.entries.ascend(from: start, inclusive: start != cursor) { entry, _ in
        if let upper = query.upper, !(entry.key < upper) { return false }
        found.append(entry)
        return found.count < take
      }
    }
    var next: PageCursor?
    if found.count == take {
      found.removeLast()
      next = found.last.map { PageCursor(key: $0.key, id: $0.id.uuid) }
    }
    return (found.compactMap { entry in records[entry.id].map { (entry.id, $0) } }, next)
  }

  private func pageByIdentifier<R: Record>(_ query: Query<R>) -> (ids: [(IdentifierBits, Slot)], next: PageCursor?) {
    var found: [(IdentifierBits, Slot)] = []
    let take = query.limit + 1
    let cursor = query.cursor.map { IdentifierBits($0.id) }
    let collect: (IdentifierBits, Slot) -> Bool = { id, slot in
      found.append((id, slot))
      return found.count < take
    }
    if query.isDescending {
      records.descend(below: cursor, collect)
    } else {
      records.ascend(from: cursor, inclusive: false, collect)
    }
    guard found.count == take else { return (found, nil) }
    found.removeLast()
    return (found, found.last.map { PageCursor(key: IndexKey(), id: $0.0.uuid) })
  }

  /// The number of entries in the query's range. O(log n).
  func count<R: Record>(_ query: Query<R>) throws -> Int {
    guard let name = query.index else { return records.count }
    guard let index = indexes.first(where: { $0.declaration.name == name }) else {
      throw StoreError(.unknownIndex, "\(R.collection) declares no index \(name)")
    }
    let start = index.entries.rank(of: IndexEntry(key: query.lower, id: .least))
    let end = query.upper.map { index.entries.rank(of: IndexEntry(key: $0, id: .least)) } ?? index.entries.count
    return max(0, end - start)
  }
}
