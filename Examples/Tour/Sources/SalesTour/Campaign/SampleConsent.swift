import CRM
import Foundation

/// What the accounts allowed, of which the data know nothing: made up, the same for the same account each time.
///
/// Six of ten opted in on a form. One of ten opted in and withdrew, one opted in and pauses, one is said to have opted in but
/// nothing shows it, and of one nothing is recorded.
enum SampleConsent {
  enum Attitude: CaseIterable {
    case willing, withdrawn, pausing, unproven, silent
  }

  static let purpose: Purpose = "marketing.products"

  /// What an account thinks of mail.
  static func attitude(of account: Customer) -> Attitude {
    let key = account.foreignKeys.first?.id ?? account.displayName
    let digits = SHA256.hash(Array(key.utf8)).bytes.prefix(4).reduce(0) { $0 * 256 + Int($1) }
    switch digits % 10 {
    case 0: return .withdrawn
    case 1: return .pausing
    case 2: return .unproven
    case 3: return .silent
    default: return .willing
    }
  }

  /// The acts of the ledger that an account's attitude makes. Their identities follow from account and act: recording them again
  /// changes nothing.
  static func acts(of account: Customer, digester: ContactDigester, now: Date) -> [ConsentAct] {
    guard let point = account.contactPoints.preferred(.email) else { return [] }
    let subject = digester.digest(of: point)
    let scope = ConsentScope(purpose: purpose, channel: .email)
    let attitude = attitude(of: account)
    func id(_ act: String) -> Identifier<ConsentAct> {
      Identifier(derivedFrom: SalesBase.system, act, account.id.description)
    }
    func days(_ count: Int) -> Date { now.addingTimeInterval(Double(count) * 86_400) }
    guard attitude != .silent else { return [] }

    let proof = ConsentProof.shown("Yes, send me news about products.", at: "https://example.com/news", version: "1")
    var acts = [
      ConsentAct(
        id: id("given"), subject: subject, kind: .given, scope: scope, date: days(-200), actor: .subject, method: .form,
        validity: ConsentValidity(months: 24), proof: attitude == .unproven ? nil : proof)
    ]
    if attitude == .withdrawn {
      acts.append(
        ConsentAct(
          id: id("withdrawn"), subject: subject, kind: .withdrawn, scope: scope, date: days(-50), actor: .subject,
          method: .oneClick))
    }
    if attitude == .pausing {
      let pause = Period(start: days(-5), end: days(10))
      acts.append(
        ConsentAct(
          id: id("paused"), subject: subject, kind: .preferenceSet, scope: scope, date: days(-5), actor: .subject,
          method: .preferencePage, preference: ContactPreference(pause: pause)))
    }
    return acts
  }
}
