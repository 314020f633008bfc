/// What a mail system reports about the delivery of a message (DSN, RFC 3464), as far as it said so.
public struct DeliveryReport: Hashable, Codable, Sendable {
  /// What happened to the message for one recipient.
  public enum Action: String, Codable, CaseIterable, Hashable, Sendable {
    /// It was given up.
    case failed
    /// It is late and still tried.
    case delayed
    /// It arrived.
    case delivered
    /// It was handed to a system that reports nothing.
    case relayed
    /// It was passed on to several recipients.
    case expanded
  }

  /// What is reported about one recipient.
  public struct Recipient: Hashable, Codable, Sendable {
    /// The address to which it was to be delivered in the end, without the type before the semicolon.
    public var finalRecipient: String?
    /// The address that the sender gave.
    public var originalRecipient: String?
    /// What happened; taken from the status code where the report does not say.
    public var action: Action?
    /// The status code; taken from the diagnostic text where the field is missing or says nothing (`5.0.0`).
    public var status: EnhancedStatusCode?
    /// The answer of the receiving system, without the type before the semicolon.
    public var diagnostic: String?
    /// The three digits of the SMTP reply in the diagnostic text.
    public var replyCode: Int?
    /// The receiving system.
    public var remoteMTA: String?

    /// What is reported about one recipient.
    public init(
      finalRecipient: String? = nil, originalRecipient: String? = nil, action: Action? = nil,
      status: EnhancedStatusCode? = nil, diagnostic: String? = nil, replyCode: Int? = nil, remoteMTA: String? = nil
    ) {
      self.finalRecipient = finalRecipient
      self.originalRecipient = originalRecipient
      self.action = action
      self.status = status
      self.diagnostic = diagnostic
      self.replyCode = replyCode
      self.remoteMTA = remoteMTA
    }

    /// The address that the sender knows: the original one if there is one.
    public var address: String? { originalRecipient ?? finalRecipient }

    /// Whether it failed for good, as the report says. Says nothing about the address: see ``meaning``.
    public var isPermanent: Bool { status?.isPermanent ?? replyCode.map { $0 >= 500 } ?? false }

    /// What a failure says about the address: from the status code, and from the words of the diagnostic text where the code
    /// leaves it open.
    public var meaning: EnhancedStatusCode.Meaning {
      let coded = status?.meaning ?? .unclear
      guard coded == .unclear || status?.subject == 0 else { return coded }
      return FeedbackWords.meaning(of: diagnostic ?? "", isPermanent: isPermanent)
    }
  }

  /// The system that reports.
  public var reportingMTA: String?
  /// The sender's own name for the message (`ENVID` of RFC 3461).
  public var originalEnvelopeID: String?
  /// What is reported, one entry for each recipient.
  public var recipients: [Recipient]
  /// The message that it is about.
  public var original: OriginalMessage

  /// A report.
  public init(
    reportingMTA: String? = nil, originalEnvelopeID: String? = nil, recipients: [Recipient] = [],
    original: OriginalMessage = OriginalMessage()
  ) {
    self.reportingMTA = reportingMTA
    self.originalEnvelopeID = originalEnvelopeID
    self.recipients = recipients
    self.original = original
  }
}

/// What a report encloses of the message that it is about.
public struct OriginalMessage: Hashable, Codable, Sendable {
  /// The `Message-ID` without angle brackets.
  public var messageID: String?
  /// The header fields, names in lower case, in order. At most 200.
  public var fields: [MailField]

  /// What is enclosed.
  public init(messageID: String? = nil, fields: [MailField] = []) {
    self.messageID = messageID
    self.fields = fields
  }
}

/// A header field of a message or report: unfolded, with its name in lower case.
public struct MailField: Hashable, Codable, Sendable {
  /// The name in lower case.
  public var name: String
  /// The value without the spaces around it.
  public var value: String

  /// A field.
  public init(name: String, value: String) {
    self.name = name
    self.value = value
  }
}
