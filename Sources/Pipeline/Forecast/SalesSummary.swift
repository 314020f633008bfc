public import Foundation

/// What became of deals: counts, win rate, revenue and the time to win.
public struct SalesSummary: Hashable, Sendable {
  /// Open deals.
  public var open = 0
  /// Won and lost deals.
  public var winRate = WinRate()
  /// The worth of the won deals, by currency.
  public var wonRevenue: [Currency: Money] = [:]
  /// How many won deals took so many days from opening to winning; deals without both days are not in it.
  public var wonCycles: [Int: Int] = [:]

  /// No deals yet.
  public init() {}

  /// A summary of deals. O(deals).
  ///
  /// - Throws: `MoneyError` if an amount cannot be computed or the sum does not fit.
  public init(_ deals: some Sequence<Deal>) throws(MoneyError) {
    for deal in deals { try add(deal) }
  }

  /// Adds one deal.
  ///
  /// - Throws: `MoneyError` if its amount cannot be computed or the sum does not fit; the summary is then unchanged.
  public mutating func add(_ deal: Deal) throws(MoneyError) {
    if deal.status == .won, let amount = try deal.amount() {
      let sum = wonRevenue[amount.currency] ?? .zero(amount.currency)
      wonRevenue[amount.currency] = try sum.adding(amount)
    }
    if deal.status == .open { open += 1 } else { winRate.record(deal.status) }
    if deal.status == .won, let days = deal.cycleDays { wonCycles[days, default: 0] += 1 }
  }

  /// The mean days from opening to winning; `nil` without any. O(different durations).
  public var meanCycle: Decimal? {
    let count = wonCycles.values.reduce(0, +)
    guard count > 0 else { return nil }
    return Decimal(wonCycles.reduce(0) { $0 + $1.key * $1.value }) / Decimal(count)
  }

  /// The median days from opening to winning, the lower of two middle ones; `nil` without any. O(n log n) in the different
  /// durations.
  public var medianCycle: Int? {
    let count = wonCycles.values.reduce(0, +)
    var seen = 0
    for (days, deals) in wonCycles.sorted(by: { $0.key < $1.key }) {
      seen += deals
      if 2 * seen >= count { return days }
    }
    return nil
  }

  /// Sales velocity, in units of the currency per day: open deals × mean won value × win rate ÷ mean cycle. `nil` until a deal
  /// is won that has an amount in the currency and a cycle of more than no days.
  ///
  /// The mean value is over all won deals, so it is meant for deals in one currency.
  public func velocity(in currency: Currency) -> Decimal? {
    guard let revenue = wonRevenue[currency], winRate.won > 0, let rate = winRate.rate, let meanCycle, meanCycle > 0
    else { return nil }
    return Decimal(open) * revenue.decimal / Decimal(winRate.won) * rate / meanCycle
  }
}
