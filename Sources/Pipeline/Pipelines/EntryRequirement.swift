/// Something that must be so before a deal may enter a stage.
public enum EntryRequirement: Hashable, Codable, Sendable {
  /// The field has a value: one of ``Deal/fields`` or a custom field (`custom.NAME`).
  case known(field: FieldName)
  /// The condition holds for the deal; `name` says in a few words what is asked for.
  case condition(name: String, rule: Condition)
  /// At least so many activities of this kind took place in the deal.
  case activity(kind: InteractionKind, times: Int)
  /// Somebody gave this approval.
  case approval(name: ApprovalName)
}

/// The name of an approval that a stage may require, for example `discount` or `legal`. Open: hosts name their own.
public struct ApprovalName: OpenVocabulary {
  /// The stable name.
  public let rawValue: String

  /// An approval of this name.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// A discount beyond the seller's own limit.
  public static let discount: ApprovalName = "discount"
  /// Terms that are not the usual ones.
  public static let legal: ApprovalName = "legal"
  /// Prices or conditions of payment.
  public static let finance: ApprovalName = "finance"
}
