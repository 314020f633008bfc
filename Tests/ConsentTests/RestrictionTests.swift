import CRMTesting
import Consent
import Foundation
import Testing

/// Restriction, freeze and death of a person.
@Suite struct RestrictionTests {
  private typealias Fixture = RightsFixture
  private let me = RightsFixture.staff

  private func permits(
    _ fixture: RightsFixture, _ name: String, party: RecordReference? = nil
  ) async throws -> Bool {
    var context = ConsentFixture.news()
    context.party = party
    return try await fixture.ledger.decide(context, to: Fixture.point(name), through: .email).isPermitted
  }

  private func optIn(_ fixture: RightsFixture, _ name: String, party: RecordReference? = nil) async throws {
    try await fixture.ledger.optIn(
      Fixture.point(name), to: "marketing.news", through: .email, proof: ConsentFixture.proof, method: .form,
      by: .dataSubject, party: party)
  }

  @Test func aContactPointThatComesLaterIsRestrictedInItsFirstCommit() async throws {
    let store = InMemoryStore()
    let fixture = RightsFixture(store: store)
    try await optIn(fixture, "ann", party: Fixture.ann)
    try await fixture.ledger.restrict(fixture.key(Fixture.ann, "ann"), because: .frozen, by: me)
    let before = try store.position()
    try await optIn(fixture, "new", party: Fixture.ann)
    #expect(try store.history(after: before, limit: 10).count == 1)
    #expect(try await !permits(fixture, "new"))
    #expect(try await !permits(fixture, "ann"))
    // And the first end reaches it.
    fixture.clock.advance(by: 1)
    try await fixture.ledger.endRestriction(of: .frozen, for: SubjectKey(party: Fixture.ann), by: me)
    #expect(try await permits(fixture, "new"))
    #expect(try await permits(fixture, "ann"))
  }

  @Test func aContactPointThatNobodyToldTheLedgerOfIsHeldByTheGate() async throws {
    let fixture = RightsFixture()
    try await optIn(fixture, "old")
    #expect(try await permits(fixture, "old", party: Fixture.ann))
    try await fixture.ledger.restrict(fixture.key(Fixture.ann, "ann"), because: .unlawfulUse, by: me)
    // The address came to Ann's record; its consent is older and of nobody.
    #expect(try await permits(fixture, "old"))
    #expect(try await !permits(fixture, "old", party: Fixture.ann))
    try await fixture.ledger.carryRestrictions(of: fixture.key(Fixture.ann, "old"), by: me)
    #expect(try await !permits(fixture, "old"))
    #expect(try await fixture.ledger.carryRestrictions(of: fixture.key(Fixture.ann, "old"), by: me).isEmpty)
  }

  @Test func contactPointsThatTheHostForgetsAreReached() async throws {
    let fixture = RightsFixture()
    try await optIn(fixture, "work", party: Fixture.ann)
    try await fixture.ledger.restrict(fixture.key(Fixture.ann, "ann"), because: .legalClaims, by: me)
    #expect(try await !permits(fixture, "work"))
  }

  @Test func aPermitFromBeforeIsWorthNothing() async throws {
    let fixture = RightsFixture()
    try await optIn(fixture, "ann")
    var context = ConsentFixture.news()
    context.party = Fixture.ann
    let request = SendRequest<EmailChannel>(
      to: try ConsentFixture.address("ann"), run: "r", step: "1", context: context)
    guard let permit = try await fixture.consent.gate.decide(request).permit() else { throw SendRefusal.tooLate }
    // Ann is frozen by her record alone.
    try await fixture.ledger.restrict(SubjectKey(party: Fixture.ann), because: .frozen, by: me)
    do {
      _ = try await fixture.consent.gate.authorize(permit, draft: ConsentFixture.draft())
      Issue.record("authorised although frozen")
    } catch let refusal as SendRefusal {
      #expect(refusal.reasons.contains { $0.code == ConsentCode.frozen })
    }
    // A batch sees it as well.
    let message = OutgoingMessage(request, draft: try ConsentFixture.draft())
    let outcomes = await fixture.consent.gate.send([message], through: InMemoryTransport<EmailChannel>())
    #expect(!outcomes[0].isSent)
  }

