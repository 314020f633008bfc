public import Foundation

/// A working calendar worked out for a range of dates: every question inside it takes O(log n), under a microsecond.
///
/// Questions that lead outside the range are answered too, by working out further dates each time; so the range decides
/// about speed, never about the answer. W(a, b) below is the working time from a up to b.
public struct WorkingTimeline: Sendable {
  private let schedule: WorkingSchedule
  private let days: ClosedRange<Int>
  private let starts: [Int64]
  private let ends: [Int64]
  /// Working milliseconds of the range before each span, and at the end the total.
  private let before: [Int64]
  /// The instants of the range.
  private let range: Range<Int64>

  init(_ schedule: WorkingSchedule, from first: Int, through last: Int) {
    self.schedule = schedule
    days = first...max(first, last)
    let spans = schedule.spans(from: days.lowerBound, through: days.upperBound)
    starts = spans.map(\.lowerBound)
    ends = spans.map(\.upperBound)
    var sums: [Int64] = [0]
    sums.reserveCapacity(spans.count + 1)
    for span in spans { sums.append((sums.last ?? 0) + span.upperBound - span.lowerBound) }
    before = sums
    let day = LocalTime.secondsPerDay
    let start = LocalTime.firstInstant(showing: days.lowerBound * day, in: schedule.zone)
    let end = LocalTime.firstInstant(showing: (days.upperBound + 1) * day, in: schedule.zone)
    range = Int64(start) * 1000..<Int64(end) * 1000
  }

  /// The earliest instant u at or after `date` with W(date, u) ≥ `duration`, or nil when there never is one.
  ///
  /// So work that exactly fills a span ends at closing time, not at the next opening, and no work at all ends at once,
  /// also outside working time. A negative duration is subtracted.
  public func add(_ duration: Duration, to date: Date) -> Date? {
    let length = duration.wholeMilliseconds
    if length < 0 { return subtract(.zero - duration, from: date) }
    let start = WorkingTimeline.instant(date)
    guard length > 0 else { return Date(millisecondsSince1970: start) }
    guard length <= WorkingTimeline.limits.upperBound - start else { return nil }
    var rest = length
    var from = start
    if from < range.lowerBound {
      // The part before the range is worked out now.
      let (found, worked) = scanForward(from: from, to: range.lowerBound, rest)
      if let found { return Date(millisecondsSince1970: found) }
      rest -= worked
      from = range.lowerBound
    }
    if from < range.upperBound {
      let target = workedBefore(from) + rest
      if target <= before[before.count - 1] {
        // The first span at whose end the target is reached.
        let index = firstIndex(before.count - 1) { before[$0 + 1] >= target }
        return Date(millisecondsSince1970: starts[index] + target - before[index])
      }
      rest -= before[before.count - 1] - workedBefore(from)
      from = range.upperBound
    }
    return scanForward(from: from, to: nil, rest).found.map { Date(millisecondsSince1970: $0) }
  }

  /// The latest instant u at or before `date` with W(u, date) ≥ `duration`, or nil when there never was one.
  ///
  /// The mirror image of `add(_:to:)`: what exactly fills a span begins at its opening. For instants inside working time
  /// the two are inverse. A negative duration is added.
  public func subtract(_ duration: Duration, from date: Date) -> Date? {
    let length = duration.wholeMilliseconds
    if length < 0 { return add(.zero - duration, to: date) }
    let end = WorkingTimeline.instant(date)
    guard length > 0 else { return Date(millisecondsSince1970: end) }
    guard length <= end - WorkingTimeline.limits.lowerBound else { return nil }
    var rest = length
    var to = end
    if to > range.upperBound {
      let (found, worked) = scanBackward(from: to, to: range.upperBound, rest)
      if let found { return Date(millisecondsSince1970: found) }
      rest -= worked
      to = range.upperBound
    }
    if to > range.lowerBound {
      let target = workedBefore(to) - rest
      if target >= 0 {
        // The last span that begins with no more than the target behind it.
        let index = firstIndex(starts.count) { before[$0] > target } - 1
        return Date(millisecondsSince1970: starts[index] + target - before[index])
      }
      rest -= workedBefore(to)
      to = range.lowerBound
    }
    return scanBackward(from: to, to: nil, rest).found.map { Date(millisecondsSince1970: $0) }
  }

  /// Working time in a period.
  public func working(in period: Period) -> Duration {
    let start = WorkingTimeline.instant(period.start)
    let end = WorkingTimeline.instant(period.end)
    guard start < end else { return .zero }
    var sum: Int64 = 0
    if start < range.lowerBound {
      sum += spans(start, min(end, range.lowerBound)).reduce(0) { $0 + $1.upperBound - $1.lowerBound }
    }
    if end > range.upperBound {
      sum += spans(max(start, range.upperBound), end).reduce(0) { $0 + $1.upperBound - $1.lowerBound }
    }
    let inside = (from: max(start, range.lowerBound), to: min(end, range.upperBound))
    if inside.from < inside.to { sum += workedBefore(inside.to) - workedBefore(inside.from) }
    return .milliseconds(sum)
  }

  /// Whether there is work at an instant.
  public func isOpen(at date: Date) -> Bool {
    let instant = WorkingTimeline.instant(date)
    guard range.contains(instant) else { return !spans(instant, instant + 1).isEmpty }
    let index = firstIndex(starts.count) { ends[$0] > instant }
    return index < starts.count && starts[index] <= instant
  }

