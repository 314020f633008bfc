/// An ordered map with value semantics whose copies share structure: a copy costs O(1), a write after a copy clones one leaf
/// and the branches above it, a read never waits for a writer.
///
/// A B+tree whose nodes are arrays (copy-on-write by themselves, so no unsafe or unchecked code); a leaf is an array of entries, so
/// that a leaf of entries without references is cloned by copying bytes. Look-up, insertion and removal: O(log n).
struct SortedTree<Key: Comparable & Sendable, Value: Sendable>: Sendable {
  typealias Entry = (key: Key, value: Value)

  private var root = SortedBranch<Key, Value>(above: [])

  init() {}

  /// A tree of entries that are in ascending order of their keys, without repeats. O(n).
  init(sorted entries: [Entry]) {
    root = SortedBranch(above: entries)
  }

  var count: Int { root.count }

  subscript(key: Key) -> Value? { root.value(for: key) }

  /// Sets the value of a key and returns the one it had.
  @discardableResult
  mutating func set(_ key: Key, _ value: Value) -> Value? {
    var previous: Value?
    if let upper = root.set(key, value, &previous) { root = SortedBranch(root, upper) }
    return previous
  }

  /// Removes a key and returns its value.
  @discardableResult
  mutating func remove(_ key: Key) -> Value? {
    let removed = root.remove(key)
    while root.branches.count == 1 { root = root.branches[0] }
    return removed
  }

  /// Visits entries upwards from the first key ≥ `lower` (or > with `inclusive: false`) until `body` returns false.
  func ascend(from lower: Key?, inclusive: Bool = true, _ body: (Key, Value) throws -> Bool) rethrows {
    _ = try root.ascend(from: lower, inclusive: inclusive, body)
  }

  /// Visits entries downwards from the last key < `upper` until `body` returns false.
  func descend(below upper: Key?, _ body: (Key, Value) throws -> Bool) rethrows {
    _ = try root.descend(below: upper, body)
  }
}