  @Test func aRestrictionEndsOnlyAfterANotice() async throws {
    let fixture = RightsFixture()
    let ann = try fixture.key(Fixture.ann, "ann")
    try await optIn(fixture, "ann")
    // A notice of earlier is none.
    try await fixture.ledger.announceEnd(of: .accuracyContested, for: ann, method: .mail, by: me)
    fixture.clock.advance(by: 1)
    try await fixture.ledger.restrict(ann, because: .accuracyContested, by: me)
    fixture.clock.advance(by: 1)
    await #expect(throws: RestrictionRefusal.noticeMissing) {
      try await fixture.ledger.endRestriction(of: .accuracyContested, for: ann, by: me)
    }
    try await fixture.ledger.announceEnd(of: .accuracyContested, for: ann, method: .mail, by: me)
    // Before, not at the same time, and of the same ground.
    await #expect(throws: RestrictionRefusal.noticeMissing) {
      try await fixture.ledger.endRestriction(of: .accuracyContested, for: ann, by: me)
    }
    fixture.clock.advance(by: 1)
    try await fixture.ledger.restrict(ann, because: .legalClaims, by: me)
    fixture.clock.advance(by: 1)
    await #expect(throws: RestrictionRefusal.noticeMissing) {
      try await fixture.ledger.endRestriction(of: .legalClaims, for: ann, by: me)
    }
    try await fixture.ledger.endRestriction(of: .accuracyContested, for: ann, by: me)
    // Each ground has its own end.
    #expect(try await !permits(fixture, "ann"))
    #expect(try await fixture.ledger.restrictions(of: [Fixture.ann])[Fixture.ann]?.map(\.ground) == [.legalClaims])
    #expect(try await fixture.ledger.endRestriction(of: .accuracyContested, for: ann, by: me).isEmpty)
  }

  @Test func onASharedPointEachPersonHasTheirOwnEnd() async throws {
    let fixture = RightsFixture()
    let bob = RecordReference(collection: "customers", id: Identifier<Event>("bob").uuid)
    try await optIn(fixture, "family")
    for person in [Fixture.ann, bob] {
      try await fixture.ledger.restrict(fixture.key(person, "family"), because: .frozen, by: me)
    }
    fixture.clock.advance(by: 1)
    try await fixture.ledger.endRestriction(of: .frozen, for: fixture.key(Fixture.ann, "family"), by: me)
    #expect(try await !permits(fixture, "family"))
    try await fixture.ledger.endRestriction(of: .frozen, for: fixture.key(bob, "family"), by: me)
    #expect(try await permits(fixture, "family"))
  }

  @Test func restrictingTwiceIsOnce() async throws {
    let fixture = RightsFixture()
    let ann = try fixture.key(Fixture.ann, "ann")
    #expect(try await fixture.ledger.restrict(ann, because: .frozen, by: me).count == 2)
    #expect(try await fixture.ledger.restrict(ann, because: .frozen, by: me).isEmpty)
    #expect(try await fixture.ledger.state(of: Fixture.point()).restrictions.map(\.ground) == [.frozen])
  }

  @Test func theDeadAreSentNothing() async throws {
    let fixture = RightsFixture()
    let ann = try fixture.key(Fixture.ann, "ann")
    try await fixture.ledger.establish(
      LawfulBasis(.legalObligation), for: Fixture.point(), purpose: "notices", by: me)
    let notice = MessageContext(.securityLegal, purpose: "notices", jurisdictions: ["DE"])
    func decide() async throws -> ConsentDecision {
      try await fixture.ledger.decide(notice, to: Fixture.point(), through: .email)
    }
    #expect(try await decide().isPermitted)
    try await fixture.ledger.restrict(ann, because: .frozen, by: me)
    #expect(try await decide().isPermitted)
    try await fixture.ledger.restrict(ann, because: .deceased, by: me)
    let decision = try await decide()
    #expect(decision.codes.contains(ConsentCode.deceased) && !decision.isPermitted)
    // Told wrongly: no notice is needed.
    fixture.clock.advance(by: 1)
    try await fixture.ledger.endRestriction(of: .deceased, for: ann, by: me)
    #expect(try await decide().isPermitted)
  }

  @Test func whatTheLawAllowsIsInThePacks() {
    let make = ActMaker()
    let duty = make.act(.basisChanged, "n", channel: nil, actor: .system, basis: LawfulBasis(.legalObligation))
    let contract = make.act(.basisChanged, "c", channel: nil, actor: .system, basis: .contract("C"))
    func decide(_ ground: RestrictionGround?, _ messageClass: MessageClass, _ purpose: Purpose, _ law: Jurisdiction)
      -> ConsentDecision
    {
      var restricted = make.act(.restricted, nil, at: 3, channel: nil, actor: .staff)
      restricted.restriction = Restriction(ground)
      return make.decide(
        [duty, contract, restricted], MessageContext(messageClass, purpose: purpose, jurisdictions: [law]))
    }
    for law: Jurisdiction in ["DE", "GB", "US", "RU", "UA", "CN"] {
      #expect(decide(.accuracyContested, .securityLegal, "n", law).isPermitted, "\(law)")
      // Another basis, another class, another ground: no.
      for other in [
        decide(.accuracyContested, .securityLegal, "c", law), decide(.accuracyContested, .transactional, "n", law),
        decide(.accuracyContested, .service, "n", law), decide(nil, .securityLegal, "n", law),
        decide("ours", .securityLegal, "n", law), decide(.deceased, .securityLegal, "n", law),
      ] {
        #expect(!other.isPermitted, "\(law)")
        let codes: Set<ReasonCode> = [ConsentCode.restricted, ConsentCode.deceased]
        let ground = other.reasons.first { codes.contains($0.reason.code) }
        #expect(ground?.evidence.isEmpty == false && ground?.references.isEmpty == false, "\(law)")
      }
    }
    // A pack that says nothing lets nothing through.
    var pack = PolicyPack.europeanUnion
    pack.restrictionExceptions = []
    var restricted = make.act(.restricted, nil, at: 3, channel: nil, actor: .staff)
    restricted.restriction = Restriction(.frozen)
    let context = MessageContext(.securityLegal, purpose: "n", jurisdictions: ["DE"])
    #expect(!make.decide([duty, restricted], context, policies: PolicySet([pack])).isPermitted)
  }

  @Test func aPersonWhoWasNotReadIsNotPermitted() {
    let make = ActMaker()
    var context = ConsentFixture.news()
    context.party = Fixture.ann
    var snapshot = ConsentSnapshot(acts: [make.act(.given)])
    let now = ActMaker.start.addingTimeInterval(3600)
    func decide() -> ConsentDecision { PolicySet.standard.decide(make.question(context), given: snapshot, at: now) }
    #expect(decide().codes.contains(ConsentCode.incomplete))
    snapshot.person = .init(head: nil, acts: [])
    #expect(decide().isPermitted)
    snapshot.person = .init(head: snapshot.head, acts: [])
    #expect(decide().codes.contains(ConsentCode.incomplete))
  }

  @Test func aMergeBringsTheRestrictionAndItsUndoingLiftsNothing() async throws {
    let fixture = RightsFixture()
    let bob = RecordReference(collection: "customers", id: Identifier<Event>("bob").uuid)
    try await optIn(fixture, "ann", party: Fixture.ann)
    try await optIn(fixture, "bob", party: bob)
    try await fixture.ledger.restrict(fixture.key(bob, "bob"), because: .frozen, by: me)
    let participant = RestrictionParticipant(fixture.ledger)
    var part = MergePart(MergeSubjects(winner: Fixture.ann, losers: [bob]), at: fixture.clock.now)
    try await participant.merge(into: &part, in: fixture.store)
    try await fixture.store.commit(part.changes)
    #expect(part.traces.isEmpty)
    for (name, party) in [("ann", nil), ("bob", nil), ("new", Fixture.ann)] as [(String, RecordReference?)] {
      if party != nil { try await optIn(fixture, name, party: party) }
      #expect(try await !permits(fixture, name), "\(name)")
    }
    // Twice is once.
    var again = MergePart(MergeSubjects(winner: Fixture.ann, losers: [bob]), at: fixture.clock.now)
    try await participant.merge(into: &again, in: fixture.store)
    #expect(!again.changes.hasWrites)
    // The end of the one person reaches what was the other's.
    fixture.clock.advance(by: 1)
    try await fixture.ledger.endRestriction(of: .frozen, for: SubjectKey(party: Fixture.ann), by: me)
    for name in ["ann", "bob", "new"] { #expect(try await permits(fixture, name), "\(name)") }
  }

  @Test func theParticipantShowsAndKeepsWhatIsRecordedOnThePerson() async throws {
    let fixture = RightsFixture()
    let ann = try fixture.key(Fixture.ann, "ann")
    let subject = try #require(ann.subject)
    let participant = RestrictionParticipant(fixture.ledger, restrictingBecause: .objectionPending)
    let part = try await participant.restrict(subject, in: fixture.store, at: fixture.clock.now)
    try await fixture.store.commit(part.changes)
    #expect(try await fixture.ledger.state(of: Fixture.point()).isRestricted)
    var found: [RecordReference] = []
    try await participant.find(subject, in: fixture.store) { found.append($0) }
    var exported: [ExportedRecord] = []
    try await participant.export(subject, in: fixture.store) { exported.append($0) }
    #expect(found.count == 1 && exported.map(\.record) == found)
    #expect(exported[0].values["ground"] == "objectionPending")
    let kept = try await participant.erase(subject, in: fixture.store, at: fixture.clock.now)
    #expect(kept.actions == [found[0]: .retained(Reason(RequestCode.proofOfRestriction), until: nil)])
    #expect(kept.changes.isEmpty)
    await #expect(throws: ParticipationError("consent.restrictions", .restrict)) {
      _ = try await RestrictionParticipant(fixture.ledger).restrict(subject, in: fixture.store, at: fixture.clock.now)
    }
  }

  @Test func restrictionsSurviveExportAndImport() throws {
    let make = ActMaker()
    var restricted = make.act(.restricted, nil, at: 3, channel: nil, actor: .staff)
    restricted.restriction = Restriction(.frozen, person: ContactDigest(person: Fixture.ann))
    let acts = [make.act(.given), restricted]
    let back = try ConsentRecordDocument.acts(fromJSONLD: ConsentRecordDocument.jsonLD(of: acts))
    #expect(Set(back) == Set(acts))
  }
}
