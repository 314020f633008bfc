import Synchronization

/// How much memory the pages of a store's trees may take, and who sees to that.
///
/// Pages come into memory by being read and by being written; both are noted here. When there are too many, somebody sweeps: goes
/// through the leaves from where the last sweep ended, and evicts pages that were not used since (the clock algorithm, Corbató 1968),
/// until half of the budget is left. Snapshots give pages a place in a file; until then an evicted page goes to a scratch file, which has
/// no name and is gone with the process.
final class PageMemory: Sendable {
  /// The bytes that pages may take.
  let budget: Int
  /// Makes the scratch file; `nil` where nothing may be written.
  private let makeScratch: (@Sendable () throws -> any OpenFile)?
  /// The scratch file, as long as a page stands in it.
  private let scratch = Mutex(Scratch())
  /// About how many bytes pages take: what was left by the last sweep, and what was noted since.
  private let resident = Atomic(0)
  /// From how many bytes on somebody sweeps.
  private let limit: Atomic<Int>
  private let isSweeping = Atomic(false)
  private let isPaged = Atomic(false)
  /// The leaf at which the next sweep goes on.
  private let hand = Atomic(0)
  /// Held by who evicts pages, and by a commit from reading the pages that it changes until it has changed them.
  private let stay = Mutex(())

  init(budget: Int, makeScratch: (@Sendable () throws -> any OpenFile)?) {
    self.budget = max(0, budget)
    self.makeScratch = makeScratch
    limit = Atomic(max(0, budget))
  }

  /// Whether a page may stand in a file only.
  var mayLackPages: Bool { isPaged.load(ordering: .acquiring) }

  /// From now on pages may stand in files only.
  func expectPages() { isPaged.store(true, ordering: .releasing) }

  /// Pages of so many bytes have come into memory.
  func note(_ bytes: Int) { resident.wrappingAdd(bytes, ordering: .relaxed) }

  /// Pages of so many bytes are in memory: somebody has counted.
  func set(_ bytes: Int) { resident.store(bytes, ordering: .relaxed) }

  /// Whether it is time to sweep.
  var isDue: Bool { resident.load(ordering: .relaxed) > limit.load(ordering: .relaxed) }

  /// Nothing is evicted while this runs.
  func keeping<Result: Sendable>(_ body: () throws -> sending Result) rethrows -> sending Result {
    try stay.withLock { _ in try body() }
  }

  func write(_ bytes: [UInt8]) throws -> PagePlace {
    guard let makeScratch else { throw StoreError(.unavailable, "nothing is written here") }
    let file = try scratch.withLock { scratch -> PageFile in
      if let file = scratch.file { return file }
      let file = PageFile(try makeScratch(), name: "scratch file", isScratch: true, memory: self)
      scratch.file = file
      return file
    }
    return try file.write(bytes)
  }

  /// Evicts pages if it is time; returns at once if somebody is at it. O(leaves).
  func sweepIfDue(_ image: some LeafSource) {
    guard isDue, isSweeping.compareExchange(expected: false, desired: true, ordering: .acquiringAndReleasing).exchanged
    else { return }
    defer { isSweeping.store(false, ordering: .releasing) }
    expectPages()
    resident.store(0, ordering: .relaxed)
    var stock = PageStock()
    image.visitLeaves(&stock)
    var sweep = Sweep(self, excess: stock.residentBytes - budget / 2, from: hand.load(ordering: .relaxed))
    image.visitLeaves(&sweep)
    // Round once more for those that were used, then for all.
    for sparesUsed in [true, false] where sweep.isWanting {
      sweep.begin(sparesUsed: sparesUsed)
      image.visitLeaves(&sweep)
    }
    hand.store(sweep.number, ordering: .relaxed)
    let left = stock.residentBytes - sweep.freed
    resident.wrappingAdd(left, ordering: .relaxed)
    limit.store(max(budget, left + budget / 4), ordering: .relaxed)
  }

  /// Goes through leaves and evicts pages until enough is freed.
  struct Sweep: LeafVisitor {
    private let memory: PageMemory
    private let excess: Int
    private var start: Int
    private var sparesUsed = true
    /// Whether the scratch file took everything so far. Without it pages leave memory that stand in a snapshot.
    private var isWritable = true
    /// How many leaves were shown.
    fileprivate var number = 0
    fileprivate var freed = 0

    fileprivate init(_ memory: PageMemory, excess: Int, from start: Int) {
      self.memory = memory
      self.excess = excess
      self.start = start
    }

    /// Whether too little is freed so far.
    fileprivate var isWanting: Bool { freed < excess }

    fileprivate mutating func begin(sparesUsed: Bool) {
      self.sparesUsed = sparesUsed
      (start, number) = (0, 0)
    }

    mutating func visit<Page>(_ leaves: [PagedLeaf<Page>]) -> Bool {
      guard isWanting else { return false }
      number += leaves.count
      guard number > start else { return true }
      // Commits wait no longer than it takes to write these.
      memory.keeping {
        for leaf in leaves {
          do {
            freed += try leaf.evict(sparesUsed: sparesUsed, writingTo: isWritable ? memory : nil)
          } catch {
            isWritable = false
          }
        }
      }
      return isWanting
    }
  }

  private struct Scratch: Sendable {
    weak var file: PageFile?
  }
}
