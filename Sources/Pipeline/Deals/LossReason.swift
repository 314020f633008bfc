/// Why a deal was lost, for analysis. Open: hosts add reasons of their own.
public struct LossReason: OpenVocabulary {
  /// The stable code.
  public let rawValue: String

  /// The reason with this code.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// Too expensive.
  public static let price: LossReason = "price"
  /// A competitor got it.
  public static let competitor: LossReason = "competitor"
  /// No money for it.
  public static let noBudget: LossReason = "noBudget"
  /// The customer decided nothing.
  public static let noDecision: LossReason = "noDecision"
  /// Not now.
  public static let timing: LossReason = "timing"
  /// The product does not fit.
  public static let productFit: LossReason = "productFit"
  /// The customer does not answer.
  public static let noResponse: LossReason = "noResponse"
  /// Something else; needs a text.
  public static let other: LossReason = "other"
}

/// Why a deal was lost, in a code and in words.
public struct DealLoss: Hashable, Codable, Sendable {
  /// The reason.
  public var reason: LossReason
  /// The reason in words; required with ``LossReason/other``.
  public var text: String?

  /// A loss.
  public init(_ reason: LossReason, text: String? = nil) {
    self.reason = reason
    self.text = text
  }

  /// Whether the text that the reason needs is there.
  public var isExplained: Bool { reason != .other || !(text ?? "").allSatisfy(\.isWhitespace) }
}
