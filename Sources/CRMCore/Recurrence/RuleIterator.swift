/// The local seconds at which a rule without its end has occurrences, ascending, from a start on.
///
/// Goes from period to period (a year, a month, … a second; BYSETPOS counts within one). A period is some bases (days, or one
/// hour, minute or second) and the same offsets after each. What the rule leaves out is jumped over: work is bounded also where
/// nothing ever matches, by one step a day, and one a period, up to the year 9999.
struct RuleIterator: IteratorProtocol {
  private let frequency: RecurrenceRule.Frequency
  /// Seconds in a period that is a day or shorter.
  private let unit: Int
  private let interval: Int
  private let positions: [Int]
  private let weekStart: Int
  private let floor: Int
  private let lastYear: Int
  /// Seconds after each base, ascending.
  private let offsets: [Int]
  /// Which hours, minutes or seconds of a day a rule with such a frequency allows, ascending; `nil` is all.
  private let allowed: [Int]?
  private var years: RuleYears

  /// The period of the start, and the next one to look at; `nil` is the end.
  private let anchor: Int
  private var period: Int?
  /// The year looked at last.
  private var year = 0
  private var yearStart = 0
  private var yearDays = DaySet()

  private var bases: [Int] = []
  private var picks: [Int]?
  private var cursor = 0
  private var count = 0

  /// - Parameters:
  ///   - rule: the rule; nothing comes of one with problems.
  ///   - start: where it begins: gives the phase of the interval, and what the rule leaves open.
  ///   - isAllDay: whether only dates count.
  ///   - floor: nothing before this local second is given.
  ///   - ceiling: nothing after the year of this local second is given.
  init(
    _ rule: RecurrenceRule, start: LocalDateTime, isAllDay: Bool, floor: Int = .min, ceiling: Int = .max
  ) {
    lastYear = CalendarDay(clamping: ceiling.flooredQuotient(LocalTime.secondsPerDay)).year
    frequency = rule.frequency
    interval = rule.interval
    positions = rule.positions
    weekStart = rule.weekStart.isoNumber - 1
    self.floor = max(floor, start.second)
    years = RuleYears(rule, start: start.day)
    let second = isAllDay ? 0 : start.secondOfDay
    let hours = Self.values(rule.hours, or: second / 3600, isAllDay)
    let minutes = Self.values(rule.minutes, or: second / 60 % 60, isAllDay)
    let seconds = Self.values(rule.seconds.map { min($0, 59) }, or: second % 60, isAllDay)
    switch rule.frequency {
    case .hourly:
      unit = 3600
      allowed = rule.hours.isEmpty ? nil : hours
      offsets = minutes.flatMap { minute in seconds.map { minute * 60 + $0 } }
    case .minutely:
      unit = 60
      let all = rule.hours.isEmpty ? Array(0..<24) : hours
      let within = rule.minutes.isEmpty ? Array(0..<60) : minutes
      let isFree = rule.hours.isEmpty && rule.minutes.isEmpty
      allowed = isFree ? nil : all.flatMap { hour in within.map { hour * 60 + $0 } }
      offsets = seconds
    case .secondly:
      unit = 1
      let all = rule.hours.isEmpty ? Array(0..<24) : hours
      let within = rule.minutes.isEmpty ? Array(0..<60) : minutes
      let finest = rule.seconds.isEmpty ? Array(0..<60) : seconds
      let isFree = rule.hours.isEmpty && rule.minutes.isEmpty && rule.seconds.isEmpty
      allowed =
        isFree
        ? nil : all.flatMap { hour in within.flatMap { minute in finest.map { hour * 3600 + minute * 60 + $0 } } }
      offsets = [0]
    default:
      unit = LocalTime.secondsPerDay
      allowed = nil
      offsets = hours.flatMap { hour in
        minutes.flatMap { minute in seconds.map { hour * 3600 + minute * 60 + $0 } }
      }
    }
    let unit = unit
    func index(of second: Int) -> Int {
      let day = CalendarDay(clamping: second.flooredQuotient(LocalTime.secondsPerDay))
      return switch rule.frequency {
      case .yearly: day.year
      case .monthly: day.year * 12 + day.month - 1
      case .weekly: Self.week(of: day.dayNumber, rule.weekStart.isoNumber - 1)
      default: second.flooredQuotient(unit)
      }
    }
    anchor = index(of: start.second)
    let isValid = rule.problems().isEmpty && !(isAllDay && rule.frequency < .daily)
    guard isValid, Self.isReachable(anchor, interval, allowed, perDay: LocalTime.secondsPerDay / unit) else { return }
    // The period of the floor, or the last one before it that the interval hits.
    let steps = max(0, index(of: self.floor) - anchor) / rule.interval
    period = anchor + steps * rule.interval
  }

  mutating func next() -> Int? {
    while true {
      while cursor < count {
        let flat = picks?[cursor] ?? cursor
        cursor += 1
        let value = bases[flat / offsets.count] + offsets[flat % offsets.count]
        if value >= floor { return value }
      }
      guard load() else { return nil }
    }
  }

  private static func values(_ given: [Int], or start: Int, _ isAllDay: Bool) -> [Int] {
    given.isEmpty || isAllDay ? [start] : Set(given).sorted()
  }

