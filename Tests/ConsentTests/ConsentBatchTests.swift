import CRMTesting
import Consent
import Foundation
import Synchronization
import Testing

/// A store that does something just before the n-th commit whose reason is `consent.authorize`.
final class InterruptedStore: Store {
  private let base: any Store
  private let calls = Mutex(0)
  private let interrupt: @Sendable (Int) async throws -> Void

  init(_ base: any Store, interrupt: @escaping @Sendable (Int) async throws -> Void) {
    self.base = base
    self.interrupt = interrupt
  }

  func fetch<R: Record>(_ type: R.Type, ids: [Identifier<R>]) async throws -> [Stored<R>?] {
    try await base.fetch(type, ids: ids)
  }
  func page<R: Record>(_ query: Query<R>) async throws -> Page<Stored<R>> { try await base.page(query) }
  func count<R: Record>(_ query: Query<R>) async throws -> Int { try await base.count(query) }
  func commit(_ changes: ChangeSet) async throws -> Commit {
    if changes.reason == "consent.authorize" {
      let call = calls.withLock { calls in
        calls += 1
        return calls
      }
      try await interrupt(call)
    }
    return try await base.commit(changes)
  }
  func history(after position: CommitPosition?, limit: Int) async throws -> [Commit] {
    try await base.history(after: position, limit: limit)
  }
  func position() async throws -> CommitPosition? { try await base.position() }
  func waitForCommit(after position: CommitPosition?) async throws { try await base.waitForCommit(after: position) }
}

@Suite struct ConsentBatchTests {
  private typealias Fixture = ConsentFixture

  private func messages(_ names: [String]) throws -> [OutgoingMessage<EmailChannel>] {
    try names.map { OutgoingMessage(Fixture.request(try Fixture.address($0)), draft: try Fixture.draft()) }
  }

  @Test func everyMessageGetsItsOutcomeInOrder() async throws {
    let fixture = Fixture()
    for name in ["a", "b", "c", "d"] { try await fixture.optIn(Fixture.address(name)) }
    fixture.clock.advance(by: 1)
    try await fixture.ledger.withdraw(.email(Fixture.address("b")), method: .oneClick, by: .dataSubject)
    let failing = try Fixture.address("c")
    let losing = try Fixture.address("d")
    let transport = InMemoryTransport<EmailChannel> { address in
      address == failing ? TransportRejection(code: "550") : address == losing ? CancellationError() : nil
    }
    var batch = try messages(["a", "b", "c", "d", "a", "e"])
    batch[4].draft.disclosures = []
    let outcomes = await fixture.gate.send(batch, through: transport, width: 3)
    #expect(outcomes[0].isSent)
    guard case .refused(.denied) = outcomes[1], case .rejected = outcomes[2], case .unconfirmed = outcomes[3],
      case .refused(.obligationsUnmet) = outcomes[4], case .refused(.denied) = outcomes[5]
    else {
      Issue.record("\(outcomes)")
      return
    }
    #expect(transport.deliveries.count == 1)
    #expect(try await fixture.gate.unconfirmed(before: .distantFuture).items.count == 1)
  }

  @Test func aBatchIsOneCommitAndAFewReads() async throws {
    let counting = CountingStore(InMemoryStore())
    let fixture = Fixture(store: counting, batchSize: 50)
    let names = (0..<100).map { "p\($0)" }
    for name in names { try await fixture.optIn(Fixture.address(name)) }
    counting.reset()
    let outcomes = await fixture.gate.send(try messages(names), through: InMemoryTransport())
    #expect(outcomes.count { $0.isSent } == 100)
    // Two batches: heads, acts and earlier authorisations are read, one commit authorises and one confirms.
    #expect(counting.calls.commit == 4)
    #expect(counting.calls.reads == 8)
  }

  @Test func repeatingABatchSendsNothingTwice() async throws {
    let fixture = Fixture()
    for name in ["a", "b"] { try await fixture.optIn(Fixture.address(name)) }
    let transport = InMemoryTransport<EmailChannel>()
    _ = await fixture.gate.send(try messages(["a", "b", "a"]), through: transport)
    let again = await fixture.gate.send(try messages(["b", "a"]), through: transport)
    #expect(transport.deliveries.count == 2)
    for outcome in again {
      guard case .refused(.alreadyAuthorized(_, isConfirmed: true)) = outcome else {
        Issue.record("\(outcome)")
        return
      }
    }
  }

