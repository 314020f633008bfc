public import CRMCore

/// How far the relationship with a customer has come. Open: hosts add stages of their own.
public struct LifecycleStage: OpenVocabulary, FieldConvertible {
  /// The stable code, as it is on disk.
  public let rawValue: String

  /// The value with this code.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// Has given a contact point, nothing more.
  public static let subscriber: LifecycleStage = "subscriber"
  /// Has shown interest that nobody has checked yet.
  public static let lead: LifecycleStage = "lead"
  /// Worth selling to.
  public static let prospect: LifecycleStage = "prospect"
  /// Has bought.
  public static let customer: LifecycleStage = "customer"
  /// Bought once, and not for a long time.
  public static let lapsed: LifecycleStage = "lapsed"
  /// Has ended the relationship.
  public static let former: LifecycleStage = "former"
  /// Related to us in another way: supplier, partner, referrer.
  public static let other: LifecycleStage = "other"
}
