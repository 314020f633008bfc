import CRMTesting
import Consent
import Foundation
import Testing

@Suite struct ConsentPolicyPackTests {
  private let make = ActMaker()

  @Test func theEuropeanPackCitesArticlesAndSaysWhatItIsNot() throws {
    let pack = PolicyPack.europeanUnion
    #expect(pack.rules.allSatisfy { $0.reference.contains("GDPR") || $0.reference.contains("2002/58/EC") })
    #expect(pack.disclaimer.contains("not legal advice"))
    // 27 member states, three more of the EEA, and the two unions themselves.
    #expect(Set(pack.jurisdictions).count == 32)
    for messageClass in MessageClass.allCases {
      #expect(pack.rules.contains { $0.classes.contains(messageClass) }, "\(messageClass)")
    }
  }

  @Test func packsAreData() throws {
    let set = ConsentHistories.policies
    let data = try JSONEncoder().encode(set)
    #expect(try JSONDecoder().decode(PolicySet.self, from: data) == set)
  }

  @Test func severalJurisdictionsIntersectPermitsAndUniteObligations() {
    let given = make.act(.given)
    var context = ConsentFixture.news()
    context.timeZones = ["Europe/Berlin"]
    let policies = ConsentHistories.policies
    context.jurisdictions = ["XA"]
    #expect(make.decide([given], context, at: 1, policies: policies).obligations == [.postalAddress])
    context.jurisdictions = ["XA", "XB"]
    #expect(make.decide([given], context, at: 1, policies: policies).obligations == [.postalAddress, .sourceNotice])
    let contract = make.act(.basisChanged, actor: .system, basis: .contract("C"))
    context.jurisdictions = ["XA"]
    #expect(make.decide([contract], context, at: 1, policies: policies).isPermitted)
    context.jurisdictions = ["XA", "XB"]
    #expect(!make.decide([contract], context, at: 1, policies: policies).isPermitted)
  }

  @Test func anUnknownJurisdictionIsTheStrictest() {
    let given = make.act(.given, channel: .sms)
    var context = ConsentFixture.news()
    context.jurisdictions = ["DE"]
    #expect(make.decide([given], context, channel: .sms, at: 1, policies: ConsentHistories.policies).isPermitted)
    context.jurisdictions = []
    let decision = make.decide([given], context, channel: .sms, at: 1, policies: ConsentHistories.policies)
    #expect(decision.codes.contains(ConsentCode.unconfirmed))
    #expect(decision.policyVersions == ["eu@2026.1", "xa@1", "xb@1"])
    context.jurisdictions = ["ZZ"]
    #expect(make.decide([given], context, channel: .sms).codes.contains(ConsentCode.unknownJurisdiction))
    #expect(!make.decide([given], ConsentFixture.news(), policies: PolicySet([])).isPermitted)
  }

  @Test func aPackMayDemandConfirmationAndRenewal() {
    var context = ConsentFixture.news()
    context.jurisdictions = ["XB"]
    let policies = ConsentHistories.policies
    let given = make.act(.given)
    let decision = make.decide([given], context, at: 1, policies: policies)
    #expect(decision.validUntil == Date("2026-04-02T09:00:00Z"))
    #expect(make.decide([given], context, at: 31 * 24, policies: policies).codes.contains(ConsentCode.expired))
  }

  @Test func whatNoRuleAllowsIsDenied() {
    let interest = make.act(
      .basisChanged, actor: .system, basis: LawfulBasis(.legitimateInterest, balancingNote: "note 7"))
    #expect(make.decide([interest]).codes.contains(ConsentCode.basisNotAllowed))
    let letter = make.act(
      .basisChanged, channel: .post, actor: .system, basis: LawfulBasis(.legitimateInterest, balancingNote: "note 7"))
    let decision = make.decide([letter], channel: .post)
    #expect(decision.isPermitted)
    #expect(decision.obligations.contains(.sourceNotice))
    #expect(!make.decide([letter, make.act(.objected, nil, at: 1, channel: nil)], channel: .post).isPermitted)
  }

  @Test func everyReasonHasASentenceInFourLanguages() {
    let codes = [
      ConsentCode.noRecord, ConsentCode.incomplete, ConsentCode.malformed, ConsentCode.restricted, ConsentCode.frozen,
      ConsentCode.deceased, ConsentCode.restrictionNoticeMissing, ConsentCode.erased,
      ConsentCode.undeliverable, ConsentCode.legal, ConsentCode.manual, ConsentCode.complaint, ConsentCode.stopped,
      ConsentCode.objected, ConsentCode.unknownJurisdiction, ConsentCode.noBasis, ConsentCode.basisNotAllowed,
      ConsentCode.basisIncomplete, ConsentCode.basisAfterRefusal, ConsentCode.notEvidenced, ConsentCode.notYet,
      ConsentCode.expired, ConsentCode.outdatedNotice, ConsentCode.usedUp, ConsentCode.pending,
      ConsentCode.unconfirmed, ConsentCode.notPersonal, ConsentCode.minor, ConsentCode.unknownAge,
      ConsentCode.guardianEnded, ConsentCode.preferenceOff, ConsentCode.paused, ConsentCode.frequency,
      ConsentCode.quietHours,
      ConsentCode.noHour, ConsentCode.reclassified, ConsentCode.endless,
      ConsentCode.obligationsUnmet, ConsentCode.alreadyAuthorized, ConsentCode.tooLate, ConsentCode.confirmationInvalid,
      ConsentCode.confirmationExpired, ConsentCode.confirmationUsed, ConsentCode.requestedTooSoon,
      ConsentCode.linkInvalid, ConsentCode.linkExpired,
    ]
    #expect(ConsentLedger.phrases.sentences.keys.count { $0.rawValue.hasPrefix("consent.") } == codes.count)
    for code in codes {
      for language in ["en", "ru", "uk", "zh"] {
        #expect(ConsentLedger.phrases.sentences[code]?[language]?.isEmpty == false, "\(code) \(language)")
      }
    }
    let others: [Reason] =
      SendRefusal.obligationsUnmet([.postalAddress]).reasons + SendRefusal.tooLate.reasons
      + [ConfirmationRefusal.invalid, .expired, .used, .tooSoon].map(\.reason)
      + [UnsubscribeToken.Refusal.invalid, .expired].map(\.reason)
    for reason in others { #expect(codes.contains(reason.code), "\(reason.code)") }
    let reason = Reason(ConsentCode.noBasis, ["pack": .text("eu@2026.1")])
    #expect(ConsentLedger.phrases.sentence(for: reason) == "No basis that eu@2026.1 allows.")
  }
}
