import CRMTesting
import Consent
import Foundation
import Testing

/// What the packs that ship allow, each against its articles.
@Suite struct ConsentPacksTests {
  private let make = ActMaker()

  struct Case: Sendable, CustomTestStringConvertible {
    var jurisdiction: Jurisdiction
    var basis: LawfulBasis.Kind
    var channel: Channel = .email
    var messageClass: MessageClass = .marketing
    var party: PartyKind = .individual
    var isAllowed: Bool
    var testDescription: String {
      "\(jurisdiction) \(messageClass) \(channel) to \(party) on \(basis): \(isAllowed ? "yes" : "no")"
    }
  }

  static let cases: [Case] = [
    // Directive 2002/58/EC art. 13; GDPR recital 47 for letters.
    Case(jurisdiction: "DE", basis: .consent, isAllowed: true),
    Case(jurisdiction: "DE", basis: .softOptIn, isAllowed: true),
    Case(jurisdiction: "DE", basis: .legitimateInterest, isAllowed: false),
    Case(jurisdiction: "DE", basis: .softOptIn, channel: .phone, isAllowed: false),
    Case(jurisdiction: "DE", basis: .legitimateInterest, channel: .post, isAllowed: true),
    // PECR reg. 21, 22: corporate subscribers, live calls.
    Case(jurisdiction: "GB", basis: .softOptIn, isAllowed: true),
    Case(jurisdiction: "GB", basis: .legitimateInterest, isAllowed: false),
    Case(jurisdiction: "GB", basis: .legitimateInterest, party: .organisation, isAllowed: true),
    Case(jurisdiction: "GB", basis: .legitimateInterest, channel: .phone, isAllowed: true),
    Case(jurisdiction: "GB", basis: .implied, isAllowed: false),
    // CAN-SPAM is opt-out; TCPA wants prior express consent for texts and knows the business relationship for calls.
    Case(jurisdiction: "US", basis: .legitimateInterest, isAllowed: true),
    Case(jurisdiction: "US-CA", basis: .legitimateInterest, isAllowed: true),
    Case(jurisdiction: "US", basis: .legitimateInterest, channel: .sms, isAllowed: false),
    Case(jurisdiction: "US", basis: .implied, channel: .sms, isAllowed: false),
    Case(jurisdiction: "US", basis: .consent, channel: .sms, isAllowed: true),
    Case(jurisdiction: "US", basis: .implied, channel: .phone, isAllowed: true),
    // 38-FZ art. 18(1), 152-FZ art. 15: consent and nothing else, also for companies.
    Case(jurisdiction: "RU", basis: .consent, isAllowed: true),
    Case(jurisdiction: "RU", basis: .softOptIn, isAllowed: false),
    Case(jurisdiction: "RU", basis: .legitimateInterest, party: .organisation, isAllowed: false),
    Case(jurisdiction: "RU", basis: .legitimateInterest, channel: .post, isAllowed: false),
    Case(jurisdiction: "RU", basis: .legitimateInterest, messageClass: .service, isAllowed: true),
    // Law 675-VIII art. 10.
    Case(jurisdiction: "UA", basis: .consent, isAllowed: true),
    Case(jurisdiction: "UA", basis: .softOptIn, isAllowed: true),
    Case(jurisdiction: "UA", basis: .legitimateInterest, isAllowed: false),
    // PIPL art. 13 has no legitimate interest; Advertising Law art. 43.
    Case(jurisdiction: "CN", basis: .consent, isAllowed: true),
    Case(jurisdiction: "CN", basis: .softOptIn, isAllowed: false),
    Case(jurisdiction: "CN", basis: .legitimateInterest, messageClass: .service, isAllowed: false),
    Case(jurisdiction: "CN", basis: .contract, messageClass: .transactional, isAllowed: true),
  ]

  private func act(_ basis: LawfulBasis.Kind, _ channel: Channel) -> ConsentAct {
    let since = CalendarDay(ActMaker.start, in: .gmt).adding(days: -10)
    return basis == .consent
      ? make.act(.given, channel: channel)
      : make.act(
        .basisChanged, channel: channel, actor: .system,
        basis: LawfulBasis(
          basis, saleReference: "S", isForSimilarProducts: true, offeredOptOut: true, balancingNote: "N",
          impliedGround: .purchase, since: since))
  }

