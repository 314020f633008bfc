/// What a period of retention is counted from: something that happened to a record. Open: hosts have events of their own.
public struct RetentionEvent: OpenVocabulary {
  /// The stable name.
  public let rawValue: String

  /// An event of this name.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// The record was made.
  public static let created: RetentionEvent = "created"
  /// The person last did something themselves: bought, asked, wrote, signed in.
  public static let lastActivity: RetentionEvent = "lastActivity"
  /// The contract or relation that the record belongs to ended.
  public static let endOfRelation: RetentionEvent = "endOfRelation"
  /// The consent that the record rests on, or that it proves, was withdrawn.
  public static let consentWithdrawn: RetentionEvent = "consentWithdrawn"

  /// The instant in a date field of the record, by the field's name.
  public static func field(_ name: FieldName) -> RetentionEvent { RetentionEvent(rawValue: "field:" + name.rawValue) }
}

/// Why data are kept for a period. Open; the words are those of `LawfulBasis.Kind` of the consent module, and ``legalClaims``.
public struct RetentionBasis: OpenVocabulary {
  /// The stable name.
  public let rawValue: String

  /// A basis of this name.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// A law demands it (GDPR art. 6(1)(c), 17(3)(b)).
  public static let legalObligation: RetentionBasis = "legalObligation"
  /// Claims may have to be made or defended (GDPR art. 17(3)(e)).
  public static let legalClaims: RetentionBasis = "legalClaims"
  /// A contract with the person (GDPR art. 6(1)(b)).
  public static let contract: RetentionBasis = "contract"
  /// The person's consent (GDPR art. 6(1)(a)).
  public static let consent: RetentionBasis = "consent"
  /// Interests of the controller that outweigh (GDPR art. 6(1)(f)).
  public static let legitimateInterest: RetentionBasis = "legitimateInterest"
}

/// What is done with a record whose time is over. Later cases reach further.
public enum RetentionAction: String, Codable, Sendable, CaseIterable, Comparable {
  /// Somebody is told to look at it.
  case review
  /// It stays without what tells who it is about.
  case pseudonymise
  /// It goes.
  case delete

  /// Whether the record is another one afterwards, or none: what a legal hold prevents.
  public var isDestructive: Bool { self != .review }

  /// Orders by reach.
  public static func < (left: RetentionAction, right: RetentionAction) -> Bool { left.reach < right.reach }

  private var reach: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// Whether a period is one for which data *must* be kept, or one after which they must *not* be kept.
public enum RetentionForce: String, Codable, Sendable, CaseIterable {
  /// Data must not go before the end of the period. Of several the longest counts.
  case obligation
  /// Data may be kept until the end of the period, and must go then. Of several the shortest counts.
  case permission
}
