public import Foundation

/// When, and on whose calendar, a condition is evaluated: one reading of the clock for the whole evaluation.
public struct EvaluationMoment: Hashable, Sendable {
  /// The present instant, to the millisecond.
  public var now: Date
  /// The zone of relative dates that name none: the customer's or the company's.
  public var timeZone: TimeZone

  /// A moment.
  public init(now: Date, timeZone: TimeZone = .gmt) {
    self.now = now
    self.timeZone = timeZone
  }

  /// The day in the zone: the latest that has begun, so that later moments never lie on earlier days.
  public var today: CalendarDay { DayReckoning(timeZone).day(of: milliseconds) }

  var milliseconds: Int64 { now.millisecondsSince1970 }
}

/// Which day an instant belongs to in a zone, such that later instants never belong to earlier days.
///
/// Where clocks are put back over midnight, a wall clock shows an earlier date again for a while. A day here begins with
/// `CalendarDay.startDate(in:)` and ends where the next begins, so relative dates change at midnights only and never back.
struct DayReckoning {
  let zone: TimeZone

  init(_ zone: TimeZone) { self.zone = zone }

  /// The day of an instant: the latest that has begun.
  func day(of milliseconds: Int64) -> CalendarDay {
    let shown = CalendarDay(Date(millisecondsSince1970: milliseconds), in: zone)
    let next = shown.adding(days: 1)
    return next > shown && start(of: next) <= milliseconds ? next : shown
  }

  /// The first instant of a day, in milliseconds since 1970.
  func start(of day: CalendarDay) -> Int64 { day.startDate(in: zone).millisecondsSince1970 }
}

extension Int64 {
  func addingClamped(_ other: Int64) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? (other > 0 ? .max : .min) : sum
  }

  func subtractingClamped(_ other: Int64) -> Int64 {
    let (difference, overflow) = subtractingReportingOverflow(other)
    return overflow ? (other > 0 ? .min : .max) : difference
  }

  func multipliedClamped(by other: Int64) -> Int64 {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    return overflow ? ((self > 0) == (other > 0) ? .max : .min) : product
  }
}
