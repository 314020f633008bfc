import Foundation

/// A date test made ready for one moment and zone: comparisons with two numbers, or a look at the calendar.
struct DateBounds {
  /// One end of the accepted values, moving with time.
  private enum Edge {
    case none
    /// So many milliseconds from now; for days: today, and one more if the offset is positive.
    case instant(Int64)
    /// The start of the day that is so many units from today, and so many days more.
    case day(Int, TimeUnit, plus: Int)
  }

  private let lower: Edge
  private let upper: Edge
  private let anniversary: Int?
  private let now: Int64
  private let today: CalendarDay
  private let reckoning: DayReckoning

  /// The instants that pass, from the first to before the second, in milliseconds since 1970.
  let instants: Range<Int64>
  /// The day numbers that pass.
  let days: Range<Int>

  init(_ test: DateTest, at now: Int64, in zone: TimeZone) {
    self.now = now
    reckoning = DayReckoning(zone)
    today = reckoning.day(of: now)
    anniversary = if case .anniversaryWithinNext(let days) = test { days } else { nil }
    (lower, upper) = Self.edges(test)
    let (reckoning, today) = (reckoning, today)
    func instant(_ edge: Edge, else open: Int64) -> Int64 {
      switch edge {
      case .none: open
      case .instant(let offset): now.addingClamped(offset)
      case .day: reckoning.start(of: Self.day(edge, today: today))
      }
    }
    let first = instant(lower, else: .min)
    instants = first..<max(first, instant(upper, else: .max))
    let firstDay = if case .none = lower { Int.min } else { Self.day(lower, today: today).dayNumber }
    let endDay = if case .none = upper { Int.max } else { Self.day(upper, today: today).dayNumber }
    days = firstDay..<max(firstDay, endDay)
  }

  private static func edges(_ test: DateTest) -> (lower: Edge, upper: Edge) {
    func elapsed(_ count: Int, _ length: Int64) -> Int64 { Int64(clamping: count).multipliedClamped(by: length) }
    switch test {
    case .withinLast(let count, let unit):
      guard let length = unit.milliseconds else { return (.day(-count, unit, plus: 0), .instant(1)) }
      return (.instant(elapsed(-count, length)), .instant(1))
    case .withinNext(let count, let unit):
      guard let length = unit.milliseconds else { return (.instant(0), .day(count, unit, plus: 1)) }
      return (.instant(0), .instant(elapsed(count, length).addingClamped(1)))
    case .before(let count, let unit):
      guard let length = unit.milliseconds else { return (.none, .day(count, unit, plus: 0)) }
      return (.none, .instant(elapsed(count, length)))
    case .after(let count, let unit):
      guard let length = unit.milliseconds else { return (.day(count, unit, plus: 1), .none) }
      return (.instant(elapsed(count, length).addingClamped(1)), .none)
    case .on(let count): return (.day(count, .day, plus: 0), .day(count, .day, plus: 1))
    case .anniversaryWithinNext: return (.none, .none)
    }
  }

  private static func day(_ edge: Edge, today: CalendarDay) -> CalendarDay {
    switch edge {
    case .none: today
    case .instant(let offset): offset > 0 ? today.adding(days: 1) : today
    case .day(let count, let unit, let plus): unit.day(count, after: today).adding(days: plus)
    }
  }

  /// Whether the year does not count, so that ``instants`` and ``days`` say nothing.
  var isAnniversary: Bool { anniversary != nil }

  /// Whether an instant, in milliseconds since 1970, passes.
  func holds(instant: Int64) -> Bool {
    if anniversary != nil { return holds(day: reckoning.day(of: instant)) }
    return instants.contains(instant)
  }

  /// Whether a day passes.
  func holds(day: CalendarDay) -> Bool {
    guard let anniversary else { return days.contains(day.dayNumber) }
    return today.days(until: Self.anniversary(of: day, onOrAfter: today)) <= anniversary
  }

  /// The earliest instant after now at which the verdict about an instant turns.
  func nextChange(ofInstant value: Int64) -> Int64? {
    if let anniversary { return nextAnniversaryChange(of: reckoning.day(of: value), within: anniversary) }
    func passing(_ edge: Edge) -> Int64? {
      switch edge {
      case .none: nil
      case .instant(let offset): value.subtractingClamped(offset).addingClamped(1)
      case .day: firstDay { reckoning.start(of: Self.day(edge, today: $0)) > value }
      }
    }
    return next(passing(upper), passing(lower))
  }

  /// The earliest instant after now at which the verdict about a day turns.
  func nextChange(ofDay value: CalendarDay) -> Int64? {
    if let anniversary { return nextAnniversaryChange(of: value, within: anniversary) }
    func passing(_ edge: Edge) -> Int64? {
      if case .none = edge { return nil }
      return firstDay { Self.day(edge, today: $0) > value }
    }
    return next(passing(upper), passing(lower))
  }

  private func next(_ moments: Int64?...) -> Int64? { moments.compactMap { $0 }.filter { $0 > now }.min() }

  /// The start of the first day, today or later, for which a condition holds that stays true once it is; `nil` if it does not
  /// come, or if it holds today already.
  private func firstDay(where holds: (CalendarDay) -> Bool) -> Int64? {
    guard !holds(today), holds(.max) else { return nil }
    var (before, after) = (today.dayNumber, CalendarDay.max.dayNumber)
    while after - before > 1 {
      let middle = before + (after - before) / 2
      if holds(CalendarDay(clamping: middle)) { after = middle } else { before = middle }
    }
    return reckoning.start(of: CalendarDay(clamping: after))
  }

  private func nextAnniversaryChange(of day: CalendarDay, within days: Int) -> Int64? {
    var date = Self.anniversary(of: day, onOrAfter: today)
    if today.days(until: date) > days { return reckoning.start(of: date.adding(days: -days)) }
    // Gaps between anniversaries are 365 or 366 days; the longest run of equal ones is eight years.
    for _ in 0..<9 {
      let following = Self.anniversary(of: day, onOrAfter: date.adding(days: 1))
      if date.adding(days: 1).days(until: following) > days { return reckoning.start(of: date.adding(days: 1)) }
      date = following
    }
    return nil
  }

  /// The first anniversary of a day on or after another, whatever the year.
  static func anniversary(of day: CalendarDay, onOrAfter start: CalendarDay) -> CalendarDay {
    let (_, month, date) = day.components
    for year in [start.year, start.year + 1] where year <= 9999 {
      let last = CalendarDay.daysInMonth(month, ofYear: year)
      if let found = CalendarDay(year: year, month: month, day: min(date, last)), found >= start { return found }
    }
    return .max
  }
}
