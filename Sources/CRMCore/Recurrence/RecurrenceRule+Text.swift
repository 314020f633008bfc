import Foundation

extension RecurrenceRule: LosslessStringConvertible, Codable {
  /// Reads the text form of RFC 5545, with or without `RRULE:`, in upper or lower case, parts in any order.
  ///
  /// `RSCALE=GREGORIAN` and `SKIP=OMIT` (RFC 7529) say what holds anyway and are accepted; other scales and ways to skip are not.
  /// - Throws: `ValidationError` with every part that is wrong.
  public init(parsing text: String) throws(ValidationError) {
    var problems: [FieldProblem] = []
    var parts: [String: String] = [:]
    let upper = text.uppercased()
    let body = upper.hasPrefix("RRULE:") ? upper.dropFirst(6) : upper[...]
    for part in body.split(separator: ";") {
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map {
        $0.trimmingASCIISpace
      }
      guard pair.count == 2 else {
        problems.append(FieldProblem("RRULE", FieldProblem.Code.malformed))
        continue
      }
      if parts.updateValue(pair[1], forKey: pair[0]) != nil {
        problems.append(FieldProblem(pair[0], FieldProblem.Code.notUnique))
      }
    }
    func read<T>(_ name: String, _ convert: (String) -> T?) -> T? {
      guard let text = parts.removeValue(forKey: name) else { return nil }
      let value = convert(text)
      if value == nil { problems.append(FieldProblem(name, FieldProblem.Code.malformed)) }
      return value
    }
    func numbers(_ name: String) -> [Int] {
      read(name) { text in Self.list(text) { Self.number($0) } } ?? []
    }
    if parts["FREQ"] == nil { problems.append(FieldProblem("FREQ", FieldProblem.Code.missing)) }
    self.init(read("FREQ") { Frequency(rawValue: $0) } ?? .yearly)
    interval = read("INTERVAL") { Self.number($0) } ?? 1
    if parts["COUNT"] != nil, parts["UNTIL"] != nil {
      problems.append(FieldProblem("UNTIL", FieldProblem.Code.contradicts, ["other": .text("COUNT")]))
    }
    if let count = read("COUNT", { Self.number($0) }) { end = .count(count) }
    if let until = read("UNTIL", { Self.end($0) }) { end = until }
    seconds = numbers("BYSECOND")
    minutes = numbers("BYMINUTE")
    hours = numbers("BYHOUR")
    weekdays = read("BYDAY") { text in Self.list(text) { Self.day($0) } } ?? []
    daysOfMonth = numbers("BYMONTHDAY")
    daysOfYear = numbers("BYYEARDAY")
    weeks = numbers("BYWEEKNO")
    months = numbers("BYMONTH")
    positions = numbers("BYSETPOS")
    weekStart = read("WKST") { Self.weekday($0) } ?? .monday
    _ = read("RSCALE") { $0 == "GREGORIAN" ? true : nil }
    _ = read("SKIP") { $0 == "OMIT" ? true : nil }
    for name in parts.keys.sorted() { problems.append(FieldProblem(name, FieldProblem.Code.notAChoice)) }
    // Values that could not be read are told once.
    let told = Set(problems.map(\.field))
    problems += self.problems().filter { !told.contains($0.field) }
    try ValidationError.check(problems)
  }

  /// Reads the text form; nil when something is wrong with it.
  public init?(_ description: String) {
    guard let rule = try? RecurrenceRule(parsing: description) else { return nil }
    self = rule
  }

  /// The text form, for example `FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR`: parts in one order, defaults left out.
  public var description: String {
    var parts = ["FREQ=" + frequency.rawValue]
    if interval != 1 { parts.append("INTERVAL=\(interval)") }
    switch end {
    case .never: break
    case .count(let count): parts.append("COUNT=\(count)")
    case .day(let day): parts.append("UNTIL=" + ICalendarTime.text(day))
    case .local(let time): parts.append("UNTIL=" + ICalendarTime.text(time))
    case .instant(let date): parts.append("UNTIL=" + ICalendarTime.text(LocalDateTime(date, in: .gmt)) + "Z")
    }
    func add(_ name: String, _ values: [String]) {
      if !values.isEmpty { parts.append(name + "=" + values.joined(separator: ",")) }
    }
    add("BYMONTH", months.map(String.init))
    add("BYWEEKNO", weeks.map(String.init))
    add("BYYEARDAY", daysOfYear.map(String.init))
    add("BYMONTHDAY", daysOfMonth.map(String.init))
    add("BYDAY", weekdays.map { ($0.ordinal.map(String.init) ?? "") + Self.code($0.weekday) })
    add("BYHOUR", hours.map(String.init))
    add("BYMINUTE", minutes.map(String.init))
    add("BYSECOND", seconds.map(String.init))
    add("BYSETPOS", positions.map(String.init))
    if weekStart != .monday { parts.append("WKST=" + Self.code(weekStart)) }
    return parts.joined(separator: ";")
  }