  /// The number of the week of a day, when weeks begin on a weekday (0 is Monday).
  private static func week(of day: Int, _ weekStart: Int) -> Int { (day + 3 - weekStart).flooredQuotient(7) }

  /// Whether the interval ever hits an allowed time of day: days and the interval share a divisor that every hit keeps to.
  private static func isReachable(_ anchor: Int, _ interval: Int, _ allowed: [Int]?, perDay: Int) -> Bool {
    guard let allowed else { return true }
    var (a, b) = (interval, perDay)
    while b != 0 { (a, b) = (b, a % b) }
    let phase = anchor - anchor.flooredQuotient(a) * a
    return allowed.contains { $0 % a == phase }
  }

  /// Loads the next period that has days; false at the end.
  private mutating func load() -> Bool {
    while let current = period, let found = fill(current) {
      period = found + interval
      guard !bases.isEmpty else { continue }
      let all = bases.count * offsets.count
      if positions.isEmpty {
        picks = nil
        count = all
        cursor = bases[0] + offsets[0] >= floor ? 0 : firstIndex(atOrAfter: floor)
      } else {
        let indexes = Set(positions.map { $0 > 0 ? $0 - 1 : all + $0 })
        let chosen = indexes.filter { (0..<all).contains($0) }.sorted()
        picks = chosen
        count = chosen.count
        cursor = 0
      }
      return true
    }
    period = nil
    return false
  }

  /// The place of the first of all occurrences of this period at or after a local second.
  private func firstIndex(atOrAfter second: Int) -> Int {
    var (low, high) = (0, bases.count * offsets.count)
    while low < high {
      let middle = (low + high) / 2
      let value = bases[middle / offsets.count] + offsets[middle % offsets.count]
      if value < second { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Sets the bases of the period, or, where periods are short, of the next one that has any.
  ///
  /// - Returns: that period; `nil` at the end of time.
  private mutating func fill(_ period: Int) -> Int? {
    bases.removeAll(keepingCapacity: true)
    let perDay = LocalTime.secondsPerDay
    switch frequency {
    case .yearly:
      guard enter(year: period) else { return nil }
      appendDays(0..<366)
    case .monthly:
      guard enter(year: period.flooredQuotient(12)) else { return nil }
      let starts = RuleYears.monthStarts(isLeap: CalendarDay.isLeap(year))
      let month = period - year * 12
      appendDays(starts[month]..<starts[month + 1])
    case .weekly:
      let first = period * 7 + weekStart - 3
      guard first <= CalendarDay.max.dayNumber else { return nil }
      for day in first..<first + 7 where isAllowed(day) { bases.append(day * perDay) }
    case .daily, .hourly, .minutely, .secondly:
      let units = perDay / unit
      guard let found = nextAligned(from: period, units) else { return nil }
      bases.append(found * unit)
      return found
    }
    return period
  }

  /// The first period from this one on that the interval hits and the rule allows, where periods are a day or shorter.
  private mutating func nextAligned(from period: Int, _ unitsPerDay: Int) -> Int? {
    var candidate = period
    while let free = nextUnit(from: candidate, unitsPerDay) {
      if free == candidate { return candidate }
      candidate = anchor + (free - anchor + interval - 1) / interval * interval
    }
    return nil
  }

  /// The first allowed period from this one on.
  private mutating func nextUnit(from period: Int, _ unitsPerDay: Int) -> Int? {
    var period = period
    while let day = nextDay(from: period.flooredQuotient(unitsPerDay)) {
      period = max(period, day * unitsPerDay)
      guard let allowed else { return period }
      let time = period - day * unitsPerDay
      var (low, high) = (0, allowed.count)
      while low < high {
        let middle = (low + high) / 2
        if allowed[middle] < time { low = middle + 1 } else { high = middle }
      }
      if low < allowed.count { return day * unitsPerDay + allowed[low] }
      period = (day + 1) * unitsPerDay
    }
    return nil
  }

  /// The first allowed day from this one on.
  private mutating func nextDay(from day: Int) -> Int? {
    guard day <= CalendarDay.max.dayNumber, enter(yearOf: day) else { return nil }
    var first = day - yearStart
    while true {
      if let found = yearDays.first(from: first) { return yearStart + found }
      guard enter(year: year + 1) else { return nil }
      first = 0
    }
  }

  private mutating func isAllowed(_ day: Int) -> Bool {
    (CalendarDay.min.dayNumber...CalendarDay.max.dayNumber).contains(day) && enter(yearOf: day)
      && yearDays.contains(day - yearStart)
  }

  private mutating func appendDays(_ range: Range<Int>) {
    var next = range.lowerBound
    while let day = yearDays.first(from: next), day < range.upperBound {
      bases.append((yearStart + day) * LocalTime.secondsPerDay)
      next = day + 1
    }
  }

  private mutating func enter(yearOf day: Int) -> Bool {
    if day >= yearStart, day < yearStart + 365, year > 0 { return true }
    return enter(year: CalendarDay(clamping: day).year)
  }

  /// Works out the days of a year; false outside of time.
  private mutating func enter(year: Int) -> Bool {
    guard year >= 1, year <= lastYear else { return false }
    guard year != self.year else { return true }
    self.year = year
    yearStart = RuleYears.firstDay(of: year)
    yearDays = years.days(of: year)
    return true
  }
}
