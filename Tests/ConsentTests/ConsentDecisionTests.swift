import CRMTesting
import Consent
import Foundation
import Testing

@Suite struct ConsentDecisionTests {
  private let make = ActMaker()

  @Test func nothingRecordedDenies() {
    for messageClass in MessageClass.allCases {
      let context = MessageContext(messageClass, purpose: "orders", jurisdictions: ["DE"])
      let decision = PolicySet.standard.decide(make.question(context), given: .empty, at: ActMaker.start)
      #expect(decision.outcome == .deny)
      #expect(decision.codes.contains(ConsentCode.noRecord))
    }
  }

  @Test func evidencedOptInPermitsWithBasisEvidenceAndObligations() {
    let given = make.act(.given, validity: ConsentValidity(months: 24))
    let decision = make.decide([given])
    #expect(decision.isPermitted)
    #expect(decision.bases == [.consent])
    #expect(decision.evidence == [given.id])
    #expect(decision.policyVersions == ["eu@2026.1"])
    #expect(decision.obligations.contains(.oneClickUnsubscribe))
    #expect(decision.validUntil == Date("2028-03-02T09:00:00Z"))
    #expect(decision.remarks.isEmpty)
  }

  @Test func endlessConsentIsRemarked() {
    #expect(make.decide([make.act(.given)]).remarks.map(\.reason.code) == [ConsentCode.endless])
  }

  @Test func theLastWordOfThePersonWinsAndATieRestricts() {
    let given = make.act(.given, at: 5)
    #expect(!make.decide([given, make.act(.withdrawn, at: 6)]).isPermitted)
    #expect(!make.decide([given, make.act(.withdrawn, at: 5)]).isPermitted)
    #expect(make.decide([given, make.act(.withdrawn, at: 4)]).isPermitted)
  }

  @Test func aGlobalStopBeatsEveryOlderOptInAndIsLiftedOnlyWhereANewerOneSays() {
    let stop = make.act(.withdrawn, nil, at: 5, channel: nil)
    let older = make.act(.given, at: 1)
    let newer = make.act(.given, "marketing.offers", at: 9)
    #expect(make.decide([older, stop]).codes.contains(ConsentCode.stopped))
    #expect(!make.decide([older, stop, newer]).isPermitted)
    #expect(make.decide([older, stop, newer], ConsentFixture.news("marketing.offers")).isPermitted)
  }

  @Test(arguments: [ConsentActor.staff, .integration, .importRun, .system])
  func nobodyElseLiftsAStop(_ actor: ConsentActor) {
    let stop = make.act(.withdrawn, at: 5)
    let decision = make.decide([stop, make.act(.given, at: 9, actor: actor)])
    #expect(decision.codes.contains(ConsentCode.stopped))
    #expect(make.decide([make.act(.given, at: 9, actor: actor)]).isPermitted)
  }

  @Test func anImportInTheNameOfThePersonAndAnUnprovenOptInLiftNothing() {
    let stop = make.act(.withdrawn, at: 5)
    #expect(!make.decide([stop, make.act(.given, at: 9, method: .importRun)]).isPermitted)
    let bare = make.act(.given, at: 9, proof: nil)
    #expect(make.decide([stop, bare]).codes.contains(ConsentCode.notEvidenced))
    #expect(make.decide([stop, make.act(.given, at: 9)]).isPermitted)
  }

  @Test func aStopAboveCoversWhatLiesBelowAnOptInAboveDoesNot() {
    let given = make.act(.given, "marketing.news", at: 1)
    #expect(!make.decide([given, make.act(.withdrawn, "marketing", at: 2)]).isPermitted)
    #expect(make.decide([given, make.act(.withdrawn, "market", at: 2)]).isPermitted)
    #expect(make.decide([make.act(.given, "marketing", at: 1)]).codes == [ConsentCode.noBasis])
    let named = make.act(.given, "marketing", at: 1, includes: ["marketing.news"])
    #expect(make.decide([named]).isPermitted)
    #expect(!make.decide([named], ConsentFixture.news("marketing.later")).isPermitted)
  }

  @Test func aNameIsOneHoweverItsLettersArePutTogether() {
    let (composed, decomposed) = ("рассылка.новы\u{0439}", "рассылка.новы\u{0438}\u{0306}")
    #expect(Purpose(composed).covers(Purpose(decomposed)) && Purpose(decomposed).covers(Purpose(composed)))
    let (given, stop) = (make.act(.given, Purpose(composed), at: 1), make.act(.withdrawn, Purpose(decomposed), at: 2))
    #expect(make.decide([given], ConsentFixture.news(Purpose(composed))).isPermitted)
    #expect(!make.decide([given, stop], ConsentFixture.news(Purpose(composed))).isPermitted)
  }

