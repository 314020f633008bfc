public import CRMCore

/// What kind of contact took place. Open: modules and hosts add kinds.
public struct InteractionKind: OpenVocabulary, FieldConvertible {
  /// The stable code, as it is on disk.
  public let rawValue: String

  /// The value with this code.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// A telephone or video call.
  public static let call: InteractionKind = "call"
  /// An e-mail.
  public static let email: InteractionKind = "email"
  /// A text message or a message in a messenger.
  public static let message: InteractionKind = "message"
  /// A chat session.
  public static let chat: InteractionKind = "chat"
  /// A meeting.
  public static let meeting: InteractionKind = "meeting"
  /// A visit of ours to the customer.
  public static let visit: InteractionKind = "visit"
  /// A visit of the customer to us.
  public static let storeVisit: InteractionKind = "storeVisit"
  /// A page of our site was looked at.
  public static let webVisit: InteractionKind = "webVisit"
  /// A post or reaction in a social network.
  public static let social: InteractionKind = "social"
  /// A form was filled in.
  public static let form: InteractionKind = "form"
  /// A survey was answered.
  public static let survey: InteractionKind = "survey"
  /// Something was bought.
  public static let purchase: InteractionKind = "purchase"
  /// A letter.
  public static let letter: InteractionKind = "letter"
  /// A note for colleagues.
  public static let note: InteractionKind = "note"
}
