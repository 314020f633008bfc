import CRMTesting
import Consent
import Foundation

/// A territory of one's own, and one's own house rule on top of a pack that ships.
enum HousePolicies {
  /// Ruritania: texts only to who confirmed, e-mail also to customers, silence on Sundays.
  static let ruritania = PolicyPack(
    id: "rur", version: "2026.1", jurisdictions: ["XR"],
    rules: [
      .init(
        classes: [.marketing], channels: [.email], bases: [.consent, .softOptIn],
        obligations: [.senderIdentity, .visibleUnsubscribe], reference: "Ruritanian Act on Messages s. 4"),
      .init(
        classes: [.marketing], channels: [.sms], bases: [.consent], obligations: [.senderIdentity, "ministryNumber"],
        reference: "Ruritanian Act on Messages s. 5"),
      .init(
        classes: [.transactional, .service, .securityLegal], bases: [.contract, .legalObligation, .consent],
        obligations: [.senderIdentity], reference: "Ruritanian Act on Messages s. 2"),
    ],
    quietHours: [
      QuietHours(classes: [.marketing], weekdays: [.sunday], start: 0, end: 24 * 60),
      QuietHours(channels: [.sms], classes: [.marketing], start: 20 * 60, end: 9 * 60),
    ],
    candidateZones: ["Europe/Prague"], confirmedChannels: [.sms], consentMonths: 24, age: AgeRule(consent: 15),
    deadlines: ["default": LegalDeadline(days: 20, reference: "Ruritanian Act on Records s. 9")],
    references: [
      ConsentCode.stopped.rawValue: "Ruritanian Act on Messages s. 7",
      ConsentCode.unconfirmed.rawValue: "Ruritanian Act on Messages s. 5(2)",
    ])

  /// The pack of the European Union, but e-mail only to those who confirmed, as the house wants it.
  static var europe: PolicyPack {
    var pack = PolicyPack.europeanUnion
    pack.version += "+house1"
    pack.confirmedChannels = [.email]
    pack.references[ConsentCode.unconfirmed.rawValue] = "house rule 12"
    return pack
  }

  static let all = PolicySet([ruritania, europe])
}

/// What the packs say about somebody who filled in a form and confirmed nothing, on a Tuesday morning.
func decideByHousePolicies() async throws -> (ruritanian: ConsentDecision, european: ConsentDecision) {
  let ledger = ConsentLedger(
    store: InMemoryStore(), digester: ContactDigester(insecureText: "tests only"), policies: HousePolicies.all,
    environment: .fixed(at: Date("2026-11-24T10:00:00Z")))
  let ann = ContactPoint.Value.email(try EmailAddress("ann@example.com"))
  try await ledger.optIn(
    ann, to: "marketing.news", through: .email, proof: .shown("Yes, send me news.", at: "https://shop.example"),
    method: .form, by: .dataSubject)
  func decide(in jurisdiction: Jurisdiction) async throws -> ConsentDecision {
    let context = MessageContext(.marketing, purpose: "marketing.news", jurisdictions: [jurisdiction])
    return try await ledger.decide(context, to: ann, through: .email)
  }
  return (try await decide(in: "XR"), try await decide(in: "DE"))
}