  @Test func otherBasesCoverNoPurposeBelowEither() {
    let contract = make.act(.basisChanged, "orders", channel: nil, actor: .system, basis: .contract("C1"))
    let orders = MessageContext(.transactional, purpose: "orders", jurisdictions: ["DE"])
    let upgrades = MessageContext(.transactional, purpose: "orders.upgrades", jurisdictions: ["DE"])
    #expect(make.decide([contract], orders).isPermitted)
    #expect(!make.decide([contract], upgrades).isPermitted)
  }

  @Test func whereNoEvidenceIsDemandedItStillTakesEvidenceToLiftAStop() {
    var context = ConsentFixture.news()
    context.jurisdictions = ["XA"]
    let policies = ConsentHistories.policies
    let bare = make.act(.given, at: 1, proof: nil)
    #expect(make.decide([bare], context, at: 1, policies: policies).isPermitted)
    let stop = make.act(.withdrawn, at: 0)
    #expect(make.decide([stop, bare], context, at: 1, policies: policies).codes.contains(ConsentCode.stopped))
  }

  @Test func complaintNeedsAReleaseAndAnOptIn() {
    let complaint = make.act(.complaint, nil, at: 2, channel: nil, actor: .integration)
    let optIn = make.act(.given, at: 5)
    let release = make.act(.released, nil, at: 4, channel: nil, actor: .staff, suppression: .complaint)
    #expect(make.decide([complaint, optIn]).codes.contains(ConsentCode.complaint))
    #expect(!make.decide([make.act(.given, at: 1), complaint, release]).isPermitted)
    #expect(make.decide([complaint, release, optIn]).isPermitted)
  }

  @Test func undeliverableIsLiftedByReverificationOnly() {
    let bounce = make.act(.bounced, nil, at: 2, actor: .integration, suppression: .undeliverable)
    let optIn = make.act(.given, at: 5)
    #expect(make.decide([bounce, optIn]).codes.contains(ConsentCode.undeliverable))
    #expect(make.decide([bounce, optIn, make.act(.reverified, nil, at: 6)]).isPermitted)
    let soft = make.act(.bounced, nil, at: 2, actor: .integration)
    #expect(make.decide([soft, optIn]).isPermitted)
  }

  @Test func aWeakerSuppressionDoesNotHideAStrongerOne() {
    let acts = [
      make.act(.suppressed, nil, at: 1, channel: nil, actor: .staff, suppression: .legal),
      make.act(.withdrawn, nil, at: 2, channel: nil), make.act(.given, at: 3),
    ]
    #expect(make.decide(acts).codes.contains(ConsentCode.legal))
    let state = ConsentState(folding: acts, at: ActMaker.start.addingTimeInterval(36_000))
    #expect(state.suppressions.map(\.reason) == [.legal, .unsubscribed])
  }

