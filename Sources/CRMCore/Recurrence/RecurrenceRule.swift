public import Foundation

/// A rule of recurrence: every second Tuesday, the last working day of each month, each quarter of an hour from nine to five.
///
/// The RRULE of RFC 5545 (3.3.10), complete. Its text form is `description` and `init(parsing:)`; on disk it is that text.
///
/// ```swift
/// let rule = try RecurrenceRule(parsing: "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1")
/// let same = RecurrenceRule(.monthly, weekdays: Weekday.workweek.map { .every($0) }, positions: [-1])
/// ```
public struct RecurrenceRule: Hashable, Sendable {
  /// How often, and so what one period is.
  public enum Frequency: String, CaseIterable, Comparable, Sendable {
    /// Each second.
    case secondly = "SECONDLY"
    /// Each minute.
    case minutely = "MINUTELY"
    /// Each hour.
    case hourly = "HOURLY"
    /// Each day.
    case daily = "DAILY"
    /// Each week.
    case weekly = "WEEKLY"
    /// Each month.
    case monthly = "MONTHLY"
    /// Each year.
    case yearly = "YEARLY"

    /// Shorter periods are less.
    public static func < (left: Frequency, right: Frequency) -> Bool { left.rank < right.rank }

    private var rank: Int {
      switch self {
      case .secondly: 0
      case .minutely: 1
      case .hourly: 2
      case .daily: 3
      case .weekly: 4
      case .monthly: 5
      case .yearly: 6
      }
    }
  }

  /// A weekday of BYDAY, each one or the n-th of the month or the year.
  public struct Day: Hashable, Sendable {
    /// The weekday.
    public var weekday: Weekday
    /// Which one, from 1, or from -1 backwards; `nil` is each one.
    public var ordinal: Int?

    /// A weekday.
    public init(_ weekday: Weekday, ordinal: Int? = nil) {
      self.weekday = weekday
      self.ordinal = ordinal
    }

    /// Each one.
    public static func every(_ weekday: Weekday) -> Day { Day(weekday) }
    /// The n-th of the month or the year; negative from its end.
    public static func nth(_ ordinal: Int, _ weekday: Weekday) -> Day { Day(weekday, ordinal: ordinal) }
  }

  /// When a rule ends.
  public enum End: Hashable, Sendable {
    /// Never.
    case never
    /// After so many occurrences.
    case count(Int)
    /// With the last occurrence on this day, or before.
    case day(CalendarDay)
    /// With the last occurrence at this time of the wall clock, or before.
    case local(LocalDateTime)
    /// With the last occurrence at this instant, or before.
    case instant(Date)
  }

  /// How often.
  public var frequency: Frequency
  /// Each how many periods, from 1.
  public var interval: Int
  /// When it ends.
  public var end: End
  /// BYSECOND, 0 to 60; the leap second 60 counts as 59.
  public var seconds: [Int]
  /// BYMINUTE, 0 to 59.
  public var minutes: [Int]
  /// BYHOUR, 0 to 23.
  public var hours: [Int]
  /// BYDAY.
  public var weekdays: [Day]
  /// BYMONTHDAY, 1 to 31, or -31 to -1 from the end of the month.
  public var daysOfMonth: [Int]
  /// BYYEARDAY, 1 to 366, or -366 to -1 from the end of the year.
  public var daysOfYear: [Int]
  /// BYWEEKNO, 1 to 53, or -53 to -1 from the end of the year: weeks as in ISO 8601, but beginning with ``weekStart``.
  public var weeks: [Int]
  /// BYMONTH, 1 to 12.
  public var months: [Int]
  /// BYSETPOS, 1 to 366, or -366 to -1: which occurrences of each period count.
  public var positions: [Int]
  /// WKST: the first day of a week.
  public var weekStart: Weekday

  /// A rule; what is not given does not restrict it. See ``problems()`` for what goes together.
  public init(
    _ frequency: Frequency, every interval: Int = 1, end: End = .never, months: [Int] = [], weeks: [Int] = [],
    daysOfYear: [Int] = [], daysOfMonth: [Int] = [], weekdays: [Day] = [], hours: [Int] = [], minutes: [Int] = [],
    seconds: [Int] = [], positions: [Int] = [], weekStart: Weekday = .monday
  ) {
    self.frequency = frequency
    self.interval = interval
    self.end = end
    self.seconds = seconds
    self.minutes = minutes
    self.hours = hours
    self.weekdays = weekdays
    self.daysOfMonth = daysOfMonth
    self.daysOfYear = daysOfYear
    self.weeks = weeks
    self.months = months
    self.positions = positions
    self.weekStart = weekStart
  }

  /// Everything that is wrong with the rule, by the name of its part in RFC 5545: values out of range, parts that do not go with
  /// the frequency. A rule with problems has no occurrences.
  public func problems() -> [FieldProblem] {
    var problems: [FieldProblem] = []
    func check(_ part: String, _ values: [Int], _ range: ClosedRange<Int>, signed: Bool = false) {
      let isInRange = values.allSatisfy { range.contains(signed ? abs($0) : $0) }
      if !isInRange {
        problems.append(
          FieldProblem(
            part, FieldProblem.Code.outOfRange,
            ["minimum": .integer(Int64(range.lowerBound)), "maximum": .integer(Int64(range.upperBound))]))
      }
    }
    func exclude(_ part: String, _ isPresent: Bool, _ other: String = "FREQ") {
      if isPresent { problems.append(FieldProblem(part, FieldProblem.Code.contradicts, ["other": .text(other)])) }
    }
    check("INTERVAL", [interval], 1...Int(Int32.max))
    if case .count(let count) = end { check("COUNT", [count], 1...Int.max) }
    check("BYSECOND", seconds, 0...60)
    check("BYMINUTE", minutes, 0...59)
    check("BYHOUR", hours, 0...23)
    check("BYDAY", weekdays.compactMap(\.ordinal), 1...53, signed: true)
    check("BYMONTHDAY", daysOfMonth, 1...31, signed: true)
    check("BYYEARDAY", daysOfYear, 1...366, signed: true)
    check("BYWEEKNO", weeks, 1...53, signed: true)
    check("BYMONTH", months, 1...12)
    check("BYSETPOS", positions, 1...366, signed: true)
    exclude("BYWEEKNO", !weeks.isEmpty && frequency != .yearly)
    exclude("BYYEARDAY", !daysOfYear.isEmpty && (.daily ... .monthly).contains(frequency))
    exclude("BYMONTHDAY", !daysOfMonth.isEmpty && frequency == .weekly)
    let hasOrdinals = weekdays.contains { $0.ordinal != nil }
    exclude("BYDAY", hasOrdinals && frequency < .monthly)
    exclude("BYDAY", hasOrdinals && !weeks.isEmpty && frequency == .yearly, "BYWEEKNO")
    let lists = [seconds, minutes, hours, daysOfMonth, daysOfYear, weeks, months]
    exclude("BYSETPOS", !positions.isEmpty && weekdays.isEmpty && lists.allSatisfy(\.isEmpty), "BYDAY")
    return problems
  }
}
