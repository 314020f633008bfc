/// An amount of one currency, exact in whole minor units (cents) from −2⁶³ to 2⁶³ − 1.
///
/// Nothing is ever rounded, truncated or mixed silently: calculations that could are told how to round, and throw
/// `MoneyError` when currencies differ or a result does not fit. Amounts of different currencies have no order, so
/// `Money` is not `Comparable`; use `isLess(than:)`.
public struct Money: Hashable, Sendable {
  /// The amount in minor units of the currency: 1234 for 12.34 EUR, 12 for 12 JPY.
  public let minorUnits: Int64
  /// The currency.
  public let currency: Currency

  /// An amount in minor units.
  public init(minorUnits: Int64, currency: Currency) {
    self.minorUnits = minorUnits
    self.currency = currency
  }

  /// An amount in whole units: `Money(units: 5, .eur)` is 5.00 EUR.
  ///
  /// - Throws: `MoneyError.overflow`.
  public init(units: Int, _ currency: Currency) throws(MoneyError) {
    let (minorUnits, overflow) = Int64(units).multipliedReportingOverflow(by: currency.minorUnitsPerUnit)
    if overflow { throw .overflow }
    self.init(minorUnits: minorUnits, currency: currency)
  }

  /// Nothing, in a currency.
  public static func zero(_ currency: Currency) -> Money { Money(minorUnits: 0, currency: currency) }

  /// Whether the amount is zero.
  public var isZero: Bool { minorUnits == 0 }
  /// Whether the amount is below zero.
  public var isNegative: Bool { minorUnits < 0 }
  /// Whether the amount is above zero.
  public var isPositive: Bool { minorUnits > 0 }

  /// Whether this amount is less than another.
  ///
  /// - Throws: `MoneyError.currencyMismatch`.
  public func isLess(than other: Money) throws(MoneyError) -> Bool {
    try requireSameCurrency(other)
    return minorUnits < other.minorUnits
  }

  /// Whether this amount is less than another; nil when the currencies differ.
  public static func < (lhs: Money, rhs: Money) -> Bool? {
    lhs.currency == rhs.currency ? lhs.minorUnits < rhs.minorUnits : nil
  }

  /// This amount as an exact share of another: 5 EUR of 20 EUR is 1/4.
  ///
  /// - Throws: `MoneyError.currencyMismatch`, or `.divisionByZero` when the other amount is zero.
  public func ratio(to whole: Money) throws(MoneyError) -> Ratio {
    try requireSameCurrency(whole)
    guard whole.minorUnits != 0 else { throw .divisionByZero }
    return Ratio(reducing: Int128(minorUnits), Int128(whole.minorUnits))
  }

  func requireSameCurrency(_ other: Money) throws(MoneyError) {
    if currency != other.currency { throw .currencyMismatch(currency, other.currency) }
  }
}

extension Money: Codable {
  private enum CodingKeys: String, CodingKey { case amount, currency }

  /// Reads `{"amount":"12.34","currency":"EUR"}`.
  ///
  /// - Throws: a decoding error, also when the amount is finer than the currency allows.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let currency = try container.decode(Currency.self, forKey: .currency)
    let amount = try container.decode(String.self, forKey: .amount)
    do throws(MoneyError) {
      try self.init(amount, currency)
    } catch {
      throw DecodingError.dataCorruptedError(
        forKey: .amount, in: container, debugDescription: "not an amount of the currency")
    }
  }

  /// Writes `{"amount":"12.34","currency":"EUR"}`.
  ///
  /// The amount is decimal text, not minor units: it stays right for readers with another table of decimal places, and
  /// no JSON reader squeezes it through floating point.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(amountText, forKey: .amount)
    try container.encode(currency, forKey: .currency)
  }
}
