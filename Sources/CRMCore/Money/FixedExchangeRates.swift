/// Exchange rates from a table in memory.
///
/// The most recent quotation on or before the day applies (rates are not quoted on weekends). A pair without its own
/// quotation is read the other way round, or through the pivot currency if there is one.
public struct FixedExchangeRates: ExchangeRates {
  private struct Pair: Hashable {
    let from: Currency
    let to: Currency
  }

  private var table: [Pair: [ExchangeRate]] = [:]
  /// The greatest age in days at which a quotation still applies; nil for any age.
  public let maximumAge: Int?
  /// The currency through which other pairs are calculated, such as EUR for the rates of the ECB.
  public let pivot: Currency?

  /// A table of quotations; of two for the same pair and day the later in the sequence counts.
  ///
  /// Complexity: O(n log n).
  ///
  /// - Parameters:
  ///   - rates: the quotations, in any order.
  ///   - maximumAge: the greatest age in days at which a quotation still applies; nil for any age.
  ///   - pivot: the currency through which pairs without own quotations are calculated.
  public init(_ rates: some Sequence<ExchangeRate>, maximumAge: Int? = nil, pivot: Currency? = nil) {
    self.maximumAge = maximumAge
    self.pivot = pivot
    var byDay: [Pair: [CalendarDay: ExchangeRate]] = [:]
    for rate in rates { byDay[Pair(from: rate.from, to: rate.to), default: [:]][rate.day] = rate }
    table = byDay.mapValues { $0.values.sorted { $0.day < $1.day } }
  }

  /// The rate that applies on a day: the most recent on or before it.
  ///
  /// Complexity: O(log n) in the quotations of the pair.
  ///
  /// - Throws: `MoneyError.noRate` when there is none, `.staleRate` when the most recent is too old, `.overflow` when a
  ///   rate through the pivot needs more than 128 bits.
  public func rate(from: Currency, to: Currency, on day: CalendarDay) throws(MoneyError) -> ExchangeRate {
    if from == to { return try ExchangeRate(from: from, to: to, day: day, rate: .one) }
    var found = try pairRate(from: from, to: to, on: day)
    if let pivot, found == nil || isStale(found, on: day), pivot != from, pivot != to,
      let first = try pairRate(from: from, to: pivot, on: day),
      let second = try pairRate(from: pivot, to: to, on: day)
    {
      let older = min(first.day, second.day)
      if found.map({ $0.day < older }) ?? true {
        found = try ExchangeRate(
          from: from, to: to, day: older, rate: first.rate.multiplied(by: second.rate), source: first.source)
      }
    }
    guard let found else { throw .noRate(from: from, to: to, on: day) }
    if isStale(found, on: day) { throw .staleRate(from: from, to: to, lastQuoted: found.day) }
    return found
  }

  private func isStale(_ rate: ExchangeRate?, on day: CalendarDay) -> Bool {
    guard let rate, let maximumAge else { return false }
    return rate.day.days(until: day) > maximumAge
  }

  /// The more recent of the pair's own quotation and the inverse of the opposite pair's; its own when equally recent.
  private func pairRate(from: Currency, to: Currency, on day: CalendarDay) throws(MoneyError) -> ExchangeRate? {
    let direct = latest(Pair(from: from, to: to), on: day)
    guard let opposite = latest(Pair(from: to, to: from), on: day) else { return direct }
    if let direct, direct.day >= opposite.day { return direct }
    return try opposite.inverted()
  }

  private func latest(_ pair: Pair, on day: CalendarDay) -> ExchangeRate? {
    guard let rates = table[pair] else { return nil }
    var (low, high) = (0, rates.count)
    while low < high {
      let middle = (low + high) / 2
      if rates[middle].day <= day { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? rates[low - 1] : nil
  }
}
