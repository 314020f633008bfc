public import Foundation

/// When an organisation, a team or a person works: one layer of a `WorkingCalendar`.
///
/// Everything is optional: a layer says only what differs from the layer outside it.
public struct WorkingHours: Hashable, Sendable {
  /// The zone in which the hours are meant; nil takes the zone of the layer outside.
  public var timeZone: TimeZone?
  /// The hours of each weekday, in any number of spans. A weekday that is named replaces the outer layer's hours, with no
  /// spans it is closed; one that is not named keeps them. What goes over midnight belongs to the next day from there.
  public var weekly: [Weekday: [ClockSpan]]
  /// What is taken out of the weekly hours of a weekday. A weekday that is named replaces the outer layer's breaks.
  public var breaks: [Weekday: [ClockSpan]]
  /// Dates on which hours are closed, wholly or in part, in addition to the outer layers' holidays.
  public var holidays: [Holiday]
  /// The exact hours of single dates: they replace everything that this layer and the layers outside say about the date,
  /// also a holiday; no spans close it. What goes over midnight is added to the next date unless that is overridden too.
  public var overrides: [CalendarDay: [ClockSpan]]

  /// A layer that says what is given.
  public init(
    timeZone: TimeZone? = nil, weekly: [Weekday: [ClockSpan]] = [:], breaks: [Weekday: [ClockSpan]] = [:],
    holidays: [Holiday] = [], overrides: [CalendarDay: [ClockSpan]] = [:]
  ) {
    self.timeZone = timeZone
    self.weekly = weekly
    self.breaks = breaks
    self.holidays = holidays
    self.overrides = overrides
  }

  /// The same hours on some weekdays, closed on the others.
  public static func weekly(
    _ spans: [ClockSpan], on days: [Weekday] = Weekday.workweek, timeZone: TimeZone? = nil
  ) -> WorkingHours {
    var weekly: [Weekday: [ClockSpan]] = [:]
    for day in Weekday.allCases { weekly[day] = days.contains(day) ? spans : [] }
    return WorkingHours(timeZone: timeZone, weekly: weekly)
  }
}

extension WorkingHours: Codable {
  private enum CodingKeys: String, CodingKey { case timeZone, weekly, breaks, holidays, overrides }

  /// Reads a layer; what is absent is not said.
  ///
  /// - Throws: a decoding error, also for a time zone that this system does not know.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    if let name = try container.decodeIfPresent(String.self, forKey: .timeZone) {
      guard let zone = TimeZone(identifier: name) else {
        throw DecodingError.dataCorruptedError(
          forKey: .timeZone, in: container, debugDescription: "not a time zone of this system")
      }
      timeZone = zone
    }
    weekly = try container.decodeIfPresent([Weekday: [ClockSpan]].self, forKey: .weekly) ?? [:]
    breaks = try container.decodeIfPresent([Weekday: [ClockSpan]].self, forKey: .breaks) ?? [:]
    holidays = try container.decodeIfPresent([Holiday].self, forKey: .holidays) ?? []
    overrides = try container.decodeIfPresent([CalendarDay: [ClockSpan]].self, forKey: .overrides) ?? [:]
  }

  /// Writes what the layer says; the zone is its IANA name.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(timeZone?.identifier, forKey: .timeZone)
    if !weekly.isEmpty { try container.encode(weekly, forKey: .weekly) }
    if !breaks.isEmpty { try container.encode(breaks, forKey: .breaks) }
    if !holidays.isEmpty { try container.encode(holidays, forKey: .holidays) }
    if !overrides.isEmpty { try container.encode(overrides, forKey: .overrides) }
  }
}
