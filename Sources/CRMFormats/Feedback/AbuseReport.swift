/// A report of a mailbox provider about a message that somebody complained of (ARF, RFC 5965), as far as it said so.
public struct AbuseReport: Hashable, Codable, Sendable {
  /// What is reported.
  public enum Kind: Hashable, Codable, Sendable {
    /// Unwanted mail.
    case abuse
    /// Phishing or fraud.
    case fraud
    /// A virus.
    case virus
    /// The recipient wants no more of these messages.
    case optOut
    /// The message was wrongly taken for unwanted.
    case notSpam
    /// A signature or sender check failed (RFC 6591).
    case authenticationFailure
    /// Something else, by its name.
    case other(String)

    init(_ name: String) {
      switch name.lowercased() {
      case "abuse", "complaint", "spam": self = .abuse
      case "fraud", "phishing": self = .fraud
      case "virus", "malware": self = .virus
      case "opt-out", "opt-out-list", "unsubscribe": self = .optOut
      case "not-spam": self = .notSpam
      case "auth-failure", "dmarc", "dkim": self = .authenticationFailure
      default: self = .other(name.lowercased())
      }
    }
  }

  /// What is reported.
  public var kind: Kind
  /// The program that made the report.
  public var userAgent: String?
  /// Who the message said it was from, in the envelope.
  public var originalMailFrom: String?
  /// To whom it went, in the envelope; providers often leave that out or blank it.
  public var originalRecipients: [String]
  /// The domains that are reported.
  public var reportedDomains: [String]
  /// The address that it came from.
  public var sourceIP: String?
  /// When the message arrived, as written.
  public var arrivalDate: String?
  /// How many like complaints the report stands for; 1 where it does not say.
  public var incidents: Int
  /// The message that it is about.
  public var original: OriginalMessage

  /// A report.
  public init(
    kind: Kind, userAgent: String? = nil, originalMailFrom: String? = nil, originalRecipients: [String] = [],
    reportedDomains: [String] = [], sourceIP: String? = nil, arrivalDate: String? = nil, incidents: Int = 1,
    original: OriginalMessage = OriginalMessage()
  ) {
    self.kind = kind
    self.userAgent = userAgent
    self.originalMailFrom = originalMailFrom
    self.originalRecipients = originalRecipients
    self.reportedDomains = reportedDomains
    self.sourceIP = sourceIP
    self.arrivalDate = arrivalDate
    self.incidents = incidents
    self.original = original
  }
}

/// What an automatic message of a mail system says.
public enum MailFeedback: Hashable, Codable, Sendable {
  /// About delivery.
  case delivery(DeliveryReport)
  /// About a complaint.
  case abuse(AbuseReport)
}
