public import Foundation

/// A part of a whole as an exact decimal number: a chance of winning, a discount. 0 is none, 1 is all of it.
///
/// Written as a literal, `0.25`, or in hundredths, `.percent(25)`; on disk it is the decimal text. Any number is a value, so that
/// validation can name every one that is out of range; see ``isWithinWhole``.
public struct Proportion: Hashable, Sendable {
  /// The number.
  public var decimal: Decimal

  /// A proportion of this number.
  public init(_ decimal: Decimal) {
    self.decimal = decimal
  }

  /// So many hundredths: `.percent(25)` is 0.25.
  public static func percent(_ hundredths: Int) -> Proportion {
    Proportion(Decimal(hundredths) * Decimal(sign: .plus, exponent: -2, significand: 1))
  }

  /// Whether it is 0 to 1.
  public var isWithinWhole: Bool { decimal.isFinite && decimal >= 0 && decimal <= 1 }
}

extension Proportion: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral, Comparable, CustomStringConvertible {
  /// The number as it is written, to 15 digits.
  public init(floatLiteral value: Double) {
    decimal = Decimal(string: value.description) ?? Decimal(value)
  }

  /// The number as it is written.
  public init(integerLiteral value: Int) {
    decimal = Decimal(value)
  }

  /// By number.
  public static func < (left: Proportion, right: Proportion) -> Bool { left.decimal < right.decimal }

  /// The decimal text.
  public var description: String { decimal.description }
}

extension Proportion: FieldConvertible {
  /// A decimal number.
  public var fieldValue: FieldValue? { .decimal(decimal) }
  /// A decimal number.
  public static var fieldKind: FieldValue.Kind? { .decimal }
}

extension Proportion: Codable {
  /// Reads the decimal text.
  ///
  /// - Throws: `DecodingError.dataCorrupted` if it is no number.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let decimal = Decimal(string: text, locale: Locale(identifier: "en_US_POSIX")) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a decimal number")
    }
    self.decimal = decimal
  }

  /// Writes the decimal text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
