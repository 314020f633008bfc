public import CRMCore

/// Where a customer came from. Open: hosts add sources of their own.
public struct ReferralSource: OpenVocabulary, FieldConvertible {
  /// The stable code, as it is on disk.
  public let rawValue: String

  /// The value with this code.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// Our own web site.
  public static let website: ReferralSource = "website"
  /// An unpaid search result.
  public static let search: ReferralSource = "search"
  /// A paid advertisement.
  public static let advertisement: ReferralSource = "advertisement"
  /// A social network.
  public static let socialMedia: ReferralSource = "socialMedia"
  /// An e-mail.
  public static let email: ReferralSource = "email"
  /// A fair, conference or other event.
  public static let event: ReferralSource = "event"
  /// Another customer's word.
  public static let referral: ReferralSource = "referral"
  /// A partner or distributor.
  public static let partner: ReferralSource = "partner"
  /// Came in by themselves.
  public static let walkIn: ReferralSource = "walkIn"
  /// Called by themselves.
  public static let phone: ReferralSource = "phone"
  /// Came with an import of data.
  public static let imported: ReferralSource = "imported"
}
