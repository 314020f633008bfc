/// What one layer of working hours says about single dates, ready to be looked up.
struct DatedRules: Sendable {
  typealias DayHours = WorkingSchedule.DayHours

  /// Exact hours by day number.
  private var exact: [Int: DayHours] = [:]
  /// What an override of the day before opens, by day number.
  private var spilled: [Int: DayHours] = [:]
  /// What holidays close, by day number.
  private var closed: [Int: DayHours] = [:]
  /// What yearly holidays close of the day they fall on, by the key of that day.
  private var yearlyClosed: [Int: DayHours] = [:]
  /// What yearly holidays close of the day after, by the key of the day they fall on.
  private var yearlyClosedAfter: [Int: DayHours] = [:]

  init(_ hours: WorkingHours) {
    for (day, spans) in hours.overrides {
      exact[day.dayNumber] = DayHours(joining: spans.map(\.head))
      let tails = DayHours(joining: spans.map(\.tail))
      if !tails.isEmpty { spilled[day.dayNumber + 1] = tails }
    }
    for holiday in hours.holidays {
      switch holiday.occurrence {
      case .day(let day):
        closed[day.dayNumber, default: []] += holiday.closedHeads
        if !holiday.closedTails.isEmpty { closed[day.dayNumber + 1, default: []] += holiday.closedTails }
      case .yearly(let month, let day):
        yearlyClosed[month * 32 + day, default: []] += holiday.closedHeads
        if !holiday.closedTails.isEmpty { yearlyClosedAfter[month * 32 + day, default: []] += holiday.closedTails }
      }
    }
  }

  /// Month and day in one number.
  static func yearlyKey(_ day: CalendarDay) -> Int {
    let parts = day.components
    return parts.month * 32 + parts.day
  }

  /// The days about which something is said that does not come every year.
  var days: Set<Int> {
    Set(exact.keys).union(spilled.keys).union(closed.keys)
  }

  /// Keys of the dates that yearly holidays touch in some year.
  var yearlyKeys: Set<Int> {
    var keys = Set(yearlyClosed.keys)
    for key in yearlyClosedAfter.keys {
      // What comes after 28 February depends on the year, so a leap year and another are looked at.
      for year in [2000, 2001] {
        guard let day = CalendarDay(year: year, month: key / 32, day: key % 32) else { continue }
        keys.insert(DatedRules.yearlyKey(day.adding(days: 1)))
      }
    }
    return keys
  }

  /// The hours that outer layers give for a day, changed by what this layer says: first what an override of the day
  /// before spills over is added, then holidays close, then an override replaces all.
  func applied(to outer: DayHours, on day: CalendarDay) -> DayHours {
    let number = day.dayNumber
    if let exact = exact[number] { return exact }
    var hours = outer
    if let spill = spilled[number] { hours = DayHours(joining: hours + spill) }
    if let parts = closed[number] { hours = hours.without(parts) }
    if !yearlyClosed.isEmpty {
      if let parts = yearlyClosed[DatedRules.yearlyKey(day)] { hours = hours.without(parts) }
      if let parts = yearlyClosedAfter[DatedRules.yearlyKey(day.adding(days: -1))] { hours = hours.without(parts) }
    }
    return hours
  }
}

extension [Range<Int>] {
  /// The ranges sorted, empty ones dropped, overlapping and touching ones joined.
  init(joining ranges: [Range<Int>]) {
    self = []
    for range in ranges.filter({ !$0.isEmpty }).sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let previous = last, previous.upperBound >= range.lowerBound {
        self[count - 1] = previous.lowerBound..<Swift.max(previous.upperBound, range.upperBound)
      } else {
        append(range)
      }
    }
  }

  /// What is left of sorted ranges when others are taken out.
  func without(_ others: [Range<Int>]) -> [Range<Int>] {
    var rest = self
    for other in others where !other.isEmpty {
      rest = rest.flatMap { range in
        let before = range.lowerBound..<Swift.max(range.lowerBound, Swift.min(range.upperBound, other.lowerBound))
        let after = Swift.min(range.upperBound, Swift.max(range.lowerBound, other.upperBound))..<range.upperBound
        return [before, after].filter { !$0.isEmpty }
      }
    }
    return rest
  }
}
