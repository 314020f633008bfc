import Testing

@testable import CRMCore

/// Sorting changes for bulk loading, against applying them one by one.
@Suite struct IndexRunTests {
  private struct Change {
    var key: [UInt8]
    var id: IdentifierBits
    var isRemoval: Bool
  }

  private func run(_ changes: [Change]) -> IndexRun {
    var run = IndexRun()
    // The keys come as parts of larger buffers.
    for change in changes {
      run.append(
        key: 2..<(change.key.count + 2), of: [7, 7] + change.key + [9], id: change.id, isRemoval: change.isRemoval)
    }
    return run
  }

  private func expected(_ changes: [Change]) -> [(IndexKey, IdentifierBits)] {
    var state: [IndexKey: Set<IdentifierBits>] = [:]
    for change in changes {
      let key = IndexKey(bytes: change.key)
      if change.isRemoval { state[key]?.remove(change.id) } else { state[key, default: []].insert(change.id) }
    }
    return state.keys.sorted().flatMap { key in (state[key] ?? []).sorted().map { (key, $0) } }
  }

  private func entries(_ tree: IndexTree) throws -> [(IndexKey, IdentifierBits)] {
    var result: [(IndexKey, IdentifierBits)] = []
    try tree.ascend(from: nil) { entry in
      result.append((entry.key, entry.id))
      return true
    }
    return result
  }

  private func changes(_ count: Int, kind: Int, _ generator: inout SeededGenerator) -> [Change] {
    (0..<count).map { number in
      let id = IdentifierBits(high: generator.next() % 40, low: generator.next() % 3)
      let key: [UInt8]
      switch kind {
      // Prefixes of one another and zeros at the end, around the seven bytes that are compared at once.
      case 0: key = (0..<Int(generator.next() % 17)).map { _ in UInt8(generator.next() % 2) }
      // One key, many identifiers.
      case 1: key = Array("stage".utf8)
      // Much in common.
      case 2: key = Array("customers/by/name/".utf8) + (0..<3).map { _ in UInt8(generator.next() % 7) }
      // Long ones, equal to a late byte.
      case 3: key = [UInt8](repeating: 5, count: 3000) + [UInt8(generator.next() % 5)]
      default: key = (0..<Int(generator.next() % 40)).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
      }
      return Change(
        key: key, id: kind == 1 ? IdentifierBits(high: generator.next() % 900, low: UInt64(number % 2)) : id,
        isRemoval: generator.next() % 4 == 0)
    }
  }

  @Test(arguments: 0..<5, [0, 1, 2, 11, 200, 6000])
  func settledAgreesWithOneByOne(kind: Int, count: Int) throws {
    var generator = SeededGenerator(seed: UInt64(kind))
    let changes = changes(kind == 3 ? min(count, 400) : count, kind: kind, &generator)
    var run = run(changes)
    #expect(!run.isSettled && run.changeCount == changes.count)
    run.settle()
    let expected = expected(changes)
    #expect(run.isSettled && run.count == expected.count, "seed \(kind), \(count)")
    #expect(try entries(IndexTree(sorted: run)).elementsEqual(expected) { $0 == $1 }, "seed \(kind), \(count)")
    // Also when nobody settled it before, and when it goes on.
    #expect(try entries(IndexTree(sorted: self.run(changes))).elementsEqual(expected) { $0 == $1 })
    run.append(IndexKey(bytes: [0]), id: .greatest)
    #expect(!run.isSettled)
    run.settle()
    #expect(run.count == expected.count + 1)
  }

  /// What comes in order stays so, with and without removals.
  @Test func sortedInput() throws {
    var run = IndexRun()
    for number in 0..<5000 { run.append(IndexKey(number), id: .least, isRemoval: number % 10 == 0) }
    run.settle()
    let tree = IndexTree(sorted: run)
    #expect(try tree.count == 4500 && !tree.contains(IndexKey(10), .least) && tree.rank(of: IndexKey(4999)) == 4499)
    var pages = 0
    for page in try tree.pages() {
      pages += 1
      #expect(page.count <= IndexTree.leafBytes)
    }
    #expect(pages == (4500 + 63) / 64, "bulk loading fills the pages")
  }

  @Test(arguments: [0, 3, 700, 8000])
  func appliedToATree(count: Int) throws {
    var generator = SeededGenerator(seed: 77)
    let before = changes(4000, kind: 0, &generator) + changes(500, kind: 4, &generator)
    let tree = IndexTree(sorted: run(before))
    let later = changes(count, kind: 0, &generator)
    let result = try run(later).applied(to: tree)
    #expect(try entries(result).elementsEqual(expected(before + later)) { $0 == $1 })
    #expect(try entries(tree).elementsEqual(expected(before)) { $0 == $1 })
    #expect(try entries(run(later).applied(to: IndexTree())).elementsEqual(expected(later)) { $0 == $1 })
  }

  /// Large keys make short pages; one that is larger than a page stands alone.
  @Test func pagesAreLimitedInBytes() throws {
    var run = IndexRun()
    for number in 0..<200 {
      run.append(
        IndexKey(bytes: [UInt8(number)] + [UInt8](repeating: 1, count: number == 50 ? 100_000 : 900)), id: .least)
    }
    var counts: [Int] = []
    for page in try IndexTree(sorted: run).pages() {
      counts.append(Int(page[0]))
      #expect(page.count <= 4096 || page[0] == 1)
    }
    #expect(counts.reduce(0, +) == 200 && counts.contains(1) && counts.contains(4) && counts.max() == 4)
  }
}
