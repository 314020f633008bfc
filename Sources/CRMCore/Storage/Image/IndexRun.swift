/// Changes to an index in the order in which they happened, gathered in flat arrays: the way to build an ``IndexTree`` of many entries.
struct IndexRun: Sendable {
  /// The keys, one after the other.
  private(set) var keys: [UInt8] = []
  /// Where each key ends, times two, plus one for a removal.
  private var ends: [Int] = []
  private(set) var ids: [IdentifierBits] = []
  /// The numbers of the last change to each entry that is there after all changes, in the order of the entries.
  private(set) var order: [UInt32]?

  init() {}

  /// Adds or removes the entry whose key stands in `range` of `bytes`.
  ///
  /// - Precondition: `range` lies within `bytes`; a run has less than 2³² changes.
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

  /// Where the key of a change stands in ``keys``.
  @inline(__always)
  func range(_ index: Int) -> Range<Int> { (index == 0 ? 0 : ends[index &- 1] &>> 1)..<(ends[index] &>> 1) }

  func isRemoval(_ index: Int) -> Bool { ends[index] & 1 == 1 }

  /// How two changes compare by key and identifier: negative, zero or positive.
  func compare(_ left: Int, _ right: Int, from depth: Int = 0) -> Int {
    let bytes = keys.span
    let (a, b) = (range(left), range(right))
    let order = bytes.compare(
      (a.lowerBound &+ depth)..<a.upperBound, with: bytes, in: (b.lowerBound &+ depth)..<b.upperBound)
    if order != 0 { return order }
    return ids[left] < ids[right] ? -1 : (ids[left] == ids[right] ? 0 : 1)
  }

  /// Sorts by key and identifier, and keeps the last change of each entry unless it is a removal.
  ///
  /// O(bytes) if the changes came in this order; otherwise the keys are sorted word by word.
  mutating func settle() {
    guard order == nil else { return }
    if ids.indices.dropLast().allSatisfy({ compare($0, $0 + 1) < 0 }) {
      order = ids.indices.compactMap { isRemoval($0) ? nil : UInt32(truncatingIfNeeded: $0) }
      return
    }
    var sorter = IndexRunSorter(self)
    var kept = sorter.sorted()
    var count = 0
    for place in kept.indices {
      let index = Int(kept[place])
      if sorter.isRepeated[place] || isRemoval(index) { continue }
      kept[count] = kept[place]
      count += 1
    }
    kept.removeSubrange(count...)
    order = kept
  }

  /// The entries that are left, as full pages. O(bytes); none before ``settle()``.
  func pages() -> [IndexPage] {
    guard let order else { return [] }
    var pages: [IndexPage] = []
    pages.reserveCapacity(order.count / IndexTree.leafEntries + 1)
    var start = 0
    while start < order.count {
      let (end, prefix, length) = extent(of: order, from: start)
      pages.append(IndexPage(order[start..<end], of: self, prefix: prefix, length: length))
      start = end
    }
    return pages
  }

  /// How many entries fit on a page, how many bytes they have in common, and how many bytes all keys have.
  private func extent(of order: [UInt32], from start: Int) -> (end: Int, prefix: Int, length: Int) {
    let bytes = keys.span
    let first = range(Int(order[start]))
    var prefix = min(first.count, Int(UInt16.max))
    var length = first.count
    var end = start + 1
    while end < order.count, end - start < IndexTree.leafEntries {
      let key = range(Int(order[end]))
      let shared = bytes.sharedPrefix(
        from: first.lowerBound, with: bytes, from: key.lowerBound, count: min(prefix, key.count))
      let count = end - start + 1
      guard 4 + 20 * count + length + key.count - count * shared <= IndexTree.leafBytes else { break }
      prefix = shared
      length += key.count
      end += 1
    }
    return (end, prefix, length)
  }

  /// The tree after these changes. O(log n) for each of few changes; many are sorted with what is there.
  consuming func applied(to tree: IndexTree) -> IndexTree {
    if tree.count == 0 { return IndexTree(sorted: self) }
    guard changeCount > tree.count / 8 else {
      var tree = tree
      for index in ids.indices {
        let key = IndexKey(bytes: Array(keys[range(index)]))
        if isRemoval(index) { tree.remove(key, ids[index]) } else { tree.insert(key, ids[index]) }
      }
      return tree
    }
    var all = IndexRun()
    tree.ascend(from: nil) { entry in
      all.append(entry.key, id: entry.id)
      return true
    }
    for index in ids.indices { all.append(key: range(index), of: keys, id: ids[index], isRemoval: isRemoval(index)) }
    return IndexTree(sorted: all)
  }
}

extension IndexPage {
  /// A page of entries of a run whose keys begin with the same `prefix` bytes and have `length` bytes in all.
  fileprivate init(_ entries: ArraySlice<UInt32>, of run: IndexRun, prefix: Int, length: Int) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(4 + 20 * entries.count + prefix + length - entries.count * prefix)
    bytes.appendFixed(UInt16(entries.count).littleEndian)
    bytes.appendFixed(UInt16(prefix).littleEndian)
    var end: UInt32 = 0
    for index in entries {
      end += UInt32(run.range(Int(index)).count - prefix)
      bytes.appendFixed(end.littleEndian)
    }
    if let first = entries.first { bytes.append(contentsOf: run.keys[run.range(Int(first))].prefix(prefix)) }
    for index in entries { bytes.append(run.ids[Int(index)]) }
    for index in entries {
      let key = run.range(Int(index))
      bytes.append(contentsOf: run.keys[(key.lowerBound + prefix)..<key.upperBound])
    }
    self.init(unchecked: bytes)
  }
}
