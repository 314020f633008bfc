public import Foundation

/// Reads numbers and sums of money of customer lists into exact decimals, without locale.
///
/// Understood are grouping by space, no-break space, apostrophe, comma or point ("1 234,56", "1,234.56", "1'234.56",
/// Indian "12,34,567.00"), a sign in front or behind, parentheses for negatives, and one currency sign or code at
/// either end, which is dropped. Percent signs and exponents are refused.
public struct NumberParser: Hashable, Sendable {
  /// Which sign separates the fraction.
  public enum Style: String, Codable, Hashable, Sendable, CaseIterable {
    /// The point: 1,234.56.
    case point
    /// The comma: 1.234,56.
    case comma
    /// Whichever of the two stands last; "1,234" and "1.234", which could be either, are refused as ambiguous.
    case automatic
  }

  /// Why a text is no number. Holds nothing of the text.
  public enum Failure: String, Error, Codable, Hashable, Sendable, CaseIterable {
    /// The text is empty or white space.
    case empty
    /// The text holds something else than a number with signs and a currency.
    case notANumber
    /// A separator could be that of the fraction or that of a group.
    case ambiguous
    /// Groups do not have three digits, or are separated by different signs.
    case misplacedGrouping
    /// More than 38 digits, which a `Decimal` cannot hold exactly.
    case tooManyDigits
  }

  /// The style in use.
  public let style: Style

  /// A parser.
  public init(_ style: Style = .automatic) {
    self.style = style
  }

  /// The number that a text stands for. O(length).
  public func number(_ text: String) throws(Failure) -> Decimal {
    try number(Array(text.utf8)[...])
  }

  /// The number that UTF-8 bytes stand for, as `CSVRow.bytes(at:)` gives them.
  public func number(_ bytes: ArraySlice<UInt8>) throws(Failure) -> Decimal {
    guard !bytes.trimmingBlanks().isEmpty else { throw .empty }
    guard let (isNegative, body) = NumberText.strip(bytes) else { throw .notANumber }
    let decimalSign = try decimalSeparator(in: body)
    var integer = body
    var fraction: [UInt8] = []
    if let decimalSign, let index = body.lastIndex(of: decimalSign) {
      integer = Array(body[..<index])
      fraction = Array(body[(index + 1)...])
    }
    guard fraction.allSatisfy(NumberText.isDigit) else { throw .misplacedGrouping }
    let digits = try Self.ungrouped(integer)
    guard !digits.isEmpty || !fraction.isEmpty else { throw .notANumber }
    return try Self.decimal(digits + fraction, scale: fraction.count, isNegative: isNegative)
  }

  /// The separator of the fraction, or nil when there is no fraction.
  private func decimalSeparator(in body: [UInt8]) throws(Failure) -> UInt8? {
    let point = UInt8(ascii: ".")
    let comma = UInt8(ascii: ",")
    let points = body.count { $0 == point }
    let commas = body.count { $0 == comma }
    switch style {
    case .point: return try Self.single(point, count: points)
    case .comma: return try Self.single(comma, count: commas)
    case .automatic: break
    }
    if points > 0, commas > 0 {
      let last = body.last { $0 == point || $0 == comma } ?? point
      return try Self.single(last, count: last == point ? points : commas)
    }
    let only = points > 0 ? point : comma
    guard points + commas == 1, let index = body.firstIndex(of: only) else { return nil }
    let leading = body[..<index]
    let couldGroup = (1...3).contains(leading.count) && leading.allSatisfy(NumberText.isDigit)
    if couldGroup, leading.first != 0x30, body.count - index - 1 == 3 { throw .ambiguous }
    return only
  }

  private static func single(_ separator: UInt8, count: Int) throws(Failure) -> UInt8? {
    if count > 1 { throw .misplacedGrouping }
    return count == 1 ? separator : nil
  }

  /// The digits of an integer part, whose groups must be well formed.
  private static func ungrouped(_ integer: [UInt8]) throws(Failure) -> [UInt8] {
    guard let separator = integer.first(where: { !NumberText.isDigit($0) }) else { return integer }
    let groups = integer.split(separator: separator, omittingEmptySubsequences: false)
    guard groups.allSatisfy({ $0.allSatisfy(NumberText.isDigit) }), let first = groups.first, let last = groups.last
    else { throw .misplacedGrouping }
    let middle = groups.dropFirst().dropLast()
    let isByThree = middle.allSatisfy { $0.count == 3 } && (1...3).contains(first.count)
    let isIndian =
      separator == UInt8(ascii: ",") && middle.allSatisfy { $0.count == 2 } && (1...2).contains(first.count)
    guard last.count == 3, isByThree || isIndian else { throw .misplacedGrouping }
    return groups.flatMap { $0 }
  }

  private static func decimal(_ digits: [UInt8], scale: Int, isNegative: Bool) throws(Failure) -> Decimal {
    let significant = digits.drop { $0 == 0x30 }
    guard significant.count <= 38, scale <= 120 else { throw .tooManyDigits }
    var value = Decimal(0)
    for start in stride(from: significant.startIndex, to: significant.endIndex, by: 18) {
      let piece = significant[start..<min(start + 18, significant.endIndex)]
      let number = piece.reduce(UInt64(0)) { $0 * 10 + UInt64($1 - 0x30) }
      value = value * Decimal(sign: .plus, exponent: piece.count, significand: 1) + Decimal(number)
    }
    return Decimal(sign: isNegative && value != 0 ? .minus : .plus, exponent: -scale, significand: value)
  }
}
