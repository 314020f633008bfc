import CRMTesting
import Consent
import Foundation
import Testing

@Suite struct ConsentStandingTests {
  private typealias Fixture = ConsentFixture
  private let make = ActMaker()
  private let now = ActMaker.start.addingTimeInterval(100 * 3600)
  private let key = ConsentStanding.Key(
    subject: ActMaker.subject, scope: ConsentScope(purpose: "marketing.news", channel: .email))

  private func standing(_ acts: [ConsentAct]) -> ConsentStanding {
    ConsentStanding(of: ActMaker.subject, acts: acts, at: now)
  }

  @Test func theMoreRestrictiveSideWinsAndTheEvidenceIsUnited() {
    let given = make.act(.given, at: 9)
    let stop = make.act(.withdrawn, at: 1)
    let (yes, no) = (standing([given]), standing([stop]))
    #expect(yes.consents(key) && !no.consents(key))
    // The opt-in is newer, but it was given to the other record: merging lifts nothing.
    let both = yes.merged(with: no)
    #expect(!both.consents(key))
    #expect(both.entries[key]?.status == .withdrawn)
    #expect(both.entries[key]?.evidence == [given.id, stop.id].sorted())
    #expect(!yes.merged(with: standing([make.act(.withdrawn, nil, at: 1, channel: nil)])).consents(key))
    // What the person lifted themselves on one record stays lifted there.
    #expect(standing([stop, given]).consents(key))
    #expect(
      !standing([given, make.act(.restricted, nil, at: 2), make.act(.bounced, nil, at: 3, suppression: .undeliverable)])
        .consents(key))
  }

  @Test func whoIsRestrictedDoesNotConsentOnEitherSide() throws {
    let (given, restricted) = (make.act(.given, at: 9), make.act(.restricted, nil, at: 2, channel: nil, actor: .staff))
    let (yes, no) = (standing([given]), standing([given, restricted]))
    #expect(yes.consents(key) && !no.consents(key))
    #expect(!yes.merged(with: no).consents(key) && yes.merged(with: no) == no.merged(with: yes))
    let read = try JSONDecoder().decode(ConsentStanding.self, from: JSONEncoder().encode(no))
    #expect(read == no && !read.consents(key))
    let lifted = make.act(.unrestricted, nil, at: 3, channel: nil, actor: .staff)
    #expect(standing([given, restricted, lifted]).consents(key))
  }

  @Test func aStopThatOnlyOneSideSawLiftedIsNotLifted() {
    let stop = make.act(.withdrawn, nil, at: 2, channel: nil)
    let (early, late) = (make.act(.given, at: 1), make.act(.given, at: 3))
    let (lifted, stopped) = (standing([stop, late]), standing([stop, early]))
    #expect(lifted.consents(key) && !stopped.consents(key))
    #expect(!lifted.merged(with: stopped).consents(key))
    #expect(lifted.merged(with: standing([stop, late])).consents(key))
  }

  @Test func consentStaysAtItsContactPoint() async throws {
    let fixture = Fixture()
    let (ann, other) = (try Fixture.address("ann"), try Fixture.address("other"))
    try await fixture.optIn(ann)
    let standing = try await fixture.ledger.standing(of: [.email(ann), .email(other)])
    #expect(standing.entries.keys.map(\.subject) == [Fixture.digester.digest(of: ann)])
    let merged = ConsentAct(
      id: "merged", subject: Fixture.digester.digest(of: other), kind: .merged, scope: .everything,
      date: fixture.clock.now, actor: .system, method: .api)
    try await fixture.ledger.record([merged], by: .system)
    #expect(!(try await fixture.ledger.decide(Fixture.news(), to: .email(other), through: .email)).isPermitted)
  }

  @Test func aStandingSurvivesEncoding() throws {
    let value = standing([make.act(.given, at: 9), make.act(.withdrawn, at: 1), make.act(.complaint, nil, at: 2)])
    #expect(try JSONDecoder().decode(ConsentStanding.self, from: JSONEncoder().encode(value)) == value)
  }
}
