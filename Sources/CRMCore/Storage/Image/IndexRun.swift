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
      let next = order[start...].prefix(IndexTree.leafEntries)
      let ranges = next.map { range(Int($0)) }
      let (count, prefix, length) = extent(of: ranges)
      pages.append(IndexPage(next.prefix(count), of: self, ranges[..<count], prefix: prefix, length: length))
      start += count
    }
    return pages
  }

  /// How many of these keys fit on a page, how many bytes they begin with together, and how many bytes they have in all.
  private func extent(of ranges: [Range<Int>]) -> (count: Int, prefix: Int, length: Int) {
    let bytes = keys.span
    let first = ranges[0]
    var prefix = min(first.count, Int(UInt16.max))
    var length = first.count
    for (index, key) in ranges.enumerated().dropFirst() {
      let shared = bytes.sharedPrefix(
        from: first.lowerBound, with: bytes, from: key.lowerBound, count: min(prefix, key.count))
      let count = index + 1
      guard 4 + 20 * count + length + key.count - count * shared <= IndexTree.leafBytes else {
        return (index, prefix, length)
      }
      prefix = shared
      length += key.count
    }
    return (ranges.count, prefix, length)
  }

  /// The tree after these changes. O(log n) for each of few changes; many are sorted with what is there.
  consuming func applied(to tree: IndexTree) throws -> IndexTree {
    if tree.count == 0 { return IndexTree(sorted: self) }
    guard changeCount > tree.count / 8 else {
      var tree = tree
      for index in ids.indices {
        let key = IndexKey(bytes: Array(keys[range(index)]))
        try tree.provide(key, ids[index])
        if isRemoval(index) { tree.remove(key, ids[index]) } else { tree.insert(key, ids[index]) }
      }
      return tree
    }
    var all = IndexRun()
    try tree.ascend(from: nil, isPassing: true) { entry in
      all.append(entry.key, id: entry.id)
      return true
    }
    for index in ids.indices { all.append(key: range(index), of: keys, id: ids[index], isRemoval: isRemoval(index)) }
    return IndexTree(sorted: all)
  }
}

extension IndexPage {
  /// A page of entries of a run whose keys begin with the same `prefix` bytes and have `length` bytes in all.
  fileprivate init(
    _ entries: ArraySlice<UInt32>, of run: IndexRun, _ ranges: ArraySlice<Range<Int>>, prefix: Int, length: Int
  ) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(4 + 20 * entries.count + prefix + length - entries.count * prefix)
    bytes.appendFixed(UInt16(entries.count).littleEndian)
    bytes.appendFixed(UInt16(prefix).littleEndian)
    var end: UInt32 = 0
    for key in ranges {
      end += UInt32(key.count - prefix)
      bytes.appendFixed(end.littleEndian)
    }
    if let first = ranges.first { bytes.append(contentsOf: run.keys[first].prefix(prefix)) }
    for index in entries { bytes.append(run.ids[Int(index)]) }
    for key in ranges { bytes.append(contentsOf: run.keys[(key.lowerBound + prefix)..<key.upperBound]) }
    self.init(unchecked: bytes)
  }
}
