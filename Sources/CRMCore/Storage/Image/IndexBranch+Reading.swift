extension IndexBranch {
  func contains(_ key: [UInt8], _ id: IdentifierBits) throws -> Bool {
    let index = childIndex(key, id)
    if branches.isEmpty { return try leaves[index].page().search(key, id).isPresent }
    return try branches.span[index].contains(key, id)
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
    from lower: IndexTree.Bound?, inclusive: Bool, isPassing: Bool, _ body: (IndexPage, Range<Int>) throws -> Bool
  ) throws -> Bool {
    let start = lower.map { childIndex($0.key.bytes, $0.id) } ?? 0
    for index in start..<width {
      let bound = index == start ? lower : nil
      if branches.isEmpty {
        let page = try isPassing ? leaves[index].passingPage() : leaves[index].page()
        guard try body(page, page.start(bound, inclusive: inclusive)..<page.count) else { return false }
      } else {
        guard try branches[index].ascend(from: bound, inclusive: inclusive, isPassing: isPassing, body) else {
          return false
        }
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
  fileprivate func start(_ lower: IndexTree.Bound?, inclusive: Bool) -> Int {
    guard let lower else { return 0 }
    let (index, isPresent) = search(lower.key.bytes, lower.id)
    return isPresent && !inclusive ? index + 1 : index
  }
}
