import CRMTesting
import Consent
import Foundation
import Testing

/// What is approved is carried out: access, portability, restriction, objection, rectification and complaint.
@Suite struct FulfilmentTests {
  private typealias Fixture = FulfilmentFixture
  private let staff = FulfilmentFixture.staff

  @Test func anAccessIsMadeHandedOverAndForgottenInTime() async throws {
    let fixture = try await Fixture().filled()
    let id = try await fixture.approved(.access)
    #expect(try await fixture.desk.work.nextMoment() == fixture.clock.now)
    #expect(try await fixture.beat().items == 1)
    let done = try await fixture.request(id)
    #expect(done.state == .complete)
    #expect(done.work == [.moved, .documented, .documented, .stepDone, .stepDone, .moved])
    // What was handed over is what the log has the digests of.
    let answer = try #require(fixture.deliveries.answers.first)
    #expect(fixture.deliveries.answers.count == 1 && answer.request.id == id)
    #expect(answer.files.map(\.document.name) == ["access.json", "access.html"])
    #expect(answer.text("access.html")?.contains("Ann called") == true)
    let digests = answer.files.map { SHA256.hash($0.bytes).hex }
    let told = done.log.filter { $0.kind == .documented }.compactMap { $0.reason?.arguments["digest"] }
    #expect(told == digests.map { .text($0) })
    #expect(done.fulfilment?.answer.map(\.digest.hex) == digests && fixture.blobs.count == 2)
    #expect(try await fixture.desk.answer(to: id).key == answer.key)
    // The documents are there for thirty days, and not longer; the digests stay.
    fixture.clock.advance(by: 86_400 * 30 - 1)
    #expect(try await fixture.beat().items == 0 && fixture.blobs.count == 2)
    fixture.clock.advance(by: 1)
    try await fixture.beat()
    let over = try await fixture.request(id)
    #expect(fixture.blobs.count == 0 && over.fulfilment?.documents.isEmpty == true)
    #expect(over.log.last?.kind == .documentsRemoved && over.log.filter { $0.kind == .documented }.count == 2)
    #expect(try await fixture.desk.work.nextMoment() == nil)
  }

  @Test func bytesThatAnotherRecordHasStay() async throws {
    let fixture = try await Fixture().filled()
    let id = try await fixture.approved(.portability)
    let done = try await fixture.desk.fulfil(id)
    let digest = try #require(done.fulfilment?.answer.first?.digest)
    #expect(done.fulfilment?.answer.map(\.name) == ["portability.json"])
    try await fixture.base.insert(Scan(id: "filed", owner: Fixture.ann.reference, digest: digest))
    fixture.clock.advance(by: 86_400 * 31)
    try await fixture.beat()
    #expect(try await fixture.request(id).fulfilment?.documents.isEmpty == true)
    #expect(fixture.blobs.contains(digest))
  }

