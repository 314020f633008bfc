public import Foundation

/// That it was checked who asks: what was compared and how, never the document or the values themselves.
public struct IdentityCheck: Hashable, Codable, Sendable {
  /// How it was checked. Open: hosts add their own.
  public struct Method: OpenVocabulary {
    /// The stable name.
    public let rawValue: String

    /// A method of this name.
    public init(rawValue: String) {
      self.rawValue = rawValue
    }

    /// A code that went to a contact point known before. Only ``RightsDesk/confirm(_:code:)`` records it.
    public static let oneTimeCode: Method = "oneTimeCode"
    /// They were signed in.
    public static let account: Method = "account"
    /// A document was looked at and not kept.
    public static let document: Method = "document"
    /// They were called back at a number known before.
    public static let callBack: Method = "callBack"
    /// They knew what only they know.
    public static let knowledge: Method = "knowledge"
    /// An authority or a representative with a mandate vouched.
    public static let mandate: Method = "mandate"
  }

  /// How.
  public var method: Method
  /// The names of what was compared with what is held: `name`, `birthDate`, `customerNumber`. Never a value.
  public var compared: [FieldName]
  /// Whether it showed who asks.
  public var isPassed: Bool
  /// The contact point that was used for it, if one was.
  public var point: ContactDigest?
  /// When; the desk writes it.
  public internal(set) var date: Date?
  /// Who checked; the desk writes it.
  public internal(set) var author: Author?

  /// A check.
  public init(_ method: Method, compared: [FieldName] = [], isPassed: Bool = true, point: ContactDigest? = nil) {
    self.method = method
    self.compared = compared
    self.isPassed = isPassed
    self.point = point
  }

  /// What is wrong with it: a method that the desk alone records, or something that is not the name of a field.
  var problems: [FieldProblem] {
    var problems: [FieldProblem] = []
    if method == .oneTimeCode { problems.append(FieldProblem("method", FieldProblem.Code.notAChoice)) }
    for (place, name) in compared.enumerated() {
      // Letters and dots, as names of fields are: no number of a document, no date and no address fits.
      let isName = name.rawValue.utf8.allSatisfy { byte in
        (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || byte == 0x2E
      }
      if !isName || name.rawValue.isEmpty || name.rawValue.utf8.count > 40 {
        problems.append(FieldProblem("compared[\(place)]", FieldProblem.Code.malformed))
      }
    }
    return problems
  }
}
