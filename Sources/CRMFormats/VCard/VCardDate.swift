public import CRMCore

/// A date of a card, any end of which may be missing: a birthday without year, a year and nothing more.
///
/// Read in all forms of vCard 3.0 and 4.0 (RFC 6350, 4.3; ISO 8601): `19850412`, `1985-04-12`, `1985-04`, `1985`,
/// `--0412`, `--04-12`, `--04`, `---12`, each perhaps with a time behind `T`.
public struct VCardDate: Hashable, Sendable, CustomStringConvertible {
  /// The year, 0 to 9999.
  public let year: Int?
  /// The month, 1 to 12.
  public let month: Int?
  /// The day of the month, 1 to 31.
  public let day: Int?
  /// The time of day and zone in basic form, as `102200Z`; checked for its characters only.
  public let time: String?

  /// A day.
  public init(_ day: CalendarDay) {
    let (year, month, dayOfMonth) = day.components
    self.init(year: year, month: month, day: dayOfMonth, time: nil)
  }

  /// A month and a day of whatever year; `nil` if no year has such a day.
  public init?(month: Int, day: Int) {
    guard CalendarDay(year: 2000, month: month, day: day) != nil else { return nil }
    self.init(year: nil, month: month, day: day, time: nil)
  }

  private init(year: Int?, month: Int?, day: Int?, time: String?) {
    self.year = year
    self.month = month
    self.day = day
    self.time = time
  }

  /// Reads a date; `nil` if the text is none.
  public init?(_ text: String) {
    let halves = text.utf8.split(separator: UInt8(ascii: "T"), maxSplits: 1, omittingEmptySubsequences: false)
    var time: String?
    if halves.count == 2 {
      let basic = halves[1].filter { $0 != UInt8(ascii: ":") }
      let allowed = basic.allSatisfy {
        ($0 >= 0x30 && $0 <= 0x39) || $0 == UInt8(ascii: "Z") || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-")
          || $0 == UInt8(ascii: ".")
      }
      guard allowed, !basic.isEmpty else { return nil }
      time = String(decoding: basic, as: UTF8.self)
    }
    guard let head = halves.first, let (year, month, day) = Self.dayParts(Array(head)) else { return nil }
    guard year != nil || month != nil || day != nil else { return nil }
    if let month, let day {
      guard CalendarDay(year: year.map { max(1, $0) } ?? 2000, month: month, day: day) != nil else { return nil }
    }
    self.init(year: year, month: month, day: day, time: time)
  }

  private static func dayParts(_ text: [UInt8]) -> (year: Int?, month: Int?, day: Int?)? {
    let dash = UInt8(ascii: "-")
    var rest = text[...]
    func number(_ digits: Int) -> Int? {
      guard rest.count >= digits else { return nil }
      var value = 0
      for byte in rest.prefix(digits) {
        guard byte >= 0x30, byte <= 0x39 else { return nil }
        value = value * 10 + Int(byte) - 0x30
      }
      rest = rest.dropFirst(digits)
      return value
    }
    var year: Int?
    var month: Int?
    var day: Int?
    if rest.starts(with: [dash, dash, dash]) {
      rest = rest.dropFirst(3)
      day = number(2)
      guard day != nil else { return nil }
    } else if rest.starts(with: [dash, dash]) {
      rest = rest.dropFirst(2)
      month = number(2)
      guard month != nil else { return nil }
      if !rest.isEmpty {
        if rest.first == dash { rest.removeFirst() }
        day = number(2)
        guard day != nil else { return nil }
      }
    } else {
      year = number(4)
      guard year != nil else { return nil }
      if rest.first == dash {
        rest.removeFirst()
        month = number(2)
        guard month != nil else { return nil }
        if rest.first == dash {
          rest.removeFirst()
          day = number(2)
          guard day != nil else { return nil }
        }
      } else if !rest.isEmpty {
        month = number(2)
        day = number(2)
        guard month != nil, day != nil else { return nil }
      }
    }
    guard rest.isEmpty, month.map({ (1...12).contains($0) }) ?? true, day.map({ (1...31).contains($0) }) ?? true
    else { return nil }
    return (year, month, day)
  }

  /// The day, if year, month and day are known.
  public var calendarDay: CalendarDay? {
    guard let year, let month, let day else { return nil }
    return CalendarDay(year: year, month: month, day: day)
  }

  /// The date as vCard 4.0 writes it: `19850412`, `1985-04`, `1985`, `--0412`, `--04`, `---12`.
  public var description: String { dayText(separator: "") + (time.map { "T" + $0 } ?? "") }

  /// The date as vCard 3.0 and jCard write it, `1985-04-12`; 3.0 has no form for dates without year.
  var extendedText: String { dayText(separator: "-") + (time.map { "T" + Self.extended($0) } ?? "") }

  private func dayText(separator: String) -> String {
    func pad(_ number: Int, _ width: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    switch (year, month, day) {
    case (let year?, let month?, let day?): return pad(year, 4) + separator + pad(month, 2) + separator + pad(day, 2)
    case (let year?, let month?, nil): return pad(year, 4) + "-" + pad(month, 2)
    case (let year?, nil, _): return pad(year, 4)
    case (nil, let month?, let day?): return "--" + pad(month, 2) + separator + pad(day, 2)
    case (nil, let month?, nil): return "--" + pad(month, 2)
    case (nil, nil, let day?): return "---" + pad(day, 2)
    case (nil, nil, nil): return ""
    }
  }

  /// `102200Z` as `10:22:00Z`; a zone with minutes gets its colon, too.
  private static func extended(_ time: String) -> String {
    let bytes = Array(time.utf8)
    let zone = bytes.firstIndex { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "Z") }
    func paired(_ digits: ArraySlice<UInt8>) -> String {
      var result = ""
      var rest = digits
      while !rest.isEmpty {
        if !result.isEmpty { result += ":" }
        result += String(decoding: rest.prefix(2), as: UTF8.self)
        rest = rest.dropFirst(2)
      }
      return result
    }
    let clock = bytes[..<(zone ?? bytes.endIndex)]
    guard clock.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), clock.count % 2 == 0 else { return time }
    guard let zone else { return paired(clock) }
    if bytes[zone] == UInt8(ascii: "Z") { return paired(clock) + "Z" }
    let sign = String(decoding: bytes[zone...zone], as: UTF8.self)
    return paired(clock) + sign + paired(bytes[(zone + 1)...])
  }
}
