/// An ordered map with value semantics whose copies share structure: a copy costs O(1), a write after a copy clones one leaf
/// and the branches above it, a read never waits for a writer.
///
/// A B+tree whose nodes are arrays (copy-on-write by themselves, so no unsafe or unchecked code); a leaf is an array of entries, so
/// that a leaf of entries without references is cloned by copying bytes. Look-up, insertion and removal: O(log n).
struct SortedTree<Key: Comparable & Sendable, Value: PagedValue>: Sendable {
  /// The most entries of a leaf.
  static var leafEntries: Int { 64 }

  typealias Entry = (key: Key, value: Value)

  private var root = SortedBranch<Key, Value>(above: [])

  init() {}

  /// A tree of entries that are in ascending order of their keys, without repeats. O(n).
  init(sorted entries: [Entry]) {
    root = SortedBranch(above: entries)
  }

  /// A tree of leaves that are in order and not empty. O(leaves).
  ///
  /// - Parameter firsts: the first key of each.
  init(above leaves: [PagedLeaf<SortedPage<Key, Value>>], _ firsts: [Key]) {
    root = SortedBranch(above: leaves, firsts)
  }

  var count: Int { root.count }

  subscript(key: Key) -> Value? { get throws { try root.value(for: key) } }

  /// Sets the value of a key and returns the one it had.
  ///
  /// - Precondition: its page is in memory; looking the key up sees to that.
  @discardableResult
  mutating func set(_ key: Key, _ value: Value) -> Value? {
    var previous: Value?
    if let upper = root.set(key, value, &previous) { root = SortedBranch(root, upper) }
    return previous
  }

  /// Changes the value of a key, if it has one.
  ///
  /// - Precondition: its page is in memory; looking the key up sees to that.
  mutating func update(_ key: Key, _ change: (inout Value) -> Void) { root.update(key, change) }

  /// Removes a key and returns its value.
  ///
  /// - Precondition: its page is in memory; looking the key up sees to that.
  @discardableResult
  mutating func remove(_ key: Key) -> Value? {
    let removed = root.remove(key)
    while root.branches.count == 1 { root = root.branches[0] }
    return removed
  }

  /// Visits entries upwards from the first key ≥ `lower` (or > with `inclusive: false`) until `body` returns false.
  ///
  /// - Parameter isPassing: for who goes through everything: pages that are not in memory stay out.
  func ascend(from lower: Key?, inclusive: Bool = true, isPassing: Bool = false, _ body: (Key, Value) throws -> Bool)
    throws
  {
    _ = try root.ascend(from: lower, inclusive: inclusive, isPassing: isPassing, body)
  }

  /// Visits entries downwards from the last key < `upper` until `body` returns false.
  func descend(below upper: Key?, _ body: (Key, Value) throws -> Bool) throws {
    _ = try root.descend(below: upper, body)
  }

  /// Hands out the leaves in order, some at a time, until `body` returns false.
  @discardableResult
  func forEachLeaves(_ body: ([PagedLeaf<SortedPage<Key, Value>>]) throws -> Bool) rethrows -> Bool {
    try root.forEachLeaves(body)
  }
}
