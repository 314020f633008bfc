import CRMTesting
import Consent
import Foundation
import Testing

/// Clocks that disagree, times that were told later, and times that have not come: none of them makes a stop count less.
@Suite struct ConsentClockTests {
  private typealias Fixture = ConsentFixture
  private let make = ActMaker()

  /// Two processes on one ledger; the clock of the second one is five seconds behind.
  private func behind() throws -> (ahead: Fixture, behind: Fixture) {
    let store = InMemoryStore()
    let start = Date("2026-11-23T10:00:05Z")
    return (Fixture(at: start, store: store), Fixture(at: start.addingTimeInterval(-5), store: store))
  }

  private func isPermitted(_ fixture: Fixture, _ address: EmailAddress) async throws -> Bool {
    try await fixture.ledger.decide(Fixture.news(), to: .email(address), through: .email).isPermitted
  }

  enum Stop: CaseIterable {
    case withdrawal, suppression, complaint, bounce, preference, page
  }

  @Test(arguments: Stop.allCases)
  func aStopOfAProcessWhoseClockIsBehindIsInForce(_ stop: Stop) async throws {
    let (ahead, behind) = try behind()
    let ann = try Fixture.address("ann")
    let subject = Fixture.digester.digest(of: ann)
    try await ahead.optIn(ann)
    #expect(try await isPermitted(ahead, ann))
    let news = ConsentScope(purpose: "marketing.news", channel: .email)
    switch stop {
    case .withdrawal: try await behind.ledger.withdraw(.email(ann), method: .oneClick, by: .dataSubject)
    case .suppression: try await behind.ledger.suppress(.email(ann), because: .manual, by: .system)
    case .complaint: _ = try await behind.ledger.complain(of: subject, through: .email, key: ["1"])
    case .bounce:
      _ = try await behind.ledger.record(.hard, of: subject, through: .email, detail: "5.1.1", key: ["1"])
    case .preference:
      try await behind.ledger.prefer(ContactPreference(isOff: true), for: .email(ann), in: news, by: .dataSubject)
    case .page:
      try await behind.ledger.apply([.off("marketing.news", .email)], to: subject, by: .dataSubject)
    }
    for seconds in [0.0, 1, 5, 60] {
      ahead.clock.advance(by: seconds)
      behind.clock.advance(by: seconds)
      #expect(try await !isPermitted(ahead, ann))
      #expect(try await !isPermitted(behind, ann))
    }
  }

  @Test func aTokenThatRanOutStaysSoWhenTheClockIsSetBack() async throws {
    let fixture = Fixture()
    let ann = try Fixture.address("ann")
    let request = try await fixture.ledger.requestOptIn(
      .email(ann), to: "marketing.news", through: .email, proof: Fixture.proof, by: .dataSubject)
    fixture.clock.advance(by: 8 * 86_400)
    try await fixture.optIn(ann, to: "marketing.other")
    fixture.clock.advance(by: -8 * 86_400)
    await #expect(throws: ConfirmationRefusal.expired) { try await fixture.ledger.confirmOptIn(token: request.token) }
  }

  @Test func aRepeatedStopCountsAgainstAnOptInThatTurnsUpLater() async throws {
    let fixture = Fixture()
    let ann = try Fixture.address("ann")
    let first = try await fixture.ledger.withdraw(.email(ann), method: .oneClick, by: .dataSubject)
    // A request that is repeated at once is the same stop.
    fixture.clock.advance(by: 59)
    #expect(try await fixture.ledger.withdraw(.email(ann), method: .oneClick, by: .dataSubject) == first)
    let onPaper = fixture.clock.now.addingTimeInterval(5 * 86_400)
    fixture.clock.advance(by: 9 * 86_400)
    let second = try await fixture.ledger.withdraw(.email(ann), method: .oneClick, by: .dataSubject)
    #expect(second != first)
    fixture.clock.advance(by: 86_400)
    try await fixture.ledger.optIn(
      .email(ann), to: "marketing.news", through: .email, proof: Fixture.proof, method: .paper, date: onPaper,
      by: Author(.staff, "s1"))
    #expect(try await !isPermitted(fixture, ann))
    // One of today is newer than both.
    fixture.clock.advance(by: 1)
    try await fixture.optIn(ann)
    #expect(try await isPermitted(fixture, ann))
  }

