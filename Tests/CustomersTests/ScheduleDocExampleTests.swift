import CRMTesting
import Customers
import Foundation
import Testing

/// The programs of the pages Heartbeat, Ownership and hand-over, and Field visits do what the pages say.
@Suite struct ScheduleDocExampleTests {
  @Test func remindersAndExpiringOffers() async throws {
    let clock = TestClock()
    let environment = CRMEnvironment.fixed(clock: clock)
    let store = InMemoryStore(environment: environment)
    let directory = CustomerDirectory(store: store, environment: environment)
    let notifier = InMemoryNotifier()
    let heart = heartbeat(of: directory, telling: notifier)
    try await store.insert(Offer(id: "offer", validUntil: clock.now.addingTimeInterval(100)))
    let call = FollowUp(
      id: "call", kind: .call, what: "Call", owner: "anna", due: clock.now.addingTimeInterval(50), createdAt: clock.now)
    try await directory.addFollowUp(call, by: .system)
    // On a busy machine 25 seconds may be too few: the task is called until nothing is due.
    while let next = try await backgroundTask(heart, now: clock.now), next <= clock.now {}
    #expect(try await heart.nextMoment() == call.due)
    clock.advance(by: 60)
    while let next = try await backgroundTask(heart, now: clock.now), next <= clock.now {}
    #expect(notifier.notices.map(\.recipient) == [.staff("anna")])
    clock.advance(by: 60)
    while let next = try await backgroundTask(heart, now: clock.now), next <= clock.now {}
    #expect(try await heart.nextMoment() == nil)
    #expect(try store.fetch(Offer.self, ids: ["offer"])[0]?.isExpired == true)
  }

  @Test func aBookIsHandedOver() async throws {
    let environment = CRMEnvironment.fixed()
    let store = InMemoryStore(environment: environment)
    let directory = CustomerDirectory(store: store, environment: environment)
    let chief = Author(.staff, "chief")
    for (id, team) in [("anna", "sales"), ("bert", nil), ("cleo", "sales")]
      as [(Identifier<StaffMember>, Identifier<Team>?)]
    {
      try await store.insert(StaffMember(id: id, name: id.description, team: team))
    }
    for number in 0..<4 {
      let customer = try await directory.create(.organisation, by: chief) {
        $0.legalName = "Firm \(number)"
        $0.owner = "anna"
        $0.tags = number == 0 ? ["key account"] : []
      }
      try await store.insert(
        HireMachine(
          id: Identifier(derivedFrom: "\(number)"), keeper: "anna", customer: customer.id, isScrapped: number == 3))
    }
    let (plan, done) = try await handOver(bookOf: "anna", to: "sales", keyAccounts: "bert", in: directory, by: chief)
    #expect(plan.total == 7 && done.state == .done && done.received == ["bert": 2, "cleo": 5])
  }

  @Test func aVisitIsMade() async throws {
    let environment = CRMEnvironment.fixed(at: Date("2026-11-23T09:00:00Z"))
    let store = InMemoryStore(environment: environment)
    let directory = CustomerDirectory(store: store, environment: environment)
    try await store.insert(StaffMember(id: "anna", name: "Anna"))
    let customer = try await directory.create(.organisation, by: .system) { $0.legalName = "Acme" }
    let (visit, figures) = try await firstVisit(to: customer.id, of: "anna", in: directory, zone: .gmt)
    // About 760 metres from the gate to the place, which is more than tolerated.
    #expect((750...770).contains(try #require(visit.distanceIn)) && visit.flags.contains(.farAway))
    #expect(figures.plannedDone == 1 && figures.flagged == 1)
  }
}
