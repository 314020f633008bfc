public import Foundation

extension Money: CustomStringConvertible {
  /// Reads a plain decimal amount such as "12.34", "-0.5" or "12".
  ///
  /// - Parameters:
  ///   - amount: optional sign, digits, optionally a point and digits; no grouping and no locale.
  ///   - currency: the currency.
  ///   - rounding: how to round what is finer than the minor unit; nil refuses it.
  /// - Throws: `MoneyError.invalidNumber`, `.finerThanMinorUnit` or `.overflow`.
  public init(_ amount: String, _ currency: Currency, rounding: RoundingMode? = nil) throws(MoneyError) {
    let number = try DecimalText(amount)
    let numerator = number.unscaled
    let surplus = number.scale - currency.fractionDigits
    if surplus > 0 {
      // Trailing zeros are not part of the scale, so a surplus is never exact.
      guard let rounding else { throw .finerThanMinorUnit(currency) }
      let power = try DecimalText.powerOfTen(surplus)
      let units = try Money.quotient(1, times: numerator, over: power, rounding: rounding)
      self.init(minorUnits: units, currency: currency)
    } else {
      let (units, overflow) = numerator.multipliedReportingOverflow(by: try DecimalText.powerOfTen(-surplus))
      guard !overflow, let minorUnits = Int64(exactly: units) else { throw .overflow }
      self.init(minorUnits: minorUnits, currency: currency)
    }
  }

  /// An amount from a decimal number.
  ///
  /// - Parameters:
  ///   - amount: the amount in units of the currency.
  ///   - currency: the currency.
  ///   - rounding: how to round what is finer than the minor unit; nil refuses it.
  /// - Throws: `MoneyError.invalidNumber` for not-a-number, `.finerThanMinorUnit` or `.overflow`.
  public init(_ amount: Decimal, _ currency: Currency, rounding: RoundingMode? = nil) throws(MoneyError) {
    guard amount.isFinite else { throw .invalidNumber }
    try self.init(amount.description, currency, rounding: rounding)
  }

  /// The amount in units of the currency, exact.
  public var decimal: Decimal {
    Decimal(
      sign: minorUnits < 0 ? .minus : .plus, exponent: -currency.fractionDigits,
      significand: Decimal(minorUnits.magnitude))
  }

  /// The amount with all decimal places of the currency: "12.30", "-0.05", "1200" for yen.
  public var amountText: String {
    DecimalText.text(Int128(minorUnits), scale: currency.fractionDigits)
  }

  /// Amount and code, the same in every locale: "12.30 EUR".
  public var description: String { "\(amountText) \(currency.code)" }

  /// The amount as a person in the locale would write it, with this library's number of decimal places.
  public func formatted(locale: Locale) -> String {
    decimal.formatted(
      .currency(code: currency.code).precision(.fractionLength(currency.fractionDigits)).locale(locale))
  }
}
