import CRMTesting
import Consent
import Foundation
import Testing

/// Somebody who was erased is let in again while another erasure of theirs is approved.
@Suite struct ReadmissionRaceTests {
  /// Their calls to the store in many orders, and the one who approves has a clock that is behind: the time of grace of the erasure that
  /// is approved holds, and that of the one that is done has ended.
  @Test func theTimeOfGraceThatBeginsHolds() async throws {
    let person = ContactDigest(person: RightsFixture.ann)
    let mark = Restriction(.erasureScheduled, person: person)
    for current in Turns.drawnSchedules() {
      let turns = Turns(tasks: 2, schedule: current)
      let clock = TestClock(Date("2026-11-23T10:00:00Z"))
      let base = InMemoryStore()
      let address = try ConsentFixture.address("ann")
      let point = ConsentFixture.digester.digest(of: address)
      func ledger(_ store: any Store, _ seed: UInt64) -> ConsentLedger {
        ConsentLedger(
          store: store, digester: ConsentFixture.digester, environment: .fixed(clock: clock, seed: seed))
      }
      func act(_ id: String, _ kind: ConsentActKind, on key: ContactDigest, at date: Date) -> ConsentAct {
        ConsentAct(
          id: Identifier(derivedFrom: id, key.hex), subject: key, kind: kind, scope: .everything, date: date,
          actor: .system, method: .api, restriction: kind == .restricted ? mark : nil)
      }
      let plain = ledger(base, 9)
      try await plain.record([act("first", .restricted, on: point, at: clock.now)], by: .system)
      clock.advance(by: 86_400)
      try await plain.record([point, person].map { act("done", .erased, on: $0, at: clock.now) }, by: .system)
      clock.advance(by: 3_600)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for task in 0..<2 {
          group.addTask {
            defer { turns.end() }
            let ledger = ledger(TurnStore(base: base, turns: turns, task: task), UInt64(task) + 1)
            if task == 0 {
              try await ledger.readmit(
                SubjectKey(points: [point]), on: .contract("order 7"), method: .call, by: RightsFixture.staff)
            } else {
              try await ledger.store.perform {
                let head = try #require(try await ledger.store.get(ConsentHead.id(of: point)))
                let date = max(clock.now.addingTimeInterval(-60), head.lastActAt.addingTimeInterval(0.001))
                var prepared = try await ledger.prepareRecord(
                  [act("second", .restricted, on: point, at: date)], by: .system)
                prepared.changes.require(unchanged: head)
                return prepared
              }
            }
          }
        }
        try await group.waitForAll()
      }
      let restrictions = try await plain.state(of: .email(address)).restrictions.map(\.act)
      #expect(restrictions.contains(Identifier(derivedFrom: "second", point.hex)), "schedule \(current)")
    }
  }
}
