import Foundation

/// For how many calendar months consent is implied from a purchase, an ended contract or an inquiry.
///
/// The day of sending counts: on the last day of the time a message may still leave. A day that the month lacks becomes its
/// last. Canada has 24, 24 and 6 months (CASL s. 10(10)).
public struct ImpliedWindows: Codable, Hashable, Sendable {
  /// Months after a purchase.
  public var purchase: Int
  /// Months after the end of a contract.
  public var contract: Int
  /// Months after an inquiry.
  public var inquiry: Int

  /// Windows in months.
  public init(purchase: Int = 24, contract: Int = 24, inquiry: Int = 6) {
    self.purchase = purchase
    self.contract = contract
    self.inquiry = inquiry
  }

  /// The months for a ground.
  public func months(for ground: LawfulBasis.ImpliedGround) -> Int {
    switch ground {
    case .purchase: purchase
    case .contract: contract
    case .inquiry: inquiry
    }
  }

  /// The last day on which a message may leave; `nil` for other bases than a complete implied consent.
  public func lastDay(of basis: LawfulBasis) -> CalendarDay? {
    guard basis.kind == .implied, let ground = basis.impliedGround, let since = basis.since else { return nil }
    return since.adding(months: months(for: ground))
  }

  /// The first instant at which an implied consent no longer holds: the end of the last day in the zone, of those where the
  /// person may be, in which it comes first.
  func end(of basis: LawfulBasis, in zones: [TimeZone]) -> Date? {
    guard let next = lastDay(of: basis)?.adding(days: 1) else { return nil }
    // Without any zone: where the day begins first on earth.
    return zones.map { next.startDate(in: $0) }.min() ?? next.startDate(in: .gmt).addingTimeInterval(-14 * 3600)
  }
}
