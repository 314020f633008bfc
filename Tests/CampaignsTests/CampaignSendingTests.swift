import CRMCore
import CRMTesting
import Campaigns
import Consent
import Customers
import Foundation
import Testing

@Suite struct CampaignSendingTests {
  @Test func everyMemberHasAnOutcomeAndEveryRefusalAReason() async throws {
    let fixture = CampaignFixture()
    try await fixture.fill()
    let desk = fixture.desk()
    let audience = try await desk.start(fixture.campaign, by: CampaignFixture.author)
    #expect(audience == 11)
    try await desk.send(fixture.campaign, composer: try CampaignFixture.composer(), through: fixture.transport)
    let report = try await desk.report(on: fixture.campaign)
    #expect(report.audience == 11 && report.permitted + report.denied + report.deferred == 11)
    #expect(report[.sent] == 5 && report[.denied] == 5 && report[.failed] == 1)
    let phrases = CampaignDesk.phrases.overlaying(ConsentLedger.phrases)
    for recipient in try await fixture.base.all(Query(CampaignRecipient.self)) where recipient.state != .sent {
      #expect(!recipient.reasons.isEmpty)
      for reason in recipient.reasons {
        #expect(phrases.sentence(for: reason) != reason.code.rawValue, "no sentence for \(reason.code)")
      }
    }
    let sentTo = Set(fixture.transport.deliveries.map(\.address.text))
    #expect(sentTo == Set((0..<5).map { "p\($0)@example.com" }))
    #expect(fixture.transport.deliveries.allSatisfy { $0.draft.subject.hasPrefix("News for P") })
    let status = try await fixture.base.require(fixture.campaign).status
    #expect(status == .finished)
    let events = try fixture.base.count(Query(Event.byName, ExactText("campaign.sent")))
    #expect(events == 5)
  }

  @Test func aStopBetweenStartAndSendingIsHeeded() async throws {
    let fixture = CampaignFixture()
    try await fixture.fill(permitted: 3, stopped: 0, silent: 0, unreachable: 0)
    let desk = fixture.desk()
    try await desk.start(fixture.campaign, by: CampaignFixture.author)
    fixture.clock.advance(by: 10)
    try await fixture.ledger().withdraw(
      .email(try EmailAddress("p1@example.com")), method: .form, by: .dataSubject)
    fixture.clock.advance(by: 10)
    try await desk.send(fixture.campaign, composer: try CampaignFixture.composer(), through: fixture.transport)
    #expect(Set(fixture.transport.deliveries.map(\.address.text)) == ["p0@example.com", "p2@example.com"])
  }

  /// Killed at every commit, then run again to the end: nobody gets two messages, nobody is forgotten.
  @Test func whoIsFrozenByRecordAloneGetsNothing() async throws {
    let fixture = CampaignFixture()
    try await fixture.fill(permitted: 3, stopped: 0, silent: 0, unreachable: 0)
    let desk = fixture.desk()
    try await desk.start(fixture.campaign, by: CampaignFixture.author)
    // The ledger knows the record and none of its contact points.
    let frozen = RecordReference(Identifier<Customer>(derivedFrom: "1"))
    try await fixture.ledger().restrict(SubjectKey(party: frozen), because: .frozen, by: CampaignFixture.author)
    try await desk.send(fixture.campaign, composer: try CampaignFixture.composer(), through: fixture.transport)
    #expect(Set(fixture.transport.deliveries.map(\.address.text)) == ["p0@example.com", "p2@example.com"])
    let denied = try await fixture.base.all(Query(CampaignRecipient.self)).first { $0.state == .denied }
    #expect(denied?.reasons.contains { $0.code == ConsentCode.frozen } == true)
  }

  @Test func nobodyGetsItTwiceWhereverARunIsKilled() async throws {
    var kills = 0
    for commits in 0..<40 {
      let fixture = CampaignFixture()
      try await fixture.fill()
      let dying = DyingStore(fixture.base, commits: commits)
      let first = fixture.desk(dying, seed: 1)
      var wasKilled = false
      do {
        try await first.start(fixture.campaign, by: CampaignFixture.author)
        try await first.send(fixture.campaign, composer: try CampaignFixture.composer(), through: fixture.transport)
      } catch {
        wasKilled = true
        kills += 1
      }
      let second = fixture.desk(seed: 2)
      let status = try await fixture.base.require(fixture.campaign).status
      if status == .approved { try await second.start(fixture.campaign, by: CampaignFixture.author) }
      fixture.clock.advance(by: 3600)
      if status != .finished {
        try await second.send(fixture.campaign, composer: try CampaignFixture.composer(), through: fixture.transport)
      }
      let report = try await second.report(on: fixture.campaign)
      let addresses = fixture.transport.deliveries.map(\.address.text)
      #expect(Set(addresses).count == addresses.count, "killed after \(commits) commits: somebody got it twice")
      #expect(addresses.count == 5, "killed after \(commits) commits: \(addresses.count) of 5 delivered")
      #expect(report.audience == 11 && report.permitted == 5 && report.deferred == 0, "killed after \(commits) commits")
      if !wasKilled { break }
    }
    #expect(kills > 3)
  }

