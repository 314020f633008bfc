/// A unit in which relative dates are written.
///
/// Minutes and hours are elapsed time. Days and longer are counted on the calendar of the zone: "the last 7 days" begins with the
/// start of the day seven days ago, however long the days between were.
public enum TimeUnit: String, Codable, Hashable, Sendable, CaseIterable {
  /// 60 seconds.
  case minute
  /// 3,600 seconds.
  case hour
  /// A calendar day: 23, 24 or 25 hours as a rule.
  case day
  /// Seven calendar days.
  case week
  /// A calendar month; a day that the target month lacks becomes its last day.
  case month
  /// Twelve calendar months.
  case year

  /// Whether it is reckoned on the calendar rather than in elapsed time.
  public var isCalendarUnit: Bool { milliseconds == nil }

  /// The length of an elapsed-time unit.
  var milliseconds: Int64? {
    switch self {
    case .minute: 60_000
    case .hour: 3_600_000
    case .day, .week, .month, .year: nil
    }
  }

  /// The day so many units after another one; elapsed-time units do not move it. Stops at the ends of the calendar.
  func day(_ count: Int, after day: CalendarDay) -> CalendarDay {
    switch self {
    case .minute, .hour: return day
    case .day: return day.adding(days: count)
    case .week:
      let (days, overflow) = count.multipliedReportingOverflow(by: 7)
      return overflow ? (count > 0 ? .max : .min) : day.adding(days: days)
    case .month: return day.adding(months: count)
    case .year: return day.adding(years: count)
    }
  }
}
