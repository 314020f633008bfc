import CRMTesting
import Foundation
import Pipeline
import Testing

@Suite struct PipelineEditTests {
  private func without(_ stage: StageID) -> SalesPipeline {
    var pipeline = Fixture.pipeline()
    pipeline.stages.removeAll { $0.id == stage }
    return pipeline
  }

  @Test func aStageThatGoesNeedsAPlaceForItsDeals() throws {
    let old = Fixture.pipeline()
    let error = #expect(throws: ValidationError.self) { try PipelineEdit(from: old, to: without("proposal")) }
    #expect(error?.problems.map(\.field) == ["mapping[proposal]"])
    #expect(error?.problems.map(\.reason.code) == [SalesReason.stageWithoutMapping])
    let edit = try PipelineEdit(from: old, to: without("proposal"), mapping: ["proposal": "qualified"])
    #expect(edit.leavingStages == ["proposal"])
  }

  @Test(arguments: ["won", "proposal", "nowhere"] as [StageID])
  func dealsAreNeverDecidedOrLostByAnEdit(target: StageID) {
    #expect(throws: ValidationError.self) {
      try PipelineEdit(from: Fixture.pipeline(), to: without("proposal"), mapping: ["proposal": target])
    }
  }

  @Test func aStageThatChangesItsMeaningIsEmptiedToo() throws {
    var new = Fixture.pipeline()
    new.stages[3].category = .lost
    #expect(throws: ValidationError.self) { try PipelineEdit(from: Fixture.pipeline(), to: new) }
    #expect(throws: ValidationError.self) {
      try PipelineEdit(from: Fixture.pipeline(), to: new, mapping: ["negotiation": "negotiation"])
    }
    let edit = try PipelineEdit(from: Fixture.pipeline(), to: new, mapping: ["negotiation": "proposal"])
    #expect(edit.transition.stage("negotiation")?.category == .open)
    #expect(edit.transition.stage("negotiation")?.isRetiring == true)
  }

  @Test func nothingIsOrphanedInTheStore() async throws {
    let store = InMemoryStore(environment: .fixed())
    let desk = SalesDesk(store: store, environment: .fixed(at: Fixture.start))
    try await desk.add(Fixture.pipeline(), by: Fixture.author)
    var changes = ChangeSet()
    for number in 0..<1_000 {
      let stage = Fixture.stageIDs[number % 4]
      changes.insert(try Fixture.deal(Identifier(derivedFrom: "\(number)"), in: stage))
    }
    try store.commit(changes)
    let edit = try PipelineEdit(from: Fixture.pipeline(), to: without("proposal"), mapping: ["proposal": "qualified"])
    try await desk.apply(edit, by: Fixture.author)
    #expect(try await desk.pipeline(Fixture.pipelineID) == without("proposal"))
    let deals = try await store.all(Query<Deal>())
    #expect(deals.count == 1_000)
    #expect(deals.allSatisfy { $0.record.problems(in: edit.new).isEmpty })
    #expect(deals.filter { $0.record.stage == "qualified" }.count == 500)
    #expect(deals.filter { $0.record.history.contains("proposal") }.count == 250)
    let moves = try store.count(Query(Event.byName, ExactText(EventName.dealMoved.rawValue)))
    #expect(moves == 250)
    // The same plan again changes nothing; a plan for a pipeline that is no more is refused.
    try await desk.apply(edit, by: Fixture.author)
    let stale = try PipelineEdit(from: Fixture.pipeline(), to: without("qualified"), mapping: ["qualified": "new"])
    await #expect(throws: PipelineEditError.outdated(Fixture.pipelineID)) {
      try await desk.apply(stale, by: Fixture.author)
    }
  }

  @Test func aRetiringStageTakesNoDeals() throws {
    let edit = try PipelineEdit(from: Fixture.pipeline(), to: without("proposal"), mapping: ["proposal": "qualified"])
    let deal = try Fixture.deal()
    let violation = #expect(throws: MoveViolation.self) {
      try deal.moving(to: "proposal", in: edit.transition, at: Fixture.start, by: Fixture.author)
    }
    #expect(violation?.problems == [.retiringStage("proposal")])
  }
}
