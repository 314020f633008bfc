import CRMTesting
import Customers
import Foundation
import Testing

@Suite struct LifeCycleTests {
  private let clock = TestClock()
  private let store: InMemoryStore
  private let directory: CustomerDirectory
  private let author = Author(.staff, "rep")
  private let now = CRMEnvironment.testStart

  init() {
    let environment = CRMEnvironment.fixed(clock: clock)
    store = InMemoryStore(environment: environment)
    directory = CustomerDirectory(store: store, environment: environment)
  }

  private func person(_ name: String, _ stage: LifecycleStage = .lead) async throws -> Identifier<Customer> {
    try await directory.create(.person, by: author) {
      $0.personName = PersonName(given: name)
      $0.stage = stage
    }.id
  }

  private func buy(_ customer: Identifier<Customer>) async throws {
    let line = PurchaseLine(amount: Money(minorUnits: 100, currency: .eur))
    try await directory.record(
      Purchase(id: directory.environment.id(), customer: customer, date: clock.now, currency: .eur, lines: [line]),
      by: author)
  }

  private var guarded: LifeCycle {
    LifeCycle(
      stages: [
        .init(.lead), .init(.prospect),
        .init(
          .customer,
          onEntry: [
            .addTag("buyer"), .removeTag("cold"), .createFollowUp(.init("Welcome call", kind: "call", dueIn: 2)),
            .emitEvent("welcome.due", ["by": .text("mail")]),
          ]),
      ],
      transitions: [
        .init(.lead, .prospect),
        .init(
          .lead, .customer,
          requirements: [
            .init("email", Customer.fields.hasEmail == true), .init("language", Customer.fields.language.isKnown),
            .init("bought", HistoryTerms.purchases().happened()),
          ]),
      ])
  }

