public import Foundation

/// How long a consent or another basis holds: any combination of limits, of which the first one reached ends it.
public struct ConsentValidity: Hashable, Codable, Sendable {
  /// Calendar months from the act (in UTC, a day that the month lacks becomes its last); `nil` is no such limit.
  public var months: Int?
  /// The first instant at which it no longer holds; `nil` is no such limit.
  public var until: Date?
  /// The event that ends it; whoever sees it records an act of kind `expired`.
  public var untilEvent: EventName?
  /// How many messages it is good for; `nil` is no such limit.
  public var uses: Int?

  /// Limits; none of them is an endless validity.
  public init(months: Int? = nil, until: Date? = nil, untilEvent: EventName? = nil, uses: Int? = nil) {
    self.months = months
    self.until = until
    self.untilEvent = untilEvent
    self.uses = uses
  }

  /// Whether nothing ever ends it but the person.
  public var isEndless: Bool { months == nil && until == nil && untilEvent == nil && uses == nil }

  /// The first instant at which it no longer holds by time; `nil` is never.
  public func end(from start: Date) -> Date? {
    let limits = [months.map { Self.adding(months: $0, to: start) }, until].compactMap { $0 }
    return limits.min()
  }

  /// The same time of day so many calendar months later in UTC; a day that the month lacks becomes its last.
  static func adding(months: Int, to date: Date) -> Date {
    let day = CalendarDay(date, in: .gmt)
    let time = date.timeIntervalSince(day.startDate(in: .gmt))
    return day.adding(months: months).startDate(in: .gmt).addingTimeInterval(time)
  }
}
