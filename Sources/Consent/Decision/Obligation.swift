/// Something that a permitted message must have or do. Open: packs of hosts add their own.
public struct Obligation: OpenVocabulary {
  /// The stable name.
  public let rawValue: String

  /// An obligation of this name.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// The headers of RFC 8058, so that the mail program can offer to unsubscribe.
  public static let oneClickUnsubscribe: Obligation = "oneClickUnsubscribe"
  /// A way to unsubscribe in the message itself: a link, a stop word.
  public static let visibleUnsubscribe: Obligation = "visibleUnsubscribe"
  /// Who sends it.
  public static let senderIdentity: Obligation = "senderIdentity"
  /// A postal address of the sender.
  public static let postalAddress: Obligation = "postalAddress"
  /// Recognisable as advertising.
  public static let advertisingLabel: Obligation = "advertisingLabel"
  /// Nothing but the question whether to confirm.
  public static let confirmOnly: Obligation = "confirmOnly"
  /// Where the data were obtained from (GDPR art. 14).
  public static let sourceNotice: Obligation = "sourceNotice"
  /// The number or address was looked up in the public register of those who want no advertising, shortly before.
  public static let registerScreening: Obligation = "registerScreening"
}
