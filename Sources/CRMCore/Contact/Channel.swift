/// A way to reach somebody. Open: hosts add their own.
public struct Channel: OpenVocabulary {
  /// The stable word, such as "email".
  public let rawValue: String

  /// The channel with this word.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// E-mail.
  public static let email: Channel = "email"
  /// Text message to a phone number.
  public static let sms: Channel = "sms"
  /// Voice call.
  public static let phone: Channel = "phone"
  /// Letter or parcel.
  public static let post: Channel = "post"
  /// Notification of an app or browser on a device.
  public static let push: Channel = "push"
  /// One-to-one message in a messenger such as Telegram or WhatsApp.
  public static let messenger: Channel = "messenger"
  /// Direct message in a social network.
  public static let social: Channel = "social"
  /// Content on a web page that the person visits.
  public static let web: Channel = "web"
  /// Content inside the host's own app.
  public static let inApp: Channel = "inApp"
  /// A visit or a talk at the counter.
  public static let inPerson: Channel = "inPerson"
}
