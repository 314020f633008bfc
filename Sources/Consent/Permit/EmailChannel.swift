/// E-mail.
public enum EmailChannel: MessageChannel {
  /// A mailbox.
  public typealias Address = EmailAddress
  /// An e-mail message.
  public typealias Draft = EmailDraft
  /// `email`.
  public static var channel: Channel { .email }
  /// The mailbox.
  public static func contactPoint(of address: EmailAddress) -> ContactPoint.Value { .email(address) }
}

/// The content of an e-mail message.
public struct EmailDraft: MessageDraft {
  /// The sender's mailbox.
  public var sender: EmailAddress
  /// The sender's name as shown.
  public var senderName: String
  /// Where answers go; the sender if `nil`.
  public var replyTo: EmailAddress?
  /// The subject line.
  public var subject: String
  /// The text.
  public var text: String
  /// The same as HTML, if there is such a version.
  public var html: String?
  /// The https link where a POST unsubscribes (RFC 8058) and a person can do so too.
  public var unsubscribeLink: String?
  /// Where a message unsubscribes.
  public var unsubscribeAddress: EmailAddress?
  /// The subject of a message that unsubscribes: a token, letters and digits with `-` and `_`.
  public var unsubscribeSubject: String?
  /// Whether it promotes something.
  public var containsPromotion: Bool
  /// What the writer vouches for that cannot be seen from outside: an advertising label, a postal address, a source notice.
  public var disclosures: Set<Obligation>

  /// A message.
  public init(
    sender: EmailAddress, senderName: String, replyTo: EmailAddress? = nil, subject: String, text: String,
    html: String? = nil, unsubscribeLink: String? = nil, unsubscribeAddress: EmailAddress? = nil,
    unsubscribeSubject: String? = nil, containsPromotion: Bool,
    disclosures: Set<Obligation> = []
  ) {
    self.sender = sender
    self.senderName = senderName
    self.replyTo = replyTo
    self.subject = subject
    self.text = text
    self.html = html
    self.unsubscribeLink = unsubscribeLink
    self.unsubscribeAddress = unsubscribeAddress
    self.unsubscribeSubject = unsubscribeSubject
    self.containsPromotion = containsPromotion
    self.disclosures = disclosures
  }

  /// Looks at headers and text where it can, and at ``disclosures`` for the rest.
  public func fulfils(_ obligation: Obligation) -> Bool {
    switch obligation {
    case .oneClickUnsubscribe: unsubscribeLink?.lowercased().hasPrefix("https://") ?? false
    case .visibleUnsubscribe: showsUnsubscribe || disclosures.contains(obligation)
    case .senderIdentity: !senderName.allSatisfy(\.isWhitespace)
    case .confirmOnly: !containsPromotion
    default: disclosures.contains(obligation)
    }
  }

  private var showsUnsubscribe: Bool {
    let marks = [unsubscribeLink, unsubscribeAddress?.text].compactMap { $0 }.filter { !$0.allSatisfy(\.isWhitespace) }
    let bodies = [text] + (html.map { [$0] } ?? [])
    return !marks.isEmpty && bodies.allSatisfy { body in marks.contains { Self.contains($0.utf8, in: body.utf8) } }
  }

  /// Whether a text stands in another one, byte by byte: links and addresses are not to be taken for others that look like them.
  private static func contains(_ mark: String.UTF8View, in body: String.UTF8View) -> Bool {
    guard let first = mark.first else { return false }
    var rest = body[...]
    while let start = rest.firstIndex(of: first) {
      rest = rest[start...]
      if rest.starts(with: mark) { return true }
      rest = rest.dropFirst()
    }
    return false
  }
}
