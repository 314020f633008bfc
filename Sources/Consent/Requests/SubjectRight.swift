/// What a person demands about their data. Open: hosts add rights of other laws, for example the opt-out of a sale.
///
/// The raw value is the name of the deadline in ``PolicyPack/deadlines``.
public struct SubjectRight: OpenVocabulary {
  /// The stable name.
  public let rawValue: String

  /// A right of this name.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// To know what is held and why, with a copy (GDPR art. 15).
  public static let access: SubjectRight = "access"
  /// To take along what they provided (GDPR art. 20).
  public static let portability: SubjectRight = "portability"
  /// To have wrong data corrected (GDPR art. 16).
  public static let rectification: SubjectRight = "rectification"
  /// To have data kept and not used (GDPR art. 18).
  public static let restriction: SubjectRight = "restriction"
  /// To object to a use (GDPR art. 21).
  public static let objection: SubjectRight = "objection"
  /// To have data erased (GDPR art. 17).
  public static let erasure: SubjectRight = "erasure"
  /// To complain to whoever holds the data.
  public static let complaint: SubjectRight = "complaint"
}
