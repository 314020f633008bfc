extension IndexBranch {
  func contains(_ key: [UInt8], _ id: IdentifierBits) throws -> Bool {
    let index = childIndex(key, id)
    if branches.isEmpty { return try leaves[index].page().search(key, id).isPresent }
    return try branches.span[index].contains(key, id)
  }

  /// The least identifier with exactly this key.
  func first(_ key: [UInt8]) throws -> IdentifierBits? {
    let index = childIndex(key, .least)
    if let found = try first(key, inChild: index) { return found }
    // The first entry with the key may open the next child.
    guard index + 1 < width, separators.compareKey(at: index + 1, with: key) <= 0 else { return nil }
    return try first(key, inChild: index + 1)
  }

  private func first(_ key: [UInt8], inChild index: Int) throws -> IdentifierBits? {
    try branches.isEmpty ? leaves[index].page().first(key) : branches.span[index].first(key)
  }

  func rank(of key: [UInt8], _ id: IdentifierBits) throws -> Int {
    let index = childIndex(key, id)
    var rank = 0
    if branches.isEmpty {
      let leaves = leaves.span
      for before in 0..<index { rank += leaves[before].count }
      return rank + (try self.leaves[index].page().search(key, id).index)
    }
    let branches = branches.span
    for before in 0..<index { rank += branches[before].count }
    return rank + (try branches[index].rank(of: key, id))
  }

  /// Hands out leaves upwards, each with the indices of the entries that belong to the range.
  func ascend(
    from lower: IndexTree.Bound?, inclusive: Bool, _ body: (IndexPage, Range<Int>) throws -> Bool
  ) throws -> Bool {
    let start = lower.map { childIndex($0.key.bytes, $0.id) } ?? 0
    for index in start..<width {
      let bound = index == start ? lower : nil
      if branches.isEmpty {
        let page = try leaves[index].page()
        guard try body(page, page.start(bound, inclusive: inclusive)..<page.count) else { return false }
      } else {
        guard try branches[index].ascend(from: bound, inclusive: inclusive, body) else { return false }
      }
    }
    return true
  }

  /// Hands out leaves downwards, each with the indices of the entries that belong to the range.
  func descend(
    below upper: IndexTree.Bound?, _ body: (IndexPage, Range<Int>) throws -> Bool
  ) throws -> Bool {
    let last = upper.map { childIndex($0.key.bytes, $0.id) } ?? width - 1
    for index in (0...last).reversed() {
      let bound = index == last ? upper : nil
      if branches.isEmpty {
        let page = try leaves[index].page()
        guard try body(page, 0..<(bound.map { page.search($0.key.bytes, $0.id).index } ?? page.count)) else {
          return false
        }
      } else {
        guard try branches[index].descend(below: bound, body) else { return false }
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

  /// Reads the page into memory that inserting or removing an entry changes.
  func provide(_ key: [UInt8], _ id: IdentifierBits) throws {
    let index = childIndex(key, id)
    if branches.isEmpty { _ = try leaves[index].page() } else { try branches.span[index].provide(key, id) }
  }
}

extension IndexPage {
  /// The least identifier that has exactly this key here.
  fileprivate func first(_ key: [UInt8]) -> IdentifierBits? {
    let (index, isPresent) = search(key, .least)
    guard isPresent || (index < count && compareKey(at: index, with: key) == 0) else { return nil }
    return id(at: index)
  }

  fileprivate func start(_ lower: IndexTree.Bound?, inclusive: Bool) -> Int {
    guard let lower else { return 0 }
    let (index, isPresent) = search(lower.key.bytes, lower.id)
    return isPresent && !inclusive ? index + 1 : index
  }
}
