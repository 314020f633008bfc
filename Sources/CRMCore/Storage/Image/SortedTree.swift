/// An ordered map with value semantics whose copies share structure: a copy costs O(1), a write after a copy clones one leaf
/// and the branches above it, a read never waits for a writer.
///
/// A B+tree whose nodes are arrays (copy-on-write by themselves, so no unsafe or unchecked code). Look-up, insertion, removal
/// and counting a range: O(log n).
struct SortedTree<Key: Comparable & Sendable, Value: Sendable>: Sendable {
  private var root = Node()

  init() {}

  /// A tree of entries that are in ascending order of their keys, without repeats. O(n).
  init(sorted entries: [(key: Key, value: Value)]) {
    root = Node(sorted: entries)
  }

  var count: Int { root.count }

  subscript(key: Key) -> Value? { root.value(for: key) }

  /// Sets the value of a key and returns the one it had.
  @discardableResult
  mutating func set(_ key: Key, _ value: Value) -> Value? {
    var previous: Value?
    if let sibling = root.set(key, value, &previous) {
      root = Node(children: [root, sibling])
    }
    return previous
  }

  /// Removes a key and returns its value.
  @discardableResult
  mutating func remove(_ key: Key) -> Value? {
    let removed = root.remove(key)
    while root.children.count == 1 { root = root.children[0] }
    return removed
  }

  /// The number of keys less than `key`.
  func rank(of key: Key) -> Int { root.rank(of: key) }

  /// Visits entries upwards from the first key ≥ `lower` (or > with `inclusive: false`) until `body` returns false.
  func ascend(from lower: Key?, inclusive: Bool = true, _ body: (Key, Value) throws -> Bool) rethrows {
    _ = try root.ascend(from: lower, inclusive: inclusive, body)
  }

  /// Visits entries downwards from the last key < `upper` until `body` returns false.
  func descend(below upper: Key?, _ body: (Key, Value) throws -> Bool) rethrows {
    _ = try root.descend(below: upper, body)
  }
}

extension SortedTree {
  /// A leaf has entries and no children; a branch has children, each with its first key in `firsts`.
  struct Node: Sendable {
    typealias Entry = (key: Key, value: Value)

    private(set) var entries: [Entry] = []
    private(set) var children: [Node] = []
    private var firsts: [Key] = []
    private(set) var count = 0

    private static var capacity: Int { 32 }

    init() {}

    init(entries: [Entry]) {
      self.entries = entries
      count = entries.count
    }

    init(children: [Node]) {
      self.children = children
      firsts = children.compactMap(\.first)
      count = children.reduce(0) { $0 + $1.count }
    }

    init(sorted entries: [Entry]) {
      guard entries.count > Self.capacity else {
        self.init(entries: entries)
        return
      }
      var level: [Node] = stride(from: 0, to: entries.count, by: Self.capacity).map { start in
        Node(entries: Array(entries[start..<min(start + Self.capacity, entries.count)]))
      }
      while level.count > 1 {
        level = stride(from: 0, to: level.count, by: Self.capacity).map { start in
          Node(children: Array(level[start..<min(start + Self.capacity, level.count)]))
        }
      }
      self = level[0]
    }

    private var isLeaf: Bool { children.isEmpty }
    private var first: Key? { isLeaf ? entries.first?.key : firsts.first }

    /// The index of the first entry whose key is ≥ `key` (> with `after`).
    private func entryIndex(_ key: Key, after: Bool = false) -> Int {
      var low = 0
      var high = entries.count
      while low < high {
        let middle = (low + high) / 2
        let isBefore = after ? !(key < entries[middle].key) : entries[middle].key < key
        if isBefore { low = middle + 1 } else { high = middle }
      }
      return low
    }

    /// The index of the child that covers `key`.
    private func childIndex(_ key: Key) -> Int {
      var low = 0
      var high = firsts.count
      while low < high {
        let middle = (low + high) / 2
        if key < firsts[middle] { high = middle } else { low = middle + 1 }
      }
      return max(0, low - 1)
    }

    func value(for key: Key) -> Value? {
      if isLeaf {
        let index = entryIndex(key)
        return index < entries.count && entries[index].key == key ? entries[index].value : nil
      }
      return children[childIndex(key)].value(for: key)
    }

