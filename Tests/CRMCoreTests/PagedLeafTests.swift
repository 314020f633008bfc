import Foundation
import Testing

@testable import CRMCore

/// Pages that come and go: nobody sees it, memory is bounded, and failures are told.
@Suite struct PagedLeafTests {
  private typealias Page = SortedPage<Int, PagedNumber>
  private typealias Leaf = PagedLeaf<Page>

  private func page(_ range: Range<Int>) -> Page { Page(range.map { ($0, PagedNumber(-$0)) }) }

  /// A tree of a thousand leaves or so; about 1 KB each.
  private func tree(_ count: Int = 64_000) -> SortedTree<Int, PagedNumber> {
    SortedTree(sorted: (0..<count).map { ($0, PagedNumber(-$0)) })
  }

  private func residentBytes(_ tree: SortedTree<Int, PagedNumber>) -> Int {
    var stock = PageStock()
    tree.visitLeaves(&stock)
    return stock.residentBytes
  }

  private func sweep(_ memory: PageMemory, _ tree: SortedTree<Int, PagedNumber>) {
    memory.sweepIfDue(tree)
  }

  @Test func whatWasEvictedIsReadAgain() throws {
    let file = ScratchPages()
    let memory = PageMemory(budget: 0) { file }
    let leaf = Leaf(page(0..<50))
    let copy = leaf
    #expect(try leaf.evict(writingTo: memory) > 0 && leaf.residentBytes == 0 && copy.residentBytes == 0)
    #expect(try leaf.evict(writingTo: memory) == 0, "it is gone already")
    #expect(leaf.count == 50 && file.reads == 0, "counting needs no page")
    #expect(try copy.passingPage().value(for: 7) == -7 && leaf.residentBytes == 0)
    #expect(try copy.page().value(for: 7) == -7 && leaf.residentBytes > 0 && file.reads == 2)
    #expect(try leaf.page().value(for: 8) == -8 && file.reads == 2, "it is in memory again")
    // It stands in the file still, so that it need not be written a second time.
    let size = try file.size()
    _ = try leaf.evict(writingTo: memory)
    #expect(try file.size() == size && leaf.page().count == 50)
  }

  @Test func aChangedPageIsWrittenAnewAndItsOldRoomIsUsedAgain() throws {
    let file = ScratchPages()
    let memory = PageMemory(budget: 0) { file }
    var leaf = Leaf(page(0..<50))
    var other = Leaf(page(100..<150))
    for _ in 0..<20 {
      for _ in 0..<2 {
        _ = try leaf.evict(writingTo: memory)
        _ = try other.evict(writingTo: memory)
        _ = try (leaf.page(), other.page())
        leaf.update { $0.update(3) { $0.number += 1 } }
        swap(&leaf, &other)
      }
    }
    #expect(try leaf.page().value(for: 3) == 17 && other.page().value(for: 103) == -103)
    let size = try file.size()
    #expect(size <= 4 * 1024)
  }

  @Test func aSharedPageIsCopiedWhenOneChanges() throws {
    let memory = PageMemory(budget: 0) { ScratchPages() }
    var leaf = Leaf(page(0..<10))
    let before = leaf
    _ = try leaf.evict(writingTo: memory)
    _ = try leaf.page()
    leaf.update { _ = $0.remove(4) }
    #expect(leaf.count == 9 && before.count == 10)
    #expect(try before.page().value(for: 4) == -4 && leaf.page().value(for: 4) == nil)
  }

  @Test func whatCannotBeReadIsTold() throws {
    let file = ScratchPages()
    let memory = PageMemory(budget: 0) { file }
    let leaf = Leaf(page(0..<50))
    file.fails = true
    #expect(throws: SystemError.self) { try leaf.evict(writingTo: memory) }
    #expect(try leaf.page().count == 50, "what no file took stays")
    file.fails = false
    _ = try leaf.evict(writingTo: memory)
    file.fails = true
    #expect(throws: StoreError.self) { try leaf.page() }
    #expect(throws: StoreError.self) { try leaf.packed() }
    file.fails = false
    #expect(try leaf.page().count == 50, "a failure that passes does no harm")
    _ = try leaf.evict(writingTo: memory)
    file.damage(at: 13)
    let damage = #expect(throws: StoreError.self) { try leaf.page() }
    #expect(damage?.code == .corrupted)
  }

