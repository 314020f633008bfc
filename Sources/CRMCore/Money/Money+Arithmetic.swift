public import Foundation

extension Money {
  /// The sum.
  ///
  /// - Throws: `MoneyError.currencyMismatch` or `.overflow`.
  public func adding(_ other: Money) throws(MoneyError) -> Money {
    try requireSameCurrency(other)
    let (sum, overflow) = minorUnits.addingReportingOverflow(other.minorUnits)
    if overflow { throw .overflow }
    return Money(minorUnits: sum, currency: currency)
  }

  /// The difference.
  ///
  /// - Throws: `MoneyError.currencyMismatch` or `.overflow`.
  public func subtracting(_ other: Money) throws(MoneyError) -> Money {
    try requireSameCurrency(other)
    let (difference, overflow) = minorUnits.subtractingReportingOverflow(other.minorUnits)
    if overflow { throw .overflow }
    return Money(minorUnits: difference, currency: currency)
  }

  /// The amount with the other sign.
  ///
  /// - Throws: `MoneyError.overflow` for the one amount that has no opposite.
  public func negated() throws(MoneyError) -> Money {
    guard minorUnits != .min else { throw .overflow }
    return Money(minorUnits: -minorUnits, currency: currency)
  }

  /// The amount without its sign.
  ///
  /// - Throws: `MoneyError.overflow` for the one amount that has no opposite.
  public func magnitude() throws(MoneyError) -> Money {
    isNegative ? try negated() : self
  }

  /// The amount times a whole number, such as a quantity.
  ///
  /// - Throws: `MoneyError.overflow`.
  public func multiplied(by count: Int) throws(MoneyError) -> Money {
    let (product, overflow) = minorUnits.multipliedReportingOverflow(by: Int64(count))
    if overflow { throw .overflow }
    return Money(minorUnits: product, currency: currency)
  }

  /// The amount times an exact ratio, rounded once at the end to a minor unit.
  ///
  /// - Throws: `MoneyError.overflow`.
  public func multiplied(by ratio: Ratio, rounding: RoundingMode) throws(MoneyError) -> Money {
    let units = try Money.quotient(minorUnits, times: ratio.numerator, over: ratio.denominator, rounding: rounding)
    return Money(minorUnits: units, currency: currency)
  }

  /// The amount times a decimal number, rounded once at the end to a minor unit.
  ///
  /// - Throws: `MoneyError.overflow`, or `.invalidNumber` for not-a-number.
  public func multiplied(by factor: Decimal, rounding: RoundingMode) throws(MoneyError) -> Money {
    try multiplied(by: Ratio(factor), rounding: rounding)
  }

  /// The amount rounded to a multiple of an increment.
  ///
  /// - Parameters:
  ///   - increment: the increment in minor units, positive; by default the currency's smallest cash payment.
  ///   - rounding: the mode; a tie goes away from zero by default, as tills do.
  /// - Throws: `MoneyError.overflow`, or `.divisionByZero` when the increment is not positive.
  public func roundedToCash(
    increment: Int64? = nil, rounding: RoundingMode = .halfUp
  ) throws(MoneyError) -> Money {
    let step = increment ?? currency.cashIncrement
    guard step > 0 else { throw .divisionByZero }
    let steps = try Money.quotient(minorUnits, times: 1, over: Int128(step), rounding: rounding)
    let (units, overflow) = steps.multipliedReportingOverflow(by: step)
    if overflow { throw .overflow }
    return Money(minorUnits: units, currency: currency)
  }

  /// The sum.
  ///
  /// - Throws: `MoneyError.currencyMismatch` or `.overflow`.
  public static func + (lhs: Money, rhs: Money) throws(MoneyError) -> Money { try lhs.adding(rhs) }

  /// The difference.
  ///
  /// - Throws: `MoneyError.currencyMismatch` or `.overflow`.
  public static func - (lhs: Money, rhs: Money) throws(MoneyError) -> Money { try lhs.subtracting(rhs) }

  /// `units · numerator / denominator`, exact within 256 bits, rounded once. The denominator is positive.
  static func quotient(
    _ units: Int64, times numerator: Int128, over denominator: Int128, rounding: RoundingMode
  ) throws(MoneyError) -> Int64 {
    let isNegative = (units < 0) != (numerator < 0) && units != 0 && numerator != 0
    let divisor = denominator.magnitude
    let product = numerator.magnitude.multipliedFullWidth(by: UInt128(units.magnitude))
    guard product.high < divisor else { throw .overflow }
    var (quotient, remainder) =
      product.high == 0
      ? product.low.quotientAndRemainder(dividingBy: divisor) : divisor.dividingFullWidth(product)
    let isOdd = quotient & 1 == 1
    if rounding.growsMagnitude(remainder: remainder, divisor: divisor, isOdd: isOdd, isNegative: isNegative) {
      quotient += 1
    }
    // The smallest amount has no positive counterpart, so the sign decides the limit.
    guard quotient <= UInt128(Int64.min.magnitude) else { throw .overflow }
    guard let result = Int64(exactly: isNegative ? -Int128(quotient) : Int128(quotient)) else { throw .overflow }
    return result
  }
}
