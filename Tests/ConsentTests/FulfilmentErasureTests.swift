import CRMTesting
import Consent
import Foundation
import Testing

/// From the demand for an erasure to the end of it, with the request that outlives the person's records.
@Suite struct FulfilmentErasureTests {
  private typealias Fixture = FulfilmentFixture
  private let staff = FulfilmentFixture.staff
  private var ann: Person { Fixture.ann }

  private func erasure(of request: SubjectRequest, in fixture: FulfilmentFixture) async throws -> Erasure {
    let id = try #require(request.fulfilment?.erasure)
    return try await fixture.store.require(id).record
  }

  @Test func theRequestIsCompleteWhenTheErasureIsAndSurvivesMinimised() async throws {
    let fixture = try await Fixture().filled()
    let id = try await fixture.approved(.erasure)
    try await fixture.beat()
    let waiting = try await fixture.request(id)
    let erasure = try await erasure(of: waiting, in: fixture)
    #expect(waiting.state == .inProgress && waiting.step(.plan)?.status == .done)
    #expect(erasure.state == .scheduled && erasure.request == RecordReference(waiting) && erasure.author == staff)
    #expect(waiting.nextMove(at: fixture.clock.now) == .wait(until: erasure.due))
    #expect(try await fixture.base.decision("ann@example.com").outcome == .deny, "restricted in the time of grace")
    #expect(try await fixture.desk.work.nextMoment() == erasure.due)
    fixture.clock.set(erasure.due.addingTimeInterval(-1))
    try await fixture.beat()
    #expect(try await fixture.store.get(ann.id) != nil)
    await #expect(throws: RequestRefusal.notByHand) {
      try await fixture.rights.progress(id, step: FulfilmentStep.erasure.name, .done, by: staff)
    }
    await #expect(throws: RequestRefusal.unfinished(["rights.erasure"])) {
      try await fixture.rights.complete(id, by: staff)
    }
    fixture.clock.advance(by: 1)
    try await fixture.beat()
    let done = try await fixture.request(id)
    #expect(done.state == .complete && done.subject.party == nil && done.subject.points == waiting.subject.points)
    #expect(done.log.prefix(waiting.log.count) == waiting.log[...])
    let evidence = done.log.last { $0.kind == .stepDone }?.reason?.arguments["erasure"]
    #expect(evidence == .reference(RecordReference(erasure)))
    #expect(try await fixture.store.get(ann.id) == nil)
    #expect(try await fixture.base.isErased("ann@example.com"))
    // Nothing leads to her any more, what was written after the erasure included.
    let events = try await fixture.store.all(Query(Event.self))
    #expect(!events.isEmpty && events.allSatisfy { $0.customer != ann.reference && $0.about != ann.reference })
    #expect(try await fixture.rights.requests(of: ann.reference).items.isEmpty)
  }

  @Test func somebodyElseMayCarryTheErasureOut() async throws {
    let fixture = try await Fixture().filled()
    let id = try await fixture.approved(.erasure)
    try await fixture.desk.fulfil(id)
    fixture.clock.advance(by: 86_400 * 7)
    // The heartbeat of the erasures comes first.
    _ = try await ErasureWork(fixture.desk.erasure).perform(WorkSlice(now: fixture.clock.now))
    #expect(try await fixture.store.get(ann.id) == nil)
    #expect(try await fixture.request(id).state == .inProgress)
    // What is written between the two leads nowhere.
    fixture.clock.advance(by: 86_400 * 60)
    try await fixture.beat()
    #expect(try await fixture.request(id).state == .complete)
    #expect(try await fixture.store.all(Query(Event.self)).allSatisfy { $0.customer != ann.reference })
    #expect(try await fixture.store.count(Query(Erasure.self)) == 1)
  }

  @Test func whatStaysIsForAPersonToApprove() async throws {
    let fixture = try await Fixture().filled()
    try await fixture.base.insert(Bill(id: "bill", person: ann.id, text: "For Ann"))
    let other = try await fixture.rights.receive(.access, from: fixture.key, method: .mail, by: staff)
    let id = try await fixture.approved(.erasure)
    try await fixture.beat()
    let asking = try #require(try await fixture.request(id).askingSteps.first)
    #expect(asking.name == "rights.plan")
    #expect(asking.question == Reason(RequestCode.planToApprove, ["retained": .integer(1), "requests": .integer(1)]))
    #expect(try await fixture.store.count(Query(Erasure.self)) == 0)
    let plan = try await fixture.desk.plan(for: id)
    #expect(plan.heldBack.map(\.reason.code) == [ErasureReason.accounting])
    // Something happens between looking and approving.
    try await fixture.base.insert(Memo(id: "late", person: ann.id, text: "late"))
    await #expect(throws: ErasureRefusal.stalePlan) { try await fixture.desk.approve(plan, for: id, by: staff) }
    #expect(try await fixture.store.count(Query(Erasure.self)) == 0)
    let again = try await fixture.desk.approve(try await fixture.desk.plan(for: id), for: id, by: staff)
    #expect(try await erasure(of: again, in: fixture).state == .scheduled)
    #expect(again.log.last { $0.kind == .stepDone }?.author == staff)
    fixture.clock.advance(by: 86_400 * 8)
    try await fixture.beat()
    #expect(try await fixture.request(id).state == .complete)
    #expect(try await fixture.store.get(Identifier<Bill>("bill"))?.text == "")
    #expect(try await fixture.request(other.id).isOpen, "the other demand is still owed")
  }

  @Test func aDemandTakenBackCallsTheErasureOff() async throws {
    let fixture = try await Fixture().filled()
    let id = try await fixture.approved(.erasure)
    try await fixture.desk.fulfil(id)
    await #expect(throws: RequestRefusal.erasureUnderWay) {
      try await fixture.rights.close(id, as: .withdrawn, by: staff)
    }
    let withdrawn = try await fixture.desk.withdraw(id, by: staff)
    #expect(withdrawn.state == .withdrawn)
    #expect(try await erasure(of: withdrawn, in: fixture).state == .cancelled)
    fixture.clock.advance(by: 86_400 * 60)
    try await fixture.beat()
    #expect(try await fixture.store.get(ann.id) != nil)
    #expect(try await fixture.base.decision("ann@example.com").outcome == .permit)
    // Too late: it has begun.
    let second = try await fixture.approved(.erasure)
    try await fixture.desk.fulfil(second)
    fixture.clock.advance(by: 86_400 * 8)
    let begun = try #require(try await fixture.request(second).fulfilment?.erasure)
    try await fixture.desk.erasure.resume(begun)
    await #expect(throws: ErasureRefusal.begun) { try await fixture.desk.withdraw(second, by: staff) }
    #expect(try await fixture.desk.fulfil(second).state == .complete)
  }

  @Test func oneThatWasCalledOffIsAskedAboutAndScheduledAnewOnlyByAPerson() async throws {
    let fixture = try await Fixture().filled()
    let id = try await fixture.approved(.erasure)
    let first = try await erasure(of: fixture.desk.fulfil(id), in: fixture)
    try await fixture.desk.erasure.cancel(first.id, by: staff)
    fixture.clock.advance(by: 86_400 * 8)
    try await fixture.beat()
    let asking = try await fixture.request(id)
    #expect(asking.askingSteps.first?.question?.code == RequestCode.erasureCalledOff)
    #expect(try await fixture.store.count(Query(Erasure.self)) == 1)
    try await fixture.rights.amend(id, FulfilmentOrder(), by: staff)
    let second = try await erasure(of: fixture.desk.fulfil(id), in: fixture)
    #expect(second.id != first.id && second.due == fixture.clock.now.addingTimeInterval(86_400 * 7))
  }

  @Test func aParticipantThatFailsIsNamedAndTheErasureGoesOnLater() async throws {
    // Asked for the plan, for the schedule, and when it begins: the third time it fails.
    let inner = try await Fixture().filled()
    let id = try await inner.approved(.erasure)
    try await inner.desk.fulfil(id)
    inner.clock.advance(by: 86_400 * 8)
    let fixture = Fixture(base: inner.base, participants: [PartParticipant(failures: 1)])
    try await fixture.beat()
    let half = try await fixture.request(id)
    #expect(half.state == .partiallyDone && half.step(.erasure)?.participant == "warehouse")
    #expect(half.step(.erasure)?.failure == "erasure.participant")
    #expect(try await fixture.store.get(ann.id) != nil, "nothing goes before all can")
    fixture.clock.advance(by: 60)
    try await fixture.beat()
    #expect(try await fixture.request(id).state == .complete)
    #expect(try await fixture.store.get(ann.id) == nil)
  }

  @Test func theDocumentsOfAnEarlierAnswerGoWithThePerson() async throws {
    let fixture = try await Fixture().filled()
    let access = try await fixture.approved(.access)
    try await fixture.desk.fulfil(access)
    #expect(fixture.blobs.count == 2)
    let id = try await fixture.approved(.erasure)
    try await fixture.desk.fulfil(id)
    fixture.clock.advance(by: 86_400 * 8)
    try await fixture.beat()
    #expect(try await fixture.request(id).state == .complete)
    #expect(fixture.blobs.count == 0)
    let answered = try await fixture.request(access)
    #expect(answered.fulfilment?.documents.isEmpty == true && answered.subject.party == nil)
    #expect(answered.log.count { $0.kind == .documented } == 2)
  }
}
