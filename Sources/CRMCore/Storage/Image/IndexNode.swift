/// A node of an ``IndexTree``: a leaf has a page of entries and no children, a branch a page with one separator for each child.
///
/// A separator is not greater than any entry of its child, and greater than every entry of the child before. It is as short as that
/// allows, and need not be an entry. The first separator of a branch is never looked at.
struct IndexNode: Sendable {
  private(set) var page: IndexPage
  private(set) var children: [IndexNode]
  private(set) var count: Int

  /// What a node that was split has given up: everything from the separator on.
  struct Split {
    var separator: (key: [UInt8], id: IdentifierBits)
    var node: IndexNode
  }

  init() {
    self.init(leaf: IndexPage())
  }

  private init(leaf page: IndexPage) {
    self.page = page
    children = []
    count = page.count
  }

  private init(separators page: IndexPage, children: [IndexNode]) {
    self.page = page
    self.children = children
    count = children.reduce(0) { $0 + $1.count }
  }

  /// A branch above both parts of a node that was split.
  init(_ lower: IndexNode, _ split: Split) {
    self.init(separators: IndexPage([([], .least), split.separator]), children: [lower, split.node])
  }

  /// A tree of these pages, which are in order and not empty. O(pages).
  init(leaves: [IndexPage]) {
    var separators: [(key: [UInt8], id: IdentifierBits)] = []
    separators.reserveCapacity(leaves.count)
    for (index, page) in leaves.enumerated() {
      separators.append(index == 0 ? ([], .least) : IndexPage.separator(leaves[index - 1], page))
    }
    var level = leaves.map { IndexNode(leaf: $0) }
    let width = IndexTree.branchChildren
    while level.count > 1 {
      let starts = stride(from: 0, to: level.count, by: width)
      let above = starts.map { start in
        let end = min(start + width, level.count)
        return IndexNode(separators: IndexPage(separators[start..<end]), children: Array(level[start..<end]))
      }
      separators = starts.map { separators[$0] }
      level = above
    }
    self = level.first ?? IndexNode()
  }

  private var isLeaf: Bool { children.isEmpty }

  /// The index of the child that covers an entry.
  private func childIndex(_ key: [UInt8], _ id: IdentifierBits) -> Int {
    let (index, isPresent) = page.search(key, id)
    return isPresent ? index : max(0, index - 1)
  }

  // MARK: Writing

  mutating func insert(_ key: [UInt8], _ id: IdentifierBits, _ isNew: inout Bool) -> Split? {
    if isLeaf {
      let (index, isPresent) = page.search(key, id)
      guard !isPresent else { return nil }
      isNew = true
      page.insert(key, id, at: index)
      count += 1
      guard count > IndexTree.leafEntries || (page.weight > IndexTree.leafBytes && count > 1) else { return nil }
      // Ascending insertion should leave full leaves behind; anything else splits in the middle.
      let upper = page.split(at: index == count - 1 ? index : page.middle)
      count = page.count
      return Split(separator: IndexPage.separator(page, upper), node: IndexNode(leaf: upper))
    }
    let index = childIndex(key, id)
    let split = children[index].insert(key, id, &isNew)
    if isNew { count += 1 }
    guard let split else { return nil }
    page.insert(split.separator.key, split.separator.id, at: index + 1)
    children.insert(split.node, at: index + 1)
    guard children.count > IndexTree.branchChildren else { return nil }
    let cut = index + 2 == children.count ? index + 1 : children.count / 2
    let separator = (key: page.key(at: cut), id: page.id(at: cut))
    let upper = IndexNode(separators: page.split(at: cut), children: Array(children[cut...]))
    children.removeSubrange(cut...)
    count -= upper.count
    return Split(separator: separator, node: upper)
  }

  mutating func remove(_ key: [UInt8], _ id: IdentifierBits) -> Bool {
    if isLeaf {
      let (index, isPresent) = page.search(key, id)
      guard isPresent else { return false }
      page.remove(at: index)
      count -= 1
      return true
    }
    let index = childIndex(key, id)
    guard children[index].remove(key, id) else { return false }
    count -= 1
    if children[index].count == 0 {
      children.remove(at: index)
      page.remove(at: index)
    } else if children[index].isSmall {
      if index + 1 < children.count, !mergeWithNext(index), index > 0 { _ = mergeWithNext(index - 1) }
    }
    return true
  }

