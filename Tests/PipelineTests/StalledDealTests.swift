import CRMTesting
import Foundation
import Pipeline
import Testing

@Suite struct StalledDealTests {
  @Test func onlyMoreThanTheLimitIsStalled() throws {
    let deal = try Fixture.deal()
    let pipeline = Fixture.pipeline(rottingLimit: 14)
    #expect(!deal.isStalled(at: Fixture.days(14), in: pipeline))
    #expect(deal.isStalled(at: Fixture.days(14).addingTimeInterval(1), in: pipeline))
    #expect(!deal.isStalled(at: Fixture.days(99), in: Fixture.pipeline(rottingLimit: nil)))
    #expect(deal.stall(at: Fixture.days(20), limit: 14)?.idleDays == 20)
  }

  @Test func aTouchResetsAndAPlanHoldsOff() throws {
    let deal = try Fixture.deal()
    let now = Fixture.days(20)
    #expect(deal.stall(at: now, touch: DealTouch(last: Fixture.days(10)), limit: 14) == nil)
    #expect(deal.stall(at: now, touch: DealTouch(last: Fixture.days(5)), limit: 14)?.idleDays == 15)
    #expect(deal.stall(at: now, touch: DealTouch(planned: Fixture.days(21)), limit: 14) == nil)
    #expect(deal.stall(at: now, touch: DealTouch(planned: Fixture.days(19)), limit: 14) != nil)
  }

  @Test func aSuspendedDealIsNotStalledAndResumesByItself() throws {
    var deal = try Fixture.deal()
    let resumeOn = CalendarDay(Fixture.days(30), in: .gmt)
    deal.suspension = Suspension(reason: "budget", resumeOn: resumeOn)
    #expect(deal.isSuspended(on: resumeOn.adding(days: -1)) && !deal.isSuspended(on: resumeOn))
    #expect(deal.stall(at: Fixture.days(29), limit: 14) == nil)
    let resumed = resumeOn.startDate(in: .gmt)
    #expect(deal.stall(at: resumed.addingTimeInterval(14 * 86_400), limit: 14) == nil)
    #expect(deal.stall(at: resumed.addingTimeInterval(14 * 86_400 + 1), limit: 14) != nil)
  }

  @Test func theSuggestionFollowsTheState() throws {
    var deal = try Fixture.deal()
    func code(_ days: Double) -> ReasonCode? { deal.stall(at: Fixture.days(days), limit: 14)?.suggestion.code }
    #expect(code(15) == SalesReason.suggestContact)
    deal.nextStep = "Send the offer"
    #expect(code(15) == SalesReason.suggestNextStep)
    #expect(code(29) == SalesReason.suggestVerdict)
    deal.expectedClose = CalendarDay(Fixture.days(10), in: .gmt)
    #expect(code(15) == SalesReason.suggestDecision)
    let closed = try deal.moving(to: "won", in: Fixture.pipeline(), at: Fixture.days(1), by: Fixture.author)
    #expect(closed.stall(at: Fixture.days(99), limit: 14) == nil)
  }

  @Test func theDeskListsThemWithTheMoneyAndThePausedOnesApart() async throws {
    let store = InMemoryStore(environment: .fixed())
    var changes = ChangeSet()
    changes.insert(Fixture.pipeline(rottingLimit: 14))
    let names = ["old", "touched", "planned", "paused", "young", "unpriced"]
    for (number, name) in names.enumerated() {
      var deal = try Fixture.deal(Identifier(derivedFrom: name), at: name == "young" ? Fixture.days(10) : Fixture.start)
      deal.statedAmount = name == "unpriced" ? nil : try Fixture.money(number + 1)
      if name == "paused" { deal.suspension = Suspension(reason: "leave", resumeOn: .max) }
      changes.insert(deal)
    }
    try store.commit(changes)
    let activity = GivenActivity(touches: [
      Identifier(derivedFrom: "touched"): DealTouch(last: Fixture.days(10)),
      Identifier(derivedFrom: "planned"): DealTouch(planned: Fixture.days(40)),
    ])
    let desk = SalesDesk(store: store, environment: .fixed(at: Fixture.days(20)), activity: activity)
    let list = try await desk.stalled()
    #expect(Set(list.deals.map(\.id)) == [Identifier(derivedFrom: "old"), Identifier(derivedFrom: "unpriced")])
    #expect(list.suspended.map(\.id) == [Identifier(derivedFrom: "paused")])
    #expect(try list.amounts() == [.eur: Fixture.money(1)])
    #expect(try await desk.stalled(days: 9).deals.count == 4)
    #expect(try await desk.stalled(in: "another").deals.isEmpty)
  }

  @Test func theTimelineTellsTouchesAndPlans() async throws {
    let store = InMemoryStore(environment: .fixed())
    let about = RecordReference("deal" as Identifier<Deal>)
    var changes = ChangeSet()
    for (number, days) in [2.0, 5, 30].enumerated() {
      changes.insert(
        Interaction(
          id: Identifier(derivedFrom: "call \(number)"), customer: "customer", kind: .call, date: Fixture.days(days),
          subject: about))
    }
    changes.insert(
      FollowUp(
        id: "again", kind: .call, what: "Call again", about: about, due: Fixture.days(25), createdAt: Fixture.start))
    try store.commit(changes)
    let activity = TimelineActivity(store: store)
    let touch = try await activity.touches(of: ["deal"], at: Fixture.days(10))["deal"]
    #expect(touch == DealTouch(last: Fixture.days(5), planned: Fixture.days(25)))
    #expect(try await activity.activities(in: "deal") == [.call: 3])
  }
}
