import Foundation

extension EmailAddress {
  /// The form that addresses of one mailbox share, for matching and for consent keys; stable, and itself no address to
  /// send to.
  ///
  /// The rule: the domain is `asciiDomain`; the local part loses needless quotation marks, is NFKC normalised and lower
  /// case (the standard lets systems tell cases apart, none that serves people does). Then, by what providers document:
  /// - gmail.com and googlemail.com are one, dots do not count, "+anything" is dropped;
  /// - "+anything" is dropped for Outlook.com, iCloud, Fastmail, Proton and Yandex mailboxes;
  /// - proton.me, protonmail.com and pm.me are one, and so are the domains of Yandex.
  /// A plus sign elsewhere is part of the name. Complexity: O(n).
  public var canonical: String {
    var local = EmailAddress.unquoted(localPart)
    if !TextFolding.isASCII(local) { local = local.precomposedStringWithCompatibilityMapping }
    local = local.lowercased()
    if !TextFolding.isASCII(local) { local = local.precomposedStringWithCompatibilityMapping }
    let domain = asciiDomain
    guard let provider = MailProvider.table[domain] else { return "\(local)@\(domain)" }
    if let plus = local.firstIndex(of: "+"), plus != local.startIndex { local = String(local[..<plus]) }
    if provider.ignoresDots { local.removeAll { $0 == "." } }
    return "\(local)@\(provider.domain ?? domain)"
  }

  /// The local part without quotation marks when it needs none, otherwise without needless backslashes.
  private static func unquoted(_ local: String) -> String {
    guard local.utf8.first == 0x22 else { return local }
    var content = String.UnicodeScalarView()
    var isEscaped = false
    for scalar in local.dropFirst().dropLast().unicodeScalars {
      if !isEscaped, scalar == "\\" {
        isEscaped = true
      } else {
        content.append(scalar)
        isEscaped = false
      }
    }
    let isPlain = !content.isEmpty && content.allSatisfy { $0 == "." || EmailSyntax.isAtomText($0) }
    if isPlain { return String(content) }
    let escaped = String(content).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return "\"\(escaped)\""
  }
}

/// What a mail provider documents about the addresses of one mailbox. All of these drop "+anything".
private struct MailProvider {
  var ignoresDots = false
  /// The domain that stands for all of the provider's; nil keeps the domain.
  var domain: String?

  /// Sources: support.google.com/mail/answer/7436150 (dots, plus); support.microsoft.com "Add or remove an email alias"
  /// and Exchange Online plus addressing; Fastmail help "Plus addressing"; proton.me/support/addresses-and-aliases;
  /// yandex.com/support/mail "Your mailbox addresses"; Apple, iCloud Mail plus addressing.
  static let table: [String: MailProvider] = {
    var table: [String: MailProvider] = [:]
    for name in ["gmail.com", "googlemail.com"] {
      table[name] = MailProvider(ignoresDots: true, domain: "gmail.com")
    }
    for name in ["proton.me", "protonmail.com", "pm.me"] { table[name] = MailProvider(domain: "proton.me") }
    for name in ["yandex.ru", "ya.ru", "yandex.com", "yandex.by", "yandex.kz", "yandex.ua"] {
      table[name] = MailProvider(domain: "yandex.ru")
    }
    let plusOnly = ["outlook.com", "hotmail.com", "live.com", "msn.com", "icloud.com", "me.com", "mac.com"]
    for name in plusOnly + ["fastmail.com", "fastmail.fm"] { table[name] = MailProvider() }
    return table
  }()
}
