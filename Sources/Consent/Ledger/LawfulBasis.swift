/// Why data may be used for a purpose (GDPR art. 6(1), ePrivacy Directive art. 13, CASL s. 10), with what that basis needs.
public struct LawfulBasis: Hashable, Codable, Sendable {
  /// The kind of basis. Closed: packs say which of them allow what.
  public enum Kind: String, Codable, CaseIterable, Hashable, Comparable, Sendable {
    /// GDPR art. 6(1)(a).
    case consent
    /// GDPR art. 6(1)(b): performance of a contract with the person.
    case contract
    /// GDPR art. 6(1)(b): steps at the request of the person, such as the message that asks to confirm a subscription.
    case subjectRequest
    /// GDPR art. 6(1)(c).
    case legalObligation
    /// GDPR art. 6(1)(d).
    case vitalInterests
    /// GDPR art. 6(1)(e).
    case publicTask
    /// GDPR art. 6(1)(f); needs a balancing note.
    case legitimateInterest
    /// ePrivacy Directive art. 13(2): own similar products to a customer who could opt out at collection and in each message.
    case softOptIn
    /// CASL s. 10(9) and (10): an existing business relationship, for a limited time.
    case implied

    /// The order of declaration.
    public static func < (left: Kind, right: Kind) -> Bool { left.order < right.order }

    private var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    /// Whether a stop of the person ends the basis, whatever the message.
    var restsOnWill: Bool {
      switch self {
      case .consent, .softOptIn, .implied, .legitimateInterest, .subjectRequest: true
      case .contract, .legalObligation, .vitalInterests, .publicTask: false
      }
    }
  }

  /// What a consent is implied from (CASL s. 10(10)). Packs say for how long; see ``ImpliedWindows``.
  public enum ImpliedGround: String, Codable, CaseIterable, Hashable, Sendable {
    /// Something was bought.
    case purchase
    /// There was a written contract; the time begins with its end.
    case contract
    /// Something was asked or applied for.
    case inquiry
  }

  /// The kind of basis.
  public var kind: Kind
  /// The sale or contract it rests on, by identifier; needed for a soft opt-in.
  public var saleReference: String?
  /// Whether the messages are about the seller's own similar products; needed for a soft opt-in.
  public var isForSimilarProducts: Bool?
  /// Whether an opt-out was offered when the address was collected; needed for a soft opt-in.
  public var offeredOptOut: Bool?
  /// Where the balancing of interests is written down; needed for a legitimate interest.
  public var balancingNote: String?
  /// What the consent is implied from; needed for an implied consent.
  public var impliedGround: ImpliedGround?
  /// The day of the purchase or inquiry, or on which the contract ended; needed for an implied consent.
  public var since: CalendarDay?

  /// A basis of a kind.
  public init(
    _ kind: Kind, saleReference: String? = nil, isForSimilarProducts: Bool? = nil, offeredOptOut: Bool? = nil,
    balancingNote: String? = nil, impliedGround: ImpliedGround? = nil, since: CalendarDay? = nil
  ) {
    self.kind = kind
    self.saleReference = saleReference
    self.isForSimilarProducts = isForSimilarProducts
    self.offeredOptOut = offeredOptOut
    self.balancingNote = balancingNote
    self.impliedGround = impliedGround
    self.since = since
  }

  /// A contract with the person.
  public static func contract(_ reference: String) -> LawfulBasis { LawfulBasis(.contract, saleReference: reference) }

  /// A soft opt-in with all that it needs.
  public static func softOptIn(sale reference: String) -> LawfulBasis {
    LawfulBasis(.softOptIn, saleReference: reference, isForSimilarProducts: true, offeredOptOut: true)
  }

  /// A consent that is implied from a purchase, contract or inquiry.
  public static func implied(from ground: ImpliedGround, since day: CalendarDay) -> LawfulBasis {
    LawfulBasis(.implied, impliedGround: ground, since: day)
  }

  /// Whether everything is there that the kind needs.
  public var isComplete: Bool {
    switch kind {
    case .softOptIn:
      !(saleReference ?? "").isEmpty && isForSimilarProducts == true && offeredOptOut == true
    case .legitimateInterest: !(balancingNote ?? "").isEmpty
    case .implied: impliedGround != nil && since != nil
    default: true
    }
  }
}