  @Test func anOptInThatBeginsLaterDoesNotOutliveAStopThatCameAfterIt() async throws {
    let fixture = Fixture()
    let ann = try Fixture.address("ann")
    try await fixture.ledger.optIn(
      .email(ann), to: "marketing.news", through: .email, proof: Fixture.proof, method: .form,
      date: fixture.clock.now.addingTimeInterval(9 * 3600), by: .dataSubject)
    fixture.clock.advance(by: 3600)
    try await fixture.ledger.withdraw(.email(ann), method: .oneClick, by: .dataSubject)
    fixture.clock.advance(by: 9 * 3600)
    #expect(try await !isPermitted(fixture, ann))
    let standing = try await fixture.ledger.standing(of: [.email(ann)])
    let key = ConsentStanding.Key(
      subject: Fixture.digester.digest(of: ann),
      scope: ConsentScope(purpose: "marketing.news", channel: .email))
    #expect(!standing.consents(key))
    // Without a stop it begins when it was said to.
    let bob = try Fixture.address("bob")
    try await fixture.ledger.optIn(
      .email(bob), to: "marketing.news", through: .email, proof: Fixture.proof, method: .form,
      date: fixture.clock.now.addingTimeInterval(3600), by: .dataSubject)
    #expect(try await !isPermitted(fixture, bob))
    fixture.clock.advance(by: 3601)
    #expect(try await isPermitted(fixture, bob))
  }

  @Test func whatLiftsHasBeenDone() async throws {
    let fixture = Fixture()
    var release = make.act(.released, nil, at: 4, channel: nil, actor: .staff, suppression: .legal)
    release.recordedAt = release.date.addingTimeInterval(-86_400)
    await #expect {
      try await fixture.ledger.record([release], by: .system)
    } throws: {
      ($0 as? ValidationError)?.problems.map(\.field) == ["acts[0].date"]
    }
    let suppressed = make.act(.suppressed, nil, at: 1, channel: nil, actor: .staff, suppression: .legal)
    #expect(!make.decide([make.act(.given, at: 0), suppressed, release]).isPermitted)
    release.recordedAt = release.date
    #expect(make.decide([make.act(.given, at: 0), suppressed, release]).isPermitted)
  }

  @Test(arguments: [
    (ConsentActor.subject, ConsentMethod.form), (.importRun, .importRun), (.integration, .api), (.staff, .importRun),
    (.guardian, .form), (.system, .api),
  ])
  func nobodyButStaffReleases(_ actor: ConsentActor, _ method: ConsentMethod) {
    let given = make.act(.given, at: 9)
    for reason in [SuppressionReason.complaint, .legal, .manual] {
      let kind: ConsentActKind = reason == .complaint ? .complaint : .suppressed
      let stop = make.act(kind, nil, at: 1, channel: nil, actor: .staff, suppression: reason)
      let release = make.act(.released, nil, at: 2, channel: nil, actor: actor, method: method, suppression: reason)
      #expect(!make.decide([stop, release, given]).isPermitted)
      let byStaff = make.act(.released, nil, at: 2, channel: nil, actor: .staff, method: .call, suppression: reason)
      #expect(make.decide([stop, byStaff, given]).isPermitted)
    }
    guard actor == .importRun || method == .importRun else { return }
    let bounce = make.act(.bounced, nil, at: 1, actor: .integration, suppression: .undeliverable)
    let verified = make.act(.reverified, nil, at: 2, actor: actor, method: method)
    #expect(!make.decide([bounce, verified, given]).isPermitted)
    let restricted = make.act(.restricted, nil, at: 1, channel: nil, actor: .staff)
    let lifted = make.act(.unrestricted, nil, at: 2, channel: nil, actor: actor, method: method)
    #expect(!make.decide([restricted, lifted, given]).isPermitted)
  }
}
