/// What a contact point is to be used for. Open: hosts add their own.
public struct ContactPurpose: OpenVocabulary {
  /// The stable word, such as "billing".
  public let rawValue: String

  /// The purpose with this word.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// Invoices and reminders.
  public static let billing: ContactPurpose = "billing"
  /// Goods and return slips.
  public static let delivery: ContactPurpose = "delivery"
  /// Answers to questions and complaints.
  public static let support: ContactPurpose = "support"
  /// Offers and news; whether they may be sent is decided by consent alone.
  public static let marketing: ContactPurpose = "marketing"
  /// Reached when something urgent happens.
  public static let emergency: ContactPurpose = "emergency"
}

/// A network in which people have a name: a messenger or a social network. Open: hosts add their own.
public struct ContactNetwork: OpenVocabulary {
  /// The stable word, such as "telegram".
  public let rawValue: String

  /// The network with this word.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// Telegram.
  public static let telegram: ContactNetwork = "telegram"
  /// WhatsApp.
  public static let whatsApp: ContactNetwork = "whatsapp"
  /// Viber.
  public static let viber: ContactNetwork = "viber"
  /// Signal.
  public static let signal: ContactNetwork = "signal"
  /// WeChat (Weixin).
  public static let weChat: ContactNetwork = "wechat"
  /// LINE.
  public static let line: ContactNetwork = "line"
  /// Facebook Messenger.
  public static let messenger: ContactNetwork = "messenger"
  /// Facebook.
  public static let facebook: ContactNetwork = "facebook"
  /// Instagram.
  public static let instagram: ContactNetwork = "instagram"
  /// LinkedIn.
  public static let linkedIn: ContactNetwork = "linkedin"
  /// VK (VKontakte).
  public static let vk: ContactNetwork = "vk"
  /// X, formerly Twitter.
  public static let x: ContactNetwork = "x"
  /// TikTok.
  public static let tikTok: ContactNetwork = "tiktok"
  /// Weibo.
  public static let weibo: ContactNetwork = "weibo"

  private static let messengers: Set<ContactNetwork> = [
    .telegram, .whatsApp, .viber, .signal, .weChat, .line, .messenger,
  ]

  /// The channel that a name in this network serves: a messenger for the messengers named here, otherwise social.
  public var channel: Channel { ContactNetwork.messengers.contains(self) ? .messenger : .social }
}

/// Who reads what arrives at an address.
public enum AddressKind: String, CaseIterable, Codable, Hashable, Sendable {
  /// One person.
  case personal
  /// Whoever holds an office, such as info@ or billing@.
  case role
  /// Several people by arrangement, such as a team's line.
  case shared
  /// The people who live together.
  case household
}
