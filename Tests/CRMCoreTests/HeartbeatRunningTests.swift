import CRMCore
import CRMTesting
import Foundation
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(10))) struct HeartbeatRunningTests {
  let clock = TestClock()
  let store: InMemoryStore

  init() { store = InMemoryStore(environment: .fixed(clock: clock)) }

  /// Waits until something holds; it is the test's time limit that ends the waiting.
  private func until(_ condition: () async throws -> Bool) async throws {
    while try await !condition() { try await Task.sleep(for: .milliseconds(2)) }
  }

  private func rung(_ id: Identifier<Chime>) throws -> Int {
    try store.fetch(Chime.self, ids: [id])[0]?.rung.count ?? 0
  }

  @Test func sleepsUntilTheNextMomentWithoutAnyCommit() async throws {
    let start = Date()
    let live = InMemoryStore()
    try await live.insert(Chime(id: "a", due: start.addingTimeInterval(0.15)))
    let heart = Heartbeat([Chime.work(in: live)], store: live)
    let task = Task { try await heart.run() }
    try await until { try live.count(Query(Chime.byDue)) == 0 }
    #expect(Date().timeIntervalSince(start) >= 0.14)
    task.cancel()
    guard case .failure(let error) = await task.result else { return }
    #expect(error is CancellationError)
  }

  @Test func aCommitWakesIt() async throws {
    let heart = Heartbeat([Chime.work(in: store)], store: store, environment: .fixed(clock: clock))
    let task = Task { try await heart.run() }
    try await store.insert(Chime(id: "a", due: clock.now.addingTimeInterval(1000)))
    try await Task.sleep(for: .milliseconds(20))
    #expect(try rung("a") == 0)
    clock.advance(by: 2000)
    try await store.insert(Chime(id: "b", due: clock.now))
    try await until { try rung("a") == 1 && rung("b") == 1 }
    task.cancel()
  }

  @Test func aWorkThatFailsIsLeftAloneForAWhileAndTheOthersGoOn() async throws {
    struct Broken: Error {}
    let calls = Mutex(0)
    let now = clock.now
    let broken = ScriptedWork(
      name: "broken", moment: { now },
      body: { _ in
        calls.withLock { $0 += 1 }
        throw Broken()
      })
    let idle = Mutex(0)
    // Says that something is due and does nothing.
    let stalled = ScriptedWork(
      name: "stalled", moment: { now },
      body: { _ in
        idle.withLock { $0 += 1 }
        return WorkOutcome()
      })
    let reported = Mutex<[String]>([])
    let heart = Heartbeat(
      [broken, stalled, Chime.work(in: store)], store: store, environment: .fixed(clock: clock))
    let task = Task {
      try await heart.run { report in reported.withLock { $0 += report.failures.map(\.name) } }
    }
    for number in 0..<20 {
      let id = Identifier<Chime>(derivedFrom: "\(number)")
      try await store.insert(Chime(id: id, due: clock.now))
      try await until { try rung(id) == 1 }
    }
    // The clock stands, so the first rest never ends.
    #expect(calls.withLock { $0 } == 1 && idle.withLock { $0 } == 1)
    clock.advance(by: 5)
    try await store.insert(Chime(id: "wake", due: clock.now))
    try await until { calls.withLock { $0 } == 2 && idle.withLock { $0 } == 2 }
    task.cancel()
    _ = await task.result
    #expect(Set(reported.withLock { $0 }) == ["broken"])
  }
}
