/// A quoted rate between two currencies on one day.
public struct ExchangeRate: Hashable, Codable, Sendable {
  /// The currency that is given.
  public let from: Currency
  /// The currency that is got.
  public let to: Currency
  /// The day of the quotation.
  public let day: CalendarDay
  /// Units of `to` for one unit of `from`; positive.
  public let rate: Ratio
  /// Who quoted it, such as "ECB"; for the record only.
  public let source: String?

  /// A rate.
  ///
  /// - Throws: `MoneyError.invalidRate` when the rate is not positive.
  public init(from: Currency, to: Currency, day: CalendarDay, rate: Ratio, source: String? = nil) throws(MoneyError) {
    guard rate > .zero else { throw .invalidRate }
    self.from = from
    self.to = to
    self.day = day
    self.rate = rate
    self.source = source
  }

  private enum CodingKeys: String, CodingKey { case from, to, day, rate, source }

  /// Reads a rate.
  ///
  /// - Throws: a decoding error, also when the rate is not positive.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    from = try container.decode(Currency.self, forKey: .from)
    to = try container.decode(Currency.self, forKey: .to)
    day = try container.decode(CalendarDay.self, forKey: .day)
    rate = try container.decode(Ratio.self, forKey: .rate)
    source = try container.decodeIfPresent(String.self, forKey: .source)
    guard rate > .zero else {
      throw DecodingError.dataCorruptedError(forKey: .rate, in: container, debugDescription: "the rate is not positive")
    }
  }

  /// The same quotation read the other way round.
  ///
  /// - Throws: nothing in practice; the rate is positive.
  public func inverted() throws(MoneyError) -> ExchangeRate {
    try ExchangeRate(from: to, to: from, day: day, rate: rate.inverted(), source: source)
  }
}

/// Where exchange rates come from: a host's port.
///
/// Conversions are pure calculations, so the port answers at once from rates that the host has at hand; a host that
/// loads rates from a network fetches them before and gives a table such as `FixedExchangeRates`.
public protocol ExchangeRates: Sendable {
  /// The rate that applies on a day, with the day it was really quoted.
  ///
  /// Between a currency and itself the rate is 1. The same question always gets the same answer.
  ///
  /// - Throws: `MoneyError.noRate` or `.staleRate`.
  func rate(from: Currency, to: Currency, on day: CalendarDay) throws(MoneyError) -> ExchangeRate
}

extension Money {
  /// The amount in another currency, rounded once at the end to a minor unit.
  ///
  /// The same currency gives the amount back unchanged without asking for a rate.
  ///
  /// - Parameters:
  ///   - currency: the currency wanted.
  ///   - day: the day whose rate applies.
  ///   - rates: where rates come from.
  ///   - rounding: how to round to a minor unit.
  /// - Throws: what `rates` throws, or `MoneyError.overflow`.
  public func converted(
    to currency: Currency, on day: CalendarDay, using rates: some ExchangeRates, rounding: RoundingMode = .halfEven
  ) throws(MoneyError) -> Money {
    if currency == self.currency { return self }
    let quotation = try rates.rate(from: self.currency, to: currency, on: day)
    // Minor units of both currencies enter the ratio, so that there is only one rounding.
    let units = Ratio(reducing: Int128(currency.minorUnitsPerUnit), Int128(self.currency.minorUnitsPerUnit))
    let ratio = try quotation.rate.multiplied(by: units)
    let scaled = try multiplied(by: ratio, rounding: rounding)
    return Money(minorUnits: scaled.minorUnits, currency: currency)
  }
}
