import CRMCore
import CRMTesting
import Foundation
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(5))) struct OutboxPumpTests {
  /// Writes down what it is given, after whatever a test wants to happen first.
  final class Recorder: OutboxHandler {
    private let log = Mutex<[OutboxItem]>([])
    private let body: @Sendable (OutboxItem) async throws -> Void

    init(_ body: @escaping @Sendable (OutboxItem) async throws -> Void = { _ in }) { self.body = body }

    var items: [OutboxItem] { log.withLock { $0 } }
    var names: [String] { items.map { String(decoding: $0.payload, as: UTF8.self) } }

    func deliver(_ item: OutboxItem) async throws {
      try await body(item)
      log.withLock { $0.append(item) }
    }
  }

  let clock = TestClock()
  let store = InMemoryStore(environment: .fixed())

  private func pump(
    _ handler: any OutboxHandler, topic: OutboxTopic = "mail", store: (any Store)? = nil,
    retry: RetryPolicy = RetryPolicy(),
    lease: TimeInterval = 100, batch: Int = 50, seed: UInt64 = 1
  ) -> OutboxPump {
    OutboxPump(
      store: store ?? self.store, environment: .fixed(clock: clock, seed: seed), handlers: [topic: handler],
      retry: retry, lease: lease, batch: batch)
  }

  /// Identifiers ascend with the number, so the number is the order of creation.
  private func id(_ number: Int) -> Identifier<OutboxItem> {
    Identifier(UUID(uuid: (1, 0, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, UInt8(number >> 8), UInt8(number & 0xFF))))
  }

  private func item(_ number: Int, _ key: String? = nil, topic: OutboxTopic = "mail", after delay: TimeInterval = 0)
    -> OutboxItem
  {
    OutboxItem(
      id: id(number), topic: topic, orderKey: key, payload: Data("\(number)".utf8),
      due: clock.now.addingTimeInterval(delay))
  }

  private func put(_ items: [OutboxItem]) throws { try store.commit(changeSet { $0.insert(contentsOf: items) }) }
  private func read(_ number: Int) throws -> OutboxItem {
    try #require(try store.fetch(OutboxItem.self, ids: [id(number)])[0]).record
  }

  @Test func deliversWhatIsDueAndLeavesTheRest() async throws {
    try put([item(1), item(2, after: 10), item(3, topic: "unknown"), item(4, after: -10)])
    let recorder = Recorder()
    let outcome = try await pump(recorder).run()
    #expect(outcome == OutboxPump.Outcome(delivered: 2) && recorder.names == ["4", "1"])
    #expect(try read(1).state == .delivered && read(1).attempts == 1 && read(1).due == clock.now)
    #expect(try read(2) == item(2, after: 10) && read(3) == item(3, topic: "unknown"))
    #expect(try store.count(Query(OutboxItem.byDue)) == 2)
    let second = try await pump(recorder).run()
    #expect(second == OutboxPump.Outcome())
    clock.advance(by: 10)
    let third = try await pump(recorder).run()
    #expect(third.delivered == 1 && recorder.names == ["4", "1", "2"])
  }

  @Test func keepsTheOrderOfEachKeyAlsoThroughFailures() async throws {
    var generator = SeededGenerator(seed: 51)
    var items: [OutboxItem] = []
    for number in 0..<60 {
      // Due in any order: the order of a key is that of the identifiers.
      let delay = -TimeInterval(Int.random(in: 0...50, using: &generator))
      items.append(item(number, ["a", "b", "c", nil][number % 4], after: delay))
    }
    try put(items)
    let failures = Mutex(SeededGenerator(seed: 52))
    let recorder = Recorder { _ in
      if failures.withLock({ Int.random(in: 0..<3, using: &$0) }) == 0 { throw DeliveryFailure("busy") }
    }
    let pump = pump(recorder, retry: RetryPolicy(attempts: 50, first: 10, longest: 60), batch: 7)
    var rounds = 0
    while try store.count(Query(OutboxItem.byDue)) > 0, rounds < 200 {
      _ = try await pump.run()
      clock.advance(by: 30)
      rounds += 1
    }
    #expect(recorder.items.count == 60)
    for key in ["a", "b", "c"] {
      let order = recorder.items.filter { $0.orderKey == key }.map(\.id)
      #expect(order.count == 15 && order == order.sorted(), "seeds 51, 52: key \(key)")
    }
  }

  @Test func aFailureWaitsWithinTheBoundsOfThePolicyAndIsGivenUp() async throws {
    try put([item(1, "k"), item(2, "k")])
    let recorder = Recorder { item in
      if item.payload == Data("1".utf8) { throw DeliveryFailure("refused") }
    }
    let pump = pump(recorder, retry: RetryPolicy(attempts: 4, first: 10, longest: 25))
    for (attempt, longest) in [(1, 10.0), (2, 20.0), (3, 25.0)] {
      let outcome = try await pump.run()
      #expect(outcome == OutboxPump.Outcome(failed: 1))
      let waiting = try read(1)
      let span = waiting.due.timeIntervalSince(clock.now)
      #expect(span >= longest / 2 - 0.001 && span <= longest, "attempt \(attempt): \(span)")
      #expect(waiting.state == .waiting && waiting.attempts == attempt && waiting.lastFailure == "refused")
      #expect(recorder.items.isEmpty, "the second item of the key waits for the first")
      clock.set(waiting.due.addingTimeInterval(-0.001))
      let early = try await pump.run()
      #expect(early == OutboxPump.Outcome())
      clock.set(waiting.due)
    }
    let last = try await pump.run()
    #expect(last == OutboxPump.Outcome(delivered: 1, dead: 1) && recorder.names == ["2"])
    #expect(try read(1).state == .dead && read(1).attempts == 4 && read(1).lastFailure == "refused")
    let dead = try store.page(Query(OutboxItem.byDeath, ExactText("mail"))).items.map(\.id)
    #expect(dead == [id(1)])
  }

  @Test func aFinalFailureIsNotTriedAgainAndRetryAfterIsHonoured() async throws {
    try put([item(1), item(2), item(3), item(4)])
    let later = clock.now.addingTimeInterval(5000)
    let soon = clock.now.addingTimeInterval(1)
    struct Odd: Error {}
    let recorder = Recorder { item in
      switch String(decoding: item.payload, as: UTF8.self) {
      case "1": throw DeliveryFailure("gone", isFinal: true, retryAfter: later)
      case "2": throw DeliveryFailure("busy", retryAfter: later)
      case "3": throw DeliveryFailure("busy", retryAfter: soon)
      default: throw Odd()
      }
    }
    let outcome = try await pump(recorder, retry: RetryPolicy(attempts: 5, first: 100, longest: 100)).run()
    #expect(outcome == OutboxPump.Outcome(failed: 3, dead: 1))
    #expect(try read(1).state == .dead && read(1).lastFailure == "gone")
    #expect(try read(2).due == later)
    #expect(try read(3).due >= clock.now.addingTimeInterval(49.999), "retryAfter does not shorten the back-off")
    #expect(try read(4).lastFailure == "Odd")
  }

  @Test func takesOverWhatADeadPumpHadLeased() async throws {
    try put([item(1, "k"), item(2, "k"), item(3)])
    struct Crash: Error {}
    let isDead = Mutex(false)
    // The process dies after the handler ran and before its outcome is written.
    let dying = HookedStore(store) { call in
      if call == .commit, isDead.withLock({ $0 }) { throw Crash() }
    }
    let first = Recorder { _ in isDead.withLock { $0 = true } }
    await #expect(throws: Crash.self) { try await pump(first, store: dying).run() }
    #expect(first.names == ["1"])
    #expect(try read(1).state == .leased && read(3).state == .leased)
    let second = Recorder()
    let tooEarly = try await pump(second).run()
    #expect(tooEarly == OutboxPump.Outcome() && second.items.isEmpty)
    clock.advance(by: 100)
    let outcome = try await pump(second).run()
    #expect(outcome.delivered == 3 && Set(second.names) == ["1", "2", "3"])
    #expect(try read(1).attempts == 2 && read(2).attempts == 1)
  }

  /// An item that takes every pump down with it is given up like one that fails.
  @Test func anItemWhoseLeasesAllRunOutIsGivenUp() async throws {
    try put([item(1, "k"), item(2, "k")])
    struct Crash: Error {}
    let dying = HookedStore(store) { [store] call in
      guard call == .commit, let first = try store.fetch(OutboxItem.self, ids: [id(1)])[0] else { return }
      if first.state == .leased, first.due > clock.now { throw Crash() }
    }
    let recorder = Recorder()
    let retry = RetryPolicy(attempts: 3, first: 10, longest: 10)
    for _ in 0..<3 {
      await #expect(throws: Crash.self) { try await pump(Recorder(), store: dying, retry: retry).run() }
      clock.advance(by: 100)
    }
    let outcome = try await pump(recorder, retry: retry).run()
    #expect(outcome == OutboxPump.Outcome(delivered: 1, dead: 1) && recorder.names == ["2"])
    #expect(try read(1).state == .dead && read(1).attempts == 3)
  }
}