  @Test func aPageOfAnotherFileIsReadThere() throws {
    let scratch = ScratchPages()
    let memory = PageMemory(budget: 0) { scratch }
    let leaf = Leaf(page(0..<50))
    _ = try leaf.evict(writingTo: memory)
    let snapshot = ScratchPages()
    let packed = try leaf.packed()
    let bytes = try #require(packed)
    try snapshot.write([0, 0, 0] + bytes, at: 0)
    let file = PageFile(snapshot, name: "snapshot", memory: memory)
    leaf.settle(
      at: PagePlace(file, offset: 3, length: UInt32(bytes.count), checksum: PagePlace.checksum(bytes)))
    scratch.fails = true
    #expect(try leaf.page().value(for: 49) == -49 && snapshot.reads == 1)
    _ = try leaf.evict(writingTo: memory)
    #expect(leaf.residentBytes == 0, "it needs no scratch file")
  }

  @Test func aSweepLeavesHalfOfTheBudget() throws {
    let memory = PageMemory(budget: 400_000) { ScratchPages() }
    let tree = tree()
    let whole = residentBytes(tree)
    #expect(whole > 1_000_000 && !memory.isDue)
    sweep(memory, tree)
    #expect(residentBytes(tree) == whole, "nobody said that it is time")
    memory.note(whole)
    #expect(memory.isDue && !memory.mayLackPages)
    sweep(memory, tree)
    #expect(residentBytes(tree) <= 200_000 && residentBytes(tree) > 100_000 && memory.mayLackPages && !memory.isDue)
    // Everything is there, in spite of that; and having read it all, it is time again.
    var sum = 0
    try tree.ascend(from: nil) { key, value in
      sum += key + value.number + 1
      return true
    }
    #expect(sum == 64_000 && residentBytes(tree) >= whole / 2 && memory.isDue)
    sweep(memory, tree)
    #expect(residentBytes(tree) <= 200_000)
  }

  @Test func whatIsUsedStays() throws {
    let memory = PageMemory(budget: 400_000) { ScratchPages() }
    let tree = tree()
    let favourites = Array(stride(from: 0, to: 64_000, by: 6_400))
    memory.note(residentBytes(tree))
    sweep(memory, tree)
    var sweeps = 0
    for round in 0..<100 {
      for key in favourites { _ = try tree[key] }
      // Others come and go.
      for number in 0..<50 { _ = try tree[((round * 50 + number) * 64 + 320) % 64_000] }
      for key in favourites { _ = try tree[key] }
      sweeps += memory.isDue ? 1 : 0
      sweep(memory, tree)
    }
    var resident: Set<Int> = []
    tree.forEachLeaves { leaves in
      for leaf in leaves where leaf.residentBytes > 0 {
        if let first = try? leaf.passingPage().entries.first { resident.insert(first.key) }
      }
      return true
    }
    let kept = favourites.count { resident.contains($0) }
    #expect(
      sweeps > 10 && kept == favourites.count, "\(sweeps), \(kept) of \(favourites.count), \(resident.count) pages")
  }

  @Test func withoutAScratchFileOnlyPagesOfSnapshotsGo() throws {
    let memory = PageMemory(budget: 0, makeScratch: nil)
    let tree = tree(640)
    memory.note(1)
    sweep(memory, tree)
    #expect(residentBytes(tree) > 9_000 && memory.mayLackPages)
    let file = ScratchPages()
    let pages = PageFile(file, name: "snapshot", memory: memory)
    try tree.forEachLeaves { leaves in
      for leaf in leaves {
        guard let bytes = try leaf.packed() else { continue }
        let offset = try file.size()
        try file.write(bytes, at: offset)
        leaf.settle(
          at: PagePlace(pages, offset: offset, length: UInt32(bytes.count), checksum: PagePlace.checksum(bytes)))
      }
      return true
    }
    memory.note(1)
    sweep(memory, tree)
    #expect(residentBytes(tree) == 0)
    #expect(try tree[300] == -300)
  }
}
