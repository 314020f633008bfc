public import CRMCore
public import CRMFormats
public import Foundation

/// Reads the values of one row and notes everything that is wrong with them, so that a rejected row names all of its problems.
///
/// Every reading returns `nil` for an empty field. A value that cannot be read is a problem, and returns `nil`, too.
public struct RowReader: Sendable {
  /// The row.
  public let row: ImportRow
  /// The moment of the import, the same for all rows.
  public let now: Date
  /// What is wrong with the row so far.
  public private(set) var problems: [RowProblem] = []
  /// What was repaired so far.
  public private(set) var repairs: [RepairedRow] = []

  /// A reader of a row.
  public init(_ row: ImportRow, now: Date) {
    self.row = row
    self.now = now
  }

  /// Notes a problem; the row is rejected.
  public mutating func reject(_ column: String, _ code: ReasonCode, _ arguments: [String: FieldValue] = [:]) {
    problems.append(RowProblem(line: row.line, column: column, reason: Reason(code, arguments)))
  }

  /// Notes that a value could not be read, and that the row is taken without it.
  public mutating func leaveOut(_ column: String, kind: String) {
    let reason = Reason(ImportReason.leftOut, ["kind": .text(kind)])
    repairs.append(RepairedRow(line: row.line, field: column, reason: reason))
  }

  /// The text of a column; a column that the file does not have is a problem only if it is required.
  public func text(_ column: String) -> String? { row[column] }

  /// The text of a column that must not be empty.
  public mutating func required(_ column: String) -> String? {
    if let text = row[column] { return text }
    reject(column, row.hasColumn(column) ? FieldProblem.Code.missing : ImportReason.noColumn)
    return nil
  }

  /// A whole number.
  public mutating func integer(_ column: String, _ style: NumberParser.Style = .point) -> Int? {
    guard let number = decimal(column, style) else { return nil }
    let value = NSDecimalNumber(decimal: number).intValue
    guard Decimal(value) == number else {
      reject(column, FieldProblem.Code.malformed, ["kind": .text("integer")])
      return nil
    }
    return value
  }

  /// A decimal number.
  public mutating func decimal(_ column: String, _ style: NumberParser.Style = .point) -> Decimal? {
    guard let text = row[column] else { return nil }
    guard let number = try? NumberParser(style).number(text) else {
      reject(column, FieldProblem.Code.malformed, ["kind": .text("decimal")])
      return nil
    }
    return number
  }

  /// An amount of a currency, rounded half up to its minor unit.
  ///
  /// - Parameters:
  ///   - column: the column.
  ///   - currency: the currency.
  ///   - factor: what one is worth: 1,000,000 for a column in millions.
  ///   - style: how numbers are written.
  public mutating func money(
    _ column: String, in currency: Currency, times factor: Decimal = 1, _ style: NumberParser.Style = .point
  ) -> Money? {
    guard let number = decimal(column, style) else { return nil }
    guard let money = try? Money(number * factor, currency, rounding: .halfUp) else {
      reject(column, FieldProblem.Code.outOfRange)
      return nil
    }
    return money
  }

  /// A day.
  ///
  /// - Parameters:
  ///   - column: the column.
  ///   - patterns: how days are written; the first that fits counts.
  public mutating func day(_ column: String, _ patterns: DatePattern...) -> CalendarDay? {
    guard let text = row[column] else { return nil }
    let parser = DateParser(patterns.isEmpty ? ["yyyy-MM-dd"] : patterns)
    guard let day = try? parser.day(text) else {
      reject(column, FieldProblem.Code.malformed, ["kind": .text("day")])
      return nil
    }
    return day
  }