  private var isSmall: Bool {
    isLeaf ? count < IndexTree.leafEntries / 4 : children.count < IndexTree.branchChildren / 4
  }

  /// Joins two neighbours when both fit in half a node.
  private mutating func mergeWithNext(_ index: Int) -> Bool {
    let next = children[index + 1]
    if next.isLeaf {
      let isRoomy =
        children[index].count + next.count <= IndexTree.leafEntries / 2
        && children[index].page.weight + next.page.weight <= IndexTree.leafBytes / 2
      guard isRoomy else { return false }
      children[index].page.append(next.page)
    } else {
      guard children[index].children.count + next.children.count <= IndexTree.branchChildren / 2 else { return false }
      // The first separator of the right one begins to count: it becomes the one known to hold.
      var separators = next.page
      separators.remove(at: 0)
      separators.insert(page.key(at: index + 1), page.id(at: index + 1), at: 0)
      children[index].page.append(separators)
      children[index].children += next.children
    }
    children[index].count += next.count
    children.remove(at: index + 1)
    page.remove(at: index + 1)
    return true
  }
}

extension IndexNode {
  func contains(_ key: [UInt8], _ id: IdentifierBits) -> Bool {
    if isLeaf { return page.search(key, id).isPresent }
    return children[childIndex(key, id)].contains(key, id)
  }

  func rank(of key: [UInt8], _ id: IdentifierBits) -> Int {
    if isLeaf { return page.search(key, id).index }
    let index = childIndex(key, id)
    var rank = children[index].rank(of: key, id)
    for before in 0..<index { rank += children[before].count }
    return rank
  }

  /// Hands out pages upwards, each with the indices of the entries that belong to the range.
  func ascend(
    from lower: IndexTree.Bound?, inclusive: Bool, _ body: (IndexPage, Range<Int>) throws -> Bool
  ) rethrows -> Bool {
    if isLeaf {
      guard let lower else { return try body(page, 0..<count) }
      let (index, isPresent) = page.search(lower.key.bytes, lower.id)
      return try body(page, (isPresent && !inclusive ? index + 1 : index)..<count)
    }
    let start = lower.map { childIndex($0.key.bytes, $0.id) } ?? 0
    for index in start..<children.count {
      let bound = index == start ? lower : nil
      guard try children[index].ascend(from: bound, inclusive: inclusive, body) else { return false }
    }
    return true
  }

  /// Hands out pages downwards, each with the indices of the entries that belong to the range.
  func descend(
    below upper: IndexTree.Bound?, _ body: (IndexPage, Range<Int>) throws -> Bool
  ) rethrows -> Bool {
    if isLeaf {
      let end = upper.map { page.search($0.key.bytes, $0.id).index } ?? count
      return try body(page, 0..<end)
    }
    let last = upper.map { childIndex($0.key.bytes, $0.id) } ?? children.count - 1
    for index in (0...last).reversed() {
      guard try children[index].descend(below: index == last ? upper : nil, body) else { return false }
    }
    return true
  }

  func forEachPage(_ body: ([UInt8]) throws -> Void) rethrows {
    if isLeaf {
      if count > 0 { try body(page.bytes) }
    } else {
      for child in children { try child.forEachPage(body) }
    }
  }
}

extension IndexPage {
  /// The shortest separator between two pages that are neighbours.
  static func separator(_ lower: IndexPage, _ upper: IndexPage) -> (key: [UInt8], id: IdentifierBits) {
    let last = lower.key(at: lower.count - 1)
    var first = upper.key(at: 0)
    let shared = last.sharedPrefix(with: first)
    guard shared < first.count else { return (first, upper.id(at: 0)) }
    first.removeSubrange((shared + 1)...)
    return (first, .least)
  }

  /// Whether the last entry is less than the first one of another page.
  func isBefore(_ other: IndexPage) -> Bool {
    let order = compareKey(at: count - 1, with: other.key(at: 0))
    return order < 0 || (order == 0 && id(at: count - 1) < other.id(at: 0))
  }
}
