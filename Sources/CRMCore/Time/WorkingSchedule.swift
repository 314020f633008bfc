import Foundation

/// The rules of a calendar in the form in which single dates are worked out quickly.
struct WorkingSchedule: Sendable {
  /// The parts of the day, in seconds since midnight, in which there is work: sorted, apart from each other.
  typealias DayHours = [Range<Int>]

  let zone: TimeZone
  private let layers: [WorkingHours]
  /// Hours by weekday, Monday first, without breaks.
  private let weekly: [DayHours]
  /// Dates with a holiday or override, and the dates after them, worked out.
  private var irregular: [Int: DayHours] = [:]
  /// Month and day (month · 32 + day) of yearly holidays and of the days after them.
  private var yearly: Set<Int> = []
  /// Days outside this range follow the weekly hours and yearly holidays alone.
  private(set) var irregularDays: ClosedRange<Int>?

  init(_ calendar: WorkingCalendar) {
    zone = calendar.timeZone
    layers = calendar.layers
    weekly = WorkingSchedule.weekly(calendar.layers)
    for layer in calendar.layers {
      var days = Array(layer.overrides.keys)
      for holiday in layer.holidays {
        switch holiday.occurrence {
        case .day(let day): days.append(day)
        case .yearly(let month, let day):
          yearly.insert(month * 32 + day)
          guard !holiday.closedTails.isEmpty else { continue }
          // The day after may depend on the year (28 February), so both candidates are looked at.
          for year in [2000, 2001] {
            guard let next = CalendarDay(year: year, month: month, day: day)?.adding(days: 1) else { continue }
            yearly.insert(next.month * 32 + next.day)
          }
        }
      }
      for day in days.flatMap({ [$0, $0.adding(days: 1)] }) where irregular[day.dayNumber] == nil {
        irregular[day.dayNumber] = worked(day)
      }
    }
    if let first = irregular.keys.min(), let last = irregular.keys.max() { irregularDays = first...last }
  }

  /// Whether there is work on some weekday, holidays aside.
  var hasWeeklyHours: Bool { weekly.contains { !$0.isEmpty } }

  /// The hours of a day.
  func hours(ofDay number: Int) -> DayHours {
    if let hours = irregular[number] { return hours }
    if !yearly.isEmpty {
      let day = CalendarDay(clamping: number)
      let parts = day.components
      if yearly.contains(parts.month * 32 + parts.day) { return worked(day) }
    }
    // 1970-01-01 was a Thursday.
    return weekly[(number + 3) - (number + 3).flooredQuotient(7) * 7]
  }

  /// The open stretches of a range of days as milliseconds since 1970, adjoining ones joined.
  func spans(from first: Int, through last: Int) -> [Range<Int64>] {
    guard first <= last else { return [] }
    let offsets = ZoneOffsets(zone, from: first, through: last)
    var spans: [Range<Int64>] = []
    for number in first...last {
      for part in hours(ofDay: number) {
        let midnight = number * LocalTime.secondsPerDay
        let start = Int64(offsets.firstInstant(showing: midnight + part.lowerBound)) * 1000
        let end = Int64(offsets.firstInstant(showing: midnight + part.upperBound)) * 1000
        guard start < end else { continue }
        if let previous = spans.last, previous.upperBound >= start {
          spans[spans.count - 1] = previous.lowerBound..<max(previous.upperBound, end)
        } else {
          spans.append(start..<end)
        }
      }
    }
    return spans
  }

  /// Works out a date from all layers.
  private func worked(_ day: CalendarDay) -> DayHours {
    let before = day.adding(days: -1)
    var hours = weekly[day.weekday.isoNumber - 1]
    for layer in layers {
      if let spill = layer.overrides[before] { hours = DayHours(joining: hours + spill.map(\.tail)) }
      for holiday in layer.holidays {
        if holiday.falls(on: day) { hours = hours.without(holiday.closedHeads) }
        if holiday.falls(on: before) { hours = hours.without(holiday.closedTails) }
      }
      if let exact = layer.overrides[day] { hours = DayHours(joining: exact.map(\.head)) }
    }
    return hours
  }

  private static func weekly(_ layers: [WorkingHours]) -> [DayHours] {
    func innermost(_ table: (WorkingHours) -> [Weekday: [ClockSpan]], _ day: Weekday) -> [ClockSpan] {
      for layer in layers.reversed() {
        if let spans = table(layer)[day] { return spans }
      }
      return []
    }
    func parts(_ table: (WorkingHours) -> [Weekday: [ClockSpan]], _ day: Weekday) -> DayHours {
      let heads = innermost(table, day).map(\.head)
      let tails = innermost(table, day.advanced(by: -1)).map(\.tail)
      return DayHours(joining: heads + tails)
    }
    return Weekday.allCases.map { parts(\.weekly, $0).without(parts(\.breaks, $0)) }
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
