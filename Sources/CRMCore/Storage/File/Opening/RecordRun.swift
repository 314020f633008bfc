/// What became of the records of one collection, change by change: a flat list to build or to change a tree from.
struct RecordRun: Sendable {
  typealias Entry = (key: IdentifierBits, value: Slot<PayloadLocation>)

  // What happened stands in the segment, whose numbers begin with 1 and never reach the greatest one.
  private static let deleted: UInt32 = 0
  private static let touched = UInt32.max

  private var entries: [Entry] = []
  private var isAscending = true

  var count: Int { entries.count }

  mutating func append(_ id: IdentifierBits, revision: UInt64, place: PayloadLocation) {
    add((id, Slot(revision: revision, place: place)))
  }

  mutating func appendDeletion(_ id: IdentifierBits) {
    add((id, Slot(revision: 0, place: PayloadLocation(segment: Self.deleted, length: 0, offset: 0))))
  }

  mutating func appendTouch(_ id: IdentifierBits, revision: UInt64) {
    add((id, Slot(revision: revision, place: PayloadLocation(segment: Self.touched, length: 0, offset: 0))))
  }

  private mutating func add(_ entry: Entry) {
    if isAscending, let last = entries.last, !(last.key < entry.key) { isAscending = false }
    entries.append(entry)
  }

  /// The records that are left of `tree` after these changes. O(n) if they came in ascending order, else O(n log n).
  ///
  /// Few changes are made in the tree; many are sorted and merged with it.
  func applied(to tree: SortedTree<IdentifierBits, Slot<PayloadLocation>>) throws -> SortedTree<
    IdentifierBits, Slot<PayloadLocation>
  > {
    if count < tree.count / 8 {
      var tree = tree
      for entry in entries { try Self.apply(entry, to: &tree) }
      return tree
    }
    if isAscending, tree.count == 0, entries.allSatisfy({ Self.isWrite($0.value) }) {
      return SortedTree(sorted: entries)
    }
    var all = try Self.withExisting(tree)
    all.append(contentsOf: entries)
    // Ties keep their order: the sort is stable by the place in the list.
    var order = Array(all.indices)
    order.sort { all[$0].key == all[$1].key ? $0 < $1 : all[$0].key < all[$1].key }
    var result: [Entry] = []
    result.reserveCapacity(all.count)
    for index in order {
      let entry = all[index]
      let isKnown = result.last?.key == entry.key
      switch entry.value.place.segment {
      case Self.deleted: if isKnown { result.removeLast() }
      case Self.touched: if isKnown { result[result.count - 1].value.revision = entry.value.revision }
      default: if isKnown { result[result.count - 1] = entry } else { result.append(entry) }
      }
    }
    return SortedTree(sorted: result)
  }

  private static func withExisting(_ tree: SortedTree<IdentifierBits, Slot<PayloadLocation>>) throws -> [Entry] {
    var all: [Entry] = []
    all.reserveCapacity(tree.count)
    try tree.ascend(from: nil, isPassing: true) { id, slot in
      all.append((id, slot))
      return true
    }
    return all
  }

  private static func isWrite(_ slot: Slot<PayloadLocation>) -> Bool {
    slot.place.segment != deleted && slot.place.segment != touched
  }

  private static func apply(_ entry: Entry, to tree: inout SortedTree<IdentifierBits, Slot<PayloadLocation>>) throws {
    // Its page has to be in memory.
    _ = try tree[entry.key]
    switch entry.value.place.segment {
    case deleted: tree.remove(entry.key)
    case touched: tree.update(entry.key) { $0.revision = entry.value.revision }
    default: tree.set(entry.key, entry.value)
    }
  }
}
