public import CRMCore

/// Reads dates of customer lists by a list of patterns, byte by byte and without locale.
///
/// The first pattern that fits and names a day of the (proleptic) Gregorian calendar wins, so the order is the answer
/// to ambiguity: `["dd/MM/yyyy", "MM/dd/yyyy"]` reads 03/04/2024 as 3 April. `DatePatternReport` finds the patterns.
///
/// Two-digit years fall into the hundred years that end with `latestTwoDigitYear`: with 2068, the default and the
/// POSIX rule, 69 is 1969 and 68 is 2068. For birth dates give the current year.
public struct DateParser: Hashable, Sendable {
  /// Why a text is no date. Holds nothing of the text.
  public enum Failure: String, Error, Codable, Hashable, Sendable, CaseIterable {
    /// The text is empty or white space.
    case empty
    /// No pattern fits.
    case unreadable
    /// A pattern fits, but the calendar has no such day (31.02.2024).
    case noSuchDay
  }

  /// The patterns, tried in this order.
  public let patterns: [DatePattern]
  /// The last year that a two-digit year can mean.
  public let latestTwoDigitYear: Int
  /// Whether a time may follow the date, after a space or `T`; it is passed over unread.
  public let allowsTime: Bool

  /// A parser.
  public init(_ patterns: [DatePattern], latestTwoDigitYear: Int = 2068, allowsTime: Bool = true) {
    self.patterns = patterns
    self.latestTwoDigitYear = latestTwoDigitYear
    self.allowsTime = allowsTime
  }

  /// The day that a text names; white space around it does not matter. O(patterns · length).
  public func day(_ text: String) throws(Failure) -> CalendarDay {
    try day(Array(text.utf8)[...])
  }

  /// The day that UTF-8 bytes name, as `CSVRow.bytes(at:)` gives them.
  public func day(_ bytes: ArraySlice<UInt8>) throws(Failure) -> CalendarDay {
    let text = bytes.trimmingBlanks()
    guard !text.isEmpty else { throw .empty }
    var hasFitted = false
    for pattern in patterns {
      guard let fields = Self.match(pattern, text, allowsTime: allowsTime) else { continue }
      hasFitted = true
      let year = pattern.hasTwoDigitYear ? fullYear(fields.year) : fields.year
      if let day = CalendarDay(year: year, month: fields.month, day: fields.day) { return day }
    }
    throw hasFitted ? .noSuchDay : .unreadable
  }

  private func fullYear(_ twoDigits: Int) -> Int {
    let first = latestTwoDigitYear - 99
    let offset = (twoDigits - first % 100 + 200) % 100
    return first + offset
  }

  private static func match(
    _ pattern: DatePattern, _ text: ArraySlice<UInt8>, allowsTime: Bool
  ) -> (year: Int, month: Int, day: Int)? {
    var rest = text
    var result = (year: 0, month: 0, day: 0)
    for part in pattern.parts {
      switch part {
      case .literal(let byte):
        guard rest.popFirst() == byte else { return nil }
      case .day(let digits):
        guard let value = number(&rest, digits) else { return nil }
        result.day = value
      case .month(let digits):
        guard let value = number(&rest, digits) else { return nil }
        result.month = value
      case .monthName:
        guard let value = monthName(&rest) else { return nil }
        result.month = value
      case .year4:
        guard let value = number(&rest, 4...4) else { return nil }
        result.year = value
      case .year2:
        guard let value = number(&rest, 2...2) else { return nil }
        result.year = value
      }
    }
    guard let next = rest.first else { return result }
    guard allowsTime, next == 0x20 || next == UInt8(ascii: "T") else { return nil }
    guard let digit = rest.dropFirst().first, digit >= 0x30, digit <= 0x39 else { return nil }
    return result
  }

  private static func number(_ rest: inout ArraySlice<UInt8>, _ digits: ClosedRange<Int>) -> Int? {
    var value = 0
    var count = 0
    while count < digits.upperBound, let byte = rest.first, byte >= 0x30, byte <= 0x39 {
      value = value * 10 + Int(byte) - 0x30
      count += 1
      rest.removeFirst()
    }
    return count >= digits.lowerBound ? value : nil
  }

  private static let monthNames: [[UInt8]] = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
  ].map { Array($0.utf8) }

  private static func monthName(_ rest: inout ArraySlice<UInt8>) -> Int? {
    let word = rest.prefix { ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A }.map { $0 | 0x20 }
    guard word.count >= 3 else { return nil }
    let isSeptember = word.elementsEqual("sept".utf8)
    guard
      let index = monthNames.firstIndex(where: { name in
        name == word || (word.count == 3 && name.starts(with: word)) || (isSeptember && name.starts(with: word))
      })
    else { return nil }
    rest = rest.dropFirst(word.count)
    if rest.first == UInt8(ascii: ".") { rest.removeFirst() }
    return index + 1
  }
}

extension ArraySlice<UInt8> {
  /// Without ASCII white space and no-break spaces (U+00A0, U+202F) at both ends.
  func trimmingBlanks() -> ArraySlice<UInt8> {
    var rest = self
    while let length = rest.leadingBlank { rest = rest.dropFirst(length) }
    while true {
      if let last = rest.last, last == 0x20 || (last >= 0x09 && last <= 0x0D) {
        rest.removeLast()
      } else if rest.suffix(2).elementsEqual([0xC2, 0xA0]) {
        rest.removeLast(2)
      } else if rest.suffix(3).elementsEqual([0xE2, 0x80, 0xAF]) {
        rest.removeLast(3)
      } else {
        return rest
      }
    }
  }

  /// The length of a blank at the start.
  private var leadingBlank: Int? {
    guard let first else { return nil }
    if first == 0x20 || (first >= 0x09 && first <= 0x0D) { return 1 }
    if starts(with: [0xC2, 0xA0]) { return 2 }
    return starts(with: [0xE2, 0x80, 0xAF]) ? 3 : nil
  }
}
