import CRMTesting
import Consent
import Foundation
import Testing

/// A stopper and senders of the same contact points at the same time.
@Suite struct ConsentConcurrencyTests {
  private typealias Fixture = ConsentFixture

  @Test func noAuthorisationFollowsAnAcknowledgedStop() async throws {
    let store = InMemoryStore()
    let fixture = Fixture(store: store, batchSize: 40)
    let addresses = try (0..<400).map { try Fixture.address("p\($0)") }
    for address in addresses { try await fixture.optIn(address) }
    fixture.clock.advance(by: 1)
    let batch = try addresses.map { OutgoingMessage(Fixture.request($0), draft: try Fixture.draft()) }
    let transport = InMemoryTransport<EmailChannel>()
    let ledger = fixture.ledger
    let gate = fixture.gate

    let (stops, outcomes) = try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { @concurrent in
        for address in addresses.reversed() {
          try await ledger.withdraw(.email(address), method: .oneClick, by: .dataSubject)
          await Task.yield()
        }
      }
      // Two senders of one run: each contact point is authorised at most once.
      async let first = gate.send(batch, through: transport)
      async let second = gate.send(batch.shuffled(), through: transport)
      let sent = await first.count { $0.isSent } + second.count { $0.isSent }
      try await group.waitForAll()
      return (addresses.count, sent)
    }
    #expect(stops == 400)

    var stopped: [ContactDigest: CommitPosition] = [:]
    var authorised = 0
    var late = 0
    for commit in try store.history(after: nil, limit: .max) {
      for act in try commit.records(of: ConsentAct.self) where act.kind == .withdrawn {
        stopped[act.subject] = commit.position
      }
      for change in commit.changes(to: Authorization.self) where change.kind == .inserted {
        guard let record = try change.record(as: Authorization.self) else { continue }
        authorised += 1
        if stopped[record.subject] != nil { late += 1 }
      }
    }
    #expect(late == 0)
    #expect(authorised == outcomes)
    #expect(transport.deliveries.count == outcomes)
    #expect(Set(transport.deliveries.map(\.address)).count == outcomes)
    #expect(outcomes > 0 && outcomes < 400, "the tasks did not overlap: \(outcomes)")
  }

  /// The same, with every interleaving of one stop and one send chosen by the test.
  @Test func aStopBeforeTheCommitOfAnAuthorisationIsNeverPassedOver() async throws {
    for attempt in 1...3 {
      let base = InMemoryStore()
      let fixture = Fixture(store: base)
      let ann = try Fixture.address("ann")
      try await fixture.optIn(ann)
      fixture.clock.advance(by: 1)
      // Harmless acts make the first attempts conflict; the stop comes just before the given one.
      let store = InterruptedStore(base) { call in
        if call < attempt { try await fixture.optIn(ann, to: "marketing.offers") }
        if call == attempt {
          try await fixture.ledger.withdraw(.email(ann), method: .oneClick, by: .dataSubject)
        }
      }
      let gate = ConsentGate(store: store, digester: Fixture.digester, environment: fixture.gate.environment)
      guard let permit = try await gate.decide(Fixture.request(ann)).permit() else {
        Issue.record("no permit")
        return
      }
      var wasRefused = false
      do { _ = try await gate.authorize(permit, draft: Fixture.draft()).deadline } catch is SendRefusal {
        wasRefused = true
      }
      #expect(wasRefused, "attempt \(attempt)")
      #expect(try base.count(Query<Authorization>()) == 0, "attempt \(attempt)")
    }
  }
}
