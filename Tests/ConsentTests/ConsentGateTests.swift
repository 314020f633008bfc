import CRMTesting
import Consent
import Foundation
import Testing

@Suite struct ConsentGateTests {
  private typealias Fixture = ConsentFixture

  /// The permit, or a failed test.
  private func permit(
    _ fixture: ConsentFixture, _ request: SendRequest<EmailChannel>
  ) async throws -> SendPermit<EmailChannel> {
    guard let permit = try await fixture.gate.decide(request).permit() else {
      throw SendRefusal.tooLate
    }
    return permit
  }

  /// What handing a message over throws.
  private func failure(
    _ fixture: ConsentFixture, _ message: consuming Authorized<EmailChannel>,
    _ transport: InMemoryTransport<EmailChannel>
  ) async -> (any Error)? {
    do {
      try await fixture.gate.deliver(message, through: transport)
      return nil
    } catch {
      return error
    }
  }

  private func refusal(_ body: () async throws -> Void) async -> SendRefusal? {
    do {
      try await body()
      return nil
    } catch {
      return error as? SendRefusal
    }
  }

  @Test func aPermitBecomesOneDeliveredAndConfirmedMessage() async throws {
    let fixture = Fixture()
    let ann = try Fixture.address("ann")
    let given = try await fixture.optIn(ann)
    let transport = InMemoryTransport<EmailChannel>()
    let message = try await fixture.gate.authorize(
      permit(fixture, Fixture.request(ann)), draft: Fixture.draft())
    let id = message.authorization
    #expect(message.deadline == fixture.clock.now.addingTimeInterval(60))
    #expect(try await fixture.store.require(id).record.state == .authorized)
    let receipt = try await fixture.gate.deliver(message, through: transport)
    #expect(transport.deliveries.map(\.address) == [ann])
    let record = try await fixture.store.require(id).record
    #expect(record.state == .confirmed && record.receipt == receipt.id)
    #expect(record.evidence == [given.id] && record.bases == [.consent])
  }

  @Test func noHeadMeansDeny() async throws {
    let fixture = Fixture()
    let verdict = try await fixture.gate.decide(Fixture.request(Fixture.address("nobody")))
    #expect(verdict.decision.codes.contains(ConsentCode.noRecord))
    let isDenied = verdict.permit() == nil
    #expect(isDenied)
  }

  @Test func aStopBetweenPermitAndAuthorisationIsSeen() async throws {
    let fixture = Fixture()
    let ann = try Fixture.address("ann")
    try await fixture.optIn(ann)
    let permit = try await permit(fixture, Fixture.request(ann))
    fixture.clock.advance(by: 1)
    try await fixture.ledger.withdraw(.email(ann), method: .oneClick, by: .dataSubject)
    var caught: SendRefusal?
    do { _ = try await fixture.gate.authorize(permit, draft: Fixture.draft()).deadline } catch let error as SendRefusal
    {
      caught = error
    }
    guard case .denied(let decision) = caught else {
      Issue.record("authorised after a stop")
      return
    }
    #expect(decision.codes.contains(ConsentCode.stopped))
    #expect(try await fixture.store.count(Query<Authorization>()) == 0)
  }

  @Test func aHarmlessActBetweenIsDecidedAgainAndPasses() async throws {
    let fixture = Fixture()
    let ann = try Fixture.address("ann")
    try await fixture.optIn(ann)
    let permit = try await permit(fixture, Fixture.request(ann))
    try await fixture.optIn(ann, to: "marketing.offers")
    _ = try await fixture.gate.authorize(permit, draft: Fixture.draft()).deadline
    #expect(try await fixture.store.count(Query<Authorization>()) == 1)
  }

  @Test func oneStepOfARunReachesAContactPointOnce() async throws {
    let fixture = Fixture()
    let ann = try Fixture.address("ann")
    try await fixture.optIn(ann)
    let request = Fixture.request(ann)
    let first = try await fixture.gate.authorize(permit(fixture, request), draft: Fixture.draft())
    let id = first.authorization
    let again = await refusal { _ = try await fixture.gate.authorize(permit(fixture, request), draft: Fixture.draft()) }
    #expect(again == .alreadyAuthorized(id, isConfirmed: false))
    let other = Fixture.request(ann, step: "2")
    _ = try await fixture.gate.authorize(permit(fixture, other), draft: Fixture.draft()).deadline
    #expect(try await fixture.gate.unconfirmed(before: .distantFuture).items.count == 2)
  }

