/// Changes to an index in the order in which they happened, gathered in flat arrays: the way to build an ``IndexTree`` of many entries.
struct IndexRun: Sendable {
  /// The keys, one after the other.
  private var keys: [UInt8] = []
  /// Where each key ends, times two, plus one for a removal.
  private var ends: [Int] = []
  private var ids: [IdentifierBits] = []
  /// The numbers of the last change to each entry that is there after all changes, in the order of the entries.
  private var order: [UInt32]?

  init() {}

  /// Adds or removes the entry whose key stands in `range` of `bytes`.
  ///
  /// - Precondition: `range` lies within `bytes`.
  mutating func append(key range: Range<Int>, of bytes: [UInt8], id: IdentifierBits, isRemoval: Bool = false) {
    keys.append(contentsOf: bytes[range])
    ends.append(keys.count &* 2 &+ (isRemoval ? 1 : 0))
    ids.append(id)
    order = nil
  }

  mutating func append(_ key: IndexKey, id: IdentifierBits, isRemoval: Bool = false) {
    append(key: key.bytes.indices, of: key.bytes, id: id, isRemoval: isRemoval)
  }

  /// The number of changes appended.
  var changeCount: Int { ids.count }

  /// Whether nothing was appended since ``settle()``.
  var isSettled: Bool { order != nil }

  /// The number of entries that are left, once settled.
  var count: Int { order?.count ?? 0 }

  private func range(_ index: Int) -> Range<Int> { (index == 0 ? 0 : ends[index - 1] >> 1)..<(ends[index] >> 1) }

  /// Sorts by key and identifier, and keeps the last change of each entry unless it is a removal.
  mutating func settle() {
    if order == nil { order = settledOrder() }
  }

  private func settledOrder() -> [UInt32] {
    let bytes = keys.span
    func compare(_ a: Int, _ b: Int) -> Int {
      let other = range(b)
      let order = bytes.compare(range(a), with: bytes, from: other.lowerBound, to: other.upperBound)
      if order != 0 { return order }
      return ids[a] < ids[b] ? -1 : (ids[a] == ids[b] ? 0 : 1)
    }
    var sorted = ids.indices.map { UInt32($0) }
    sorted.sort { a, b in
      let order = compare(Int(a), Int(b))
      return order < 0 || (order == 0 && a < b)
    }
    var kept: [UInt32] = []
    for (place, index) in sorted.enumerated() {
      if place + 1 < sorted.count, compare(Int(index), Int(sorted[place + 1])) == 0 { continue }
      if ends[Int(index)] & 1 == 0 { kept.append(index) }
    }
    return kept
  }

  /// The entries that are left, as pages. O(n).
  func pages() -> [IndexPage] {
    guard let order else { return [] }
    var pages: [IndexPage] = []
    var entries: [(key: [UInt8], id: IdentifierBits)] = []
    var weight = 0
    for index in order {
      let key = Array(keys[range(Int(index))])
      if !entries.isEmpty, entries.count == IndexTree.leafEntries || weight + key.count + 20 > IndexTree.leafBytes {
        pages.append(IndexPage(entries[...]))
        entries.removeAll(keepingCapacity: true)
        weight = 0
      }
      entries.append((key, ids[Int(index)]))
      weight += key.count + 20
    }
    if !entries.isEmpty { pages.append(IndexPage(entries[...])) }
    return pages
  }

  /// The tree after these changes.
  consuming func applied(to tree: IndexTree) -> IndexTree {
    if tree.count == 0 { return IndexTree(sorted: self) }
    var tree = tree
    for index in ids.indices {
      let key = IndexKey(bytes: Array(keys[range(index)]))
      if ends[index] & 1 == 1 { tree.remove(key, ids[index]) } else { tree.insert(key, ids[index]) }
    }
    return tree
  }
}
