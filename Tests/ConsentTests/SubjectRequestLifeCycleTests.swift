import CRMTesting
import Consent
import Foundation
import Testing

/// The states of a request, and what leads from one to the next.
@Suite struct SubjectRequestLifeCycleTests {
  private typealias Fixture = RightsFixture

  @Test func fromTheReceiptToTheAnswer() async throws {
    let fixture = RightsFixture()
    let request = try await fixture.receive()
    #expect(request.state == .received && request.deadline.day.description == "2026-12-23")
    try await fixture.desk.askIdentity(request.id, by: Fixture.staff)
    try await fixture.desk.verify(request.id, IdentityCheck(.document, compared: ["name"]), by: Fixture.staff)
    try await fixture.desk.approve(request.id, by: Fixture.staff)
    try await fixture.desk.begin(request.id, steps: ["customers"], by: Fixture.staff)
    try await fixture.desk.progress(request.id, step: "customers", .done, by: Fixture.staff)
    let closed = try await fixture.desk.complete(request.id, by: Fixture.staff)
    #expect(closed.state == .complete && !closed.isOpen && closed.closedAt == fixture.clock.now)
    #expect(
      closed.log.filter { $0.kind == .moved }.map(\.to) == [
        .received, .identityCheck, .pending, .approved, .inProgress, .complete,
      ])
    #expect(closed.log.allSatisfy { $0.author == Fixture.staff })
    #expect(zip(closed.log, closed.log.dropFirst()).allSatisfy { $0.to == $1.from })
    // One event for each thing that happened.
    let names = try await fixture.events(of: request.id).map(\.name.rawValue).sorted()
    #expect(names == closed.log.map(\.eventName.rawValue).sorted())
    #expect(names.contains("rights.complete") && names.contains("rights.stepDone"))
  }

  @Test func everyStepIsOneCommitWithItsEvent() async throws {
    let store = InMemoryStore()
    let fixture = RightsFixture(store: store)
    let request = try await fixture.receive()
    try await fixture.desk.verify(request.id, IdentityCheck(.account), by: Fixture.staff)
    try await fixture.desk.deny(request.id, because: Reason(RequestCode.unfounded), by: Fixture.staff)
    let commits = try store.history(after: nil, limit: 10)
    #expect(commits.count == 3)
    for commit in commits {
      let logs = try commit.records(of: SubjectRequest.self)
      #expect(logs.count == 1)
      #expect(try commit.records(of: Event.self).contains { $0.name.rawValue.hasPrefix("rights.") })
    }
  }

  @Test func whatTheLifeCycleDoesNotKnowIsRefusedByName() async throws {
    let fixture = RightsFixture()
    let request = try await fixture.receive()
    await #expect(throws: IllegalTransition(request.id, from: .received, to: .complete)) {
      try await fixture.desk.complete(request.id, by: Fixture.staff)
    }
    await #expect(throws: IllegalTransition(request.id, from: .received, to: .approved)) {
      try await fixture.desk.approve(request.id, by: Fixture.staff)
    }
    await #expect(throws: IllegalTransition(request.id, from: .received, to: .inProgress)) {
      try await fixture.desk.resume(request.id, by: Fixture.staff)
    }
    await #expect(throws: IllegalTransition(request.id, from: .received, to: .inProgress)) {
      try await fixture.desk.begin(request.id, steps: [], by: Fixture.staff)
    }
    await #expect(throws: IllegalTransition(request.id, from: .received, to: .inProgress)) {
      try await fixture.desk.carryOut(request.id, by: Fixture.staff) { _, _ in ChangeSet() }
    }
    let denied = try await fixture.desk.deny(
      request.id, because: Reason(RequestCode.nothingHeld), by: Fixture.staff)
    #expect(denied.denial?.code == RequestCode.nothingHeld && denied.alarms.isEmpty)
    for state in RequestState.allCases { #expect(!denied.mayBecome(state)) }
  }

  @Test func closedStatesLeadNowhereAndAllOthersSomewhere() {
    for state in RequestState.allCases where state != .expired {
      #expect(state.isClosed == state.successors.isEmpty, "\(state)")
    }
    // Every open state can run out of time, and the person can take the request back in each.
    for state in RequestState.allCases where !state.isClosed && state != .expired {
      #expect(state.successors.isSuperset(of: [.expired, .withdrawn]), "\(state)")
    }
  }

  @Test func theSameDemandAgainIsADuplicate() async throws {
    let fixture = RightsFixture()
    let first = try await fixture.receive()
    let again = try await fixture.receive()
    #expect(again.state == .duplicate && again.duplicateOf == first.id && again.alarms.isEmpty)
    #expect(try await fixture.receive(.erasure).state == .received)
    #expect(try await fixture.receive(matter: "invoices").state == .received)
    // By the address alone, and for somebody else.
    #expect(try await fixture.receive(.access, fixture.key(nil, "ann")).duplicateOf == first.id)
    let bob = RecordReference(collection: "customers", id: Identifier<Event>("bob").uuid)
    #expect(try await fixture.receive(.access, fixture.key(bob, "ann")).state == .received)
    try await fixture.desk.close(first.id, as: .withdrawn, by: .dataSubject)
    #expect(try await fixture.receive(.access, fixture.key(RightsFixture.ann, "new")).state == .received)
    // Staff see what the rule does not.
    let other = try await fixture.receive(.complaint, matter: "a")
    let same = try await fixture.receive(.complaint, matter: "b")
    let closed = try await fixture.desk.close(same.id, as: .duplicate(of: other.id), by: Fixture.staff)
    #expect(closed.duplicateOf == other.id)
  }

  @Test func twoReceiptsInAnyOrderAreOneOpenRequest() async throws {
    for current in Turns.drawnSchedules() {
      let turns = Turns(tasks: 2, schedule: current)
      let base = InMemoryStore()
      let states = try await withThrowingTaskGroup(of: RequestState.self) { group in
        for task in 0..<2 {
          group.addTask {
            defer { turns.end() }
            let store = TurnStore(base: base, turns: turns, task: task)
            let ledger = ConsentLedger(
              store: store, digester: ConsentFixture.digester, environment: .fixed(seed: UInt64(task) + 1))
            let key = ledger.digester.key(of: Fixture.ann, points: [try Fixture.point()])
            return try await RightsDesk(ledger: ledger).receive(.access, from: key, method: .mail, by: Fixture.staff)
              .state
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(Set(states) == [.received, .duplicate], "schedule \(current)")
    }
  }

  @Test func nobodyIsNeededButAContactPoint() async throws {
    let fixture = RightsFixture()
    let stranger = try await fixture.receive(.erasure, fixture.key(nil, "stranger"))
    #expect(stranger.subject.party == nil)
    let found = try await fixture.desk.requests(about: RightsFixture.point("stranger"))
    #expect(found.items.map(\.id) == [stranger.id])
    await #expect(throws: RequestRefusal.noSubject) {
      try await fixture.desk.receive(.access, from: SubjectKey(), method: .mail, by: Fixture.staff)
    }
  }

  @Test func requestsAreFoundByTimePersonAndState() async throws {
    let fixture = RightsFixture()
    let access = try await fixture.receive()
    let objection = try await fixture.receive(.objection, in: ["RU"])
    #expect(try await fixture.desk.due(before: .distantFuture).items.map(\.id) == [objection.id, access.id])
    #expect(try await fixture.desk.due(before: objection.deadline.end).items.isEmpty)
    #expect(try await fixture.desk.requests(in: .received).items.count == 2)
    #expect(try await fixture.desk.requests(of: RightsFixture.ann).items.count == 2)
    try await fixture.desk.deny(access.id, because: Reason(RequestCode.unfounded), by: Fixture.staff)
    #expect(try await fixture.desk.due(before: .distantFuture).items.map(\.id) == [objection.id])
    #expect(try await fixture.desk.requests(in: .denied).items.map(\.id) == [access.id])
  }

  @Test func theRegisterTellsWhatWasDoneAndNotForWhom() async throws {
    let fixture = RightsFixture()
    let request = try await fixture.approved()
    let period = Period(start: Date("2026-11-01"), end: Date("2026-12-01"))
    let page = try await fixture.desk.register(of: period)
    let entry = try #require(page.items.first)
    #expect(entry.id == request.id && entry.identityMethods == [.account] && entry.log.count == 3 && !entry.wasLate)
    let text = String(decoding: try JSONEncoder().encode(entry), as: UTF8.self)
    let digest = fixture.ledger.digester.digest(of: try RightsFixture.point())
    #expect(!text.contains("ann@") && !text.contains(digest.hex))
    #expect(!text.uppercased().contains(RightsFixture.ann.id.uuidString))
    #expect(
      try await fixture.desk.register(of: Period(start: Date("2026-12-01"), end: Date("2027-01-01"))).items.isEmpty)
  }

  @Test func anErasureForgetsTheRecordAndKeepsTheProof() async throws {
    let fixture = RightsFixture()
    let access = try await fixture.receive()
    let erasure = try await fixture.approved(.erasure)
    let declared = try #require(SubjectRequest.personalData)
    #expect(declared.undeclared.isEmpty)
    // While it is open it has to be known whose it is.
    guard case .retain(let open, _, _) = declared.erasure.outcome(of: access, subject: Fixture.ann, at: .now) else {
      throw RequestRefusal.noSubject
    }
    #expect(open == access)
    try await fixture.desk.begin(erasure.id, steps: [], by: Fixture.staff)
    let closed = try await fixture.desk.complete(erasure.id, by: Fixture.staff)
    #expect(closed.subject.party == nil && closed.subject.points == erasure.subject.points)
    let denied = try await fixture.desk.deny(
      access.id, because: Reason(RequestCode.nothingHeld), by: Fixture.staff)
    guard case .retain(let kept, _, _) = declared.erasure.outcome(of: denied, subject: Fixture.ann, at: .now) else {
      throw RequestRefusal.noSubject
    }
    #expect(kept.subject.party == nil && kept.log == denied.log)
  }

  @Test func everyReasonHasASentenceInFourLanguages() {
    let refusals: [Reason] =
      [
        .tooLate, .extendedBefore, .noticeMissing, .notExtendable, .unknownStep, .unfinished([]), .noSubject,
        .erasureUnderWay, .notByHand,
      ]
      .map { (refusal: RequestRefusal) in refusal.reason }
    let identity = IdentityRefusal.allCases.map(\.reason)
    let codes: [ReasonCode] = [
      RequestCode.daysLeft, RequestCode.timeRanOut, RequestCode.extended, RequestCode.checked, RequestCode.stepDone,
      RequestCode.stepFailed, RequestCode.codeIssued, RequestCode.codeFailed, RequestCode.illegalTransition,
      RequestCode.identityNotShown, RequestCode.unfounded, RequestCode.excessive, RequestCode.notController,
      RequestCode.nothingHeld, RequestCode.legalDuty, RequestCode.legalClaims, RequestCode.rightsOfOthers,
      RequestCode.notApplicable, RequestCode.proofOfRestriction, RequestCode.proofOfAnswer, RequestCode.documented,
      RequestCode.documentsRemoved, RequestCode.amended, RequestCode.planToApprove, RequestCode.erasureCalledOff,
      RequestCode.groundMissing, RequestCode.noContactPoint, RequestCode.correctionMissing, RequestCode.deliveryByStaff,
      RequestCode.documentsGone, RequestCode.staffNeeded, RequestCode.documentsRemain,
    ]
    let all = codes + (refusals + identity).map(\.code)
    for code in all {
      for language in ["en", "ru", "uk", "zh"] {
        #expect(ConsentLedger.phrases.sentences[code]?[language]?.isEmpty == false, "\(code) \(language)")
      }
    }
    #expect(ConsentLedger.phrases.sentences.keys.count { $0.rawValue.hasPrefix("rights.") } == all.count)
    let error = IllegalTransition("r", from: .received, to: .complete)
    #expect(
      ConsentLedger.phrases.sentence(for: error.reason) == "A request does not go from received to complete.")
  }
}