  /// A day and a time of day behind it, `2010-12-01 08:26` or `2010-12-01T08:26:00`; without time the day's midnight.
  ///
  /// - Parameters:
  ///   - column: the column.
  ///   - zone: where the clock stands that the file was written by.
  ///   - patterns: how days are written; the first that fits counts.
  public mutating func moment(_ column: String, in zone: TimeZone, _ patterns: DatePattern...) -> Date? {
    guard let text = row[column] else { return nil }
    let parser = DateParser(patterns.isEmpty ? ["yyyy-MM-dd"] : patterns)
    let clock = text.split { $0 == " " || $0 == "T" }.dropFirst().first.map { $0.prefix { $0 != "." && $0 != "Z" } }
    guard let day = try? parser.day(text), let time = clock.map({ ClockTime(String($0)) }) ?? .midnight else {
      reject(column, FieldProblem.Code.malformed, ["kind": .text("moment")])
      return nil
    }
    let local = Date(timeIntervalSince1970: Double(day.dayNumber * 86_400 + time.secondsSinceMidnight))
    // The offset is that of the moment itself, which is not known before the offset is: near a change of the clocks the
    // second reckoning puts the first right.
    let guess = local.addingTimeInterval(-Double(zone.secondsFromGMT(for: local)))
    return local.addingTimeInterval(-Double(zone.secondsFromGMT(for: guess)))
  }

  /// Yes or no: 1, true, yes, y, да, так, 是 and their opposites.
  public mutating func flag(_ column: String) -> Bool? {
    guard let text = row[column] else { return nil }
    if let flag = Self.flag(reading: text) { return flag }
    reject(column, FieldProblem.Code.malformed, ["kind": .text("bool")])
    return nil
  }

  static func flag(reading text: String) -> Bool? {
    let text = TextFolding.folded(text)
    if ["1", "true", "yes", "y", "да", "так", "是"].contains(text) { return true }
    return ["0", "false", "no", "n", "нет", "ні", "否"].contains(text) ? false : nil
  }

  /// An e-mail address as a contact point.
  public mutating func email(_ column: String, label: String? = nil) -> ContactPoint? {
    row[column].flatMap { email(reading: $0, column, label: label) }
  }

  mutating func email(reading text: String, _ column: String, label: String? = nil) -> ContactPoint? {
    guard let address = try? EmailAddress(text) else {
      reject(column, FieldProblem.Code.malformed, ["kind": .text("email")])
      return nil
    }
    return ContactPoint(.email(address), label: label)
  }

  /// A telephone number as a contact point.
  ///
  /// - Parameters:
  ///   - column: the column.
  ///   - region: the country that national numbers are read in.
  ///   - label: what the number is called.
  public mutating func phone(_ column: String, region: CountryCode?, label: String? = nil) -> ContactPoint? {
    row[column].flatMap { phone(reading: $0, column, region: region, label: label) }
  }

  mutating func phone(
    reading text: String, _ column: String, region: CountryCode?, label: String? = nil
  ) -> ContactPoint? {
    guard let number = try? PhoneNumber(text, region: region) else {
      reject(column, FieldProblem.Code.malformed, ["kind": .text("phone")])
      return nil
    }
    return ContactPoint(.phone(number), enteredText: text == number.e164 ? nil : text, label: label)
  }

  /// A text spelt as in a vocabulary. A misspelt one is repaired and noted; an unknown or ambiguous one stays as it is written:
  /// for columns that may hold more than the vocabulary has.
  public mutating func text(_ column: String, spelledAs vocabulary: SpellingRepair) -> String? {
    guard let text = row[column] else { return nil }
    switch vocabulary.match(text) {
    case .exact(let value): return value
    case .repaired(let value, let repair):
      note(repair, in: column)
      return value
    case .ambiguous, .unknown: return text
    }
  }

  private mutating func note(_ repair: SpellingRepair.Repair, in column: String) {
    var arguments: [String: FieldValue] = [:]
    if case .spelling(let distance) = repair { arguments["distance"] = .integer(Int64(distance)) }
    repairs.append(RepairedRow(line: row.line, field: column, reason: Reason(repair.code, arguments)))
  }

  /// A value out of a known vocabulary. A misspelt one is repaired and noted; an unknown or ambiguous one is a problem.
  public mutating func known(_ column: String, _ vocabulary: SpellingRepair) -> String? {
    guard let text = row[column] else { return nil }
    switch vocabulary.match(text) {
    case .exact(let value): return value
    case .repaired(let value, let repair):
      note(repair, in: column)
      return value
    case .ambiguous(let values):
      reject(column, ImportReason.ambiguous, ["count": .integer(Int64(values.count))])
    case .unknown: reject(column, ImportReason.unknownValue)
    }
    return nil
  }
}