  @Test func withoutAPortTheStaffHandsOver() async throws {
    let fixture = try await Fixture(delivers: false).filled()
    let id = try await fixture.approved(.access)
    let asking = try await fixture.desk.fulfil(id)
    #expect(asking.state == .inProgress && asking.askingSteps.map(\.name) == ["rights.delivery"])
    #expect(asking.askingSteps.first?.question?.code == RequestCode.deliveryByStaff)
    let notices = try await fixture.store.all(Query(OutboxItem.self))
    #expect(notices.count == 1, "somebody is told")
    // Asked once, however often the heartbeat comes; nothing else can be said to be done.
    #expect(try await fixture.beat().items == 0)
    await #expect(throws: RequestRefusal.notByHand) {
      try await fixture.rights.progress(id, step: FulfilmentStep.export.name, .failed("x"), by: staff)
    }
    #expect(try await fixture.desk.answer(to: id).files.count == 2)
    #expect(try await fixture.desk.confirm(FulfilmentStep.delivery.name, of: id, by: staff).state == .complete)
  }

  @Test func whatWasNotMadeCannotBeHandedOver() async throws {
    let fixture = try await Fixture(answering: [PartParticipant(failures: 2)]).filled()
    let id = try await fixture.approved(.access)
    let failed = try await fixture.desk.fulfil(id)
    #expect(failed.state == .partiallyDone && failed.step(.export)?.participant == "warehouse")
    #expect(failed.step(.export)?.failure == "participation.export")
    await #expect(throws: RequestRefusal.notByHand) {
      try await fixture.desk.confirm(FulfilmentStep.delivery.name, of: id, by: staff)
    }
    await #expect(throws: RequestRefusal.notByHand) {
      try await fixture.rights.carryOut(id, by: staff) { _, _ in ChangeSet() }
    }
    #expect(fixture.deliveries.answers.isEmpty && fixture.blobs.count == 0)
    // Tried again by the heartbeat when its time has come, and not before.
    let retry = try #require(try await fixture.desk.work.nextMoment())
    #expect(retry > fixture.clock.now && retry <= fixture.clock.now.addingTimeInterval(60))
    #expect(try await fixture.beat().items == 0)
    fixture.clock.set(retry)
    let outcome = try await fixture.beat()
    #expect(outcome.failure is StepFailure)
    // Or at once, when somebody says so.
    #expect(try await fixture.desk.fulfil(id).state == .complete)
    #expect(fixture.deliveries.answers.count == 1)
  }

  @Test func aRestrictionNeedsAGroundAndEndsOnlyAfterANotice() async throws {
    let fixture = try await Fixture().filled()
    let id = try await fixture.approved(.restriction)
    let asking = try await fixture.desk.fulfil(id)
    #expect(asking.askingSteps.first?.question?.code == RequestCode.groundMissing)
    #expect(try await fixture.base.decision("ann@example.com").outcome == .permit)
    try await fixture.rights.amend(id, FulfilmentOrder(ground: .accuracyContested), by: staff)
    fixture.clock.advance(by: 60)
    try await fixture.beat()
    #expect(try await fixture.request(id).state == .complete)
    #expect(try await fixture.base.decision("ann@example.com").outcome == .deny)
    let key = try fixture.key
    await #expect(throws: RestrictionRefusal.noticeMissing) {
      try await fixture.ledger.endRestriction(of: .accuracyContested, for: key, by: staff)
    }
  }

  @Test func aParticipantThatFailsIsNamedTheOthersGoOnAndItIsTriedAgain() async throws {
    let parts: [any Participant] = [PartParticipant("warehouse", failures: 1), PartParticipant("archive")]
    let fixture = try await Fixture(participants: parts).filled()
    let id = try await fixture.approved(.restriction, FulfilmentOrder(ground: .unlawfulUse))
    try await fixture.beat()
    let half = try await fixture.request(id)
    #expect(half.state == .partiallyDone)
    #expect(half.openSteps.map(\.name) == ["warehouse"] && half.openSteps[0].participant == "warehouse")
    #expect(half.log.last { $0.kind == .stepFailed }?.reason?.arguments["participant"] == .choice("warehouse"))
    #expect(try await PartParticipant.marks("restrict", in: fixture.store) == 1)
    fixture.clock.advance(by: 60)
    try await fixture.beat()
    #expect(try await fixture.request(id).state == .complete)
    #expect(try await PartParticipant.marks("restrict", in: fixture.store) == 2)
    #expect(try await fixture.count(.restricted) == 2, "the person and the address, once")
  }

  @Test func anObjectionIsAnActOfThePersonsOwn() async throws {
    let fixture = try await Fixture().filled()
    let received = fixture.clock.now
    let scope = ConsentScope(purpose: "marketing")
    let id = try await fixture.approved(.objection, FulfilmentOrder(scope: scope))
    fixture.clock.advance(by: 86_400)
    #expect(try await fixture.desk.fulfil(id).state == .complete)
    let act = try #require(try await fixture.ledger.acts(of: .email(EmailAddress("ann@example.com"))).last)
    #expect(act.kind == .objected && act.scope == scope && act.actor == .subject && act.method == .mail)
    #expect(act.date == received && act.recordedAt == fixture.clock.now)
    #expect(try await fixture.base.decision("ann@example.com").outcome == .deny)
    // Nowhere to record it: asked, not dropped.
    let nowhere = try await fixture.approved(.objection, from: SubjectKey(party: Person("Zoe").reference))
    #expect(try await fixture.desk.fulfil(nowhere).askingSteps.first?.question?.code == RequestCode.noContactPoint)
  }

  @Test func aCorrectionAndItsMarkAreOneCommit() async throws {
    let fixture = try await Fixture(participants: [PartParticipant(failures: 1)]).filled()
    let id = try await fixture.approved(.rectification)
    #expect(try await fixture.desk.fulfil(id).askingSteps.first?.question?.code == RequestCode.correctionMissing)
    func rectify() async throws -> SubjectRequest {
      try await fixture.desk.rectify(id, by: staff) { _ in
        var stored = try await fixture.store.require(Fixture.ann.id)
        stored.record.name = "Anne"
        var changes = ChangeSet()
        changes.update(stored)
        return RequestCorrection(changes, values: ["name": .text("Anne")])
      }
    }
    // The participant fails: nothing is written, and the staff is told.
    await #expect(throws: ParticipationError("warehouse", .rectify)) { try await rectify() }
    #expect(try await fixture.store.get(Fixture.ann.id)?.name == "Ann")
    let done = try await rectify()
    #expect(done.state == .complete && done.log.last { $0.kind == .stepDone }?.author == staff)
    #expect(try await fixture.store.get(Fixture.ann.id)?.name == "Anne")
    #expect(try await PartParticipant.marks("rectify.1", in: fixture.store) == 1)
    #expect(try await rectify() == done, "once")
    #expect(try await PartParticipant.marks("rectify.1", in: fixture.store) == 1)
  }

  @Test func aComplaintIsForPersons() async throws {
    let fixture = try await Fixture().filled()
    let id = try await fixture.approved(.complaint)
    let before = try await fixture.store.count(Query(ConsentAct.self))
    #expect(try await fixture.desk.fulfil(id).askingSteps.first?.question?.code == RequestCode.staffNeeded)
    #expect(try await fixture.store.count(Query(ConsentAct.self)) == before)
    #expect(try await fixture.desk.confirm(FulfilmentStep.staff.name, of: id, by: staff).state == .complete)
  }

  @Test func theTimeRunsOnAndTheDutyStays() async throws {
    let fixture = try await Fixture(deliveries: Deliveries(failures: 1)).filled()
    let id = try await fixture.approved(.access)
    try await fixture.beat()
    #expect(try await fixture.request(id).state == .partiallyDone)
    fixture.clock.advance(by: 86_400 * 60)
    _ = try await fixture.rights.deadlineWork.perform(WorkSlice(now: fixture.clock.now))
    #expect(try await fixture.request(id).state == .expired)
    try await fixture.beat()
    let done = try await fixture.request(id)
    #expect(done.state == .complete && RequestRegisterEntry(done).wasLate)
    #expect(fixture.deliveries.answers.count == 1)
  }

  @Test func somebodyKnownByAnAddressAloneIsAnswered() async throws {
    let fixture = try await Fixture().filled()
    let key = SubjectKey(points: try fixture.key.points)
    let id = try await fixture.approved(.access, from: key)
    #expect(try await fixture.desk.fulfil(id).state == .complete)
    #expect(fixture.deliveries.answers.first?.text("access.json")?.contains("marketing.news") == true)
    let erased = try await fixture.approved(.erasure, from: key)
    try await fixture.desk.fulfil(erased)
    fixture.clock.advance(by: 86_400 * 8)
    try await fixture.beat()
    #expect(try await fixture.request(erased).state == .complete)
    #expect(try await fixture.base.isErased("ann@example.com"))
  }
}
