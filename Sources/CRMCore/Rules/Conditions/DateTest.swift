public import Foundation

/// How an instant or a day lies to the present. Counts are 0 … 100,000.
///
/// With calendar units the present is today in the zone; with minutes and hours it is now, and only instants can be tested.
public enum DateTest: Hashable, Sendable {
  /// Not later than now (today), and not before the start of the day so many units ago.
  case withinLast(Int, TimeUnit)
  /// Not earlier than now (today), and not after the end of the day in so many units.
  case withinNext(Int, TimeUnit)
  /// Before the day that lies so many units from today; a negative count looks back.
  case before(Int, TimeUnit)
  /// After the day that lies so many units from today; a negative count looks back.
  case after(Int, TimeUnit)
  /// On the day that lies so many days from today: 0 is today, −1 yesterday.
  case on(days: Int)
  /// Its next anniversary, today's included, is at most so many days away (0 … 366). The year does not count; 29 February is
  /// the 28th in common years. For birthdays.
  case anniversaryWithinNext(days: Int)

  static let greatestCount = 100_000

  /// What is wrong with the count; `nil` if nothing.
  var fault: ReasonCode? {
    let allowed: ClosedRange<Int>
    let count: Int
    switch self {
    case .withinLast(let number, _), .withinNext(let number, _): (allowed, count) = (0...Self.greatestCount, number)
    case .before(let number, _), .after(let number, _), .on(let number):
      (allowed, count) = (-Self.greatestCount...Self.greatestCount, number)
    case .anniversaryWithinNext(let number): (allowed, count) = (0...366, number)
    }
    return allowed.contains(count) ? nil : ConditionFault.Code.outOfRange
  }

  /// Whether it needs an instant: a day has no minutes.
  var needsInstant: Bool {
    switch self {
    case .withinLast(_, let unit), .withinNext(_, let unit), .before(_, let unit), .after(_, let unit):
      !unit.isCalendarUnit
    case .on, .anniversaryWithinNext: false
    }
  }

  /// The earliest moment after `now` at which the verdict about this value turns; `nil` if it never does.
  public func nextChange(of value: FieldValue, after now: Date, in zone: TimeZone) -> Date? {
    let bounds = DateBounds(self, at: now.millisecondsSince1970, in: zone)
    let next: Int64?
    switch value {
    case .date(let date): next = bounds.nextChange(ofInstant: date.millisecondsSince1970)
    case .day(let day): next = bounds.nextChange(ofDay: day)
    default: next = nil
    }
    return next.map { Date(millisecondsSince1970: $0) }
  }
}
