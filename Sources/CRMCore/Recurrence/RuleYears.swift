/// Which days of each year the day parts of a rule (BYMONTH, BYWEEKNO, BYYEARDAY, BYMONTHDAY, BYDAY) leave.
///
/// A year's days depend on its first weekday, its own length and those of its neighbours only (week numbers), so a rule has at
/// most 56 kinds of years, each worked out once.
struct RuleYears {
  private let months: [Int]
  private let weeks: Set<Int>
  private let daysOfYear: [Int]
  private let daysOfMonth: [Int]
  private let weekdays: [RecurrenceRule.Day]
  private let ordinalsCountInMonths: Bool
  private let weekStart: Int
  private var known: [DaySet?] = Array(repeating: nil, count: 56)

  /// - Parameters:
  ///   - rule: gives the day parts.
  ///   - start: gives what the rule leaves open.
  init(_ rule: RecurrenceRule, start: CalendarDay) {
    var months = rule.months
    var daysOfMonth = rule.daysOfMonth
    var weekdays = rule.weekdays
    switch rule.frequency {
    case .yearly where rule.daysOfYear.isEmpty && daysOfMonth.isEmpty && weekdays.isEmpty:
      if !rule.weeks.isEmpty {
        weekdays = [.every(start.weekday)]
      } else {
        if months.isEmpty { months = [start.month] }
        daysOfMonth = [start.day]
      }
    case .monthly where daysOfMonth.isEmpty && weekdays.isEmpty: daysOfMonth = [start.day]
    case .weekly where weekdays.isEmpty: weekdays = [.every(start.weekday)]
    default: break
    }
    self.months = months
    weeks = Set(rule.weeks)
    daysOfYear = rule.daysOfYear
    self.daysOfMonth = daysOfMonth
    self.weekdays = weekdays
    ordinalsCountInMonths = rule.frequency == .monthly || !months.isEmpty
    weekStart = rule.weekStart.isoNumber - 1
  }

  /// The number of the first day of a year since 1970-01-01.
  static func firstDay(of year: Int) -> Int {
    let past = year - 1
    return past * 365 + past / 4 - past / 100 + past / 400 - 719_162
  }

  /// Days before each month, and in the year.
  static func monthStarts(isLeap: Bool) -> [Int] { isLeap ? leapStarts : commonStarts }

  private static let commonStarts = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365]
  private static let leapStarts = [0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335, 366]

  /// The days of a year, 1 to 9999.
  mutating func days(of year: Int) -> DaySet {
    // 1970-01-01 was a Thursday.
    let first = (Self.firstDay(of: year) + 3) - (Self.firstDay(of: year) + 3).flooredQuotient(7) * 7
    let lengths = [-1, 0, 1].map { CalendarDay.isLeap(year + $0) ? 366 : 365 }
    let kind = first * 8 + (lengths[0] - 365) * 4 + (lengths[1] - 365) * 2 + lengths[2] - 365
    if let days = known[kind] { return days }
    let days = workedOut(first: first, lengths)
    known[kind] = days
    return days
  }

  /// - Parameters:
  ///   - first: the weekday of 1 January, 0 is Monday.
  ///   - lengths: of the year before, the year and the year after.
  private func workedOut(first: Int, _ lengths: [Int]) -> DaySet {
    let length = lengths[1]
    let starts = Self.monthStarts(isLeap: length == 366)
    let spans = (1...12).map { starts[$0 - 1]..<starts[$0] }
    var days = DaySet(0..<length)
    if !months.isEmpty {
      var chosen = DaySet()
      for month in months { chosen.insert(spans[month - 1]) }
      days.formIntersection(chosen)
    }
    if !weeks.isEmpty { days.formIntersection(daysOfWeeks(first: first, lengths)) }
    if !daysOfYear.isEmpty { days.formIntersection(Self.counted(daysOfYear, in: [0..<length])) }
    if !daysOfMonth.isEmpty { days.formIntersection(Self.counted(daysOfMonth, in: spans)) }
    if !weekdays.isEmpty {
      var chosen = DaySet()
      for day in weekdays {
        let offset = (day.weekday.isoNumber - 1 - first + 7) % 7
        for span in ordinalsCountInMonths ? spans : [0..<length] {
          let firstOfSpan = span.lowerBound + (offset - span.lowerBound % 7 + 7) % 7
          let all = Array(stride(from: firstOfSpan, to: span.upperBound, by: 7))
          guard let ordinal = day.ordinal else {
            for day in all { chosen.insert(day) }
            continue
          }
          let index = ordinal > 0 ? ordinal - 1 : all.count + ordinal
          if all.indices.contains(index) { chosen.insert(all[index]) }
        }
      }
      days.formIntersection(chosen)
    }
    return days
  }

  /// The n-th days of each span, from 1, or from -1 backwards.
  private static func counted(_ numbers: [Int], in spans: [Range<Int>]) -> DaySet {
    var days = DaySet()
    for span in spans {
      for number in numbers {
        let day = number > 0 ? span.lowerBound + number - 1 : span.upperBound + number
        if span.contains(day) { days.insert(day) }
      }
    }
    return days
  }

  /// The days of the numbered weeks. Week 1 is the first with at least four days in the year; the days before it belong to the
  /// last week of the year before, the days after the last one to week 1 of the next.
  private func daysOfWeeks(first: Int, _ lengths: [Int]) -> DaySet {
    /// Where week 1 begins, seen from 1 January of a year that begins with a weekday; -3 to 3.
    func firstWeek(_ weekday: Int) -> Int {
      let offset = (weekStart - weekday + 7) % 7
      return offset > 3 ? offset - 7 : offset
    }
    func weeks(_ weekday: Int, _ length: Int) -> Int {
      (length + firstWeek((weekday + length) % 7) - firstWeek(weekday)) / 7
    }
    let length = lengths[1]
    let before = weeks((first - lengths[0] % 7 + 7) % 7, lengths[0])
    let own = weeks(first, length)
    let after = weeks((first + length) % 7, lengths[2])
    var days = DaySet()
    func add(_ start: Int, _ number: Int, of total: Int) {
      guard self.weeks.contains(number) || self.weeks.contains(number - total - 1) else { return }
      days.insert((start..<start + 7).clamped(to: 0..<length))
    }
    let start = firstWeek(first)
    add(start - 7, before, of: before)
    for week in 0..<own { add(start + week * 7, week + 1, of: own) }
    add(start + own * 7, 1, of: after)
    return days
  }
}
