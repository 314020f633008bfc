/// Notifications of an app or browser on a device.
public enum PushChannel: MessageChannel {
  /// A device, as the host's systems name it.
  public typealias Address = DeviceIdentifier
  /// A notification.
  public typealias Draft = PushDraft
  /// `push`.
  public static var channel: Channel { .push }
  /// The device.
  public static func contactPoint(of address: DeviceIdentifier) -> ContactPoint.Value { .device(address) }
}

/// The content of a push notification. Who sends it is the app; where to switch it off is the system's.
public struct PushDraft: MessageDraft {
  /// The title.
  public var title: String
  /// The text.
  public var body: String
  /// What the app is to do with it.
  public var payload: [String: String]
  /// Whether it promotes something.
  public var containsPromotion: Bool
  /// What the writer vouches for that cannot be seen from outside.
  public var disclosures: Set<Obligation>

  /// A notification.
  public init(
    title: String, body: String, payload: [String: String] = [:], containsPromotion: Bool,
    disclosures: Set<Obligation> = []
  ) {
    self.title = title
    self.body = body
    self.payload = payload
    self.containsPromotion = containsPromotion
    self.disclosures = disclosures
  }

  /// The system shows the app's name and offers to switch notifications off; for the rest ``disclosures`` count.
  public func fulfils(_ obligation: Obligation) -> Bool {
    switch obligation {
    case .senderIdentity, .visibleUnsubscribe: true
    case .confirmOnly: !containsPromotion
    default: disclosures.contains(obligation)
    }
  }
}

/// Letters.
public enum PostChannel: MessageChannel {
  /// A postal address.
  public typealias Address = PostalAddress
  /// A letter.
  public typealias Draft = LetterDraft
  /// `post`.
  public static var channel: Channel { .post }
  /// The place.
  public static func contactPoint(of address: PostalAddress) -> ContactPoint.Value { .postal(address) }
}

/// The content of a letter.
public struct LetterDraft: MessageDraft {
  /// The sender as it stands on the letter: name and address, line by line.
  public var sender: [String]
  /// The text.
  public var text: String
  /// Whether it promotes something.
  public var containsPromotion: Bool
  /// What the writer vouches for that cannot be seen from outside.
  public var disclosures: Set<Obligation>

  /// A letter.
  public init(sender: [String], text: String, containsPromotion: Bool, disclosures: Set<Obligation> = []) {
    self.sender = sender
    self.text = text
    self.containsPromotion = containsPromotion
    self.disclosures = disclosures
  }

  /// Looks at the sender where it can, and at ``disclosures`` for the rest.
  public func fulfils(_ obligation: Obligation) -> Bool {
    switch obligation {
    case .senderIdentity: sender.contains { !$0.allSatisfy(\.isWhitespace) }
    case .postalAddress: sender.count > 1
    case .confirmOnly: !containsPromotion
    default: disclosures.contains(obligation)
    }
  }
}
