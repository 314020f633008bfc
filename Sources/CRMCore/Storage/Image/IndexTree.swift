/// The entries of one index: pairs of a key and the identifier of a record that has it, each pair once, ordered by the bytes of the
/// key (a prefix first), then by the identifier.
///
/// A B+tree with value semantics whose copies share structure: a copy costs O(1), a write after a copy clones one leaf and the
/// branches above it. The leaves are packed pages, which go to files as they are; ``IndexPage`` tells their layout. Look-up, insertion,
/// removal and counting a range: O(log n).
struct IndexTree: Sendable {
  /// A leaf is split when it has more entries than this, or more bytes (not counting what its keys have in common) and at least two.
  static let leafEntries = 64
  static let leafBytes = 4096
  /// The most children of a branch.
  static let branchChildren = 64

  /// A place in the order: before the entry with this key and identifier, or where it would be.
  struct Bound: Comparable, Sendable {
    var key: IndexKey
    var id: IdentifierBits

    /// Before all entries with this key, unless an identifier is given.
    init(_ key: IndexKey, _ id: IdentifierBits = .least) {
      self.key = key
      self.id = id
    }

    static func < (left: Bound, right: Bound) -> Bool {
      if left.key < right.key { return true }
      return left.key == right.key && left.id < right.id
    }
  }

  /// An entry that is being visited. Nothing is copied out of the page until somebody asks.
  struct Entry: Sendable {
    fileprivate let page: IndexPage
    fileprivate let index: Int

    var id: IdentifierBits { page.id(at: index) }
    var key: IndexKey { IndexKey(bytes: page.key(at: index)) }

    func hasKey(_ key: IndexKey) -> Bool { page.compareKey(at: index, with: key.bytes) == 0 }
    /// Whether the entry's key is less than this one.
    func isBefore(_ key: IndexKey) -> Bool { page.compareKey(at: index, with: key.bytes) < 0 }
  }

  private var root = IndexBranch.empty

  init() {}

  /// A tree of these entries; the removals among them are done. O(n) if the run is settled.
  init(sorted run: IndexRun) {
    var settled = run
    settled.settle()
    var builder = IndexTreeBuilder()
    for page in settled.pages() { builder.append(page, as: PagedLeaf(page)) }
    self = builder.finish()
  }

  /// A tree of leaves from ``IndexTreeBuilder``.
  init(above leaves: [PagedLeaf<IndexPage>], _ separators: [IndexBranch.Separator]) {
    root = IndexBranch(above: leaves, separators)
  }

  var count: Int { root.count }

  /// Adds an entry; says whether it was missing.
  ///
  /// - Precondition: its page is in memory; see ``provide(_:_:)``.
  @discardableResult
  mutating func insert(_ key: IndexKey, _ id: IdentifierBits) -> Bool {
    var isNew = false
    if let split = root.insert(key.bytes, id, &isNew) { root = IndexBranch(root, split) }
    return isNew
  }

  /// Removes an entry; says whether it was there.
  ///
  /// - Precondition: its page is in memory; see ``provide(_:_:)``.
  @discardableResult
  mutating func remove(_ key: IndexKey, _ id: IdentifierBits) -> Bool {
    let removed = root.remove(key.bytes, id)
    while root.branches.count == 1 { root = root.branches[0] }
    return removed
  }

  func contains(_ key: IndexKey, _ id: IdentifierBits) throws -> Bool { try root.contains(key.bytes, id) }

  /// The number of entries before a key, and before an identifier among those with the key.
  func rank(of key: IndexKey, _ id: IdentifierBits = .least) throws -> Int { try root.rank(of: key.bytes, id) }

  /// Visits entries upwards from the first one at or behind `lower` (behind it with `inclusive: false`) until `body` returns false.
  ///
  /// - Parameter isPassing: for who goes through everything: pages that are not in memory stay out.
  func ascend(from lower: Bound?, inclusive: Bool = true, isPassing: Bool = false, _ body: (Entry) throws -> Bool)
    throws
  {
    _ = try root.ascend(from: lower, inclusive: inclusive, isPassing: isPassing) { page, range in
      for index in range {
        guard try body(Entry(page: page, index: index)) else { return false }
      }
      return true
    }
  }

  /// Visits entries downwards from the last one before `upper` until `body` returns false.
  func descend(below upper: Bound?, _ body: (Entry) throws -> Bool) throws {
    _ = try root.descend(below: upper) { page, range in
      for index in range.reversed() {
        guard try body(Entry(page: page, index: index)) else { return false }
      }
      return true
    }
  }

  /// Hands out the leaves in order, some at a time, until `body` returns false.
  @discardableResult
  func forEachLeaves(_ body: ([PagedLeaf<IndexPage>]) throws -> Bool) rethrows -> Bool {
    try root.forEachLeaves(body)
  }

  /// Reads the page that an entry is in, or would be in, into memory, so that it can be inserted or removed.
  func provide(_ key: IndexKey, _ id: IdentifierBits) throws { try root.provide(key.bytes, id) }
}

/// Makes an ``IndexTree`` of pages that come in order, some of them in memory.
struct IndexTreeBuilder {
  private var leaves: [PagedLeaf<IndexPage>] = []
  private var separators: [IndexBranch.Separator] = []
  private var last: IndexPage?

  /// Adds a leaf behind all others.
  ///
  /// - Parameter page: what the leaf has.
  /// - Returns: `false` if the page is empty or does not come behind the last one; it is not added then. The order within pages is not
  ///   checked: the checksum of a file vouches for it.
  @discardableResult
  mutating func append(_ page: IndexPage, as leaf: PagedLeaf<IndexPage>) -> Bool {
    guard page.count > 0 else { return false }
    if let last, !last.isBefore(page) { return false }
    separators.append(last.map { IndexPage.separator($0, page) } ?? ([], .least))
    leaves.append(leaf)
    last = page
    return true
  }

  func finish() -> IndexTree { IndexTree(above: leaves, separators) }
}
