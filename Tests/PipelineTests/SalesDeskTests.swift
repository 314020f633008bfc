import CRMTesting
import Foundation
import Pipeline
import Testing

@Suite struct SalesDeskTests {
  private func desk(
    _ pipeline: SalesPipeline = Fixture.pipeline(), activity: (any DealActivitySource)? = nil
  ) async throws -> (SalesDesk, InMemoryStore, TestClock) {
    let clock = TestClock(Fixture.start)
    let environment = CRMEnvironment.fixed(clock: clock)
    let store = InMemoryStore(environment: environment)
    let desk = SalesDesk(store: store, environment: environment, activity: activity)
    try await desk.add(pipeline, by: Fixture.author)
    return (desk, store, clock)
  }

  private func events(_ store: InMemoryStore, about deal: Deal) throws -> [Event] {
    try store.page(Query(Event.byAbout, RecordReference(deal))).items.map(\.record)
  }

  @Test func everyVerbCommitsItsEventInTheSameCommit() async throws {
    let (desk, store, clock) = try await desk()
    let deal = try await desk.open("Machines", in: Fixture.pipelineID, currency: .eur, by: Fixture.author) {
      $0.customer = "customer"
      $0.statedAmount = try Fixture.money(10)
    }
    clock.advance(by: 60)
    try await desk.edit(deal.id, by: Fixture.author) { $0.nextStep = "Call" }
    clock.advance(by: 60)
    try await desk.suspend(deal.id, reason: "leave", until: .max, by: Fixture.author)
    clock.advance(by: 60)
    try await desk.resume(deal.id, by: Fixture.author)
    clock.advance(by: 60)
    try await desk.move(deal.id, to: "proposal", by: Fixture.author)
    clock.advance(by: 60)
    try await desk.move(deal.id, to: "lost", by: Fixture.author, facts: .lost(.price))
    clock.advance(by: 60)
    try await desk.move(deal.id, to: "new", by: Fixture.author)
    clock.advance(by: 60)
    try await desk.move(deal.id, to: "won", by: Fixture.author)
    let found = try events(store, about: deal)
    let expected: [EventName] = [
      .dealOpened, .dealChanged, .dealSuspended, .dealResumed, .dealMoved, .dealLost, .dealReopened, .dealWon,
    ]
    #expect(found.map(\.name) == expected)
    #expect(found.allSatisfy { $0.customer == RecordReference("customer" as Identifier<Customer>) })
    #expect(found[5].properties["reason"] == .choice("price"))
    #expect(found[7].properties["amount"] == .money(try Fixture.money(10)))
    for commit in try store.history(after: CommitPosition(1), limit: 100) {
      #expect(commit.changes(to: Deal.self).count == 1 && commit.changes(to: Event.self).count == 1)
    }
  }

