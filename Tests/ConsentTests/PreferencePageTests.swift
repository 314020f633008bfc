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
