/// Why a contact point is not written to. A set: a weaker reason never overwrites a stronger one.
public enum SuppressionReason: String, Codable, CaseIterable, Hashable, Comparable, Sendable {
  /// The person unsubscribed, refused, withdrew or sent an opt-out signal. Lifted by a newer opt-in of their own.
  case unsubscribed
  /// The person objected. Lifted by a newer opt-in of their own.
  case objection
  /// Staff forbade it. Lifted by staff.
  case manual
  /// The person reported a message as spam. Lifted only by a release *and* a newer opt-in of their own.
  case complaint
  /// Messages do not arrive. Lifted only by re-verification.
  case undeliverable
  /// A legal reason. Lifted by release only.
  case legal
  /// The person was erased. Lifted only by a newer *confirmed* opt-in of their own; what a contract or the law demands may be sent to who
  /// was readmitted (``ConsentLedger/readmit(_:on:method:by:)``).
  case erased

  /// The weaker reason is less.
  public static func < (left: SuppressionReason, right: SuppressionReason) -> Bool { left.strength < right.strength }

  private var strength: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  /// Whether the reason rests on the person's will about unwanted messages, which a message that they need to get (an order
  /// confirmation, a security warning) does not offend.
  var concernsOnlyUnrequested: Bool {
    switch self {
    case .unsubscribed, .objection, .manual, .complaint: true
    case .undeliverable, .legal, .erased: false
    }
  }
}