  @Test(arguments: cases) func eachPackAllowsWhatItsArticlesAllow(_ item: Case) throws {
    let context = MessageContext(
      item.messageClass, purpose: "marketing.news", jurisdictions: [item.jurisdiction], timeZones: ["UTC"],
      partyKind: item.party)
    let decision = make.decide([act(item.basis, item.channel)], context, channel: item.channel, at: 3)
    #expect(decision.isPermitted == item.isAllowed, "\(decision.codes)")
    guard !item.isAllowed else { return }
    let ground = try #require(decision.reasons.first { $0.reason.code == ConsentCode.basisNotAllowed })
    #expect(!ground.references.isEmpty)
  }

  @Test func everyPackIsDataWithAVersionAndArticles() throws {
    #expect(PolicySet.standard.packs.map(\.id) == ["cn", "eu", "ru", "ua", "uk", "us"])
    for pack in PolicySet.standard.packs {
      #expect(!pack.version.isEmpty && pack.disclaimer.contains("not legal advice"))
      #expect(pack.rules.allSatisfy { !$0.reference.isEmpty && !$0.bases.isEmpty })
      for messageClass in MessageClass.allCases {
        #expect(pack.rules.contains { $0.classes.contains(messageClass) }, "\(pack.id) \(messageClass)")
      }
      let codes = [
        ConsentCode.noRecord, ConsentCode.noBasis, ConsentCode.stopped, ConsentCode.objected, ConsentCode.minor,
        ConsentCode.notEvidenced, ConsentCode.quietHours,
      ]
      for code in codes {
        #expect(pack.references[code.rawValue] != nil, "\(pack.id) \(code)")
      }
      let data = try JSONEncoder().encode(pack)
      #expect(try JSONDecoder().decode(PolicyPack.self, from: data) == pack)
    }
  }

  @Test func aHostsOwnPackNeedsFourKeys() throws {
    let json = """
      {"id":"xx","version":"1","jurisdictions":["XX"],
       "rules":[{"classes":["marketing"],"bases":["consent"],"obligations":[],"reference":"X 1"}]}
      """
    let pack = try JSONDecoder().decode(PolicyPack.self, from: Data(json.utf8))
    #expect(
      pack
        == PolicyPack(
          id: "xx", version: "1", jurisdictions: ["XX"],
          rules: [.init(classes: [.marketing], bases: [.consent], reference: "X 1")]))
    #expect(pack.demandsEvidence && pack.asksAgainForNewVersion)
    #expect(throws: (any Error).self) { try JSONDecoder().decode(PolicyPack.self, from: Data("{}".utf8)) }
  }

  @Test func partsOfACountryAreGovernedByIt() {
    #expect(PolicyPack.unitedStates.governs("US-CA") && PolicyPack.unitedStates.governs("US"))
    #expect(!PolicyPack.unitedStates.governs("USA") && !PolicyPack.unitedStates.governs("CA-US"))
    #expect(!PolicyPack.china.governs("HK"))
  }

  @Test func whoMightBeAnywhereIsProtectedAsEverywhere() {
    var context = ConsentFixture.news()
    context.jurisdictions = []
    let decision = make.decide([make.act(.given)], context)
    #expect(decision.isPermitted)
    #expect(decision.policyVersions.count == 6)
    // Obligations are united: the postal address is the United States', the header others'.
    #expect(decision.obligations.contains(.postalAddress) && decision.obligations.contains(.oneClickUnsubscribe))
    let soft = make.act(.basisChanged, actor: .system, basis: .softOptIn(sale: "S"))
    #expect(!make.decide([soft], context).isPermitted)
    context.jurisdictions = ["DE", "UA"]
    #expect(make.decide([soft], context).isPermitted)
    context.jurisdictions = ["DE", "UA", "CN"]
    #expect(!make.decide([soft], context).isPermitted)
  }
}