  @Test func anOldPermitIsDecidedAgain() async throws {
    let fixture = Fixture()
    let ann = try Fixture.address("ann")
    try await fixture.ledger.optIn(
      .email(ann), to: "marketing.news", through: .email, proof: Fixture.proof, method: .form,
      validity: ConsentValidity(until: fixture.clock.now.addingTimeInterval(3600)), by: .dataSubject)
    let permit = try await permit(fixture, Fixture.request(ann))
    fixture.clock.advance(by: 3600)
    var wasRefused = false
    do { _ = try await fixture.gate.authorize(permit, draft: Fixture.draft()).deadline } catch is SendRefusal {
      wasRefused = true
    }
    #expect(wasRefused)
  }

  @Test func theDeadlineNeverPassesTheEndOfTheConsent() async throws {
    let fixture = Fixture()
    let ann = try Fixture.address("ann")
    let end = fixture.clock.now.addingTimeInterval(20)
    try await fixture.ledger.optIn(
      .email(ann), to: "marketing.news", through: .email, proof: Fixture.proof, method: .form,
      validity: ConsentValidity(until: end), by: .dataSubject)
    let message = try await fixture.gate.authorize(permit(fixture, Fixture.request(ann)), draft: Fixture.draft())
    #expect(message.deadline == end)
  }

  @Test func aPromotionalDraftMakesATransactionalPermitMarketing() async throws {
    let fixture = Fixture()
    let ann = try Fixture.address("ann")
    try await fixture.ledger.establish(.contract("C1"), for: .email(ann), purpose: "orders", by: .system)
    let context = MessageContext(.transactional, purpose: "orders", jurisdictions: ["DE"])
    let request = Fixture.request(ann, context: context)
    let refused = await refusal {
      _ = try await fixture.gate.authorize(permit(fixture, request), draft: Fixture.draft(promotes: true))
    }
    guard case .denied(let decision) = refused else {
      Issue.record("a promotion went out as an order confirmation")
      return
    }
    #expect(decision.messageClass == .marketing)
    _ = try await fixture.gate.authorize(permit(fixture, request), draft: Fixture.draft(promotes: false)).deadline
  }

  @Test func aDraftWithoutWhatIsDemandedIsRefused() async throws {
    let fixture = Fixture()
    let ann = try Fixture.address("ann")
    try await fixture.optIn(ann)
    var draft = try Fixture.draft()
    draft.unsubscribeLink = nil
    draft.disclosures = []
    let refused = await refusal {
      _ = try await fixture.gate.authorize(permit(fixture, Fixture.request(ann)), draft: draft)
    }
    #expect(refused == .obligationsUnmet([.advertisingLabel, .oneClickUnsubscribe, .visibleUnsubscribe]))
    for nothing in ["", " ", "\n"] {
      draft.unsubscribeLink = nothing
      #expect(!draft.fulfils(.visibleUnsubscribe) && !draft.fulfils(.oneClickUnsubscribe))
    }
    #expect(try await fixture.store.count(Query<Authorization>()) == 0)
  }

  @Test func whatIsLateDoesNotLeaveAndMayBeAuthorisedAgain() async throws {
    let fixture = Fixture()
    let ann = try Fixture.address("ann")
    try await fixture.optIn(ann)
    let transport = InMemoryTransport<EmailChannel>()
    let message = try await fixture.gate.authorize(permit(fixture, Fixture.request(ann)), draft: Fixture.draft())
    fixture.clock.advance(by: 60)
    let refused = await failure(fixture, message, transport) as? SendRefusal
    #expect(refused == .tooLate)
    #expect(transport.deliveries.isEmpty)
    let again = try await fixture.gate.authorize(permit(fixture, Fixture.request(ann)), draft: Fixture.draft())
    try await fixture.gate.deliver(again, through: transport)
    #expect(transport.deliveries.count == 1)
  }

