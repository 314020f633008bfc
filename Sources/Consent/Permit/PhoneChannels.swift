/// Text messages to a phone number.
public enum SMSChannel: MessageChannel {
  /// A phone number.
  public typealias Address = PhoneNumber
  /// A text message.
  public typealias Draft = TextDraft
  /// `sms`.
  public static var channel: Channel { .sms }
  /// The phone line.
  public static func contactPoint(of address: PhoneNumber) -> ContactPoint.Value { .phone(address) }
}

/// Voice calls: the draft is what the caller is to say.
public enum CallChannel: MessageChannel {
  /// A phone number.
  public typealias Address = PhoneNumber
  /// The script of a call.
  public typealias Draft = TextDraft
  /// `phone`.
  public static var channel: Channel { .phone }
  /// The phone line.
  public static func contactPoint(of address: PhoneNumber) -> ContactPoint.Value { .phone(address) }
}

/// Messengers and social networks.
public enum MessengerChannel: MessageChannel {
  /// A name in a network.
  public typealias Address = NetworkHandle
  /// A message.
  public typealias Draft = TextDraft
  /// `messenger`.
  public static var channel: Channel { .messenger }
  /// The name in its network.
  public static func contactPoint(of address: NetworkHandle) -> ContactPoint.Value { .handle(address) }
}

/// The content of a message that is plain text.
public struct TextDraft: MessageDraft {
  /// Who sends it: a number, a short code, a name.
  public var sender: String
  /// The text.
  public var text: String
  /// The word that stops further messages when sent back, if the text names one.
  public var stopWord: String?
  /// Whether it promotes something.
  public var containsPromotion: Bool
  /// What the writer vouches for that cannot be seen from outside.
  public var disclosures: Set<Obligation>

  /// A message.
  public init(
    sender: String, text: String, stopWord: String? = nil, containsPromotion: Bool, disclosures: Set<Obligation> = []
  ) {
    self.sender = sender
    self.text = text
    self.stopWord = stopWord
    self.containsPromotion = containsPromotion
    self.disclosures = disclosures
  }

  /// Looks at sender and text where it can, and at ``disclosures`` for the rest.
  public func fulfils(_ obligation: Obligation) -> Bool {
    switch obligation {
    case .visibleUnsubscribe:
      (stopWord.map { !$0.isEmpty && text.contains($0) } ?? false) || disclosures.contains(obligation)
    case .senderIdentity: !sender.allSatisfy(\.isWhitespace)
    case .confirmOnly: !containsPromotion
    default: disclosures.contains(obligation)
    }
  }
}
