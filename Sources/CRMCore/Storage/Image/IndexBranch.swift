/// A branch of an ``IndexTree``: leaves or further branches, and one separator for each of them.
///
/// A separator is not greater than any entry of its child, and greater than every entry of the child before. It is as short as that
/// allows, and need not be an entry. The first separator of a branch is never looked at.
struct IndexBranch: Sendable {
  typealias Leaf = PagedLeaf<IndexPage>

  private(set) var separators: IndexPage
  /// The children, if they are leaves.
  private(set) var leaves: [Leaf]
  /// The children, if they are branches.
  private(set) var branches: [IndexBranch]
  /// The number of entries.
  private(set) var count: Int

  /// What a child that was split has given up: everything from the separator on.
  struct Split<Child: Sendable>: Sendable {
    var separator: Separator
    var child: Child
  }

  typealias Separator = (key: [UInt8], id: IdentifierBits)

  /// A branch without entries: it has one empty leaf.
  static var empty: IndexBranch {
    IndexBranch(separators: IndexPage([leastSeparator]), leaves: [Leaf(IndexPage())], branches: [], count: 0)
  }

  private static let leastSeparator: Separator = ([], .least)

  private init(separators: IndexPage, leaves: [Leaf], branches: [IndexBranch], count: Int) {
    self.separators = separators
    self.leaves = leaves
    self.branches = branches
    self.count = count
  }

  /// A branch above both parts of one that was split.
  init(_ lower: IndexBranch, _ split: Split<IndexBranch>) {
    self.init(
      separators: IndexPage([Self.leastSeparator, split.separator]), leaves: [], branches: [lower, split.child],
      count: lower.count + split.child.count)
  }

  /// The branches above these leaves, which are in order and not empty. O(leaves).
  ///
  /// - Parameter separators: one for each leaf; the first is not looked at.
  init(above leaves: [Leaf], _ separators: [Separator]) {
    guard !leaves.isEmpty else {
      self = .empty
      return
    }
    var separators = separators
    separators[0] = Self.leastSeparator
    var level: [IndexBranch] = Self.groups(leaves.count).map { group in
      IndexBranch(
        separators: IndexPage(separators[group]), leaves: Array(leaves[group]), branches: [],
        count: leaves[group].reduce(0) { $0 + $1.count })
    }
    separators = Self.groups(leaves.count).map { separators[$0.lowerBound] }
    while level.count > 1 {
      let groups = Self.groups(level.count)
      let above = groups.map { group in
        IndexBranch(
          separators: IndexPage(separators[group]), leaves: [], branches: Array(level[group]),
          count: level[group].reduce(0) { $0 + $1.count })
      }
      separators = groups.map { separators[$0.lowerBound] }
      level = above
    }
    self = level[0]
  }

