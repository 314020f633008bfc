import Foundation

/// The rules of a calendar in the form in which single dates are worked out quickly.
struct WorkingSchedule: Sendable {
  /// The parts of the day, in seconds since midnight, in which there is work: sorted, apart from each other.
  typealias DayHours = [Range<Int>]

  let zone: TimeZone
  private let layers: [DatedRules]
  /// Hours by weekday, Monday first, without breaks.
  private let weekly: [DayHours]
  /// Dates with a holiday or override, and the dates after them, worked out.
  private var irregular: [Int: DayHours] = [:]
  /// Keys of the dates that yearly holidays touch in some year.
  private let yearly: Set<Int>
  /// Days outside this range follow the weekly hours and yearly holidays alone.
  private(set) var irregularDays: ClosedRange<Int>?

  init(_ calendar: WorkingCalendar) {
    zone = calendar.timeZone
    layers = calendar.layers.map { DatedRules($0) }
    weekly = WorkingSchedule.weekly(calendar.layers)
    yearly = layers.reduce(into: []) { $0.formUnion($1.yearlyKeys) }
    for layer in layers {
      for number in layer.days where irregular[number] == nil {
        irregular[number] = worked(CalendarDay(clamping: number))
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
      if yearly.contains(DatedRules.yearlyKey(day)) { return worked(day) }
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
    var hours = weekly[day.weekday.isoNumber - 1]
    for layer in layers { hours = layer.applied(to: hours, on: day) }
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