  /// Reads the text form.
  ///
  /// - Throws: `DecodingError.dataCorrupted` when something is wrong with it.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let rule = RecurrenceRule(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a recurrence rule")
    }
    self = rule
  }

  /// Writes the text form.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }

  private static let codes: [String] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]

  private static func code(_ weekday: Weekday) -> String { codes[weekday.isoNumber - 1] }

  private static func weekday(_ text: String) -> Weekday? {
    codes.firstIndex(of: text).flatMap { Weekday(isoNumber: $0 + 1) }
  }

  private static func list<T>(_ text: String, _ convert: (String) -> T?) -> [T]? {
    var values: [T] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let value = convert(part.trimmingASCIISpace) else { return nil }
      values.append(value)
    }
    return values
  }

  /// Digits with an optional sign.
  private static func number(_ text: String) -> Int? {
    text.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2B || $0 == 0x2D } ? Int(text) : nil
  }

  private static func day(_ text: String) -> Day? {
    guard let weekday = weekday(String(text.suffix(2))) else { return nil }
    let ordinal = String(text.dropLast(2))
    guard !ordinal.isEmpty else { return Day(weekday) }
    return number(ordinal).map { Day(weekday, ordinal: $0) }
  }

  private static func end(_ text: String) -> End? {
    switch ICalendarTime(text) {
    case .day(let day): .day(day)
    case .local(let time): .local(time)
    case .instant(let time): .instant(time.date(in: .gmt))
    case nil: nil
    }
  }
}

/// A DATE or DATE-TIME of RFC 5545 (3.3.4, 3.3.5).
enum ICalendarTime {
  case day(CalendarDay)
  case local(LocalDateTime)
  /// In UTC.
  case instant(LocalDateTime)

  /// Reads "20261121", "20261121T090000" or "20261121T090000Z"; the leap second 60 counts as 59.
  init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard [8, 15, 16].contains(bytes.count) else { return nil }
    func number(_ range: Range<Int>) -> Int? {
      var value = 0
      for byte in bytes[range] {
        guard (0x30...0x39).contains(byte) else { return nil }
        value = value * 10 + Int(byte - 0x30)
      }
      return value
    }
    guard let year = number(0..<4), let month = number(4..<6), let date = number(6..<8),
      let day = CalendarDay(year: year, month: month, day: date)
    else { return nil }
    guard bytes.count > 8 else {
      self = .day(day)
      return
    }
    guard bytes[8] == UInt8(ascii: "T"), let hour = number(9..<11), hour < 24, let minute = number(11..<13),
      let second = number(13..<15), second <= 60,
      let time = ClockTime(hour: hour, minute: minute, second: min(second, 59))
    else { return nil }
    if bytes.count == 15 {
      self = .local(LocalDateTime(day, time))
    } else {
      guard bytes[15] == UInt8(ascii: "Z") else { return nil }
      self = .instant(LocalDateTime(day, time))
    }
  }

  static func text(_ day: CalendarDay) -> String { day.description.filter { $0 != "-" } }
  static func text(_ time: LocalDateTime) -> String { time.description.filter { $0 != "-" && $0 != ":" } }
}

extension Substring {
  /// Without spaces and tabs at both ends.
  fileprivate var trimmingASCIISpace: String {
    var rest = self
    while rest.first == " " || rest.first == "\t" { rest.removeFirst() }
    while rest.last == " " || rest.last == "\t" || rest.last == "\r" || rest.last == "\n" || rest.last == "\r\n" {
      rest.removeLast()
    }
    return String(rest)
  }
}
