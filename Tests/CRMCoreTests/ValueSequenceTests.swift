import CRMCore
import CRMTesting
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(5))) struct ValueSequenceTests {
  /// What a watcher has been given so far.
  private final class Log: Sendable {
    private let pages = Mutex<[[Int]]>([])
    var all: [[Int]] { pages.withLock { $0 } }
    func add(_ page: [Int]) { pages.withLock { $0.append(page) } }

    /// Waits until `count` pages have come.
    func wait(for count: Int) async throws {
      for _ in 0..<2000 where all.count < count { try await Task.sleep(for: .milliseconds(1)) }
      #expect(all.count >= count, "waited for page \(count) in vain")
    }
  }

  private func watch(_ store: any Store, _ query: Query<Parcel>, _ log: Log) -> Task<Void, any Error> {
    Task { for try await page in store.values(of: query) { log.add(page.map(\.weight)) } }
  }

  @Test func emitsWhatChangesTheRangeAndNothingElse() async throws {
    let store = try InMemoryStore(seeded: [Parcel("a", shelf: "s", weight: 1)])
    let counted = CountingStore(store)
    let log = Log()
    let watcher = watch(counted, Query(Parcel.byShelf, "s"), log)
    try await log.wait(for: 1)
    // Another collection: the page is not even read. Another range of the same collection: it is read and nothing shows.
    try store.commit(changeSet { $0.insert(Van(id: "v")) })
    while counted.calls.history < 3 { try await Task.sleep(for: .milliseconds(1)) }
    #expect(counted.calls.page == 1)
    try store.commit(changeSet { $0.insert(Parcel("b", shelf: "other", weight: 7)) })
    while counted.calls.page < 2 { try await Task.sleep(for: .milliseconds(1)) }
    try await Task.sleep(for: .milliseconds(5))
    #expect(log.all == [[1]])
    try store.commit(changeSet { $0.insert(Parcel("c", shelf: "s", weight: 2)) })
    try await log.wait(for: 2)
    try await store.edit(Identifier<Parcel>("c")) { $0.shelf = "other" }
    try await log.wait(for: 3)
    let a = try await store.require(Identifier<Parcel>("a"))
    try store.commit(changeSet { $0.delete(a) })
    try await log.wait(for: 4)
    watcher.cancel()
    await #expect(throws: CancellationError.self) { try await watcher.value }
    #expect(log.all == [[1], [1, 2], [1], []])
  }

  @Test func aRangeWithALimitShowsItsFirstPage() async throws {
    let store = try InMemoryStore(seeded: (1...5).map { Parcel(Parcel.id($0), shelf: "s", weight: $0 * 10) })
    let log = Log()
    let watcher = watch(store, Query(Parcel.byShelf, "s").descending().limited(to: 2), log)
    try await log.wait(for: 1)
    try store.commit(changeSet { $0.insert(Parcel("low", shelf: "s", weight: 1)) })
    try store.commit(changeSet { $0.insert(Parcel("high", shelf: "s", weight: 99)) })
    try await log.wait(for: 2)
    watcher.cancel()
    #expect(log.all == [[50, 40], [99, 50]])
  }

  @Test func commitsBetweenTwoQuestionsAreOneAnswer() async throws {
    let store = InMemoryStore()
    var iterator = store.values(of: Query(Parcel.byShelf, "s")).makeAsyncIterator()
    let first = try await iterator.next()
    #expect(first?.isEmpty == true)
    for number in 0..<600 {
      try store.commit(changeSet { $0.insert(Parcel(Parcel.id(number), shelf: "s", weight: number)) })
    }
    let second = try await iterator.next()
    #expect(second?.count == 100)
    try await store.edit(Parcel.id(0)) { $0.weight = -1 }
    let third = try await iterator.next()
    #expect(third?.first?.weight == -1)
  }

  /// A commit between the reading of the position and of the page is not lost, and its page is not given twice.
  @Test func aCommitDuringTheFirstReadingIsNeitherLostNorRepeated() async throws {
    let base = InMemoryStore()
    let isFirst = Mutex(true)
    let store = HookedStore(base) { call in
      guard call == .page,
        isFirst.withLock({ first in
          defer { first = false }; return first
        })
      else { return }
      try base.commit(changeSet { $0.insert(Parcel("a", shelf: "s", weight: 1)) })
    }
    let log = Log()
    let watcher = watch(store, Query(Parcel.byShelf, "s"), log)
    try await log.wait(for: 1)
    try base.commit(changeSet { $0.insert(Parcel("b", shelf: "s", weight: 2)) })
    try await log.wait(for: 2)
    watcher.cancel()
    #expect(log.all == [[1], [1, 2]])
  }

  @Test func survivesTruncatedHistory() async throws {
    let store = InMemoryStore(historyLimit: 2)
    try store.commit(changeSet { $0.insert(Van(id: "first")) })
    var iterator = store.values(of: Query(Parcel.byShelf, "s")).makeAsyncIterator()
    _ = try await iterator.next()
    for number in 0..<20 {
      try store.commit(changeSet { $0.insert(Parcel(Parcel.id(number), shelf: "s", weight: number)) })
    }
    let page = try await iterator.next()
    #expect(page?.count == 20)
  }
}
