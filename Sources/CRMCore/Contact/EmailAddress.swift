/// An e-mail address as it is delivered: a local part, an @ and a domain, as typed.
///
/// **Strictness.** Everything that a mail system delivers is accepted: dot-atoms and quoted local parts (RFC 5321 and
/// 5322), UTF-8 in both parts (RFC 6531), domains without a dot, address literals, underscores in domains, and the
/// misplaced dots that Japanese carriers gave out ("a..b.@example.jp"). Refused is what cannot be an address: other
/// unquoted specials and spaces, control characters, local parts over 64 octets, addresses over 254 octets, domain labels
/// that are empty, over 63 octets or have a hyphen at an end, all-digit top-level domains, malformed literals. Comments
/// and display names belong to message headers and are refused here.
///
/// Reading is helpful in ways that never change an address: white space around it, a "mailto:" before it, a dot behind
/// it, invisible characters in it are dropped; full-width characters become ASCII.
///
/// Two addresses are equal when they are written equally; `canonical` tells whether they reach the same mailbox.
public struct EmailAddress: Hashable, Sendable {
  /// What stands before the @, as typed, with its quotation marks if any.
  public let localPart: String
  /// What stands behind the @, as typed.
  public let domain: String

  /// Reads an address.
  ///
  /// - Throws: `ContactPointError` with everything that is wrong. Complexity: O(n).
  public init(_ text: String) throws(ContactPointError) {
    if let at = EmailSyntax.plainAtSign(text) {
      localPart = String(text[..<at])
      domain = String(text[text.utf8.index(after: at)...])
      return
    }
    let text = EmailSyntax.prepared(text)
    guard !text.isEmpty else { throw ContactPointError(.email, .empty) }
    guard let at = text.utf8.lastIndex(of: 0x40) else { throw ContactPointError(.email, .missingAtSign) }
    let local = text[..<at]
    var domain = text[text.index(after: at)...]
    if domain.utf8.last == 0x2E, domain.utf8.count > 1 { domain = domain.dropLast() }

    var problems = EmailSyntax.problems(inLocalPart: local)
    problems += EmailSyntax.problems(inDomain: domain)
    if local.utf8.count + 1 + domain.utf8.count > 254 {
      problems.append(ContactPointProblem(field: .email, reason: .tooLong))
    }
    guard problems.isEmpty else { throw ContactPointError(problems) }
    localPart = String(local)
    self.domain = String(domain)
  }

  /// The address as typed.
  public var text: String { "\(localPart)@\(domain)" }

  /// Whether sending needs a mail system with SMTPUTF8 (RFC 6531): the local part has characters beyond ASCII.
  public var needsSMTPUTF8: Bool { !TextFolding.isASCII(localPart) }

  /// The domain in lower case with non-ASCII labels in their "xn--" form, as mail systems look it up.
  ///
  /// Complexity: O(n). Source: RFC 5890 and 3492, mapping after Unicode Technical Standard 46 without transition
  /// (ß and ς stay letters of their own).
  public var asciiDomain: String { EmailSyntax.asciiDomain(domain) }
}

extension EmailAddress: CustomStringConvertible, Codable {
  /// The address as typed. It is personal data: keep it out of logs.
  public var description: String { text }

  /// Reads the address as text.
  ///
  /// - Throws: `DecodingError.dataCorrupted` when the text is no address.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    do throws(ContactPointError) {
      try self.init(text)
    } catch {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: error.description)
    }
  }

  /// Writes the address as text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
