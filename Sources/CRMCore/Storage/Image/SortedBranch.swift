/// A branch of a ``SortedTree``: leaves or further branches, and the first key of each of them.
struct SortedBranch<Key: Comparable & Sendable, Value: PagedValue>: Sendable {
  typealias Entry = (key: Key, value: Value)
  typealias Page = SortedPage<Key, Value>
  typealias Leaf = PagedLeaf<Page>

  /// Not greater than any key of the child with the same index, and greater than all keys of the child before. The first one is
  /// not looked at, and need not hold.
  private var firsts: [Key]
  /// The children, if they are leaves.
  private(set) var leaves: [Leaf]
  /// The children, if they are branches.
  private(set) var branches: [SortedBranch]
  /// The number of entries.
  private(set) var count: Int

  private static var branchChildren: Int { 64 }

  /// The branches above these leaves, which are in order and not empty.
  ///
  /// - Parameter firsts: the first key of each.
  init(above leaves: [Leaf], _ firsts: [Key]) {
    var level = Self.groups(leaves.count, of: Self.branchChildren).map {
      SortedBranch(leaves: Array(leaves[$0]), Array(firsts[$0]))
    }
    while level.count > 1 {
      let below = level
      level = Self.groups(below.count, of: Self.branchChildren).map { SortedBranch(branches: Array(below[$0])) }
    }
    self = level.first ?? SortedBranch(leaves: [], [])
  }

  /// The branches above these entries, which are in order.
  init(above entries: [Entry]) {
    let groups = Self.groups(entries.count, of: SortedTree<Key, Value>.leafEntries)
    self.init(
      above: groups.map { Leaf(Page(Array(entries[$0]))) }, groups.map { entries[$0.lowerBound].key })
  }

  private static func groups(_ count: Int, of size: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
  }

  private init(leaves: [Leaf], _ firsts: [Key]) {
    self.firsts = firsts
    self.leaves = leaves
    branches = []
    count = leaves.reduce(0) { $0 + $1.count }
  }

  private init(branches: [SortedBranch]) {
    firsts = branches.map { $0.firsts[0] }
    leaves = []
    self.branches = branches
    count = branches.reduce(0) { $0 + $1.count }
  }

  /// A branch above both parts of one that was split.
  init(_ lower: SortedBranch, _ upper: SortedBranch) {
    self.init(branches: [lower, upper])
  }

  /// The number of children.
  private var width: Int { firsts.count }

  /// The index of the child that covers `key`.
  private func childIndex(_ key: Key) -> Int {
    let firsts = firsts.span
    var low = 0
    var high = firsts.count
    while low < high {
      let middle = (low &+ high) / 2
      if key < firsts[middle] { high = middle } else { low = middle &+ 1 }
    }
    return max(0, low &- 1)
  }

  // MARK: Writing

  /// Gives back the upper half of the branch if it had to be split.
  mutating func set(_ key: Key, _ value: Value, _ previous: inout Value?) -> SortedBranch? {
    guard width > 0 else {
      self = SortedBranch(leaves: [Leaf(Page([(key, value)]))], [key])
      return nil
    }
    let index = childIndex(key)
    if branches.isEmpty {
      let (old, upper) = leaves[index].update {
        $0.set(key, value, limit: SortedTree<Key, Value>.leafEntries)
      }
      previous = old
      if previous == nil { count += 1 }
      guard let upper else { return nil }
      leaves.insert(Leaf(upper), at: index + 1)
      firsts.insert(upper.entries[0].key, at: index + 1)
    } else {
      let upper = branches[index].set(key, value, &previous)
      if previous == nil { count += 1 }
      guard let upper else { return nil }
      branches.insert(upper, at: index + 1)
      firsts.insert(upper.firsts[0], at: index + 1)
    }
    guard width > Self.branchChildren else { return nil }
    return split(at: index + 2 == width ? index + 1 : width / 2)
  }

  mutating func update(_ key: Key, _ change: (inout Value) -> Void) {
    guard width > 0 else { return }
    let index = childIndex(key)
    if branches.isEmpty { leaves[index].update { $0.update(key, change) } } else { branches[index].update(key, change) }
  }

  private mutating func split(at cut: Int) -> SortedBranch {
    var upper = self
    upper.firsts.removeSubrange(..<cut)
    firsts.removeSubrange(cut...)
    if branches.isEmpty {
      upper.leaves.removeSubrange(..<cut)
      leaves.removeSubrange(cut...)
      upper.count = upper.leaves.reduce(0) { $0 + $1.count }
    } else {
      upper.branches.removeSubrange(..<cut)
      branches.removeSubrange(cut...)
      upper.count = upper.branches.reduce(0) { $0 + $1.count }
    }
    count -= upper.count
    return upper
  }

