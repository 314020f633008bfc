import CRMCore
import CRMTesting
import Foundation
import Synchronization
import Testing

/// Several pumps, slow handlers, cancellation, and the moment at which to call again.
@Suite(.timeLimit(.minutes(5))) struct OutboxPumpConcurrencyTests {
  private typealias Recorder = OutboxPumpTests.Recorder

  private func items(_ count: Int, keys: [String?] = [nil], at due: Date = CRMEnvironment.testStart) -> [OutboxItem] {
    let ids = CRMEnvironment.fixed(seed: 77)
    return (0..<count).map { number in
      OutboxItem(
        id: ids.id(), topic: "mail", orderKey: keys[number % keys.count], payload: Data("\(number)".utf8), due: due)
    }
  }

  @Test(arguments: [UInt64(1), 2, 3])
  func pumpsAtOnceDeliverEachItemOnceAndInOrder(seed: UInt64) async throws {
    let store = InMemoryStore(environment: .fixed())
    let items = items(80, keys: ["a", "b", nil, nil])
    try store.commit(changeSet { $0.insert(contentsOf: items) })
    let recorder = Recorder { _ in for _ in 0..<Int(seed) { await Task.yield() } }
    let environment = CRMEnvironment.fixed(seed: seed)
    try await withThrowingTaskGroup(of: OutboxPump.Outcome.self) { group in
      for pump in 0..<4 {
        group.addTask {
          // A pump that finds a key's head leased elsewhere ends its run early; it is called again.
          var sum = OutboxPump.Outcome()
          while try store.count(Query(OutboxItem.byDue)) > 0 {
            let outcome = try await OutboxPump(
              store: store, environment: environment, handlers: ["mail": recorder], batch: 3 + pump
            ).run()
            sum.delivered += outcome.delivered
            sum.superseded += outcome.superseded
            await Task.yield()
          }
          return sum
        }
      }
      var delivered = 0
      for try await outcome in group {
        delivered += outcome.delivered
        #expect(outcome.superseded == 0)
      }
      #expect(delivered == 80)
    }
    #expect(recorder.items.count == 80 && Set(recorder.items.map(\.id)).count == 80, "seed \(seed)")
    for key in ["a", "b"] {
      let order = recorder.items.filter { $0.orderKey == key }.map(\.id)
      #expect(order == order.sorted(), "seed \(seed): key \(key)")
    }
  }

  /// A batch takes longer than its lease, and another pump runs meanwhile: still nothing is delivered twice.
  @Test func aSlowBatchIsNotDeliveredTwice() async throws {
    let clock = TestClock()
    let store = InMemoryStore(environment: .fixed())
    try store.commit(changeSet { $0.insert(contentsOf: items(6)) })
    let environment = CRMEnvironment.fixed(clock: clock)
    let second = Recorder()
    let other = OutboxPump(store: store, environment: environment, handlers: ["mail": second], lease: 100)
    let first = Recorder { _ in
      clock.advance(by: 60)
      _ = try await other.run()
    }
    let outcome = try await OutboxPump(store: store, environment: environment, handlers: ["mail": first], lease: 100)
      .run()
    let all = first.names + second.names
    #expect(all.count == 6 && Set(all).count == 6, "\(first.names) and \(second.names)")
    #expect(outcome.superseded == 0 && outcome.delivered == first.names.count)
    #expect(try store.page(Query(OutboxItem.self)).items.allSatisfy { $0.state == .delivered && $0.attempts <= 2 })
  }

  @Test(arguments: [false, true])
  func cancellationGivesBackWhatWasNotTried(onDisk: Bool) async throws {
    let folder = try TemporaryFolder()
    let store: any Store =
      onDisk
      ? try await FileStore.open(at: folder.current, options: .init(durability: .relaxed)) : InMemoryStore()
    try await store.commit(changeSet { $0.insert(contentsOf: items(5)) })
    let started = Mutex(0)
    let recorder = Recorder { _ in
      let count = started.withLock { started in
        started += 1
        return started
      }
      // The second delivery is under way when the task is cancelled, and does not care.
      while count == 2, !Task.isCancelled { await Task.yield() }
    }
    let pump = OutboxPump(store: store, environment: .fixed(), handlers: ["mail": recorder])
    let task = Task { try await pump.run() }
    while started.withLock({ $0 }) < 2 { await Task.yield() }
    task.cancel()
    await #expect(throws: CancellationError.self) { _ = try await task.value }
    let after = try await store.all(Query(OutboxItem.self)).map(\.record)
    #expect(after.filter { $0.state == .delivered }.count == 2, "what was delivered is noted down")
    let rest = after.filter { $0.state == .waiting }
    #expect(rest.count == 3 && rest.allSatisfy { $0.attempts == 0 && $0.due == CRMEnvironment.testStart })
    let outcome = try await pump.run()
    #expect(outcome.delivered == 3 && recorder.items.count == 5)
  }

  /// A handler that ends because of the cancellation has not failed.
  @Test func aCancelledDeliveryIsNotAFailedAttempt() async throws {
    let store = InMemoryStore(environment: .fixed())
    try store.commit(changeSet { $0.insert(contentsOf: items(3)) })
    let started = Mutex(false)
    let recorder = Recorder { _ in
      started.withLock { $0 = true }
      while true {
        try Task.checkCancellation()
        await Task.yield()
      }
    }
    let pump = OutboxPump(
      store: store, environment: .fixed(), handlers: ["mail": recorder], retry: RetryPolicy(attempts: 1))
    let task = Task { try await pump.run() }
    while !started.withLock({ $0 }) { await Task.yield() }
    task.cancel()
    await #expect(throws: CancellationError.self) { _ = try await task.value }
    let after = try store.page(Query(OutboxItem.self)).items
    #expect(after.allSatisfy { $0.state == .waiting && $0.attempts == 0 && $0.lastFailure == nil })
  }

  @Test func nextMomentIsWhenThisPumpCanDoSomething() async throws {
    let store = InMemoryStore(environment: .fixed())
    let now = CRMEnvironment.testStart
    func pump(_ handlers: [OutboxTopic: any OutboxHandler]) -> OutboxPump {
      OutboxPump(store: store, environment: .fixed(), handlers: handlers)
    }
    let busy = pump(["mail": Recorder { _ in throw DeliveryFailure("busy", retryAfter: now.addingTimeInterval(9000)) }])
    let none = try await busy.nextMoment()
    #expect(none == nil)
    try store.commit(changeSet { $0.insert(contentsOf: items(3, keys: ["k"])) })
    let due = try await busy.nextMoment()
    #expect(due == now)
    _ = try await busy.run()
    // The head of the key backs off: the others are due, but it is not their turn.
    let later = try await busy.nextMoment()
    #expect(later == now.addingTimeInterval(9000))
    let other = try await pump(["fax": Recorder()]).nextMoment()
    #expect(other == nil, "nothing that this pump could do")
    try store.commit(
      changeSet { $0.insert(contentsOf: [OutboxItem(id: "x", topic: "fax", payload: Data(), due: now)]) })
    let both = try await pump(["fax": Recorder(), "mail": Recorder()]).nextMoment()
    #expect(both == now)
  }
}
