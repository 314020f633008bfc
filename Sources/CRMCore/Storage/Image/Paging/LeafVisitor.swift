/// Goes through the leaves of an image.
protocol LeafVisitor {
  /// Takes some leaves that stand side by side, in order.
  ///
  /// - Returns: whether there is more to do.
  mutating func visit<Page>(_ leaves: [PagedLeaf<Page>]) -> Bool
}

/// Counts the bytes that pages take in memory.
struct PageStock: LeafVisitor {
  private(set) var residentBytes = 0
  private(set) var leaves = 0

  mutating func visit<Page>(_ leaves: [PagedLeaf<Page>]) -> Bool {
    self.leaves += leaves.count
    for leaf in leaves { residentBytes += leaf.residentBytes }
    return true
  }
}

/// What has leaves.
protocol LeafSource {
  /// Shows all leaves that can leave memory to a visitor, in the same order each time, until it has done what it has to.
  ///
  /// - Returns: whether it would go on.
  @discardableResult
  func visitLeaves(_ visitor: inout some LeafVisitor) -> Bool
}

extension IndexTree: LeafSource {
  @discardableResult
  func visitLeaves(_ visitor: inout some LeafVisitor) -> Bool { forEachLeaves { visitor.visit($0) } }
}

extension SortedTree: LeafSource {
  @discardableResult
  func visitLeaves(_ visitor: inout some LeafVisitor) -> Bool { forEachLeaves { visitor.visit($0) } }
}

extension StoreImage: LeafSource {
  @discardableResult
  func visitLeaves(_ visitor: inout some LeafVisitor) -> Bool {
    for (_, collection) in collections.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      guard collection.records.visitLeaves(&visitor) else { return false }
      for index in collection.indexes {
        guard index.entries.visitLeaves(&visitor) else { return false }
      }
    }
    return true
  }
}
