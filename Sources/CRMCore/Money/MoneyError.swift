/// Why a calculation with money was refused. Holds no amount.
public enum MoneyError: Error, Hashable, Sendable {
  /// Two amounts of different currencies met in one calculation.
  case currencyMismatch(Currency, Currency)
  /// The exact result does not fit into 64-bit minor units, or a ratio into 128 bits.
  case overflow
  /// The text is no plain decimal number such as "-12.34".
  case invalidNumber
  /// The amount is finer than the currency's minor unit and no rounding mode was given.
  case finerThanMinorUnit(Currency)
  /// A division by zero.
  case divisionByZero
  /// Weights are empty, negative or all zero.
  case invalidWeights
  /// A rate is zero or negative.
  case invalidRate
  /// No exchange rate is known on or before the day.
  case noRate(from: Currency, to: Currency, on: CalendarDay)
  /// The most recent exchange rate is older than the limit allows.
  case staleRate(from: Currency, to: Currency, lastQuoted: CalendarDay)
}
