import CRMTesting
import Consent
import Foundation
import Testing

@Suite struct PreferencePageTests {
  private typealias Fixture = ConsentFixture
  private let topics = [
    PreferencePage.Topic("marketing.news", channels: [.email, .sms]),
    PreferencePage.Topic("marketing.offers", channels: [.email]),
  ]

  private func row(_ page: PreferencePage, _ purpose: Purpose, _ channel: Channel) throws -> PreferencePage.Row {
    try #require(page.rows.first { $0.purpose == purpose && $0.channel == channel })
  }

  @Test func switchesShowWhatIsAgreedAndStopAsTheyAreTurned() async throws {
    let fixture = Fixture()
    let ann = try Fixture.address("ann")
    let subject = Fixture.digester.digest(of: ann)
    try await fixture.optIn(ann)
    func page() async throws -> PreferencePage { try await fixture.ledger.preferencePage(of: subject, topics: topics) }
    #expect(try await page().rows.map(\.isOn) == [true, false, false])
    fixture.clock.advance(by: 1)
    try await fixture.ledger.apply(
      [.off("marketing.news", .email), .on("marketing.offers", .email, proof: Fixture.proof)], to: subject,
      by: .dataSubject)
    #expect(try await page().rows.map(\.isOn) == [false, false, true])
    #expect(!(try await fixture.ledger.decide(Fixture.news(), to: .email(ann), through: .email)).isPermitted)
    fixture.clock.advance(by: 1)
    #expect(
      (try await fixture.ledger.decide(Fixture.news("marketing.offers"), to: .email(ann), through: .email)).isPermitted)
    try await fixture.ledger.apply([.stopEverything], to: subject, by: .dataSubject)
    #expect(try await page().rows.map(\.isOn) == [false, false, false])
    #expect(try await page().isAllStopped)
    fixture.clock.advance(by: 1)
    try await fixture.ledger.apply([.on("marketing.news", .email, proof: Fixture.proof)], to: subject, by: .dataSubject)
    #expect(try await page().rows.map(\.isOn) == [true, false, false])
  }

  @Test func pausesAndFrequenciesStandBesideEachOther() async throws {
    let fixture = Fixture()
    let ann = try Fixture.address("ann")
    let subject = Fixture.digester.digest(of: ann)
    try await fixture.optIn(ann)
    let pause = Period(start: fixture.clock.now, end: fixture.clock.now.addingTimeInterval(86_400))
    fixture.clock.advance(by: 1)
    let acts = try await fixture.ledger.apply(
      [.pause("marketing.news", .email, pause), .frequency("marketing.news", .email, .init(messages: 1, days: 7))],
      to: subject, by: .dataSubject)
    #expect(acts.count == 2)
    fixture.clock.advance(by: 1)
    var page = try await fixture.ledger.preferencePage(of: subject, topics: topics)
    #expect(try row(page, "marketing.news", .email).pausedUntil == pause.end)
    #expect(try row(page, "marketing.news", .email).frequency == .init(messages: 1, days: 7))
    #expect(try row(page, "marketing.news", .sms).pausedUntil == nil)
    #expect(
      (try await fixture.ledger.decide(Fixture.news(), to: .email(ann), through: .email)).outcome
        == .defer(until: pause.end))
    try await fixture.ledger.apply([.pause("marketing.news", .email, nil)], to: subject, by: .dataSubject)
    fixture.clock.advance(by: 1)
    page = try await fixture.ledger.preferencePage(of: subject, topics: topics)
    #expect(try row(page, "marketing.news", .email).pausedUntil == nil)
    #expect(try row(page, "marketing.news", .email).frequency == .init(messages: 1, days: 7))
    #expect((try await fixture.ledger.decide(Fixture.news(), to: .email(ann), through: .email)).isPermitted)
  }

  @Test func whatComesFromOutsideIsBounded() async throws {
    let fixture = Fixture()
    let subject = Fixture.digester.digest(of: try Fixture.address("ann"))
    for frequency in [
      ContactPreference.Frequency(messages: .max, days: 1), .init(messages: 1, days: .max),
      .init(messages: -1, days: 7),
      .init(messages: 1, days: 0),
    ] {
      await #expect {
        try await fixture.ledger.apply([.frequency("marketing", .email, frequency)], to: subject, by: .dataSubject)
      } throws: {
        ($0 as? ValidationError)?.problems.map(\.field) == ["acts[0].preference.frequency"]
      }
    }
    let many = Array(repeating: PreferenceChange.off("marketing.news", .email), count: 201)
    await #expect {
      try await fixture.ledger.apply(many, to: subject, by: .dataSubject)
    } throws: {
      ($0 as? ValidationError)?.problems.map(\.field) == ["changes"]
    }
    // What an older version let in does not stop the page.
    let make = ActMaker()
    let acts = [("marketing", Int.max, 1), ("marketing.news", 1, Int.max)].map { purpose, messages, days in
      make.act(
        .preferenceSet, Purpose(purpose),
        preference: ContactPreference(frequency: .init(messages: messages, days: days)))
    }
    let page = PreferencePage(topics: topics, acts: acts, at: ActMaker.start)
    #expect(try row(page, "marketing.news", .email).frequency == .init(messages: 1, days: .max))
  }

  /// Thousands of switches turned on and off by somebody who means no good: no sum of all with all and all with all again.
  @Test(.timeLimit(.minutes(1))) func aLongHistoryIsDecidedInReasonableTime() {
    let make = ActMaker()
    let acts = (0..<600).flatMap { index in
      [make.act(.given, at: Double(index) / 100), make.act(.withdrawn, at: Double(index) / 100)]
    }
    var context = Fixture.news()
    context.jurisdictions = []
    let decision = make.decide(acts, context)
    #expect(decision.codes.contains(ConsentCode.stopped))
    let stops = acts.filter { $0.kind == .withdrawn }.map(\.id)
    #expect(decision.reasons.first { $0.reason.code == ConsentCode.stopped }?.evidence == stops.sorted())
  }

  @Test func onlyOneCommitIsMade() async throws {
    let store = InMemoryStore()
    let fixture = Fixture(store: store)
    let subject = Fixture.digester.digest(of: try Fixture.address("ann"))
    try await fixture.ledger.apply(
      [.off("marketing.news", .email), .off("marketing.news", .sms), .stopEverything], to: subject, by: .dataSubject)
    #expect(try store.history(after: nil, limit: 10).count == 1)
    #expect(try await fixture.ledger.acts(of: subject).count == 3)
  }

  @Test func aPendingRequestShowsAsPending() async throws {
    let fixture = Fixture()
    let ann = try Fixture.address("ann")
    _ = try await fixture.ledger.requestOptIn(
      .email(ann), to: "marketing.news", through: .email, proof: Fixture.proof, by: .dataSubject)
    let page = try await fixture.ledger.preferencePage(of: Fixture.digester.digest(of: ann), topics: topics)
    #expect(try row(page, "marketing.news", .email).isPending)
    #expect(!(try row(page, "marketing.news", .email).isOn))
  }
}
