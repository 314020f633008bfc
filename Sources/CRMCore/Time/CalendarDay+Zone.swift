public import Foundation

extension CalendarDay {
  /// The date that a wall clock in the zone shows at an instant.
  public init(_ date: Date, in zone: TimeZone) {
    let seconds = Int(date.millisecondsSince1970).flooredQuotient(1000)
    let local = seconds + zone.secondsFromGMT(for: date)
    self.init(clamping: local.flooredQuotient(LocalTime.secondsPerDay))
  }

  /// The first instant of this day in the zone.
  ///
  /// Where clocks are put forward at midnight that is the first instant after the gap (01:00 wall time); where midnight
  /// occurs twice, its first occurrence; for a day that a zone left out (Samoa, 2011-12-30) the start of the next.
  public func startDate(in zone: TimeZone) -> Date {
    let instant = LocalTime.firstInstant(showing: dayNumber * LocalTime.secondsPerDay, in: zone)
    return Date(timeIntervalSince1970: Double(instant))
  }

  /// The instants of this day in the zone, from its start to the start of the next day: 23, 24 or 25 hours as a rule.
  public func period(in zone: TimeZone) -> Period {
    Period(start: startDate(in: zone), end: adding(days: 1).startDate(in: zone))
  }
}
