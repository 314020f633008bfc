/// Answers what comes back from unsubscribe links and addresses. Put it behind the host's web server and mailbox.
///
/// Only `POST` acts: a mail filter that follows links with `GET` or `HEAD` stops nothing. It needs no customer record, no
/// login and no cookie, so it works when the person's data are erased. The stop is in force when the answer is given.
public struct UnsubscribeDesk: Sendable {
  /// The methods of HTTP that matter here.
  public enum Method: String, Codable, Hashable, Sendable {
    /// Shows a page.
    case get = "GET"
    /// Shows nothing.
    case head = "HEAD"
    /// Acts.
    case post = "POST"
    /// Anything else.
    case other

    /// Reads the name of a method, which is case-sensitive.
    public init(name: String) { self = Method(rawValue: name) ?? .other }
  }

  /// What to answer.
  public enum Answer: Hashable, Sendable {
    /// Status 200: it is stopped, from now on or before.
    case stopped(ConsentAct)
    /// Status 200: show a page that asks and posts `List-Unsubscribe=One-Click` to the same address. Nothing was changed.
    case page(UnsubscribeToken)
    /// Status 404: the link is none of ours, or has expired.
    case unknown(UnsubscribeToken.Refusal)
    /// Status 400: a POST without `List-Unsubscribe=One-Click`.
    case malformed
    /// Status 405: another method.
    case notAllowed

    /// The status of HTTP.
    public var status: Int {
      switch self {
      case .stopped, .page: 200
      case .unknown: 404
      case .malformed: 400
      case .notAllowed: 405
      }
    }
  }

  /// The ledger that stops are written to.
  public let ledger: ConsentLedger
  /// The keys of the tokens.
  public let keys: UnsubscribeKeys
  /// For how many days a link is good, at least 60; `nil` is for ever.
  public let validDays: Int?

  /// A desk over a ledger.
  public init(ledger: ConsentLedger, keys: UnsubscribeKeys, validDays: Int? = nil) {
    self.ledger = ledger
    self.keys = keys
    self.validDays = validDays
  }

  /// Answers a request of HTTP.
  ///
  /// - Parameters:
  ///   - method: the method.
  ///   - token: the last component of the path.
  ///   - body: the body of a POST, as form data of either kind (`application/x-www-form-urlencoded`, `multipart/form-data`).
  /// - Throws: `StoreError`: answer with 503, so that the mail provider tries again.
  public func answer(_ method: Method, token: String, body: String = "") async throws -> Answer {
    if method == .other { return .notAllowed }
    do {
      let token = try read(token)
      guard method == .post else { return .page(token) }
      guard Self.isOneClick(body) else { return .malformed }
      return .stopped(
        try await ledger.withdraw(token.subject, from: token.scope, method: .oneClick, by: .dataSubject))
    } catch let refusal as UnsubscribeToken.Refusal {
      return .unknown(refusal)
    }
  }

  /// Takes a message that came to the unsubscribe address. With a token, in the subject or the text, what the token says is
  /// stopped; without one everything that `fallback` covers, for the mailbox that it came from: who writes there wants no more.
  ///
  /// - Parameters:
  ///   - sender: where it came from; `nil` if that cannot be read.
  ///   - subject: the subject line.
  ///   - text: the text.
  ///   - fallback: what is stopped without a token.
  /// - Returns: the stop; `nil` if there was neither token nor sender.
  /// - Throws: `StoreError`.
  @discardableResult
  public func receiveMail(
    from sender: EmailAddress?, subject: String, text: String = "",
    fallback: ConsentScope = ConsentScope(channel: .email)
  ) async throws -> ConsentAct? {
    let words = (subject + " " + text.prefix(20_000)).split { $0.isWhitespace || "<>\"'()[],;".contains($0) }
    for word in words where word.utf8.count >= 100 {
      guard let token = try? read(String(word)) else { continue }
      return try await ledger.withdraw(token.subject, from: token.scope, method: .mail, by: .dataSubject)
    }
    guard let sender else { return nil }
    return try await ledger.withdraw(.email(sender), from: fallback, method: .mail, by: .dataSubject)
  }

  /// Takes a text message that came back from a phone number: a stop word stops.
  ///
  /// - Parameters:
  ///   - sender: the number that it came from.
  ///   - text: the text.
  ///   - scope: what a stop word stops; everything through text messages by default.
  /// - Returns: the stop; `nil` if the text is no stop word.
  /// - Throws: `StoreError`.
  @discardableResult
  public func receiveText(
    from sender: PhoneNumber, _ text: String, scope: ConsentScope = ConsentScope(channel: .sms)
  ) async throws -> ConsentAct? {
    guard StopWords.standard.match(text) != nil else { return nil }
    return try await ledger.withdraw(.phone(sender), from: scope, method: .stopWord, by: .dataSubject)
  }

  private func read(_ token: String) throws(UnsubscribeToken.Refusal) -> UnsubscribeToken {
    try UnsubscribeToken(reading: token, with: keys, validDays: validDays, at: ledger.environment.now())
  }

  /// Whether a body says `List-Unsubscribe=One-Click`, in either form.
  private static func isOneClick(_ body: String) -> Bool {
    let text = body.prefix(10_000)
    let pairs = text.split(separator: "&").map { $0.trimmingPrefix { $0.isWhitespace } }
    if pairs.contains(where: { $0.prefix { !$0.isWhitespace }.lowercased() == "list-unsubscribe=one-click" }) {
      return true
    }
    let lines = text.split(whereSeparator: \.isNewline).map { $0.lowercased() }
    guard
      let name = lines.firstIndex(where: {
        $0.contains("name=\"list-unsubscribe\"") || $0.hasSuffix("name=list-unsubscribe")
      })
    else { return false }
    return lines[(name + 1)...].contains { $0.filter { !$0.isWhitespace } == "one-click" }
  }
}
