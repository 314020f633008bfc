import CRMTesting
import Foundation
import Pipeline
import Testing

/// The house rule "a proposal is worth at least 500 euro", from the rule alone up to the passing of time.
@Suite struct BusinessRulesDocExample {
  let start = Date("2026-11-02T09:00:00Z")
  let rule: Condition
  let pipeline: SalesPipeline
  let deal: Deal

  init() throws {
    rule = Deal.fields.amount >= (try Money("500", .eur))
    let contact = Stage("contact", name: "First contact", rottingLimit: 14)
    let proposal = Stage(
      "proposal", name: "Proposal", requirements: [.condition(name: "at least 500 euro", rule: rule)])
    pipeline = SalesPipeline(
      id: "machines", name: "Machines",
      stages: [
        contact, proposal, Stage("won", name: "Won", category: .won), Stage("lost", name: "Lost", category: .lost),
      ])
    deal = Deal(
      id: "espresso", name: "Two espresso machines", pipeline: "machines",
      history: StageHistory(startingIn: contact, at: start, by: .system), currency: .eur)
  }

  /// 1. The rule alone, at its boundary. No store, no `await`.
  @Test(arguments: [("499.99", false), ("500.00", true)])
  func aProposalHasItsPrice(amount: String, isAllowed: Bool) throws {
    var deal = deal
    deal.statedAmount = try Money(amount, .eur)
    let problems = deal.problems(movingTo: "proposal", in: pipeline, at: start + 60, facts: MoveFacts())
    #expect(problems.isEmpty == isAllowed)
  }

  /// 2. The rule's data: valid, and false for a deal without an amount because the amount is missing.
  @Test func theConditionIsValidAndExplainsItself() throws {
    try rule.validate(against: Deal.fieldSet)
    let explanation = try rule.explain(deal, fields: Deal.fieldSet, at: EvaluationMoment(now: start))
    #expect(!explanation.verdict)
    #expect(explanation.leaves.map(\.isMissing) == [true])
  }

  /// 3. The verb: it asks the rule, commits the change with its event, and reads no more than it has to.
  @Test func theDeskAsksTheRule() async throws {
    let store = CountingStore(try InMemoryStore(seeded: [pipeline, deal]))
    let desk = SalesDesk(store: store, environment: .fixed(at: start))
    let refusal = await #expect(throws: MoveViolation.self) {
      try await desk.move(deal.id, to: "proposal", by: .system)
    }
    #expect(refusal?.problems.count == 1)
    try await desk.edit(deal.id, by: .system) { $0.statedAmount = try Money("500", .eur) }

    let before = try await store.position()
    store.reset()
    let moved = try await desk.move(deal.id, to: "proposal", by: .system)
    #expect(store.calls.reads == 2 && store.calls.commit == 1)
    let commit = try #require(try await store.history(after: before, limit: 1).first)
    #expect(try commit.records(of: Deal.self) == [moved])
    #expect(try commit.records(of: Event.self).map(\.name) == [.dealMoved])
  }

  /// 4. The course of time: two weeks pass in no time. On the fourteenth day the deal is fresh, on the fifteenth it hangs.
  @Test func aDealHangsAfterTwoWeeks() async throws {
    let clock = TestClock(start)
    let desk = SalesDesk(store: try InMemoryStore(seeded: [pipeline, deal]), environment: .fixed(clock: clock))
    clock.set(Date("2026-11-16T09:00:00Z"))
    let fresh = try await desk.stalled().deals
    clock.set(Date("2026-11-17T09:00:00Z"))
    let stalled = try await desk.stalled().deals
    #expect(fresh.isEmpty && stalled.map(\.id) == ["espresso"])
  }
}