  mutating func remove(_ key: Key) -> Value? {
    guard width > 0 else { return nil }
    let index = childIndex(key)
    if branches.isEmpty {
      guard let removed = leaves[index].update({ $0.remove(key) }) else { return nil }
      count -= 1
      let left = leaves[index].count
      if left == 0, canDrop(index) {
        leaves.remove(at: index)
        firsts.remove(at: index)
      } else if left < SortedTree<Key, Value>.leafEntries / 4 {
        mergeNeighbours(of: index) { $0.mergeLeaves($1) }
      }
      return removed
    }
    guard let removed = branches[index].remove(key) else { return nil }
    count -= 1
    if branches[index].count == 0, canDrop(index) {
      branches.remove(at: index)
      firsts.remove(at: index)
    } else if branches[index].width < Self.branchChildren / 4 {
      mergeNeighbours(of: index) { $0.mergeBranches($1) }
    }
    return removed
  }

  /// Whether an empty child can go: the one beside it that takes over its range has to be in memory, for what is changed next may
  /// fall to it.
  private func canDrop(_ index: Int) -> Bool {
    guard width > 1 else { return false }
    return (try? edge(beside: index).page()) != nil
  }

  /// The leaf next to a child: the one before it, or behind the first.
  private func edge(beside index: Int) -> Leaf {
    if branches.isEmpty { return leaves[index > 0 ? index - 1 : 1] }
    var branch = branches[index > 0 ? index - 1 : 1]
    while let next = index > 0 ? branch.branches.last : branch.branches.first { branch = next }
    return index > 0 ? branch.leaves[branch.leaves.count - 1] : branch.leaves[0]
  }

  /// Joins a child with the next or the one before, if both fit in half a node.
  private mutating func mergeNeighbours(of index: Int, _ merge: (inout SortedBranch, Int) -> Bool) {
    let isDone = index + 1 < width && merge(&self, index)
    if !isDone, index > 0 { _ = merge(&self, index - 1) }
  }

  /// Joins two leaves if both can be read: that only makes the tree smaller.
  private mutating func mergeLeaves(_ index: Int) -> Bool {
    guard leaves[index].count + leaves[index + 1].count <= SortedTree<Key, Value>.leafEntries / 2,
      let page = try? leaves[index].page(), let next = try? leaves[index + 1].page()
    else { return false }
    leaves[index] = Leaf(Page(page.entries + next.entries))
    leaves.remove(at: index + 1)
    firsts.remove(at: index + 1)
    return true
  }

  private mutating func mergeBranches(_ index: Int) -> Bool {
    let next = branches[index + 1]
    guard branches[index].width + next.width <= Self.branchChildren / 2 else { return false }
    // The first of the right one begins to count: it becomes the one that is known to hold.
    branches[index].firsts.append(firsts[index + 1])
    branches[index].firsts += next.firsts.dropFirst()
    branches[index].leaves += next.leaves
    branches[index].branches += next.branches
    branches[index].count += next.count
    branches.remove(at: index + 1)
    firsts.remove(at: index + 1)
    return true
  }
}

extension SortedBranch {
  // MARK: Reading

  func value(for key: Key) throws -> Value? {
    guard width > 0 else { return nil }
    let child = childIndex(key)
    guard branches.isEmpty else { return try branches.span[child].value(for: key) }
    return try leaves[child].page().value(for: key)
  }

  func ascend(from lower: Key?, inclusive: Bool, isPassing: Bool, _ body: (Key, Value) throws -> Bool) throws -> Bool {
    let start = lower.map { childIndex($0) } ?? 0
    for index in start..<width {
      let bound = index == start ? lower : nil
      guard branches.isEmpty else {
        guard try branches[index].ascend(from: bound, inclusive: inclusive, isPassing: isPassing, body) else {
          return false
        }
        continue
      }
      let page = try isPassing ? leaves[index].passingPage() : leaves[index].page()
      let first = bound.map { page.index(of: $0, after: !inclusive) } ?? 0
      for entry in page.entries[first...] {
        guard try body(entry.key, entry.value) else { return false }
      }
    }
    return true
  }

  func descend(below upper: Key?, _ body: (Key, Value) throws -> Bool) throws -> Bool {
    guard width > 0 else { return true }
    let last = upper.map { childIndex($0) } ?? width - 1
    for index in (0...last).reversed() {
      let bound = index == last ? upper : nil
      guard branches.isEmpty else {
        guard try branches[index].descend(below: bound, body) else { return false }
        continue
      }
      let page = try leaves[index].page()
      let end = bound.map { page.index(of: $0) } ?? page.count
      for entry in page.entries[..<end].reversed() {
        guard try body(entry.key, entry.value) else { return false }
      }
    }
    return true
  }

  /// Hands out the leaves in order, those of one branch at a time, until `body` returns false.
  func forEachLeaves(_ body: ([Leaf]) throws -> Bool) rethrows -> Bool {
    if branches.isEmpty { return try body(leaves) }
    for branch in branches { guard try branch.forEachLeaves(body) else { return false } }
    return true
  }
}
