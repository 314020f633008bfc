import Foundation

/// Several deals of a forecast together, in one currency.
public struct ForecastTotal: Hashable, Codable, Sendable {
  /// The number of deals.
  public var deals: Int
  /// What they are worth if all are won.
  public var amount: Money
  /// What is to be expected, rounded half-even to the minor unit once, after summing.
  public var expected: Money

  /// A total.
  public init(deals: Int, amount: Money, expected: Money) {
    self.deals = deals
    self.amount = amount
    self.expected = expected
  }

  /// The totals of lines, by currency; omitted deals do not count. O(lines).
  ///
  /// - Throws: `MoneyError.overflow`.
  public static func totals(of lines: some Sequence<ForecastLine>) throws(MoneyError) -> [Currency: ForecastTotal] {
    var sums: [Currency: (deals: Int, amount: Money, expected: Decimal)] = [:]
    for line in lines where line.category != .omitted {
      let currency = line.amount.currency
      let sum = sums[currency] ?? (0, .zero(currency), 0)
      sums[currency] = (sum.deals + 1, try sum.amount.adding(line.amount), sum.expected + line.expected)
    }
    var result: [Currency: ForecastTotal] = [:]
    for (currency, sum) in sums {
      let expected = try Money(snapping: sum.expected, currency)
      result[currency] = ForecastTotal(deals: sum.deals, amount: sum.amount, expected: expected)
    }
    return result
  }
}
