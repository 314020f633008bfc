/// A branch of a ``SortedTree``: leaves or further branches, and the first key of each of them.
struct SortedBranch<Key: Comparable & Sendable, Value: Sendable>: Sendable {
  typealias Entry = (key: Key, value: Value)
  typealias Leaf = [Entry]

  /// Not greater than any key of the child with the same index, and greater than all keys of the child before. The first one is
  /// not looked at, and need not hold.
  private var firsts: [Key]
  /// The children, if they are leaves.
  private(set) var leaves: [Leaf]
  /// The children, if they are branches.
  private(set) var branches: [SortedBranch]
  /// The number of entries.
  private(set) var count: Int

  private static var leafEntries: Int { 64 }
  private static var branchChildren: Int { 64 }

  /// The branches above these entries, which are in order.
  init(above entries: [Entry]) {
    let leaves = Self.groups(entries.count, of: Self.leafEntries).map { Array(entries[$0]) }
    var level = Self.groups(leaves.count, of: Self.branchChildren).map { SortedBranch(leaves: Array(leaves[$0])) }
    while level.count > 1 {
      let below = level
      level = Self.groups(below.count, of: Self.branchChildren).map { SortedBranch(branches: Array(below[$0])) }
    }
    self = level.first ?? SortedBranch(leaves: [])
  }

  private static func groups(_ count: Int, of size: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
  }

  /// - Precondition: no leaf is empty.
  private init(leaves: [Leaf]) {
    firsts = leaves.map { $0[0].key }
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

  /// The index of the first entry whose key is ≥ `key` (> with `after`).
  private static func entryIndex(_ key: Key, in leaf: Leaf, after: Bool = false) -> Int {
    let leaf = leaf.span
    var low = 0
    var high = leaf.count
    while low < high {
      let middle = (low &+ high) / 2
      let isBefore = after ? !(key < leaf[middle].key) : leaf[middle].key < key
      if isBefore { low = middle &+ 1 } else { high = middle }
    }
    return low
  }

  // MARK: Writing

  /// Gives back the upper half of the branch if it had to be split.
  mutating func set(_ key: Key, _ value: Value, _ previous: inout Value?) -> SortedBranch? {
    guard width > 0 else {
      self = SortedBranch(leaves: [[(key, value)]])
      return nil
    }
    let index = childIndex(key)
    if branches.isEmpty {
      let upper = Self.set(key, value, in: &leaves[index], &previous)
      if previous == nil { count += 1 }
      guard let upper else { return nil }
      leaves.insert(upper, at: index + 1)
      firsts.insert(upper[0].key, at: index + 1)
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

  /// Gives back the upper part of the leaf if it had to be split.
  private static func set(_ key: Key, _ value: Value, in leaf: inout Leaf, _ previous: inout Value?) -> Leaf? {
    let index = entryIndex(key, in: leaf)
    if index < leaf.count, leaf[index].key == key {
      previous = leaf[index].value
      leaf[index].value = value
      return nil
    }
    guard leaf.count == leafEntries else {
      // In steps: doubling would leave half of the room unused.
      if leaf.count == leaf.capacity { leaf.reserveCapacity(min(leafEntries, leaf.count + 16)) }
      leaf.insert((key, value), at: index)
      return nil
    }
    // Ascending insertion should leave full leaves behind; anything else splits in the middle.
    if index == leaf.count { return [(key, value)] }
    var upper = Array(leaf[(leafEntries / 2)...])
    leaf = Array(leaf[..<(leafEntries / 2)])
    if index <= leaf.count {
      leaf.insert((key, value), at: index)
    } else {
      upper.insert((key, value), at: index - leaf.count)
    }
    return upper
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
      let place = Self.entryIndex(key, in: leaves[index])
      guard place < leaves[index].count, leaves[index][place].key == key else { return nil }
      count -= 1
      let removed = leaves[index].remove(at: place).value
      if leaves[index].isEmpty {
        leaves.remove(at: index)
        firsts.remove(at: index)
      } else if leaves[index].count < Self.leafEntries / 4 {
        mergeNeighbours(of: index) { $0.mergeLeaves($1) }
      }
      return removed
    }
    guard let removed = branches[index].remove(key) else { return nil }
    count -= 1
    if branches[index].count == 0 {
      branches.remove(at: index)
      firsts.remove(at: index)
    } else if branches[index].width < Self.branchChildren / 4 {
      mergeNeighbours(of: index) { $0.mergeBranches($1) }
    }
    return removed
  }

  /// Joins a child with the next or the one before, if both fit in half a node.
  private mutating func mergeNeighbours(of index: Int, _ merge: (inout SortedBranch, Int) -> Bool) {
    let isDone = index + 1 < width && merge(&self, index)
    if !isDone, index > 0 { _ = merge(&self, index - 1) }
  }

  private mutating func mergeLeaves(_ index: Int) -> Bool {
    guard leaves[index].count + leaves[index + 1].count <= Self.leafEntries / 2 else { return false }
    leaves[index] += leaves[index + 1]
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

  func value(for key: Key) -> Value? {
    guard width > 0 else { return nil }
    let child = childIndex(key)
    guard branches.isEmpty else { return branches.span[child].value(for: key) }
    let index = Self.entryIndex(key, in: leaves[child])
    return index < leaves[child].count && leaves[child][index].key == key ? leaves[child][index].value : nil
  }

  func ascend(from lower: Key?, inclusive: Bool, _ body: (Key, Value) throws -> Bool) rethrows -> Bool {
    let start = lower.map { childIndex($0) } ?? 0
    for index in start..<width {
      let bound = index == start ? lower : nil
      guard branches.isEmpty else {
        guard try branches[index].ascend(from: bound, inclusive: inclusive, body) else { return false }
        continue
      }
      let leaf = leaves[index]
      let first = bound.map { Self.entryIndex($0, in: leaf, after: !inclusive) } ?? 0
      for entry in leaf[first...] {
        guard try body(entry.key, entry.value) else { return false }
      }
    }
    return true
  }

  func descend(below upper: Key?, _ body: (Key, Value) throws -> Bool) rethrows -> Bool {
    guard width > 0 else { return true }
    let last = upper.map { childIndex($0) } ?? width - 1
    for index in (0...last).reversed() {
      let bound = index == last ? upper : nil
      guard branches.isEmpty else {
        guard try branches[index].descend(below: bound, body) else { return false }
        continue
      }
      let leaf = leaves[index]
      let end = bound.map { Self.entryIndex($0, in: leaf) } ?? leaf.count
      for entry in leaf[..<end].reversed() {
        guard try body(entry.key, entry.value) else { return false }
      }
    }
    return true
  }
}