  /// The first instant at or after `date` at which there is work; nil when there never will be.
  public func nextOpening(from date: Date) -> Date? {
    let instant = WorkingTimeline.instant(date)
    if range.contains(instant) {
      let index = firstIndex(starts.count) { ends[$0] > instant }
      if index < starts.count { return Date(millisecondsSince1970: max(instant, starts[index])) }
    }
    // A millisecond of work ends a millisecond after the opening.
    let from = range.contains(instant) ? range.upperBound : instant
    return scanForward(from: from, to: nil, 1).found.map { Date(millisecondsSince1970: $0 - 1) }
  }

  /// The open periods within a period, in order; adjoining ones are one. Complexity: O(days).
  public func openPeriods(in period: Period) -> [Period] {
    spans(WorkingTimeline.instant(period.start), WorkingTimeline.instant(period.end)).map {
      Period(start: Date(millisecondsSince1970: $0.lowerBound), end: Date(millisecondsSince1970: $0.upperBound))
    }
  }

  /// Working milliseconds from the start of the range up to an instant in it.
  private func workedBefore(_ instant: Int64) -> Int64 {
    let index = firstIndex(starts.count) { starts[$0] >= instant }
    guard index > 0 else { return 0 }
    return before[index - 1] + min(instant, ends[index - 1]) - starts[index - 1]
  }

  /// The first index below a bound at which a condition, once true, stays true; the bound when it never is.
  private func firstIndex(_ bound: Int, where condition: (Int) -> Bool) -> Int {
    var (low, high) = (0, bound)
    while low < high {
      let middle = (low + high) / 2
      if condition(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

// Dates outside the prepared range, worked out when they are asked for.
extension WorkingTimeline {
  /// The years of `CalendarDay` in milliseconds since 1970.
  private static let limits: ClosedRange<Int64> =
    Int64(CalendarDay.min.dayNumber) * 86_400_000...Int64(CalendarDay.max.dayNumber) * 86_400_000

  /// The instant in milliseconds, within the limits.
  private static func instant(_ date: Date) -> Int64 {
    min(max(date.millisecondsSince1970, limits.lowerBound), limits.upperBound)
  }

  /// The UTC day of an instant: at most one away from the day of any zone.
  private static func day(_ instant: Int64) -> Int { Int(instant).flooredQuotient(86_400_000) }

  /// Open stretches between two instants.
  private func spans(_ start: Int64, _ end: Int64) -> [Range<Int64>] {
    guard start < end else { return [] }
    let all = schedule.spans(
      from: WorkingTimeline.day(start) - 1, through: WorkingTimeline.day(end) + 1)
    return all.map { $0.clamped(to: start..<end) }.filter { !$0.isEmpty }
  }

  /// Days beyond which nothing new can come: without weekly hours the last irregular day; else 44 years more, in which
  /// yearly holidays and weekdays meet in every way, because each of the 14 kinds of year comes back within 40 (29
  /// February fell on a Wednesday in 1888 and 1928). The years of `CalendarDay` are the outer limit.
  private func isExhausted(_ day: Int, forward: Bool, since origin: Int) -> Bool {
    let cycle = schedule.hasWeeklyHours ? 44 * 366 : 0
    let irregular = schedule.irregularDays ?? origin...origin
    let limit = forward ? max(origin, irregular.upperBound) + cycle + 2 : min(origin, irregular.lowerBound) - cycle - 2
    return forward ? day > min(limit, CalendarDay.max.dayNumber) : day < max(limit, CalendarDay.min.dayNumber)
  }

  /// Goes forward until so much work is done, at most up to `end`; says where, or how much was done.
  private func scanForward(from start: Int64, to end: Int64?, _ length: Int64) -> (found: Int64?, worked: Int64) {
    var worked: Int64 = 0
    var from = start
    var step: Int64 = 32
    var origin = WorkingTimeline.day(start)
    while end.map({ from < $0 }) ?? !isExhausted(WorkingTimeline.day(from), forward: true, since: origin) {
      let to = min(from + step * 86_400_000, end ?? .max)
      for span in spans(from, to) {
        let size = span.upperBound - span.lowerBound
        if worked + size >= length { return (span.lowerBound + length - worked, length) }
        worked += size
        // As long as work turns up, the search goes on.
        origin = WorkingTimeline.day(to)
      }
      from = to
      step = min(step * 2, 4096)
    }
    return (nil, worked)
  }

  /// Goes back until so much work is done, at most down to `end`; says where, or how much was done.
  private func scanBackward(from start: Int64, to end: Int64?, _ length: Int64) -> (found: Int64?, worked: Int64) {
    var worked: Int64 = 0
    var to = start
    var step: Int64 = 32
    var origin = WorkingTimeline.day(start)
    while end.map({ to > $0 }) ?? !isExhausted(WorkingTimeline.day(to), forward: false, since: origin) {
      let from = max(to - step * 86_400_000, end ?? .min)
      for span in spans(from, to).reversed() {
        let size = span.upperBound - span.lowerBound
        if worked + size >= length { return (span.upperBound - (length - worked), length) }
        worked += size
        origin = WorkingTimeline.day(from)
      }
      to = from
      step = min(step * 2, 4096)
    }
    return (nil, worked)
  }
}