  @Test func onlyTheContactPointsOfAConflictAreDecidedAgain() async throws {
    let base = InMemoryStore()
    let plain = Fixture(store: base)
    let names = (0..<20).map { "p\($0)" }
    for name in names { try await plain.optIn(Fixture.address(name)) }
    plain.clock.advance(by: 1)
    let counting = CountingStore(base)
    let stopped = try Fixture.address("p7")
    let interrupted = InterruptedStore(counting) { call in
      if call == 1 { try await plain.ledger.withdraw(.email(stopped), method: .oneClick, by: .dataSubject) }
    }
    let gate = ConsentGate(store: interrupted, digester: Fixture.digester, environment: plain.gate.environment)
    let transport = InMemoryTransport<EmailChannel>()
    let outcomes = await gate.send(try messages(names), through: transport)
    #expect(outcomes.count { $0.isSent } == 19)
    guard case .refused(.denied(let decision)) = outcomes[7] else {
      Issue.record("sent after an acknowledged stop")
      return
    }
    #expect(decision.codes.contains(ConsentCode.stopped))
    #expect(!transport.deliveries.contains { $0.address == stopped })
  }

  @Test func whatGrowsLateInABatchIsAuthorisedAnew() async throws {
    let fixture = Fixture()
    let names = (0..<10).map { "p\($0)" }
    for name in names { try await fixture.optIn(Fixture.address(name)) }
    let clock = fixture.clock
    // Every delivery takes 25 seconds of the minute that an authorisation lasts.
    let slow = InMemoryTransport<EmailChannel> { _ in
      clock.advance(by: 25)
      return nil
    }
    let outcomes = await fixture.gate.send(try messages(names), through: slow)
    #expect(outcomes.count { $0.isSent } == outcomes.count)
    #expect(slow.deliveries.count == 10)
    let hopeless = Fixture(lifetime: 0)
    try await hopeless.optIn(Fixture.address("a"))
    guard case .refused(.tooLate) = await hopeless.gate.send(try messages(["a"]), through: slow)[0] else {
      Issue.record("sent without time to send")
      return
    }
  }

  @Test func aFailingStoreAndACancelledTaskSendNothing() async throws {
    let base = InMemoryStore()
    let plain = Fixture(store: base)
    try await plain.optIn(Fixture.address("a"))
    let broken = InterruptedStore(base) { _ in throw StoreError(.unavailable) }
    let gate = ConsentGate(store: broken, digester: Fixture.digester, environment: plain.gate.environment)
    let transport = InMemoryTransport<EmailChannel>()
    guard case .failed = await gate.send(try messages(["a"]), through: transport)[0] else {
      Issue.record("sent without authorisation")
      return
    }
    let batch = try messages(["a"])
    let task = Task {
      while !Task.isCancelled { await Task.yield() }
      return await plain.gate.send(batch, through: transport)
    }
    task.cancel()
    guard case .failed = await task.value[0] else {
      Issue.record("sent in a cancelled task")
      return
    }
    #expect(transport.deliveries.isEmpty)
  }

  @Test func whatHasLeftIsConfirmedAlsoInACancelledTask() async throws {
    let fixture = Fixture()
    for name in ["a", "b"] { try await fixture.optIn(Fixture.address(name)) }
    let batch = try messages(["a", "b"])
    let running = Mutex<Task<[SendOutcome], Never>?>(nil)
    let cancelling = InMemoryTransport<EmailChannel> { _ in
      running.withLock { $0?.cancel() }
      return nil
    }
    let start = AsyncStream<Void>.makeStream()
    let task = Task {
      for await _ in start.stream { break }
      return await fixture.gate.send(batch, through: cancelling)
    }
    running.withLock { $0 = task }
    start.continuation.yield()
    let outcomes = await task.value
    #expect(outcomes[0].isSent && !outcomes[1].isSent)
    let first = Authorization.id(
      run: "run", step: "1", subject: Fixture.digester.digest(of: try Fixture.address("a")))
    #expect(try await fixture.store.require(first).record.state == .confirmed)
  }
}
