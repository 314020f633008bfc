public import Foundation

/// A reading of a calendar and a wall clock, without a zone: "2026-11-21T09:00:00". In whole seconds, years 0001 to 9999.
public struct LocalDateTime: Hashable, Comparable, Sendable {
  /// Seconds since 1970-01-01T00:00:00 as the wall clock counts them.
  let second: Int

  init(second: Int) {
    self.second = second
  }

  /// A reading; 24:00 is 00:00 of the next day.
  public init(_ day: CalendarDay, _ time: ClockTime = .midnight) {
    second = day.dayNumber * LocalTime.secondsPerDay + time.secondsSinceMidnight
  }

  /// What a wall clock in the zone shows at an instant, without fractions of a second.
  public init(_ date: Date, in zone: TimeZone) {
    let instant = Int(date.millisecondsSince1970).flooredQuotient(1000)
    second = instant + LocalTime.offset(at: instant, in: zone)
  }

  /// The date.
  public var day: CalendarDay { CalendarDay(clamping: second.flooredQuotient(LocalTime.secondsPerDay)) }

  /// Seconds since 00:00, 0 to 86,399.
  public var secondOfDay: Int { second - second.flooredQuotient(LocalTime.secondsPerDay) * LocalTime.secondsPerDay }

  /// The time of day.
  public var time: ClockTime {
    let second = secondOfDay
    return ClockTime(hour: second / 3600, minute: second / 60 % 60, second: second % 60) ?? .midnight
  }

  /// The instant at which a wall clock in the zone shows this reading (RFC 5545, 3.3.5).
  ///
  /// A reading that occurs twice (clocks put back) is its first occurrence. One that does not occur (clocks put forward) is taken
  /// with the offset before the gap: 02:30 in a gap from 02:00 to 03:00 is 03:30.
  public func date(in zone: TimeZone) -> Date {
    Date(timeIntervalSince1970: Double(LocalTime.instant(showing: second, in: zone).instant))
  }

  /// Orders by time.
  public static func < (left: LocalDateTime, right: LocalDateTime) -> Bool { left.second < right.second }
}

extension LocalDateTime: LosslessStringConvertible, Codable, CodingKeyRepresentable, ExpressibleByStringLiteral {
  /// A reading written as a literal such as "2026-11-21T09:00:00".
  ///
  /// - Precondition: the literal is a reading; anything else is an error of the programmer and stops the program.
  public init(stringLiteral value: String) {
    guard let time = LocalDateTime(value) else { preconditionFailure("not a date and time: \(value)") }
    self = time
  }

  /// Reads "2026-11-21T09:00:00"; nil when it is no such reading.
  public init?(_ description: String) {
    let parts = description.split(separator: "T", omittingEmptySubsequences: false)
    guard parts.count == 2, let day = CalendarDay(String(parts[0])), let time = ClockTime(String(parts[1])) else {
      return nil
    }
    self.init(day, time)
  }

  /// "2026-11-21T09:00:00".
  public var description: String {
    let second = secondOfDay
    let parts = [second / 3600, second / 60 % 60, second % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
    return day.description + "T" + parts.joined(separator: ":")
  }

  /// Reads the text form.
  ///
  /// - Throws: `DecodingError.dataCorrupted` when the text is no reading.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let value = LocalDateTime(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a date and time")
    }
    self = value
  }

  /// Writes the text form.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }

  /// The text form as a dictionary key.
  public var codingKey: any CodingKey { TextKey(stringValue: description) }

  /// The reading that a dictionary key names; nil when it names none.
  public init?<T: CodingKey>(codingKey: T) {
    self.init(codingKey.stringValue)
  }
}

extension LocalTime {
  /// The instant at which a wall clock shows this local second, and whether it lies in a gap; see `LocalDateTime.date(in:)`.
  static func instant(showing local: Int, in zone: TimeZone) -> (instant: Int, isInGap: Bool) {
    // No zone was ever 16 hours from UTC, so the instant lies in this window.
    let before = offset(at: local - 57_600, in: zone)
    let after = offset(at: local + 57_600, in: zone)
    if before == after { return (local - before, false) }
    // The first instant that shows this reading or a later one: it shows exactly this one, unless there is a gap.
    let first = firstInstant(showing: local, in: zone)
    return first + offset(at: first, in: zone) == local ? (first, false) : (local - before, true)
  }
}