  @Test func anOldAttemptThatDidNotLeaveSaysNothingOfALaterOne() async throws {
    let fixture = Fixture()
    let ann = try Fixture.address("ann")
    try await fixture.optIn(ann)
    // One process stalls with an authorised message; staff find that it did not leave, and another one authorises it again.
    let stalled = try await fixture.gate.authorize(permit(fixture, Fixture.request(ann)), draft: Fixture.draft())
    let id = stalled.authorization
    try await fixture.gate.release(id)
    fixture.clock.advance(by: 61)
    let second = try await fixture.gate.authorize(permit(fixture, Fixture.request(ann)), draft: Fixture.draft())
    let breaking = InMemoryTransport<EmailChannel> { _ in CancellationError() }
    _ = await failure(fixture, second, breaking)
    // It wakes, and is too late: that the second message may have left stays visible.
    let late = await failure(fixture, stalled, InMemoryTransport<EmailChannel>()) as? SendRefusal
    #expect(late == .tooLate)
    #expect(try await fixture.gate.unconfirmed(before: .distantFuture).items.map(\.id) == [id])
    let third = await refusal {
      _ = try await fixture.gate.authorize(permit(fixture, Fixture.request(ann)), draft: Fixture.draft())
    }
    #expect(third == .alreadyAuthorized(id, isConfirmed: false))
  }

  @Test func aRejectionMayBeRepeatedAnUnknownFateNot() async throws {
    let fixture = Fixture()
    let ann = try Fixture.address("ann")
    try await fixture.optIn(ann)
    let refusing = InMemoryTransport<EmailChannel> { _ in TransportRejection(code: "full", isTemporary: true) }
    let first = try await fixture.gate.authorize(permit(fixture, Fixture.request(ann)), draft: Fixture.draft())
    let rejection = await failure(fixture, first, refusing) as? TransportRejection
    #expect(rejection == TransportRejection(code: "full", isTemporary: true))
    let breaking = InMemoryTransport<EmailChannel> { _ in CancellationError() }
    let second = try await fixture.gate.authorize(permit(fixture, Fixture.request(ann)), draft: Fixture.draft())
    let id = second.authorization
    let broken = await failure(fixture, second, breaking)
    #expect(broken is CancellationError)
    #expect(try await fixture.gate.unconfirmed(before: .distantFuture).items.map(\.id) == [id])
    let third = await refusal {
      _ = try await fixture.gate.authorize(permit(fixture, Fixture.request(ann)), draft: Fixture.draft())
    }
    #expect(third == .alreadyAuthorized(id, isConfirmed: false))
    // The provider is asked and has it not.
    try await fixture.gate.release(id)
    #expect(try await fixture.gate.unconfirmed(before: .distantFuture).items.isEmpty)
    _ = try await fixture.gate.authorize(permit(fixture, Fixture.request(ann)), draft: Fixture.draft()).deadline
    // Or it has it after all; then nothing takes that back.
    try await fixture.gate.confirm(id, receipt: Receipt(id: "p-1"))
    try await fixture.gate.release(id)
    #expect(try await fixture.store.require(id).record.state == .confirmed)
  }

  @Test func consentForANumberOfMessagesIsCounted() async throws {
    let fixture = Fixture()
    let ann = try Fixture.address("ann")
    try await fixture.ledger.optIn(
      .email(ann), to: "marketing.news", through: .email, proof: Fixture.proof, method: .form,
      validity: ConsentValidity(uses: 2), by: .dataSubject)
    let messages = try (1...3).map { step in
      OutgoingMessage(Fixture.request(ann, step: "\(step)"), draft: try Fixture.draft())
    }
    let transport = InMemoryTransport<EmailChannel>()
    let outcomes = await fixture.gate.send(messages, through: transport)
    #expect(outcomes.map(\.isSent) == [true, true, false])
  }

  @Test func twoPermitsDoNotCountTheSameUse() async throws {
    let fixture = Fixture()
    let ann = try Fixture.address("ann")
    try await fixture.ledger.optIn(
      .email(ann), to: "marketing.news", through: .email, proof: Fixture.proof, method: .form,
      validity: ConsentValidity(uses: 1), by: .dataSubject)
    let first = try await permit(fixture, Fixture.request(ann, step: "1"))
    let second = try await permit(fixture, Fixture.request(ann, step: "2"))
    _ = try await fixture.gate.authorize(first, draft: Fixture.draft()).deadline
    var wasRefused = false
    do { _ = try await fixture.gate.authorize(second, draft: Fixture.draft()).deadline } catch is SendRefusal {
      wasRefused = true
    }
    #expect(wasRefused)
  }
}
