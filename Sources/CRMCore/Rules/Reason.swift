/// One reason for a decision: a stable code and its arguments. Every decision type carries its reasons; ``ReasonPhrases`` makes
/// a sentence of them.
public struct Reason: Hashable, Codable, Sendable {
  /// The stable code.
  public var code: ReasonCode
  /// What the sentence needs, by name. No personal data.
  public var arguments: [String: FieldValue]

  /// A reason.
  public init(_ code: ReasonCode, _ arguments: [String: FieldValue] = [:]) {
    self.code = code
    self.arguments = arguments
  }
}

/// The stable code of a reason, dotted and namespaced by module, for example `consent.stopped`. Open: hosts may add codes.
public struct ReasonCode: OpenVocabulary {
  /// The code.
  public let rawValue: String

  /// The code of this name.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}
