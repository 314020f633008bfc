import CRMTesting
import Consent
import Foundation
import Testing

/// The bases beside consent, and for how long they hold.
@Suite struct ConsentBasisTests {
  private let make = ActMaker()

  /// A pack that allows implied consent, with the windows of Canada's law (CASL s. 10(10)).
  private static let implied = PolicySet([
    PolicyPack(
      id: "ca", version: "test", jurisdictions: ["CA"],
      rules: [.init(classes: [.marketing], bases: [.consent, .implied], reference: "CASL s. 10(9), (10)")],
      candidateZones: ["America/St_Johns", "America/Vancouver"])
  ])

  private func decide(
    from ground: LawfulBasis.ImpliedGround, since day: String, at now: Date, zones: [String] = ["America/Toronto"]
  ) throws -> ConsentDecision {
    let since = try #require(CalendarDay(day))
    var act = make.act(.basisChanged, actor: .system, basis: .implied(from: ground, since: since))
    act.date = since.startDate(in: .gmt)
    act.recordedAt = act.date
    let context = MessageContext(.marketing, purpose: "marketing.news", jurisdictions: ["CA"], timeZones: zones)
    return Self.implied.decide(make.question(context), given: ConsentSnapshot(acts: [act]), at: now)
  }

  @Test func impliedConsentLastsTwoYearsFromAPurchaseAndTheLastDayCounts() throws {
    // Toronto is at UTC−5 in winter: 10 March 2028 ends at 05:00 UTC on the 11th.
    let last = Date("2028-03-11T04:59:59Z")
    #expect(try decide(from: .purchase, since: "2026-03-10", at: last).isPermitted)
    #expect(try decide(from: .purchase, since: "2026-03-10", at: last).validUntil == Date("2028-03-11T05:00:00Z"))
    let after = try decide(from: .purchase, since: "2026-03-10", at: Date("2028-03-11T05:00:00Z"))
    #expect(after.codes.contains(ConsentCode.expired))
    #expect(try decide(from: .contract, since: "2026-03-10", at: last).isPermitted)
  }

  @Test func impliedConsentLastsSixMonthsFromAnInquiryAndClampsToTheMonth() throws {
    // 31 August and six months: 28 February.
    #expect(try decide(from: .inquiry, since: "2026-08-31", at: Date("2027-03-01T04:59:59Z")).isPermitted)
    #expect(!(try decide(from: .inquiry, since: "2026-08-31", at: Date("2027-03-01T05:00:00Z")).isPermitted))
    // 29 February and two years.
    #expect(try decide(from: .purchase, since: "2028-02-29", at: Date("2030-03-01T04:59:59Z")).isPermitted)
    #expect(!(try decide(from: .purchase, since: "2028-02-29", at: Date("2030-03-01T05:00:00Z")).isPermitted))
  }

  @Test func anUnknownZoneIsTheOneInWhichTheDayEndsFirst() throws {
    // St John's is at UTC−3:30: its day ends first of the pack's candidates.
    #expect(
      try decide(from: .inquiry, since: "2026-01-15", at: Date("2026-07-01T00:00:00Z"), zones: []).validUntil
        == Date("2026-07-16T02:30:00Z"))
  }

  @Test func theWindowsAreThePacksOwn() {
    // 47 CFR § 64.1200(f)(5): 18 months from a purchase, 3 from an inquiry.
    #expect(PolicyPack.unitedStates.implied == ImpliedWindows(purchase: 18, contract: 18, inquiry: 3))
    #expect(PolicyPack.europeanUnion.implied == ImpliedWindows(purchase: 24, contract: 24, inquiry: 6))
  }

  @Test func whatIsImpliedFromNothingIsIncomplete() {
    #expect(!LawfulBasis(.implied).isComplete)
    #expect(!LawfulBasis(.implied, impliedGround: .purchase).isComplete)
    var context = ConsentFixture.news()
    context.jurisdictions = ["CA"]
    let act = make.act(.basisChanged, actor: .system, basis: LawfulBasis(.implied, impliedGround: .inquiry))
    #expect(make.decide([act], context, policies: Self.implied).codes.contains(ConsentCode.basisIncomplete))
  }

  @Test func aStopEndsImpliedConsentAndSoftOptIn() throws {
    let since = try #require(CalendarDay("2026-03-01"))
    var context = ConsentFixture.news()
    context.jurisdictions = ["CA"]
    let implied = make.act(.basisChanged, actor: .system, basis: .implied(from: .purchase, since: since))
    #expect(make.decide([implied], context, policies: Self.implied).isPermitted)
    let stop = make.act(.withdrawn, nil, at: 5, channel: nil)
    #expect(make.decide([implied, stop], context, policies: Self.implied).codes.contains(ConsentCode.stopped))
    let soft = make.act(.basisChanged, actor: .system, basis: .softOptIn(sale: "S1"))
    #expect(make.decide([soft]).isPermitted)
    #expect(!make.decide([soft, stop]).isPermitted)
  }

  @Test(arguments: [
    LawfulBasis(.softOptIn, isForSimilarProducts: true, offeredOptOut: true),
    LawfulBasis(.softOptIn, saleReference: "S", isForSimilarProducts: false, offeredOptOut: true),
    LawfulBasis(.softOptIn, saleReference: "S", isForSimilarProducts: true),
    LawfulBasis(.legitimateInterest), LawfulBasis(.legitimateInterest, balancingNote: ""),
  ])
  func aBasisWithoutItsConditionsIsNone(_ basis: LawfulBasis) {
    let act = make.act(.basisChanged, channel: .post, actor: .system, basis: basis)
    #expect(make.decide([act], channel: .post).codes.contains(ConsentCode.basisIncomplete))
  }

  @Test func aSoftOptInObligesToOfferTheStopInEachMessage() {
    let soft = make.act(.basisChanged, actor: .system, basis: .softOptIn(sale: "S1"))
    #expect(make.decide([soft]).obligations.contains(.visibleUnsubscribe))
    #expect(make.decide([soft]).obligations.contains(.oneClickUnsubscribe))
  }

  @Test func aBasisHoldsForItsPeriodPurposeAndController() {
    let until = ActMaker.start.addingTimeInterval(50 * 3600)
    let contract = make.act(
      .basisChanged, "orders", at: 10, channel: nil, controller: "north", actor: .system, basis: .contract("C"),
      validity: ConsentValidity(until: until))
    var context = MessageContext(.transactional, purpose: "orders", controller: "north", jurisdictions: ["DE"])
    #expect(make.decide([contract], context, at: 9).codes.contains(ConsentCode.notYet))
    #expect(make.decide([contract], context, at: 10).isPermitted)
    #expect(make.decide([contract], context, at: 49).isPermitted)
    #expect(make.decide([contract], context, at: 50).codes.contains(ConsentCode.expired))
    context.controller = "south"
    #expect(!make.decide([contract], context, at: 20).isPermitted)
  }

  @Test func aNewNoticeAsksAgainWhereThePackSaysSo() {
    let proof = ConsentProof(noticeVersion: "3", textShown: "Yes")
    var context = ConsentFixture.news()
    let given = make.act(.given, proof: proof)
    context.noticeVersion = "3"
    #expect(make.decide([given], context).isPermitted)
    context.noticeVersion = "4"
    #expect(make.decide([given], context).codes.contains(ConsentCode.outdatedNotice))
    // The pack of the United States does not ask again.
    context.jurisdictions = ["US"]
    #expect(make.decide([given], context).isPermitted)
  }
}
