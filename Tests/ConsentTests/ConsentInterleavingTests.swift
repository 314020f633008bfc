import CRMTesting
import Consent
import Foundation
import Synchronization
import Testing

/// Tasks that stop and send the same address, in every order in which their calls to the store can come.
@Suite struct ConsentInterleavingTests {
  private typealias Fixture = ConsentFixture

  enum Backend: String, CaseIterable, Sendable {
    case memory, file
  }

  /// A world of its own for each schedule: an address that opted in.
  private struct World {
    let base: any Store
    let address: EmailAddress
    let turns: Turns
    let clock: TestClock
    let transport = InMemoryTransport<EmailChannel>()

    func ledger(_ task: Int) -> ConsentLedger {
      ConsentLedger(
        store: TurnStore(base: base, turns: turns, task: task), digester: Fixture.digester,
        environment: .fixed(clock: clock, seed: UInt64(task) + 100))
    }
  }

  private func withStore(_ backend: Backend, _ body: (any Store) async throws -> Void) async throws {
    switch backend {
    case .memory: try await body(InMemoryStore())
    case .file:
      let folder = FileManager.default.temporaryDirectory.appending(path: "turns-" + UUID().uuidString)
      defer { try? FileManager.default.removeItem(at: folder) }
      let store = try await FileStore.open(at: folder, options: .init(durability: .relaxed))
      try await body(store)
      try await store.close()
    }
  }

  /// Runs tasks under every schedule and checks what came of each; gives back how many schedules there were.
  private func everySchedule(
    _ store: any Store, seed: UInt64,
    tasks: [@Sendable (ConsentLedger, EmailAddress, InMemoryTransport<EmailChannel>) async -> Void],
    check: (EmailAddress, [InMemoryTransport<EmailChannel>.Delivery], [Commit], String) throws -> Void
  ) async throws -> Int {
    var schedule: [Int]? = []
    var count = 0
    while let current = schedule {
      count += 1
      let clock = TestClock(Date("2026-11-23T10:00:00Z"))
      let address = try Fixture.address("p\(seed)-\(count)")
      let plain = ConsentLedger(
        store: store, digester: Fixture.digester,
        environment: .fixed(clock: clock, seed: seed &* 1_000_000 &+ UInt64(count)))
      try await plain.optIn(
        .email(address), to: "marketing.news", through: .email, proof: Fixture.proof, method: .form, by: .dataSubject)
      clock.advance(by: 1)
      let before = try await store.position()
      let world = World(
        base: store, address: address, turns: Turns(tasks: tasks.count, schedule: current), clock: clock)
      await withTaskGroup(of: Void.self) { group in
        for (index, task) in tasks.enumerated() {
          // Identifiers differ from schedule to schedule.
          let environment = CRMEnvironment.fixed(clock: clock, seed: seed &* 7_919 &+ UInt64(count * 16 + index))
          let ledger = ConsentLedger(
            store: TurnStore(base: store, turns: world.turns, task: index), digester: Fixture.digester,
            environment: environment)
          group.addTask {
            await task(ledger, address, world.transport)
            world.turns.end()
          }
        }
      }
      let commits = try await store.history(after: before, limit: 100)
      try check(address, world.transport.deliveries, commits, "schedule \(current)")
      schedule = world.turns.following
    }
    return count
  }

  private static let stop: @Sendable (ConsentLedger, EmailAddress, InMemoryTransport<EmailChannel>) async -> Void = {
    ledger, address, _ in
    do {
      try await ledger.withdraw(.email(address), method: .oneClick, by: .dataSubject)
    } catch { Issue.record("\(error)") }
  }

  private static let sendOne: @Sendable (ConsentLedger, EmailAddress, InMemoryTransport<EmailChannel>) async -> Void = {
    ledger, address, transport in
    do {
      guard let permit = try await ledger.gate.decide(Fixture.request(address)).permit() else { return }
      let message = try await ledger.gate.authorize(permit, draft: Fixture.draft())
      try await ledger.gate.deliver(message, through: transport)
    } catch is SendRefusal {} catch { Issue.record("\(error)") }
  }

  private static let sendBatch: @Sendable (ConsentLedger, EmailAddress, InMemoryTransport<EmailChannel>) async -> Void =
    {
      ledger, address, transport in
      do {
        let message = OutgoingMessage(Fixture.request(address), draft: try Fixture.draft())
        _ = await ledger.gate.send([message], through: transport)
      } catch { Issue.record("\(error)") }
    }

  /// Where in the commits a stop and an authorisation stand.
  private func order(_ commits: [Commit]) throws -> (stop: Int?, authorisation: Int?) {
    let stop = try commits.firstIndex { try $0.records(of: ConsentAct.self).contains { $0.kind == .withdrawn } }
    let sent = commits.firstIndex { $0.changes(to: Authorization.self).contains { $0.kind == .inserted } }
    return (stop, sent)
  }

  @Test(arguments: Backend.allCases, [false, true])
  func noMessageIsAuthorisedAfterAnAcknowledgedStop(_ backend: Backend, inBatch: Bool) async throws {
    try await withStore(backend) { store in
      var (sent, refused) = (0, 0)
      let count = try await everySchedule(
        store, seed: inBatch ? 2 : 1, tasks: [Self.stop, inBatch ? Self.sendBatch : Self.sendOne]
      ) { address, deliveries, commits, schedule in
        let (stop, authorisation) = try order(commits)
        let stopped = try #require(stop, "the stop is lost: \(schedule)")
        if let authorisation { #expect(authorisation < stopped, "\(schedule)") }
        #expect(deliveries.count == (authorisation == nil ? 0 : 1), "\(schedule)")
        if authorisation == nil { refused += 1 } else { sent += 1 }
      }
      #expect(count > 40 && sent > 10 && refused > 10, "\(count) schedules, \(sent) sent, \(refused) refused")
    }
  }

  @Test func twoSendersOfOneStepSendOnce() async throws {
    try await withStore(.memory) { store in
      let count = try await everySchedule(store, seed: 3, tasks: [Self.sendOne, Self.sendBatch]) {
        address, deliveries, commits, schedule in
        #expect(deliveries.count == 1, "\(schedule)")
      }
      #expect(count > 100, "\(count) schedules")
    }
  }
}
