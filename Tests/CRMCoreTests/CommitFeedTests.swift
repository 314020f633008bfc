import CRMCore
import CRMTesting
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(5))) struct CommitFeedTests {
  private func filled(_ count: Int, limit: Int = .max) throws -> InMemoryStore {
    let store = InMemoryStore(historyLimit: limit)
    for number in 0..<count { try store.commit(changeSet { $0.insert(Parcel(Parcel.id(number), weight: number)) }) }
    return store
  }

  @Test func resumesAtEveryPosition() async throws {
    let store = try filled(150)
    for start in [0, 1, 63, 64, 65, 149] as [UInt64] {
      var positions: [UInt64] = []
      for try await commit in store.commits(after: start == 0 ? nil : CommitPosition(start)) {
        positions.append(commit.position.value)
        if commit.position.value == 150 { break }
      }
      #expect(positions == Array(start + 1...150))
    }
  }

  @Test func readsNoFasterThanItIsAsked() async throws {
    let counted = CountingStore(try filled(200))
    var iterator = counted.commits().makeAsyncIterator()
    #expect(counted.calls.history == 0)
    for _ in 0..<64 { _ = try await iterator.next() }
    #expect(counted.calls.history == 1)
    _ = try await iterator.next()
    #expect(counted.calls.history == 2)
  }

  @Test func waitsForWhatIsToComeAndEndsWhenCancelled() async throws {
    let store = try filled(1)
    let seen = Mutex<[UInt64]>([])
    let reader = Task {
      for try await commit in store.commits() { seen.withLock { $0.append(commit.position.value) } }
    }
    while seen.withLock({ $0.count }) < 1 { await Task.yield() }
    try store.commit(changeSet { $0.insert(Van(id: "v")) })
    while seen.withLock({ $0.count }) < 2 { await Task.yield() }
    reader.cancel()
    await #expect(throws: CancellationError.self) { try await reader.value }
    try store.commit(changeSet { $0.insert(Van(id: "w")) })
    #expect(seen.withLock { $0 } == [1, 2])
  }

  @Test func aConsumerBehindTheHorizonIsTold() async throws {
    let store = try filled(100, limit: 10)
    var iterator = store.commits(after: CommitPosition(2)).makeAsyncIterator()
    let error = await #expect(throws: StoreError.self) { _ = try await iterator.next() }
    #expect(error?.code == .historyTruncated)
    var late = store.commits(after: CommitPosition(95)).makeAsyncIterator()
    let next = try await late.next()
    #expect(next?.position.value == 96)
  }
}