  @Test func erasureStaysWhateverIsImported() {
    let erased = make.act(.erased, nil, at: 2, channel: nil, actor: .system)
    #expect(
      make.decide([erased, make.act(.given, at: 5, actor: .importRun, method: .importRun)]).codes
        .contains(ConsentCode.erased))
    #expect(!make.decide([erased, make.act(.given, at: 5)]).isPermitted)
    let request = make.act(.requested, at: 4)
    #expect(make.decide([erased, request, make.act(.confirmed, at: 5, answers: request.id)]).isPermitted)
  }

  @Test func aContractAfterAReadmissionIsWrittenAbout() {
    let erased = make.act(.erased, nil, at: 2, channel: nil, actor: .system)
    func contract(_ hours: Double, _ method: ConsentMethod = .api, _ basis: LawfulBasis = .contract("C1")) -> ConsentAct
    {
      make.act(.basisChanged, "orders", at: hours, channel: nil, actor: .system, method: method, basis: basis)
    }
    func readmission(_ hours: Double, _ basis: LawfulBasis? = .contract("C1"), _ actor: ConsentActor = .staff)
      -> ConsentAct
    {
      make.act(
        .released, nil, at: hours, channel: nil, actor: actor, method: .call, basis: basis, suppression: .erased)
    }
    func decide(_ acts: ConsentAct..., as messageClass: MessageClass = .transactional) -> ConsentDecision {
      make.decide([erased] + acts, MessageContext(messageClass, purpose: "orders", jurisdictions: ["DE"]))
    }
    let (back, bought) = (readmission(3), contract(4))
    let decision = decide(back, bought)
    #expect(decision.isPermitted && decision.bases == [.contract])
    #expect(Set(decision.evidence) == [back.id, bought.id])
    #expect(decide(contract(3), readmission(4)).isPermitted, "in either order")
    #expect(decide(back, contract(4, .api, LawfulBasis(.legalObligation)), as: .securityLegal).isPermitted)
    for denied in [
      decide(bought), decide(back), decide(back, contract(1)), decide(back, contract(2)),
      decide(readmission(2), bought),
      decide(readmission(1), bought), decide(readmission(3, nil), bought), decide(back, contract(4, .importRun)),
      decide(readmission(3, LawfulBasis(.subjectRequest)), bought),
      decide(readmission(3, .contract("C1"), .system), bought),
      decide(back, contract(4, .api, LawfulBasis(.subjectRequest))), decide(back, bought, as: .service),
      decide(back, bought, as: .marketing), decide(back, bought, make.act(.erased, nil, at: 5, channel: nil)),
    ] { #expect(denied.outcome == .deny && denied.codes.contains(ConsentCode.erased)) }
    // One that a correction took out is none.
    let corrected = make.act(.noticeShown, at: 5, supersedes: back.id)
    #expect(!decide(back, bought, corrected).isPermitted)
  }

  @Test func restrictionStopsEverythingUntilItEnds() {
    let acts = [
      make.act(.basisChanged, "orders", channel: nil, actor: .system, basis: .contract("C1")),
      make.act(.restricted, nil, at: 3, channel: nil, actor: .staff),
    ]
    let context = MessageContext(.transactional, purpose: "orders", jurisdictions: ["DE"])
    #expect(make.decide(acts, context).codes.contains(ConsentCode.restricted))
    let ended = acts + [make.act(.unrestricted, nil, at: 4, channel: nil, actor: .staff)]
    #expect(make.decide(ended, context).isPermitted)
    // Only what was restricted more narrowly is freed by a narrower end.
    let partly = acts + [make.act(.unrestricted, "marketing", at: 4, channel: nil, actor: .staff)]
    #expect(!make.decide(partly, context).isPermitted)
  }

  @Test func transactionalIgnoresMarketingStopsButNotUndeliverable() {
    let contract = make.act(.basisChanged, "orders", channel: nil, actor: .system, basis: .contract("C1"))
    let stop = make.act(.withdrawn, nil, at: 3, channel: nil)
    let order = MessageContext(.transactional, purpose: "orders", jurisdictions: ["DE"])
    #expect(make.decide([contract, stop], order).isPermitted)
    #expect(make.decide([contract, stop], order).bases == [.contract])
    let bounce = make.act(.bounced, nil, at: 4, suppression: .undeliverable)
    #expect(!make.decide([contract, stop, bounce], order).isPermitted)
    let service = MessageContext(.service, purpose: "orders", jurisdictions: ["DE"])
    #expect(make.decide([contract], service).isPermitted)
    #expect(make.decide([contract, stop], service).codes.contains(ConsentCode.stopped))
  }

  @Test func promotionMakesAnyMessageMarketing() {
    let contract = make.act(.basisChanged, "orders", channel: nil, actor: .system, basis: .contract("C1"))
    var order = MessageContext(.transactional, purpose: "orders", jurisdictions: ["DE"])
    order.containsPromotion = true
    let decision = make.decide([contract], order)
    #expect(decision.messageClass == .marketing)
    #expect(decision.codes.contains(ConsentCode.basisNotAllowed))
    #expect(decision.remarks.map(\.reason.code) == [ConsentCode.reclassified])
  }

  @Test func aPendingRequestDeniesAndConfirmationPermits() {
    let expires = ActMaker.start.addingTimeInterval(7 * 86_400)
    let pending = PendingConfirmation(secretHash: SHA256.hash("secret"), expires: expires)
    let request = make.act(.requested, at: 1, confirmation: pending)
    #expect(make.decide([request], at: 2).codes.contains(ConsentCode.pending))
    #expect(!make.decide([request], at: 2).isPermitted)
    #expect(make.decide([request, make.act(.confirmed, at: 2, answers: request.id, proof: nil)], at: 3).isPermitted)
  }

  @Test func theOneMessageThatAsksToConfirmMayLeaveOnce() {
    let expires = ActMaker.start.addingTimeInterval(7 * 86_400)
    let pending = PendingConfirmation(secretHash: SHA256.hash("secret"), expires: expires)
    let request = make.act(.requested, at: 1, confirmation: pending)
    var ask = MessageContext(.service, purpose: "marketing.news", jurisdictions: ["DE"], confirms: request.id)
    let decision = make.decide([request], ask, at: 2)
    #expect(decision.isPermitted)
    #expect(decision.bases == [.subjectRequest])
    #expect(decision.obligations.contains(.confirmOnly))
    #expect(decision.validUntil == expires)
    #expect(decision.isCounted)
    #expect(make.decide([request], ask, at: 2, uses: [request.id: 1]).codes.contains(ConsentCode.usedUp))
    #expect(!make.decide([request], ask, at: 7 * 24).isPermitted)
    #expect(!make.decide([request, make.act(.withdrawn, nil, at: 2, channel: nil)], ask, at: 3).isPermitted)
    ask.containsPromotion = true
    #expect(!make.decide([request], ask, at: 2).isPermitted)
  }

  @Test func validityEndsByTimeEventAndUse() {
    let timed = make.act(.given, validity: ConsentValidity(until: ActMaker.start.addingTimeInterval(50 * 3600)))
    #expect(make.decide([timed], at: 49).isPermitted)
    #expect(make.decide([timed], at: 50).codes.contains(ConsentCode.expired))
    let event = make.act(.given, validity: ConsentValidity(untilEvent: "contract.ended"))
    #expect(make.decide([event]).isPermitted)
    #expect(make.decide([event, make.act(.expired, at: 5, actor: .system)]).codes.contains(ConsentCode.expired))
    // Expired is not withdrawn: it may be asked for again by anybody.
    let asked = make.act(.given, at: 6, actor: .staff, method: .call)
    #expect(make.decide([event, make.act(.expired, at: 5, actor: .system), asked]).isPermitted)
    let twice = make.act(.given, validity: ConsentValidity(uses: 2))
    #expect(make.decide([twice], uses: [twice.id: 1]).isPermitted)
    #expect(make.decide([twice], uses: [twice.id: 2]).codes.contains(ConsentCode.usedUp))
  }

  @Test func validityInMonthsClampsToTheEndOfTheMonth() {
    let validity = ConsentValidity(months: 1)
    #expect(validity.end(from: Date("2027-01-31T10:30:00Z")) == Date("2027-02-28T10:30:00Z"))
    #expect(ConsentValidity(months: 1, until: Date("2027-02-01")).end(from: Date("2027-01-31")) == Date("2027-02-01"))
    #expect(ConsentValidity().end(from: .now) == nil)
  }

  @Test func aClockSetBackRevivesNothing() {
    let timed = make.act(.given, validity: ConsentValidity(until: ActMaker.start.addingTimeInterval(50 * 3600)))
    let later = make.act(.noticeShown, at: 60)
    #expect(make.decide([timed], at: 10).isPermitted)
    #expect(!make.decide([timed, later], at: 10).isPermitted)
    #expect(!make.decide([make.act(.given), make.act(.withdrawn, at: 60)], at: 10).isPermitted)
    #expect(make.decide([make.act(.given, at: 60)], at: 10).codes.contains(ConsentCode.notYet))
  }

  @Test func aNewVersionOfThePurposeAsksAgain() {
    let given = make.act(.given, "marketing.news@2")
    #expect(make.decide([given], ConsentFixture.news("marketing.news@2")).isPermitted)
    #expect(make.decide([given], ConsentFixture.news("marketing.news@1")).isPermitted)
    #expect(make.decide([given], ConsentFixture.news("marketing.news@3")).codes.contains(ConsentCode.outdatedNotice))
  }

  @Test func noOtherBasisAfterARefusal() {
    let softOptIn = make.act(.basisChanged, at: 5, actor: .system, basis: .softOptIn(sale: "S1"))
    #expect(make.decide([softOptIn]).isPermitted)
    let decision = make.decide([make.act(.refused, at: 1), softOptIn])
    #expect(decision.codes.contains(ConsentCode.basisAfterRefusal))
    #expect(!decision.isPermitted)
    let incomplete = make.act(.basisChanged, at: 5, basis: LawfulBasis(.softOptIn, saleReference: "S1"))
    #expect(make.decide([incomplete]).codes.contains(ConsentCode.basisIncomplete))
  }

  @Test func roleAddressesInferNothing() {
    let softOptIn = make.act(.basisChanged, actor: .system, basis: .softOptIn(sale: "S1"))
    var context = ConsentFixture.news()
    context.addressKind = .role
    #expect(make.decide([softOptIn], context).codes.contains(ConsentCode.notPersonal))
    #expect(make.decide([make.act(.given)], context).isPermitted)
  }

  @Test func minorsNeedAGuardianUntilTheyComeOfAge() {
    var context = ConsentFixture.news()
    context.age = .minor
    #expect(make.decide([make.act(.given)], context).codes.contains(ConsentCode.minor))
    let guardian = make.act(.given, actor: .guardian)
    #expect(make.decide([guardian], context).isPermitted)
    context.age = .adult
    #expect(make.decide([guardian], context).codes.contains(ConsentCode.guardianEnded))
    context.age = .unknown
    context.targetsChildren = true
    #expect(make.decide([guardian], context).codes.contains(ConsentCode.unknownAge))
  }

  @Test func brandsAreApart() {
    var context = ConsentFixture.news()
    context.controller = "north"
    let given = make.act(.given, controller: "north")
    #expect(make.decide([given], context).isPermitted)
    #expect(!make.decide([given]).isPermitted)
    #expect(make.decide([given, make.act(.withdrawn, at: 2, controller: "south")], context).isPermitted)
    #expect(!make.decide([given, make.act(.withdrawn, at: 2)], context).isPermitted)
  }

  @Test func preferencesNarrowAndNeverGrant() {
    let off = make.act(.preferenceSet, "marketing", at: 2, preference: ContactPreference(isOff: true))
    #expect(!make.decide([off]).isPermitted)
    #expect(make.decide([make.act(.given), off]).codes == [ConsentCode.preferenceOff])
    let on = make.act(.preferenceSet, "marketing", at: 3, preference: ContactPreference())
    #expect(make.decide([make.act(.given), off, on]).isPermitted)
    // Staff may narrow what the person set, not widen it.
    let byStaff = make.act(.preferenceSet, "marketing", at: 3, actor: .staff, preference: ContactPreference())
    #expect(!make.decide([make.act(.given), off, byStaff]).isPermitted)
  }

  @Test func aPauseDefersToItsEnd() {
    let end = ActMaker.start.addingTimeInterval(200 * 3600)
    let pause = ContactPreference(pause: Period(start: ActMaker.start, end: end))
    let acts = [make.act(.given), make.act(.preferenceSet, "marketing", at: 2, preference: pause)]
    #expect(make.decide(acts).outcome == .defer(until: end))
    #expect(make.decide(acts).codes == [ConsentCode.paused])
    #expect(make.decide(acts, at: 200).isPermitted)
  }

  @Test func everyReasonIsGivenWithReferenceAndEvidence() throws {
    let stop = make.act(.withdrawn, at: 3)
    let bounce = make.act(.bounced, nil, at: 4, suppression: .undeliverable)
    let decision = make.decide([make.act(.given), stop, bounce])
    #expect(Set(decision.codes) == [ConsentCode.stopped, ConsentCode.undeliverable, ConsentCode.noBasis])
    let ground = try #require(decision.reasons.first { $0.reason.code == ConsentCode.stopped })
    #expect(ground.evidence == [stop.id])
    #expect(ground.references.first?.contains("GDPR art. 7(3)") == true)
  }

  @Test func aSnapshotWithAMissingActDenies() {
    let given = make.act(.given)
    let stop = make.act(.withdrawn, at: 1)
    var snapshot = ConsentSnapshot(acts: [given, stop])
    snapshot.acts = [given]
    let now = ActMaker.start.addingTimeInterval(7200)
    #expect(PolicySet.standard.decide(make.question(), given: snapshot, at: now).codes.contains(ConsentCode.incomplete))
  }

  @Test func whatCannotBeReadDenies() {
    var context = ConsentFixture.news()
    context.timeZones = ["Europe/Nowhere"]
    #expect(make.decide([make.act(.given)], context).codes == [ConsentCode.malformed])
    #expect(make.decide([make.act(.given, "a..b")], ConsentFixture.news("a..b")).codes == [ConsentCode.malformed])
  }

  @Test func aCorrectionTakesAwayAnOptInAndNeverAStop() {
    let given = make.act(.given)
    let wrong = make.act(.noticeShown, at: 1, actor: .staff, supersedes: given.id)
    #expect(!make.decide([given, wrong]).isPermitted)
    let stop = make.act(.withdrawn, at: 2)
    #expect(!make.decide([given, stop, make.act(.noticeShown, at: 3, actor: .staff, supersedes: stop.id)]).isPermitted)
  }
}
