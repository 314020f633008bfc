import CRMTesting
import Consent
import Foundation
import Testing

@Suite struct ConsentFrequencyTests {
  private typealias Fixture = ConsentFixture
  private let make = ActMaker()

  private func often(_ messages: Int, _ days: Int, _ purpose: Purpose? = "marketing") -> ConsentAct {
    make.act(
      .preferenceSet, purpose, at: 1, channel: nil,
      preference: ContactPreference(frequency: .init(messages: messages, days: days)))
  }

  private func sent(at hours: Double, _ purpose: Purpose = "marketing.news", channel: Channel = .email) -> SentMessage {
    SentMessage(
      date: ActMaker.start.addingTimeInterval(hours * 3600), scope: ConsentScope(purpose: purpose, channel: channel))
  }

  private func decide(
    _ acts: [ConsentAct], _ sent: [SentMessage], at hours: Double = 100,
    _ context: MessageContext = ConsentFixture.news()
  ) -> ConsentDecision {
    PolicySet.standard.decide(
      make.question(context), given: ConsentSnapshot(acts: acts, sent: sent),
      at: ActMaker.start.addingTimeInterval(hours * 3600))
  }

  @Test func whoHasHeardOftenEnoughIsLeftInPeaceUntilTheWindowHasMovedOn() {
    let acts = [make.act(.given), often(2, 7)]
    #expect(decide(acts, [sent(at: 10)]).isPermitted)
    let decision = decide(acts, [sent(at: 10), sent(at: 20)])
    #expect(decision.outcome == .defer(until: ActMaker.start.addingTimeInterval((10 + 7 * 24) * 3600)))
    #expect(decision.codes == [ConsentCode.frequency])
    #expect(decision.reasons[0].evidence == [acts[1].id])
    #expect(
      ConsentLedger.phrases.sentence(for: decision.reasons[0].reason)
        == "The person wants at most 2 messages in 7 days.")
    #expect(decide(acts, [sent(at: 10), sent(at: 20)], at: 10 + 7 * 24).isPermitted)
    // Four within the window: two have to leave it.
    let many = [10, 12, 14, 16].map { sent(at: $0) }
    #expect(decide(acts, many).outcome == .defer(until: ActMaker.start.addingTimeInterval((14 + 7 * 24) * 3600)))
  }

  @Test func onlyWhatThePreferenceIsAboutCounts() {
    let acts = [make.act(.given), often(1, 7, "marketing.news")]
    #expect(decide(acts, [sent(at: 10, "orders"), sent(at: 10, "marketing.offers")]).isPermitted)
    #expect(!decide(acts, [sent(at: 10, "marketing.news.daily")]).isPermitted)
    let contract = make.act(.basisChanged, "orders", channel: nil, actor: .system, basis: .contract("C1"))
    let order = MessageContext(.transactional, purpose: "orders", jurisdictions: ["DE"])
    #expect(decide([contract, often(1, 7, nil)], [sent(at: 10, "orders")], order).isPermitted)
  }

  @Test func noneAtAllDenies() {
    let decision = decide([make.act(.given), often(0, 7)], [])
    #expect(decision.outcome == .deny && decision.codes == [ConsentCode.frequency])
  }

  @Test func aPauseHasABeginningAndAnEnd() {
    let start = ActMaker.start.addingTimeInterval(50 * 3600)
    let pause = make.act(
      .preferenceSet, "marketing", at: 1, channel: nil,
      preference: ContactPreference(pause: Period(start: start, end: start.addingTimeInterval(86_400))))
    let acts = [make.act(.given), pause]
    #expect(decide(acts, [], at: 49).isPermitted)
    #expect(decide(acts, [], at: 49).sendBefore == start)
    #expect(decide(acts, [], at: 50).outcome == .defer(until: start.addingTimeInterval(86_400)))
    #expect(decide(acts, [], at: 74).isPermitted)
  }

  @Test func theGateCountsWhatItAuthorised() async throws {
    let fixture = Fixture()
    let ann = try Fixture.address("ann")
    try await fixture.optIn(ann)
    try await fixture.ledger.prefer(
      ContactPreference(frequency: .init(messages: 2, days: 7)), for: .email(ann),
      in: ConsentScope(purpose: "marketing"), by: .dataSubject)
    let transport = InMemoryTransport<EmailChannel>()
    let messages = try (1...4).map { step in
      OutgoingMessage(Fixture.request(ann, step: "\(step)"), draft: try Fixture.draft())
    }
    let outcomes = await fixture.gate.send(messages, through: transport)
    #expect(outcomes.map(\.isSent) == [true, true, false, false])
    guard case .refused(.deferred(let until, _)) = outcomes[2] else {
      Issue.record("\(outcomes[2])")
      return
    }
    #expect(until == fixture.clock.now.addingTimeInterval(7 * 86_400))
    // What did not leave is not counted.
    let id = Authorization.id(run: "run", step: "1", subject: Fixture.digester.digest(of: ann))
    #expect(try await fixture.store.require(id).record.state == .confirmed)
    fixture.clock.set(until)
    #expect(await fixture.gate.send(Array(messages[2...]), through: transport).map(\.isSent) == [true, true])
  }

  @Test func twoPermitsDoNotCountTheSameRoom() async throws {
    let fixture = Fixture()
    let ann = try Fixture.address("ann")
    try await fixture.optIn(ann)
    try await fixture.ledger.prefer(
      ContactPreference(frequency: .init(messages: 1, days: 7)), for: .email(ann),
      in: ConsentScope(purpose: "marketing"), by: .dataSubject)
    guard let first = try await fixture.gate.decide(Fixture.request(ann, step: "1")).permit(),
      let second = try await fixture.gate.decide(Fixture.request(ann, step: "2")).permit()
    else {
      Issue.record("no permits")
      return
    }
    _ = try await fixture.gate.authorize(first, draft: Fixture.draft()).deadline
    var wasRefused = false
    do { _ = try await fixture.gate.authorize(second, draft: Fixture.draft()).deadline } catch is SendRefusal {
      wasRefused = true
    }
    #expect(wasRefused)
  }
}