  @Test func everythingThatIsMissingIsSaidAtOnce() async throws {
    let desk = LifeCycleDesk(directory, guarded)
    let anna = try await person("Anna")
    try await directory.edit(anna, by: author) { $0.language = "de" }
    let position = try store.position()
    await #expect(throws: LifeCycleViolation(from: .lead, to: .customer, missing: ["email", "bought"])) {
      try await desk.move(anna, to: .customer, by: author)
    }
    let verdict = try await desk.verdict(on: anna, to: .customer)
    #expect(!verdict.isAllowed && verdict.hasWay && verdict.missing.count == 2 && verdict.findings.count == 3)
    #expect(verdict.missing.last?.explanation.actual == .integer(0))
    await #expect(throws: LifeCycleViolation(from: .lead, to: .former, targets: [.prospect, .customer])) {
      try await desk.move(anna, to: .former, by: author)
    }
    #expect(try store.position() == position)
    try await desk.move(anna, to: .lead, by: author)
    #expect(try store.position() == position, "being there already is no move")
  }

  @Test func whatIsToBeDoneOnArrivalIsInTheSameCommit() async throws {
    let desk = LifeCycleDesk(directory, guarded)
    let anna = try await person("Anna")
    try await directory.edit(anna, by: author) {
      $0.language = "de"
      $0.tags = ["cold", "old"]
      $0.contactPoints = [ContactPoint(.email(try EmailAddress("a@example.com")))]
    }
    try await buy(anna)
    let before = try #require(try store.position())
    let moved = try await desk.move(anna, to: .customer, by: author)
    #expect(moved.stage == .customer && Array(moved.tags) == ["buyer", "old"])
    #expect(try store.position() == CommitPosition(before.value + 1))
    let todo = try #require(try store.page(Query(FollowUp.byCustomer, anna)).items.first)
    #expect(todo.what == "Welcome call" && todo.kind == .call)
    // In two days, at the end of the day.
    #expect(todo.due == Date("2026-11-23T23:59:59.999Z"))
    #expect(
      try store.page(Query(Event.byName, ExactText("welcome.due"))).items.map(\.properties) == [["by": .text("mail")]])
    #expect(try store.page(Query(Event.byName, ExactText("customer.stageChanged"))).items.count == 1)
  }

  @Test func anEffectThatNobodyCarriesOutHoldsTheMoveUp() async throws {
    var cycle = guarded
    cycle.stages[1].onEntry = [.addPoints(5, program: "club"), .createFollowUp(.init("Ask", assignee: .manager))]
    let anna = try await person("Anna")
    do {
      try await LifeCycleDesk(directory, cycle).move(anna, to: .prospect, by: author)
      Issue.record("the move was not refused")
    } catch let violation as LifeCycleViolation {
      #expect(violation.refusals.map(\.code) == [EffectPlan.Code.unhandled, LifeCycleReason.nobody])
      #expect(violation.description == "lead → prospect: effect.unhandled, lifeCycle.nobody")
    }
    #expect(try await directory.customer(anna)?.stage == .lead)
  }

  @Test func timeAndPurchasesMoveCustomersByThemselves() async throws {
    let desk = LifeCycleDesk(directory, .standard(lapsedAfter: 6))
    let keeper = SegmentKeeper(directory)
    try await desk.defineSegments(by: author)
    let anna = try await person("Anna")
    let bert = try await person("Bert")
    try await buy(anna)
    try await keeper.advance()
    #expect(try await desk.advance() == 1)
    #expect(try await directory.customer(anna)?.stage == .customer)
    #expect(try await directory.customer(bert)?.stage == .lead)
    // Half a year later she has lapsed, and somebody is to win her back.
    try await keeper.advance()
    let moment = try #require(try await keeper.nextMoment())
    #expect(moment == Date("2027-05-22T00:00:00Z"))
    clock.set(moment)
    try await keeper.advance()
    #expect(try await desk.advance() == 1)
    #expect(try await directory.customer(anna)?.stage == .lapsed)
    #expect(try store.page(Query(FollowUp.byCustomer, anna)).items.map(\.what) == ["Win back"])
    clock.advance(by: 86_400)
    try await buy(anna)
    try await keeper.advance()
    #expect(try await desk.advance() == 1)
    #expect(try await directory.customer(anna)?.stage == .customer)
    let history = try await desk.history(of: anna)
    #expect(history.map(\.stage) == [.lead, .customer, .lapsed, .customer])
    #expect(history.map(\.enteredAt) == [now, now, moment, moment + 86_400])
    #expect(history.last?.leftAt == nil && history[2].leftAt == moment + 86_400)
    try await keeper.advance()
    #expect(try await desk.advance() == 0)
  }

  @Test func thoseWhoStayTooLongAreFound() async throws {
    let cycle = LifeCycle.standard()
    let stalled = try #require(cycle.stalledSegments(now: now).first { $0.name == "lifeCycle.stalled.lead" })
    try await directory.define(stalled, by: author)
    let anna = try await person("Anna")
    let bert = try await person("Bert", .prospect)
    clock.advance(by: 20 * 86_400)
    try await directory.edit(bert, by: author) { $0.stage = .lead }
    clock.advance(by: 11 * 86_400)
    #expect(try await directory.explain(anna, in: stalled.id).isMember, "there from the beginning")
    #expect(try await !directory.explain(bert, in: stalled.id).isMember)
    clock.advance(by: 20 * 86_400)
    #expect(try await directory.explain(bert, in: stalled.id).isMember)
  }

  @Test func aDefinitionIsChecked() throws {
    let catalog = directory.segmentFields.catalog
    #expect(LifeCycle.standard().problems(catalog) == [])
    let wrong = LifeCycle(
      stages: [.init(.lead), .init(.lead), .init(.customer, expectedDays: -1)],
      transitions: [
        .init(.lead, .lead), .init(.lead, .former), .init(.lead, .customer, isAutomatic: true),
        .init(.lead, .customer, requirements: [.init("x", .all([.known("customer.colour")]))]),
      ])
    #expect(
      wrong.problems(catalog).map { "\($0.field) \($0.reason.code.rawValue)" } == [
        "stages[1].stage field.notUnique", "stages[2].expectedDays field.outOfRange",
        "transitions[0].to field.contradicts", "transitions[1].to field.notAChoice",
        "transitions[2].requirements field.missing", "transitions[3] field.notUnique",
        "transitions[3].requirements[0].condition.all[0] condition.unknownField",
      ])
    let data = try JSONEncoder().encode(LifeCycle.standard())
    #expect(try JSONDecoder().decode(LifeCycle.self, from: data) == .standard())
    let short = #"{"stages": [{"stage": "lead"}, {"stage": "won"}], "transitions": [{"from": "lead", "to": "won"}]}"#
    let read = try JSONDecoder().decode(LifeCycle.self, from: Data(short.utf8))
    #expect(read == LifeCycle(stages: [.init(.lead), .init("won")], transitions: [.init(.lead, "won")]))
  }

  /// Against counting by hand over a small base.
  @Test func theFunnelCountsStays() async throws {
    func day(_ number: Int) -> Date { Date(timeIntervalSince1970: Double(number) * 86_400) }
    func stays(_ name: StaticString, _ moves: [(LifecycleStage, Int)]) -> [StageStay] {
      moves.indices.map { index in
        let next = index + 1 < moves.count ? moves[index + 1] : nil
        return StageStay(
          customer: Identifier(derivedFrom: "\(name)"), stage: moves[index].0, enteredAt: day(moves[index].1),
          leftAt: next.map { day($0.1) }, next: next?.0)
      }
    }
    let all =
      stays("a", [(.lead, 1), (.prospect, 5), (.customer, 9)]) + stays("b", [(.lead, 2), (.former, 6)])
      + stays("c", [(.lead, 3), (.prospect, 12), (.lead, 13)]) + stays("d", [(.lead, 30)])
    let funnel = StageFunnel(
      all, stages: [.lead, .prospect, .customer], in: Period(start: day(1), end: day(13)))
    #expect(funnel.rows.map(\.stage) == [.lead, .prospect, .customer, .former])
    #expect(funnel.rows.map(\.entered) == [3, 2, 1, 1])
    #expect(funnel.rows.map(\.wentOn) == [2, 1, 0, 0])
    #expect(funnel.rows.map(\.left) == [3, 1, 0, 0])
    #expect(funnel.rows.map(\.present) == [0, 1, 1, 1])
    #expect(funnel.rows[0].leftTo == [.prospect: 2, .former: 1])
    #expect(funnel.rows[0].medianStay == 4 * 86_400 && funnel.rows[0].conversion == 2.0 / 3)
    #expect(funnel.rows[2].conversion == 0 && funnel.rows[2].medianStay == nil)

    let anna = try await person("Anna")
    clock.advance(by: 86_400)
    try await directory.edit(anna, by: author) { $0.stage = .prospect }
    let read = try await LifeCycleDesk(directory, .standard()).funnel(
      in: Period(start: now, end: now + 10 * 86_400))
    #expect(read.rows.first { $0.stage == .lead }?.wentOn == 1)
    #expect(read.rows.first { $0.stage == .prospect }?.present == 1)
  }
}
