/// A date without time and zone in the proleptic Gregorian calendar, from 0001-01-01 to 9999-12-31.
///
/// Stored as one day number, so comparing and counting days are integer operations. On disk and as text it is
/// "2026-11-21" (ISO 8601), which also sorts as text. Arithmetic that would leave the range stops at its end.
public struct CalendarDay: Hashable, Sendable {
  /// Days since 1970-01-01 (which is 0).
  public let dayNumber: Int

  /// 0001-01-01.
  public static let min = CalendarDay(clamping: -719_162)
  /// 9999-12-31.
  public static let max = CalendarDay(clamping: 2_932_896)

  /// The day with this number of days since 1970-01-01; a number outside the range gives the nearest end of it.
  public init(clamping dayNumber: Int) {
    self.dayNumber = Swift.min(Swift.max(dayNumber, -719_162), 2_932_896)
  }

  /// The day of a year, a month 1–12 and a day of the month; nil when there is no such day.
  public init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= CalendarDay.daysInMonth(month, ofYear: year)
    else { return nil }
    dayNumber = CalendarDay.number(year: year, month: month, day: day)
  }

  /// Year, month and day of the month at once.
  ///
  /// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
  public var components: (year: Int, month: Int, day: Int) {
    let shifted = dayNumber + 719_468
    let era = shifted.flooredQuotient(146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  /// The year, 1 to 9999.
  public var year: Int { components.year }
  /// The month, 1 to 12.
  public var month: Int { components.month }
  /// The day of the month, 1 to 31.
  public var day: Int { components.day }
  /// The quarter of the calendar year, 1 to 4.
  public var quarter: Int { (month + 2) / 3 }

  /// The day of the week.
  public var weekday: Weekday {
    // 1970-01-01 was a Thursday.
    let index = (dayNumber + 3) - (dayNumber + 3).flooredQuotient(7) * 7
    return Weekday.allCases[index]
  }

  /// The day so many days later (earlier when negative).
  public func adding(days: Int) -> CalendarDay {
    let (sum, overflow) = dayNumber.addingReportingOverflow(days)
    return overflow ? (days > 0 ? .max : .min) : CalendarDay(clamping: sum)
  }

  /// The same day of the month so many months later (earlier when negative); a day that the target month does not have
  /// becomes its last day: 31 January and one month is 28 or 29 February.
  public func adding(months: Int) -> CalendarDay {
    let (year, month, day) = components
    guard months.magnitude < 200_000 else { return months > 0 ? .max : .min }
    let index = year * 12 + (month - 1) + months
    let newYear = index.flooredQuotient(12)
    guard newYear >= 1 else { return .min }
    guard newYear <= 9999 else { return .max }
    let newMonth = index - newYear * 12 + 1
    let last = CalendarDay.daysInMonth(newMonth, ofYear: newYear)
    return CalendarDay(
      clamping: CalendarDay.number(year: newYear, month: newMonth, day: Swift.min(day, last)))
  }

  /// The same date so many years later; 29 February becomes the 28th in a common year.
  public func adding(years: Int) -> CalendarDay {
    guard years.magnitude < 10_000 else { return years > 0 ? .max : .min }
    return adding(months: years * 12)
  }

  /// Days from this day to the other, negative when the other is earlier.
  public func days(until other: CalendarDay) -> Int { other.dayNumber - dayNumber }

  /// The first day of this day's month.
  public var firstOfMonth: CalendarDay { CalendarDay(clamping: dayNumber - day + 1) }

  /// The last day of this day's month.
  public var lastOfMonth: CalendarDay {
    let (year, month, day) = components
    return CalendarDay(clamping: dayNumber - day + CalendarDay.daysInMonth(month, ofYear: year))
  }

  /// The latest day on or before this one that is the given weekday: the first day of its week.
  public func startOfWeek(_ firstDay: Weekday = .monday) -> CalendarDay {
    adding(days: -((weekday.isoNumber - firstDay.isoNumber + 7) % 7))
  }

  /// Number of days in a month (1–12) of a year.
  static func daysInMonth(_ month: Int, ofYear year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  /// Source: Howard Hinnant, `days_from_civil`.
  private static func number(year: Int, month: Int, day: Int) -> Int {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = shiftedYear.flooredQuotient(400)
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }
}

extension CalendarDay: Strideable {
  /// Days from this day to the other.
  public func distance(to other: CalendarDay) -> Int { days(until: other) }
  /// The day so many days later.
  public func advanced(by days: Int) -> CalendarDay { adding(days: days) }
}

extension Int {
  /// The quotient rounded towards negative infinity; the divisor must be positive.
  func flooredQuotient(_ divisor: Int) -> Int {
    let quotient = self / divisor
    return self % divisor < 0 ? quotient - 1 : quotient
  }
}
