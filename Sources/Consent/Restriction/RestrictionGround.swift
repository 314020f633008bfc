/// Why data of a person may be kept and not used. Open: hosts add their own.
public struct RestrictionGround: OpenVocabulary {
  /// The stable name.
  public let rawValue: String

  /// A ground of this name.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// The person contests that the data are right, until that is verified (GDPR art. 18(1)(a)).
  public static let accuracyContested: RestrictionGround = "accuracyContested"
  /// The use is unlawful, and the person wants restriction instead of erasure (GDPR art. 18(1)(b)).
  public static let unlawfulUse: RestrictionGround = "unlawfulUse"
  /// Nobody needs the data any more but the person, for legal claims (GDPR art. 18(1)(c)).
  public static let legalClaims: RestrictionGround = "legalClaims"
  /// The person objected, until it is verified whose grounds weigh more (GDPR art. 18(1)(d)).
  public static let objectionPending: RestrictionGround = "objectionPending"
  /// The data were to be erased and cannot be yet, by law or for technical reasons (PIPL art. 47).
  public static let notErasable: RestrictionGround = "notErasable"
  /// The account is frozen, for example because somebody else may have it.
  public static let frozen: RestrictionGround = "frozen"
  /// The person has died.
  public static let deceased: RestrictionGround = "deceased"

  /// Whether the person has to be told before the restriction ends (GDPR art. 18(3)). True for grounds that this library does
  /// not know.
  public var endsWithNotice: Bool { self != .frozen && self != .deceased }

  /// The code of the reason that a decision gives.
  var code: ReasonCode {
    switch self {
    case .frozen: ConsentCode.frozen
    case .deceased: ConsentCode.deceased
    default: ConsentCode.restricted
    }
  }
}

/// What an act of kind `restricted`, `unrestricted` or `merged` says beside its scope. An end lifts only what bears the same
/// ground and the same person, so that of two restrictions of one contact point each has its own end.
public struct Restriction: Hashable, Codable, Sendable {
  /// Why; `nil` where nobody said so.
  public var ground: RestrictionGround?
  /// The key of the person as whose contact point it is restricted (``ContactDigest/init(person:)``); `nil` where the contact
  /// point itself was named and nobody it belongs to.
  public var person: ContactDigest?

  /// A restriction.
  public init(_ ground: RestrictionGround?, person: ContactDigest? = nil) {
    self.ground = ground
    self.person = person
  }
}
