extension CollectionImage {
  /// Where a record is. O(log n).
  @specialized(where Place == PayloadLocation)
  @specialized(where Place == any HeldRecord)
  func slot(_ id: IdentifierBits) throws -> Slot<Place>? { try records[id] }

  /// The keys under which the indexes have a record, one ascending list per index. O(entries).
  func indexedKeys(of id: IdentifierBits) throws -> [[IndexKey]] {
    try indexes.map { index in
      var keys: [IndexKey] = []
      try index.entries.ascend(from: nil, isPassing: true) { entry in
        if entry.id == id { keys.append(entry.key) }
        return true
      }
      return keys
    }
  }

  /// A record that has exactly this key and is not excluded.
  func holder(
    of key: IndexKey, inIndex position: Int, excluding isExcluded: (IdentifierBits) -> Bool
  ) throws -> IdentifierBits? {
    var found: IdentifierBits?
    try indexes[position].entries.ascend(from: IndexTree.Bound(key)) { entry in
      guard entry.hasKey(key) else { return false }
      let id = entry.id
      if isExcluded(id) { return true }
      found = id
      return false
    }
    return found
  }

  /// The identifiers and slots on one page, and where the next one starts. O(log n) for each item.
  func page<R: Record>(_ query: Query<R>) throws -> (
    items: [(id: IdentifierBits, slot: Slot<Place>)], next: PageCursor?
  ) {
    guard let name = query.index else { return try pageByIdentifier(query) }
    let index = try index(name, of: R.self)
    var items: [(id: IdentifierBits, slot: Slot<Place>)] = []
    var read = 0
    var last: IndexTree.Entry?
    var next: PageCursor?
    // One more than the page has room for tells whether another page follows.
    let take: (IndexTree.Entry) throws -> Bool = { entry in
      guard read < query.limit else {
        next = last.map { PageCursor(key: $0.key, id: $0.id.uuid) }
        return false
      }
      read += 1
      if read == query.limit { last = entry }
      let id = entry.id
      if let slot = try slot(id) { items.append((id, slot)) }
      return true
    }
    let cursor = query.cursor.map { IndexTree.Bound($0.key, IdentifierBits($0.id)) }
    if query.isDescending {
      let start = [cursor, query.upper.map { IndexTree.Bound($0) }].compactMap { $0 }.min()
      try index.descend(below: start) { entry in try !entry.isBefore(query.lower) && take(entry) }
    } else {
      let first = IndexTree.Bound(query.lower)
      let start = max(cursor ?? first, first)
      try index.ascend(from: start, inclusive: start != cursor) { entry in
        if let upper = query.upper, !entry.isBefore(upper) { return false }
        return try take(entry)
      }
    }
    return (items, next)
  }

  private func pageByIdentifier<R: Record>(
    _ query: Query<R>
  ) throws -> (items: [(id: IdentifierBits, slot: Slot<Place>)], next: PageCursor?) {
    var items: [(id: IdentifierBits, slot: Slot<Place>)] = []
    var isFull = false
    let cursor = query.cursor.map { IdentifierBits($0.id) }
    let take: (IdentifierBits, Slot<Place>) -> Bool = { id, slot in
      guard items.count < query.limit else {
        isFull = true
        return false
      }
      items.append((id, slot))
      return true
    }
    if query.isDescending {
      try records.descend(below: cursor, take)
    } else {
      try records.ascend(from: cursor, inclusive: false, take)
    }
    return (items, isFull ? items.last.map { PageCursor(key: IndexKey(), id: $0.id.uuid) } : nil)
  }

  /// The number of entries in the query's range. O(log n).
  func count<R: Record>(_ query: Query<R>) throws -> Int {
    guard let name = query.index else { return records.count }
    let index = try index(name, of: R.self)
    let start = try index.rank(of: query.lower)
    let end = try query.upper.map { try index.rank(of: $0) } ?? index.count
    return max(0, end - start)
  }

  private func index<R: Record>(_ name: IndexName, of type: R.Type) throws -> IndexTree {
    guard let index = indexes.first(where: { $0.declaration.name == name }) else {
      throw StoreError(.unknownIndex, "\(R.collection) declares no index \(name)")
    }
    return index.entries
  }
}
