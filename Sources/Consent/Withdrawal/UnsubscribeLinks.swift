public import Foundation

/// Makes what a message needs so that it can be unsubscribed from: the link, the mail address, the headers.
///
/// ```swift
/// let links = UnsubscribeLinks(page: url, mail: address, keys: keys)
/// var draft = EmailDraft(…)
/// links.offer(to: digester.digest(of: ann), from: ConsentScope(purpose: "marketing"), in: &draft, at: now)
/// ```
///
/// A mail program offers one click only if the message is signed with DKIM and the signature covers both headers
/// (RFC 8058 section 4); that is the sending server's work.
public struct UnsubscribeLinks: Sendable {
  /// The https page that takes the token as its last path component.
  public let page: URL
  /// Where a message unsubscribes; `nil` offers none.
  public let mail: EmailAddress?
  /// The keys that sign.
  public let keys: UnsubscribeKeys

  /// Links to a page.
  ///
  /// - Returns: `nil` if the page is not https, or has a query or fragment: a one-click link has to be.
  public init?(page: URL, mail: EmailAddress? = nil, keys: UnsubscribeKeys) {
    guard page.scheme?.lowercased() == "https", page.query == nil, page.fragment == nil else { return nil }
    self.page = page
    self.mail = mail
    self.keys = keys
  }

  /// The token that stops a scope for a contact point.
  public func token(for subject: ContactDigest, from scope: ConsentScope, at now: Date) -> String {
    UnsubscribeToken(subject: subject, scope: scope, issued: now).signed(with: keys)
  }

  /// The https link that stops a scope for a contact point.
  public func link(for subject: ContactDigest, from scope: ConsentScope, at now: Date) -> String {
    page.appending(path: token(for: subject, from: scope, at: now)).absoluteString
  }

  /// The header fields of RFC 2369 and RFC 8058, for messages that the host writes itself: `List-Unsubscribe` and
  /// `List-Unsubscribe-Post`.
  public func headers(
    for subject: ContactDigest, from scope: ConsentScope, at now: Date
  ) -> [(name: String, value: String)] {
    let token = token(for: subject, from: scope, at: now)
    var targets = ["<\(page.appending(path: token).absoluteString)>"]
    if let mail { targets.append("<mailto:\(mail.text)?subject=\(Self.subject(token))>") }
    return [
      ("List-Unsubscribe", targets.joined(separator: ", ")),
      ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    ]
  }

  /// Puts link and mail address into a draft, from which transports make the headers. The visible text is the host's: it has to
  /// show ``EmailDraft/unsubscribeLink`` where the pack demands that.
  public func offer(
    to subject: ContactDigest, from scope: ConsentScope, in draft: inout EmailDraft, at now: Date
  ) {
    let token = token(for: subject, from: scope, at: now)
    draft.unsubscribeLink = page.appending(path: token).absoluteString
    draft.unsubscribeAddress = mail
    draft.unsubscribeSubject = mail == nil ? nil : Self.subject(token)
  }

  /// The subject of a message that unsubscribes: nothing but the token, so that it needs no escaping.
  private static func subject(_ token: String) -> String { token }
}
