public import Foundation

/// How long data are kept, in calendar units: years and months together, then days.
///
/// A day of the month that the last month lacks becomes its last day (31 January and one month is 28 or 29 February), as in
/// Regulation (EEC, Euratom) 1182/71 art. 3(2)(c) and § 188(3) BGB.
public struct RetentionPeriod: Hashable, Codable, Sendable {
  /// Calendar years, at least 0.
  public var years: Int
  /// Calendar months, at least 0.
  public var months: Int
  /// Calendar days, at least 0.
  public var days: Int

  /// A period. A negative part counts as 0.
  public init(years: Int = 0, months: Int = 0, days: Int = 0) {
    self.years = max(0, years)
    self.months = max(0, months)
    self.days = max(0, days)
  }

  private enum CodingKeys: String, CodingKey { case years, months, days }

  /// Reads the parts; one that is absent is 0.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      years: try container.decodeIfPresent(Int.self, forKey: .years) ?? 0,
      months: try container.decodeIfPresent(Int.self, forKey: .months) ?? 0,
      days: try container.decodeIfPresent(Int.self, forKey: .days) ?? 0)
  }

  /// Writes the parts that are not 0.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    if years != 0 { try container.encode(years, forKey: .years) }
    if months != 0 { try container.encode(months, forKey: .months) }
    if days != 0 { try container.encode(days, forKey: .days) }
  }

  /// The last day of the period if something happened on `day`. That day itself does not count: one month from 10 March ends
  /// with 10 April.
  public func lastDay(from day: CalendarDay) -> CalendarDay {
    let (total, overflow) = years.multipliedReportingOverflow(by: 12)
    guard !overflow, total < 200_000, months < 200_000 else { return .max }
    return day.adding(months: total + months).adding(days: days)
  }
}

/// What a period is counted from: the day of an event, or the end of the year in which it falls.
public struct RetentionStart: Hashable, Codable, Sendable {
  /// What happened.
  public var event: RetentionEvent
  /// The month, 1 to 12, with which the year ends at whose end the period begins: 12 for the calendar year, another one for a
  /// fiscal year. `nil`: the period begins with the event.
  public var endOfYear: Int?

  /// A start.
  public init(_ event: RetentionEvent, endOfYear: Int? = nil) {
    self.event = event
    self.endOfYear = endOfYear.map { min(max($0, 1), 12) }
  }

  /// The day from which the period is counted when the event was at `date`, by the wall clock of a zone.
  public func day(of date: Date, in zone: TimeZone) -> CalendarDay {
    let day = CalendarDay(date, in: zone)
    guard let month = endOfYear else { return day }
    let ahead = (month - day.month + 12) % 12
    return day.firstOfMonth.adding(months: ahead).lastOfMonth
  }
}
