import CRMTesting
import Consent
import Foundation
import Testing

/// From the bytes of a bounce or complaint to a message that is not sent.
@Suite struct ConsentFeedbackTests {
  private typealias Fixture = ConsentFixture

  /// Sends a message to Ann and gives back its `Message-ID`.
  private func send(_ fixture: ConsentFixture, step: String = "1") async throws -> String {
    let ann = try Fixture.address("ann")
    let message = OutgoingMessage(Fixture.request(ann, step: step), draft: try Fixture.draft())
    let outcomes = await fixture.gate.send([message], through: InMemoryTransport<EmailChannel>())
    #expect(outcomes[0].isSent, "\(outcomes)")
    let id = Authorization.id(run: "run", step: step, subject: Fixture.digester.digest(of: ann))
    return "<\(id.description.lowercased())@shop.example>"
  }

  private func bounce(_ messageID: String, status: String, action: String = "failed", to: String = "ann@example.com")
    -> [UInt8]
  {
    Array(
      """
      From: MAILER-DAEMON@mx.example
      Content-Type: multipart/report; report-type=delivery-status; boundary=b

      --b
      Content-Type: message/delivery-status

      Reporting-MTA: dns; mx.example

      Final-Recipient: rfc822; \(to)
      Action: \(action)
      Status: \(status)
      --b
      Content-Type: text/rfc822-headers

      Message-ID: \(messageID)
      --b--
      """.utf8)
  }

  private func complaint(_ messageID: String, kind: String = "abuse") -> [UInt8] {
    Array(
      """
      Content-Type: multipart/report; report-type=feedback-report; boundary=b

      --b
      Content-Type: message/feedback-report

      Feedback-Type: \(kind)
      Version: 1
      --b
      Content-Type: message/rfc822

      Message-ID: \(messageID)
      --b--
      """.utf8)
  }

  private func decide(_ fixture: ConsentFixture) async throws -> ConsentDecision {
    try await fixture.ledger.decide(Fixture.news(), to: .email(Fixture.address("ann")), through: .email)
  }

  private func fixtureWithAnn() async throws -> ConsentFixture {
    let fixture = Fixture()
    try await fixture.optIn(Fixture.address("ann"))
    return fixture
  }

  @Test func aDeadAddressIsUndeliverableAtOnceAndOnlyOnce() async throws {
    let fixture = try await fixtureWithAnn()
    let report = bounce(try await send(fixture), status: "5.1.1")
    fixture.clock.advance(by: 60)
    guard case .recorded(let act) = try await fixture.ledger.receiveFeedback(report).first else {
      Issue.record("not recorded")
      return
    }
    #expect(act.kind == .bounced && act.suppression == .undeliverable && act.scope == ConsentScope(channel: .email))
    #expect(try await decide(fixture).codes.contains(ConsentCode.undeliverable))
    #expect(try await fixture.ledger.receiveFeedback(report) == [.known(act.id)])
    #expect(try await fixture.ledger.acts(of: act.subject).count == 2)
  }

  @Test func softBouncesCountWithinAWindowOnDifferentDays() async throws {
    let fixture = try await fixtureWithAnn()
    let rules = FeedbackRules(softBounces: 3, onDays: 2, withinDays: 10)
    var stopped: [Bool] = []
    // Days 0, 0, 0 and 1: three on one day are not enough.
    for (step, wait) in [0.0, 3600, 3600, 86_400].enumerated() {
      fixture.clock.advance(by: wait)
      let id = try await send(fixture, step: "\(step)")
      try await fixture.ledger.receiveFeedback(bounce(id, status: "4.2.2"), rules: rules)
      stopped.append(try await decide(fixture).codes.contains(ConsentCode.undeliverable))
    }
    #expect(stopped == [false, false, false, true])
  }

  @Test func oldBouncesAndThoseBeforeAVerificationDoNotCount() {
    let rules = FeedbackRules(softBounces: 2, onDays: 1, withinDays: 10)
    let make = ActMaker()
    let now = ActMaker.start.addingTimeInterval(400 * 3600)
    func counts(_ acts: [ConsentAct]) -> Bool { rules.makesUndeliverable(.soft, at: now, through: .email, after: acts) }
    #expect(counts([make.act(.bounced, nil, at: 399)]))
    #expect(!counts([make.act(.bounced, nil, at: 400 - 240)]))
    #expect(!counts([make.act(.bounced, nil, at: 399, channel: .sms)]))
    #expect(!counts([make.act(.bounced, nil, at: 300), make.act(.reverified, nil, at: 350)]))
    #expect(rules.makesUndeliverable(.hard, at: now, through: .email, after: []))
    #expect(!rules.makesUndeliverable(.blocked, at: now, through: .email, after: []))
  }

  @Test func whatSaysNothingAboutTheAddressIsIgnored() async throws {
    let fixture = try await fixtureWithAnn()
    let id = try await send(fixture)
    for report in [
      bounce(id, status: "5.7.1"), bounce(id, status: "4.4.1", action: "delayed"),
      bounce(id, status: "2.0.0", action: "delivered"), complaint(id, kind: "not-spam"),
      complaint(id, kind: "auth-failure"),
    ] {
      #expect(try await fixture.ledger.receiveFeedback(report) == [.ignored])
    }
    #expect(try await fixture.ledger.receiveFeedback(Array("Subject: hi\n\nHello".utf8)).isEmpty)
    fixture.clock.advance(by: 1)
    #expect(try await decide(fixture).isPermitted)
  }

  @Test func aComplaintStopsAndAnOptOutWithdraws() async throws {
    let fixture = try await fixtureWithAnn()
    let id = try await send(fixture)
    fixture.clock.advance(by: 1)
    guard case .recorded(let act) = try await fixture.ledger.receiveFeedback(complaint(id)).first else {
      Issue.record("not recorded")
      return
    }
    #expect(act.kind == .complaint)
    #expect(try await decide(fixture).codes.contains(ConsentCode.complaint))
    #expect(try await fixture.ledger.receiveFeedback(complaint(id)) == [.known(act.id)])
    let other = try await fixtureWithAnn()
    let otherID = try await send(other)
    other.clock.advance(by: 1)
    try await other.ledger.receiveFeedback(complaint(otherID, kind: "opt-out"))
    #expect(try await decide(other).codes.contains(ConsentCode.stopped))
  }

  @Test func aReportThatNamesNoMessageOfOursIsBelievedOnlyWhereTheRulesSaySo() async throws {
    let fixture = try await fixtureWithAnn()
    let forged = bounce("<11111111-1111-4111-8111-111111111111@x>", status: "5.1.1")
    #expect(try await fixture.ledger.receiveFeedback(forged) == [.unmatched])
    let believing = FeedbackRules(believesUnmatched: true)
    guard case .recorded = try await fixture.ledger.receiveFeedback(forged, rules: believing).first else {
      Issue.record("not recorded")
      return
    }
    #expect(try await decide(fixture).codes.contains(ConsentCode.undeliverable))
  }
}
