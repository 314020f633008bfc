import Foundation

/// An instant on disk as "2026-11-21T09:30:00.000Z", whatever date strategy the coder has: UTC, milliseconds.
///
/// Instants outside the years 0001 to 9999 are written as the number of milliseconds since 1970.
struct InstantText: Codable, Hashable {
  let date: Date

  init(_ date: Date) { self.date = date }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let text = try? container.decode(String.self) {
      guard let date = Self.date(text) else {
        throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an instant of ISO 8601 in UTC")
      }
      self.date = date
    } else {
      date = Date(millisecondsSince1970: try container.decode(Int64.self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let text = Self.text(date) {
      try container.encode(text)
    } else {
      try container.encode(date.millisecondsSince1970)
    }
  }

  /// The text of an instant; `nil` outside the years 0001 to 9999.
  static func text(_ date: Date) -> String? {
    let milliseconds = Int(date.millisecondsSince1970)
    let number = milliseconds.flooredQuotient(86_400_000)
    let day = CalendarDay(clamping: number)
    guard day.dayNumber == number else { return nil }
    let rest = milliseconds - number * 86_400_000
    let time = [
      (rest / 3_600_000, 2, "T"), (rest / 60_000 % 60, 2, ":"), (rest / 1000 % 60, 2, ":"), (rest % 1000, 3, "."),
    ]
    var text = day.description
    for (value, width, separator) in time {
      let digits = String(value)
      text += separator + String(repeating: "0", count: width - digits.utf8.count) + digits
    }
    return text + "Z"
  }

  /// The instant of a text with or without fraction of a second; `nil` if it is none.
  static func date(_ text: String) -> Date? {
    let bytes = Array(text.utf8)
    guard bytes.count >= 20, bytes[10] == 0x54, bytes[13] == 0x3A, bytes[16] == 0x3A, bytes.last == 0x5A,
      let day = CalendarDay(String(decoding: bytes[..<10], as: UTF8.self))
    else { return nil }
    func number(_ range: Range<Int>) -> Int? {
      var value = 0
      for byte in bytes[range] {
        guard (0x30...0x39).contains(byte) else { return nil }
        value = value * 10 + Int(byte - 0x30)
      }
      return value
    }
    guard let hour = number(11..<13), hour < 24, let minute = number(14..<16), minute < 60,
      let second = number(17..<19), second < 60
    else { return nil }
    var fraction = 0
    if bytes.count > 20 {
      guard bytes[19] == 0x2E, (22...24).contains(bytes.count), let digits = number(20..<bytes.count - 1) else {
        return nil
      }
      fraction = digits * [100, 10, 1][bytes.count - 22]
    }
    let seconds = day.dayNumber * 86_400 + hour * 3600 + minute * 60 + second
    return Date(millisecondsSince1970: Int64(seconds * 1000 + fraction))
  }
}
