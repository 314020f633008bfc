/// A party to a deal besides the customer, or the customer's own person in it, with the part they play.
public struct DealParty: Hashable, Codable, Sendable {
  /// The party. No stored customer is needed: the identifier may be derived from another system's key.
  public var customer: Identifier<Customer>
  /// The part they play.
  public var role: DealRole
  /// A note about it.
  public var note: String?

  /// A party in a role.
  public init(_ customer: Identifier<Customer>, _ role: DealRole, note: String? = nil) {
    self.customer = customer
    self.role = role
    self.note = note
  }
}

/// The part that somebody plays in a purchase. Open: hosts add roles.
public struct DealRole: OpenVocabulary {
  /// The stable code.
  public let rawValue: String

  /// The role with this code.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// Decides.
  public static let decisionMaker: DealRole = "decisionMaker"
  /// Is listened to by those who decide.
  public static let influencer: DealRole = "influencer"
  /// Works for us inside the customer.
  public static let champion: DealRole = "champion"
  /// Has the money.
  public static let economicBuyer: DealRole = "economicBuyer"
  /// Will use it.
  public static let user: DealRole = "user"
  /// Is against it.
  public static let blocker: DealRole = "blocker"
  /// Sells with us or for us.
  public static let partner: DealRole = "partner"
}
