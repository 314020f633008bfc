import CRMCore
import Foundation

/// Dates of JSON Lines: ISO 8601 in UTC with milliseconds, `2024-02-29T23:59:59.123Z`.
///
/// A date that holds whole milliseconds comes back equal; finer parts are cut off, in reading and in writing.
enum JSONLinesDate {
  /// Writes a date; nil outside of the years 1…9999, which the form with four digits cannot hold.
  static func text(_ date: Date) -> String? {
    let total = date.millisecondsSince1970
    let days = (total >= 0 ? total : total - 86_399_999) / 86_400_000
    let day = CalendarDay(clamping: Int(days))
    guard day.dayNumber == Int(days) else { return nil }
    let rest = Int(total - days * 86_400_000)
    let time = "\(pad(rest / 3_600_000, 2)):\(pad(rest / 60_000 % 60, 2)):\(pad(rest / 1000 % 60, 2))"
    return "\(day)T\(time).\(pad(rest % 1000, 3))Z"
  }

  /// Reads `yyyy-MM-ddTHH:mm:ss`, then an optional fraction, then `Z` or `±HH:mm`; nil for anything else.
  static func date(_ text: String) -> Date? {
    var rest = Array(text.utf8)[...]
    func number(_ digits: Int, then separator: UInt8?) -> Int? {
      guard rest.count >= digits else { return nil }
      var value = 0
      for byte in rest.prefix(digits) {
        guard byte >= 0x30, byte <= 0x39 else { return nil }
        value = value * 10 + Int(byte) - 0x30
      }
      rest = rest.dropFirst(digits)
      guard let separator else { return value }
      guard rest.popFirst() == separator else { return nil }
      return value
    }
    let dash = UInt8(ascii: "-")
    let colon = UInt8(ascii: ":")
    guard let year = number(4, then: dash), let month = number(2, then: dash), let day = number(2, then: nil),
      let calendarDay = CalendarDay(year: year, month: month, day: day),
      let separator = rest.popFirst(), separator | 0x20 == UInt8(ascii: "t") || separator == 0x20,
      let hour = number(2, then: colon), let minute = number(2, then: colon), let second = number(2, then: nil),
      hour < 24, minute < 60, second < 61
    else { return nil }
    var milliseconds = 0
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      let digits = rest.prefix { $0 >= 0x30 && $0 <= 0x39 }
      guard !digits.isEmpty, digits.count <= 9 else { return nil }
      for place in 0..<3 {
        milliseconds = milliseconds * 10 + (place < digits.count ? Int(digits[digits.startIndex + place]) - 0x30 : 0)
      }
      rest = rest.dropFirst(digits.count)
    }
    guard let zone = rest.popFirst() else { return nil }
    var offset = 0
    if zone | 0x20 == UInt8(ascii: "z") {
      guard rest.isEmpty else { return nil }
    } else {
      guard zone == UInt8(ascii: "+") || zone == dash, let hours = number(2, then: colon),
        let minutes = number(2, then: nil), hours < 24, minutes < 60, rest.isEmpty
      else { return nil }
      offset = (hours * 60 + minutes) * (zone == dash ? -60 : 60)
    }
    let seconds = calendarDay.dayNumber * 86_400 + hour * 3600 + minute * 60 + second - offset
    return Date(millisecondsSince1970: Int64(seconds) * 1000 + Int64(milliseconds))
  }

  private static func pad(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
