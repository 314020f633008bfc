public import Foundation

/// The deals that hang without a verdict, and those that pause with a reason, with the money in both.
public struct StalledDeals: Hashable, Sendable {
  /// The instant it is told for.
  public var date: Date
  /// The deals, idle longest first.
  public var deals: [StalledDeal]
  /// The deals that pause, by the day they go on.
  public var suspended: [Deal]

  /// A list.
  public init(at date: Date, deals: [StalledDeal] = [], suspended: [Deal] = []) {
    self.date = date
    self.deals = deals
    self.suspended = suspended
  }

  /// The money in the stalled deals, by currency.
  ///
  /// - Throws: `MoneyError.overflow`.
  public func amounts() throws(MoneyError) -> [Currency: Money] {
    var result: [Currency: Money] = [:]
    for amount in deals.compactMap(\.amount) {
      result[amount.currency] = try (result[amount.currency] ?? .zero(amount.currency)).adding(amount)
    }
    return result
  }
}
