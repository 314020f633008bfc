public import Foundation

/// An exact fraction: a tax or commission rate, a share, an exchange rate.
///
/// Always in lowest terms with a positive denominator, both within 128 bits. Written as a decimal where that is exact
/// ("0.19"), else as a fraction ("1/3"); on disk it is that text.
public struct Ratio: Hashable, Sendable {
  let numerator: Int128
  let denominator: Int128

  /// 0.
  public static let zero = Ratio(reducing: 0, 1)
  /// 1.
  public static let one = Ratio(reducing: 1, 1)

  /// An integer.
  public init(_ value: Int) { self.init(reducing: Int128(value), 1) }

  /// A fraction.
  ///
  /// - Throws: `MoneyError.divisionByZero` when the denominator is zero.
  public init(_ numerator: Int, over denominator: Int) throws(MoneyError) {
    guard denominator != 0 else { throw .divisionByZero }
    self.init(reducing: Int128(numerator), Int128(denominator))
  }

  /// The exact value of a decimal of up to 38 digits.
  ///
  /// - Throws: `MoneyError.invalidNumber` for not-a-number, `.overflow` when it does not fit.
  public init(_ decimal: Decimal) throws(MoneyError) {
    guard decimal.isFinite else { throw .invalidNumber }
    try self.init(decimal.description)
  }

  /// Reads "0.19", "-3", "1/3" or "19%".
  ///
  /// - Throws: `MoneyError.invalidNumber`, `.divisionByZero` or `.overflow`.
  public init(_ text: String) throws(MoneyError) {
    if text.utf8.last == 0x25 {
      let percent = try DecimalText(String(text.dropLast()))
      try self.init(percent, extraScale: 2)
      return
    }
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else {
      try self.init(DecimalText(text), extraScale: 0)
      return
    }
    let upper = try DecimalText(String(parts[0]))
    let lower = try DecimalText(String(parts[1]))
    guard upper.scale == 0, lower.scale == 0, lower.unscaled >= 0 else { throw .invalidNumber }
    guard lower.unscaled != 0 else { throw .divisionByZero }
    self.init(reducing: upper.unscaled, lower.unscaled)
  }

  /// So many hundredths: `.percent(19)` is 0.19.
  public static func percent(_ value: Int) -> Ratio { Ratio(reducing: Int128(value), 100) }

  /// So many ten-thousandths: `.basisPoints(250)` is 0.025.
  public static func basisPoints(_ value: Int) -> Ratio { Ratio(reducing: Int128(value), 10_000) }

  /// Whether it is below zero.
  public var isNegative: Bool { numerator < 0 }

  /// The nearest floating-point number, for display and statistics, not for money.
  public var approximate: Double { Double(numerator) / Double(denominator) }

  /// The product.
  ///
  /// - Throws: `MoneyError.overflow` when the reduced product does not fit.
  public func multiplied(by other: Ratio) throws(MoneyError) -> Ratio {
    // Reducing crosswise first keeps the product as small as it can be.
    let left = Ratio(reducing: numerator, other.denominator)
    let right = Ratio(reducing: other.numerator, denominator)
    let (upper, overflow) = left.numerator.multipliedReportingOverflow(by: right.numerator)
    let (lower, overflow2) = left.denominator.multipliedReportingOverflow(by: right.denominator)
    // The smallest number has no opposite, so it counts as out of range.
    if overflow || overflow2 || upper == .min { throw .overflow }
    return Ratio(reducing: upper, lower)
  }

  /// One divided by this ratio.
  ///
  /// - Throws: `MoneyError.divisionByZero` when it is zero.
  public func inverted() throws(MoneyError) -> Ratio {
    guard numerator != 0 else { throw .divisionByZero }
    return Ratio(reducing: denominator, numerator)
  }

  /// The fraction in lowest terms; the denominator must not be zero, nor may a part be the smallest 128-bit number.
  init(reducing numerator: Int128, _ denominator: Int128) {
    var (a, b) = (numerator.magnitude, denominator.magnitude)
    while b != 0 { (a, b) = (b, a % b) }
    let divisor = denominator < 0 ? -Int128(a) : Int128(a)
    self.numerator = numerator / divisor
    self.denominator = denominator / divisor
  }

  private init(_ number: DecimalText, extraScale: Int) throws(MoneyError) {
    try self.init(reducing: number.unscaled, DecimalText.powerOfTen(number.scale + extraScale))
  }
}

extension Ratio: CustomStringConvertible, Codable {
  /// The ratio as text that `init(_:)` reads back exactly.
  public var description: String {
    // Terminating in decimal: the denominator has no prime factor but 2 and 5.
    var rest = denominator
    var (twos, fives) = (0, 0)
    while rest % 2 == 0 { (rest, twos) = (rest / 2, twos + 1) }
    while rest % 5 == 0 { (rest, fives) = (rest / 5, fives + 1) }
    let scale = max(twos, fives)
    if rest == 1, let power = try? DecimalText.powerOfTen(scale) {
      let (scaled, overflow) = numerator.multipliedReportingOverflow(by: power / denominator)
      if !overflow { return DecimalText.text(scaled, scale: scale) }
    }
    return "\(numerator)/\(denominator)"
  }

  /// Reads the text form.
  ///
  /// - Throws: `DecodingError.dataCorrupted` when the text is no ratio.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    do throws(MoneyError) {
      try self.init(text)
    } catch {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a ratio")
    }
  }

  /// Writes the text form.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

extension Ratio: Comparable {
  /// Exact order.
  public static func < (lhs: Ratio, rhs: Ratio) -> Bool {
    if lhs.isNegative != rhs.isNegative { return lhs.isNegative }
    let left = lhs.numerator.magnitude.multipliedFullWidth(by: rhs.denominator.magnitude)
    let right = rhs.numerator.magnitude.multipliedFullWidth(by: lhs.denominator.magnitude)
    return lhs.isNegative
      ? (right.high, right.low) < (left.high, left.low) : (left.high, left.low) < (right.high, right.low)
  }
}
