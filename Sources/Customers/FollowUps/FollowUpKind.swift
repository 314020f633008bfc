public import CRMCore

/// What has to be done. Open: hosts add kinds of their own.
public struct FollowUpKind: OpenVocabulary, FieldConvertible {
  /// The stable code, as it is on disk.
  public let rawValue: String

  /// The value with this code.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// Call.
  public static let call: FollowUpKind = "call"
  /// Write an e-mail.
  public static let email: FollowUpKind = "email"
  /// Meet.
  public static let meeting: FollowUpKind = "meeting"
  /// Visit.
  public static let visit: FollowUpKind = "visit"
  /// Send something.
  public static let send: FollowUpKind = "send"
  /// Do something else.
  public static let work: FollowUpKind = "work"
}