  @Test func aRefusedVerbWritesNothing() async throws {
    let (desk, store, _) = try await desk(Fixture.pipeline(requirements: ["won": [.known(field: "deal.amount")]]))
    let deal = try await desk.open("Machines", in: Fixture.pipelineID, currency: .eur, by: Fixture.author)
    let commits = try store.history(after: nil, limit: 100).count
    await #expect(throws: MoveViolation.self) { try await desk.move(deal.id, to: "won", by: Fixture.author) }
    await #expect(throws: ValidationError.self) { try await desk.edit(deal.id, by: Fixture.author) { $0.name = "" } }
    await #expect(throws: ValidationError.self) {
      try await desk.open("", in: Fixture.pipelineID, stage: "won", currency: .eur, by: Fixture.author)
    }
    #expect(try await desk.problems(moving: deal.id, to: "won") == [.unmet(.known(field: "deal.amount"))])
    #expect(try await desk.problems(moving: deal.id, to: "proposal") == [])
    try await desk.edit(deal.id, by: Fixture.author) { _ in }
    #expect(try store.history(after: nil, limit: 100).count == commits)
    #expect(try await desk.deal(deal.id) == deal)
  }

  @Test func aMoveDoesNotSlipPastAChangeOfThePipeline() async throws {
    let (desk, store, _) = try await desk()
    let deal = try await desk.open("Machines", in: Fixture.pipelineID, currency: .eur, by: Fixture.author)
    let move = try await desk.prepareMove(deal.id, to: "proposal", by: Fixture.author)
    try await store.edit(Fixture.pipelineID) { $0.name = "Renamed" }
    #expect(throws: StoreError.self) { try store.commit(move.changes) }
  }

  @Test func requiredActivitiesComeFromThePort() async throws {
    let pipeline = Fixture.pipeline(requirements: ["proposal": [.activity(kind: .meeting, times: 2)]])
    let activity = GivenActivity(activities: ["deal": [.meeting: 2]])
    let (desk, _, _) = try await desk(pipeline, activity: activity)
    for id in ["deal", "other"] as [Identifier<Deal>] {
      try await desk.open("Machines", in: Fixture.pipelineID, currency: .eur, by: Fixture.author, id: id)
    }
    #expect(try await desk.move("deal", to: "proposal", by: Fixture.author).stage == "proposal")
    await #expect(throws: MoveViolation.self) { try await desk.move("other", to: "proposal", by: Fixture.author) }
  }

  @Test func anArchivedPipelineTakesNoNewDeals() async throws {
    var pipeline = Fixture.pipeline()
    pipeline.isArchived = true
    let (desk, _, _) = try await desk(pipeline)
    let error = await #expect(throws: ValidationError.self) {
      try await desk.open("Machines", in: Fixture.pipelineID, currency: .eur, by: Fixture.author)
    }
    #expect(error?.problems.map(\.reason.code) == [SalesReason.archivedPipeline])
  }

  @Test func listsComeInPages() async throws {
    let (desk, store, _) = try await desk()
    var changes = ChangeSet()
    for number in 0..<25 {
      var deal = try Fixture.deal(
        Identifier(derivedFrom: "\(number)"), in: number % 5 == 0 ? "proposal" : "new",
        at: Fixture.days(Double(number)))
      deal.owner = number % 2 == 0 ? "anna" : nil
      deal.customer = number < 10 ? "customer" : nil
      if number == 10 { deal.parties = [DealParty("customer", .influencer)] }
      deal.expectedClose = CalendarDay(Fixture.days(Double(100 - number)), in: .gmt)
      deal.foreignKeys = [ForeignKey("\(number)", in: "erp")]
      changes.insert(deal)
    }
    try store.commit(changes)
    var seen: [Deal] = []
    var cursor: PageCursor?
    repeat {
      let page = try await desk.deals(in: "new", of: Fixture.pipelineID, limit: 7, after: cursor)
      #expect(page.items.count <= 7)
      seen += page.items
      cursor = page.next
    } while cursor != nil
    #expect(seen.count == 20)
    let entered = seen.map(\.history.current.entered)
    #expect(entered == entered.sorted())
    #expect(try await desk.deals(of: "anna").items.count == 13)
    #expect(try await desk.deals(of: nil).items.count == 12)
    #expect(try await desk.deals(of: "anna", .won).items.isEmpty)
    let known = try await desk.deals(with: "customer")
    #expect(known.items.count == 11)
    #expect(known.items.first?.id == Identifier(derivedFrom: "10"))
    let from = CalendarDay(Fixture.days(80), in: .gmt)
    #expect(try await desk.deals(expectedIn: from..<from.adding(days: 5)).items.count == 5)
    #expect(try await desk.deal(foreignKey: ForeignKey("7", in: "erp"))?.id == Identifier(derivedFrom: "7"))
    var twin = try Fixture.deal("twin")
    twin.foreignKeys = [ForeignKey("7", in: "erp")]
    let taken = twin
    await #expect(throws: StoreError.self) { try await store.insert(taken) }
  }

  @Test func agentsWithoutDecisionsHaveNoRate() async throws {
    let (desk, store, _) = try await desk()
    var won = try Fixture.deal().moving(to: "won", in: Fixture.pipeline(), at: Fixture.start, by: Fixture.author)
    won.owner = "anna"
    try await store.insert(won)
    let rates = try await desk.winRates(roster: ["anna", "boris"])
    #expect(rates == ["anna": WinRate(won: 1), "boris": WinRate()])
    #expect(rates["boris"]?.rate == nil)
    let later = CalendarDay(Fixture.days(1), in: .gmt)
    #expect(try await desk.winRates(in: later..<later.adding(days: 9)).isEmpty)
  }
}