  @Test func whatMayHaveLeftIsShownAndNotRepeated() async throws {
    struct Lost: Error {}
    let fixture = CampaignFixture()
    try await fixture.fill(permitted: 3, stopped: 0, silent: 0, unreachable: 0)
    let failing = InMemoryTransport<EmailChannel> { $0.text == "p1@example.com" ? Lost() : nil }
    let desk = fixture.desk()
    try await desk.start(fixture.campaign, by: CampaignFixture.author)
    try await desk.send(fixture.campaign, composer: try CampaignFixture.composer(), through: failing)
    let report = try await desk.report(on: fixture.campaign)
    #expect(report[.sent] == 2 && report[.unconfirmed] == 1 && report.reasons[CampaignRecipient.Code.unconfirmed] == 1)
    let unconfirmed = try await desk.gate.unconfirmed(before: fixture.clock.now + 1)
    #expect(unconfirmed.items.count == 1)
  }

  @Test func aTemporaryRefusalIsTriedAgainLater() async throws {
    let fixture = CampaignFixture()
    try await fixture.fill(permitted: 2, stopped: 0, silent: 0, unreachable: 0)
    let busy = InMemoryTransport<EmailChannel> {
      $0.text == "p1@example.com" ? TransportRejection(code: "busy", isTemporary: true) : nil
    }
    let desk = fixture.desk()
    try await desk.start(fixture.campaign, by: CampaignFixture.author)
    try await desk.send(fixture.campaign, composer: try CampaignFixture.composer(), through: busy)
    let next = try await desk.nextMoment(of: fixture.campaign)
    #expect(next == fixture.clock.now.addingTimeInterval(900))
    fixture.clock.advance(by: 900)
    try await desk.send(fixture.campaign, composer: try CampaignFixture.composer(), through: fixture.transport)
    #expect(fixture.transport.deliveries.map(\.address.text) == ["p1@example.com"])
    let status = try await fixture.base.require(fixture.campaign).status
    #expect(status == .finished)
  }

  @Test func aMissingFieldIsAReasonAndNeverAHole() async throws {
    let fixture = CampaignFixture()
    try await fixture.fill(permitted: 2, stopped: 0, silent: 0, unreachable: 0)
    var composer = try CampaignFixture.composer()
    composer.body = try MergeText(
      "{{ customer.language }} {{ customer.nonsense }} {{ customer.stage }} {{ unsubscribe }}")
    let desk = fixture.desk()
    try await desk.start(fixture.campaign, by: CampaignFixture.author)
    try await desk.send(fixture.campaign, composer: composer, through: fixture.transport)
    let recipients = try await fixture.base.all(Query(CampaignRecipient.self))
    #expect(fixture.transport.deliveries.isEmpty && recipients.count == 2)
    for recipient in recipients {
      #expect(
        recipient.reasons == [
          Reason(CampaignRecipient.Code.missingField, ["field": .text("customer.language")]),
          Reason(CampaignRecipient.Code.missingField, ["field": .text("customer.nonsense")]),
        ])
    }
  }

  @Test func aPausedCampaignSendsNothing() async throws {
    let fixture = CampaignFixture()
    try await fixture.fill()
    let desk = fixture.desk()
    try await desk.start(fixture.campaign, by: CampaignFixture.author)
    try await desk.move(fixture.campaign, to: .paused, by: CampaignFixture.author)
    await #expect(throws: CampaignViolation.self) {
      try await desk.send(fixture.campaign, composer: try CampaignFixture.composer(), through: fixture.transport)
    }
    #expect(fixture.transport.deliveries.isEmpty)
  }

  @Test func leavingOutWinsOverAdding() async throws {
    let fixture = CampaignFixture()
    try await fixture.fill(permitted: 4, stopped: 0, silent: 0, unreachable: 0, others: 2)
    let first = Identifier<Customer>(derivedFrom: "0")
    let other = Identifier<Customer>(derivedFrom: "5")
    try await fixture.base.edit(fixture.campaign) { campaign in
      campaign.audience.leftOut = [first]
      campaign.audience.added = [first, other]
    }
    let audience = try await fixture.desk().start(fixture.campaign, by: CampaignFixture.author)
    let members = Set(try await fixture.base.all(Query(CampaignRecipient.self)).map(\.customer))
    #expect(audience == 4 && !members.contains(first) && members.contains(other))
  }
}
