import CRMTesting
import Consent
import Customers
import Foundation
import Testing

/// A contact point comes to the record of a restricted customer while a message is on its way to it.
@Suite struct RestrictionArrivalTests {
  /// Their calls to the store in many orders: no message is authorised after the contact point came to the record, though it names
  /// nobody.
  @Test func aContactPointAndASendInAnyOrder() async throws {
    var sent = 0
    var refused = 0
    for current in Turns.drawnSchedules() {
      let turns = Turns(tasks: 2, schedule: current)
      let clock = TestClock(Date("2026-11-23T10:00:00Z"))
      let base = InMemoryStore()
      let address = try ConsentFixture.address("old")
      func ledger(_ store: any Store, _ seed: UInt64) -> ConsentLedger {
        ConsentLedger(
          store: store, digester: ConsentFixture.digester, environment: .fixed(clock: clock, seed: seed))
      }
      let plain = ledger(base, 9)
      try await plain.optIn(
        .email(address), to: "marketing.news", through: .email, proof: ConsentFixture.proof, method: .form,
        by: .dataSubject)
      let ann = try await CustomerDirectory(store: base).create(.person, by: RightsFixture.staff) {
        $0.personName = PersonName(given: "Ann")
      }
      try await plain.restrict(SubjectKey(party: RecordReference(ann)), because: .frozen, by: RightsFixture.staff)
      let start = try base.position()
      try await withThrowingTaskGroup(of: Void.self) { group in
        for task in 0..<2 {
          group.addTask {
            defer { turns.end() }
            let ledger = ledger(TurnStore(base: base, turns: turns, task: task), UInt64(task) + 1)
            if task == 0 {
              var directory = CustomerDirectory(store: ledger.store, environment: ledger.environment)
              directory.contactScreen = LedgerScreen(ledger)
              try await directory.edit(ann.id, by: RightsFixture.staff) {
                $0.contactPoints.add(ContactPoint(.email(address)))
              }
            } else {
              let request = SendRequest<EmailChannel>(to: address, run: "r", step: "1", context: ConsentFixture.news())
              let message = OutgoingMessage(request, draft: try ConsentFixture.draft())
              _ = await ledger.gate.send([message], through: InMemoryTransport<EmailChannel>())
            }
          }
        }
        try await group.waitForAll()
      }
      var hasArrived = false
      var wasSent = false
      for commit in try base.history(after: start, limit: 100) {
        if try !commit.records(of: Customer.self).isEmpty {
          hasArrived = true
          #expect(try commit.records(of: ConsentAct.self).map(\.kind) == [.restricted], "in one commit")
        }
        for record in try commit.records(of: Authorization.self) where record.state == .authorized {
          wasSent = true
          #expect(!hasArrived, "schedule \(current)")
        }
      }
      #expect(hasArrived)
      if wasSent { sent += 1 } else { refused += 1 }
    }
    #expect(sent > 3 && refused > 3, "\(sent) \(refused)")
  }
}