  /// The children of each branch above so many.
  private static func groups(_ count: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: IndexTree.branchChildren).map { start in
      start..<min(start + IndexTree.branchChildren, count)
    }
  }

  /// The number of children.
  var width: Int { max(leaves.count, branches.count) }

  /// The index of the child that covers an entry.
  func childIndex(_ key: [UInt8], _ id: IdentifierBits) -> Int {
    let (index, isPresent) = separators.search(key, id)
    return isPresent ? index : max(0, index - 1)
  }

  // MARK: Writing

  /// Adds an entry if it is missing, and gives back the upper half of the branch if it had to be split.
  mutating func insert(_ key: [UInt8], _ id: IdentifierBits, _ isNew: inout Bool) -> Split<IndexBranch>? {
    let index = childIndex(key, id)
    if branches.isEmpty {
      let (split, isAdded) = leaves[index].update { $0.insert(key, id) }
      isNew = isAdded
      if isNew { count += 1 }
      guard let split else { return nil }
      leaves.insert(Leaf(split.child), at: index + 1)
      return insert(split.separator, at: index + 1)
    }
    let split = branches[index].insert(key, id, &isNew)
    if isNew { count += 1 }
    guard let split else { return nil }
    branches.insert(split.child, at: index + 1)
    return insert(split.separator, at: index + 1)
  }

  private mutating func insert(_ separator: Separator, at index: Int) -> Split<IndexBranch>? {
    separators.insert(separator.key, separator.id, at: index)
    let width = width
    guard width > IndexTree.branchChildren else { return nil }
    // Ascending insertion should leave full branches behind; anything else splits in the middle.
    let cut = index + 1 == width ? index : width / 2
    let separator = (key: separators.key(at: cut), id: separators.id(at: cut))
    var upper = IndexBranch(separators: separators.split(at: cut), leaves: [], branches: [], count: 0)
    if branches.isEmpty {
      upper.leaves = Array(leaves[cut...])
      leaves.removeSubrange(cut...)
      upper.count = upper.leaves.reduce(0) { $0 + $1.count }
    } else {
      upper.branches = Array(branches[cut...])
      branches.removeSubrange(cut...)
      upper.count = upper.branches.reduce(0) { $0 + $1.count }
    }
    count -= upper.count
    return Split(separator: separator, child: upper)
  }

  /// Removes an entry; says whether it was there.
  mutating func remove(_ key: [UInt8], _ id: IdentifierBits) -> Bool {
    let index = childIndex(key, id)
    if branches.isEmpty {
      guard leaves[index].update({ $0.remove(key, id) }) else { return false }
      count -= 1
      let left = leaves[index].count
      if left == 0, canDrop(index) {
        leaves.remove(at: index)
        separators.remove(at: index)
      } else if left < IndexTree.leafEntries / 4 {
        mergeNeighbours(of: index) { $0.mergeLeaves($1) }
      }
      return true
    }
    guard branches[index].remove(key, id) else { return false }
    count -= 1
    if branches[index].count == 0, canDrop(index) {
      branches.remove(at: index)
      separators.remove(at: index)
    } else if branches[index].width < IndexTree.branchChildren / 4 {
      mergeNeighbours(of: index) { $0.mergeBranches($1) }
    }
    return true
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
  private mutating func mergeNeighbours(of index: Int, _ merge: (inout IndexBranch, Int) -> Bool) {
    let isDone = index + 1 < width && merge(&self, index)
    if !isDone, index > 0 { _ = merge(&self, index - 1) }
  }

  /// Joins two leaves if both can be read: that only makes the tree smaller.
  private mutating func mergeLeaves(_ index: Int) -> Bool {
    guard leaves[index].count + leaves[index + 1].count <= IndexTree.leafEntries / 2,
      let page = try? leaves[index].page(), let next = try? leaves[index + 1].page(),
      page.weight + next.weight <= IndexTree.leafBytes / 2
    else { return false }
    var joined = page
    joined.append(next)
    leaves[index] = Leaf(joined)
    leaves.remove(at: index + 1)
    separators.remove(at: index + 1)
    return true
  }

  private mutating func mergeBranches(_ index: Int) -> Bool {
    let next = branches[index + 1]
    guard branches[index].width + next.width <= IndexTree.branchChildren / 2 else { return false }
    // The first separator of the right one begins to count: it becomes the one that is known to hold.
    var joined = next.separators
    joined.remove(at: 0)
    joined.insert(separators.key(at: index + 1), separators.id(at: index + 1), at: 0)
    branches[index].separators.append(joined)
    branches[index].leaves += next.leaves
    branches[index].branches += next.branches
    branches[index].count += next.count
    branches.remove(at: index + 1)
    separators.remove(at: index + 1)
    return true
  }
}

extension IndexPage {
  /// Adds an entry to a leaf if it is missing, and gives back the upper part if the leaf had to be split.
  fileprivate mutating func insert(
    _ key: [UInt8], _ id: IdentifierBits
  ) -> (split: IndexBranch.Split<IndexPage>?, isNew: Bool) {
    let (index, isPresent) = search(key, id)
    guard !isPresent else { return (nil, false) }
    insert(key, id, at: index)
    let count = count
    guard count > IndexTree.leafEntries || (weight > IndexTree.leafBytes && count > 1) else { return (nil, true) }
    let upper = split(at: index == count - 1 ? index : middle)
    return (IndexBranch.Split(separator: Self.separator(self, upper), child: upper), true)
  }

  /// Removes an entry; says whether it was there.
  fileprivate mutating func remove(_ key: [UInt8], _ id: IdentifierBits) -> Bool {
    let (index, isPresent) = search(key, id)
    if isPresent { remove(at: index) }
    return isPresent
  }

  /// The shortest separator between two leaves that are neighbours.
  static func separator(_ lower: IndexPage, _ upper: IndexPage) -> IndexBranch.Separator {
    let last = lower.key(at: lower.count - 1)
    let first = upper.key(at: 0)
    let shared = last.sharedPrefix(with: first)
    guard shared < first.count else { return (first, upper.id(at: 0)) }
    return (Array(first[...shared]), .least)
  }
}