    /// Returns the upper half when the node had to be split.
    mutating func set(_ key: Key, _ value: Value, _ previous: inout Value?) -> Node? {
      if isLeaf { return setInLeaf(key, value, &previous) }
      let index = childIndex(key)
      let before = children[index].count
      let sibling = children[index].set(key, value, &previous)
      count += children[index].count + (sibling?.count ?? 0) - before
      if key < firsts[index] { firsts[index] = key }
      guard let sibling, let first = sibling.first else { return nil }
      children.insert(sibling, at: index + 1)
      firsts.insert(first, at: index + 1)
      guard children.count > Self.capacity else { return nil }
      return splitBranch(at: index + 1 == children.count - 1 ? children.count - 1 : children.count / 2)
    }

    private mutating func setInLeaf(_ key: Key, _ value: Value, _ previous: inout Value?) -> Node? {
      let index = entryIndex(key)
      if index < entries.count, entries[index].key == key {
        previous = entries[index].value
        entries[index].value = value
        return nil
      }
      entries.insert((key, value), at: index)
      count += 1
      guard entries.count > Self.capacity else { return nil }
      // Ascending insertion leaves full leaves behind; anything else splits in the middle.
      let cut = index == entries.count - 1 ? index : entries.count / 2
      let upper = Node(entries: Array(entries[cut...]))
      entries.removeSubrange(cut...)
      count = entries.count
      return upper
    }

    private mutating func splitBranch(at cut: Int) -> Node {
      let upper = Node(children: Array(children[cut...]))
      children.removeSubrange(cut...)
      firsts.removeSubrange(cut...)
      count -= upper.count
      return upper
    }

    mutating func remove(_ key: Key) -> Value? {
      if isLeaf {
        let index = entryIndex(key)
        guard index < entries.count, entries[index].key == key else { return nil }
        count -= 1
        return entries.remove(at: index).value
      }
      let index = childIndex(key)
      guard let removed = children[index].remove(key) else { return nil }
      count -= 1
      if children[index].count == 0 {
        children.remove(at: index)
        firsts.remove(at: index)
      } else {
        if let first = children[index].first { firsts[index] = first }
        mergeIfSmall(index)
      }
      return removed
    }

    /// Joins a child that has become small with its right neighbour when both fit in half a node.
    private mutating func mergeIfSmall(_ index: Int) {
      let next = index + 1
      guard next < children.count else { return }
      let left = children[index]
      let right = children[next]
      guard left.isLeaf == right.isLeaf, left.width < Self.capacity / 4, left.width + right.width <= Self.capacity / 2
      else {
        return
      }
      children[index] =
        left.isLeaf ? Node(entries: left.entries + right.entries) : Node(children: left.children + right.children)
      children.remove(at: next)
      firsts.remove(at: next)
    }

    private var width: Int { isLeaf ? entries.count : children.count }

    func rank(of key: Key) -> Int {
      if isLeaf { return entryIndex(key) }
      let index = childIndex(key)
      return children[..<index].reduce(0) { $0 + $1.count } + children[index].rank(of: key)
    }

    func ascend(from lower: Key?, inclusive: Bool, _ body: (Key, Value) throws -> Bool) rethrows -> Bool {
      if isLeaf {
        let start = lower.map { entryIndex($0, after: !inclusive) } ?? 0
        for entry in entries[start...] {
          guard try body(entry.key, entry.value) else { return false }
        }
        return true
      }
      let start = lower.map { childIndex($0) } ?? 0
      for index in start..<children.count {
        guard try children[index].ascend(from: index == start ? lower : nil, inclusive: inclusive, body) else {
          return false
        }
      }
      return true
    }

    func descend(below upper: Key?, _ body: (Key, Value) throws -> Bool) rethrows -> Bool {
      if isLeaf {
        let end = upper.map { entryIndex($0) } ?? entries.count
        for entry in entries[..<end].reversed() {
          guard try body(entry.key, entry.value) else { return false }
        }
        return true
      }
      let last = upper.map { childIndex($0) } ?? children.count - 1
      for index in (0...last).reversed() {
        guard try children[index].descend(below: index == last ? upper : nil, body) else { return false }
      }
      return true
    }
  }
}
