public import Foundation

/// When there is work: layers of hours from the organisation over the team to the person, in a time zone.
///
/// For each date the inner layers count more: weekly hours of the innermost layer that names the weekday, without
/// breaks; then, from the outermost layer inwards, each layer's holidays close and its override of the date replaces.
/// So a person's leave closes a day that the organisation has opened, and a team's override opens a public holiday.
///
/// Hours are wall-clock hours of the zone, results are elapsed time: a day open round the clock may have 23 or 25 hours.
/// A boundary that falls into a gap (clocks put forward) is the first instant after it, one that occurs twice (clocks put
/// back) its first occurrence. Instants are taken in whole milliseconds.
///
/// The operations here prepare two weeks around the instant each time (some 20 microseconds); who asks often prepares once:
/// see `timeline(_:)`.
public struct WorkingCalendar: Hashable, Codable, Sendable {
  /// The layers, from the outermost inwards.
  public var layers: [WorkingHours]

  /// A calendar of layers, from the outermost (organisation) inwards (team, person).
  ///
  /// - Parameters:
  ///   - layers: the layers.
  ///   - timeZone: the zone when no layer names one.
  public init(layers: [WorkingHours], timeZone: TimeZone = .gmt) {
    self.layers = layers
    if !layers.contains(where: { $0.timeZone != nil }) {
      if layers.isEmpty { self.layers = [WorkingHours()] }
      self.layers[0].timeZone = timeZone
    }
  }

  /// Open at all times.
  public static func alwaysOpen(timeZone: TimeZone = .gmt) -> WorkingCalendar {
    WorkingCalendar(layers: [.weekly([.wholeDay], on: Weekday.allCases, timeZone: timeZone)])
  }

  /// The zone of the innermost layer that names one.
  public var timeZone: TimeZone { layers.last { $0.timeZone != nil }?.timeZone ?? .gmt }

  /// This calendar with one more layer inside.
  public func with(_ layer: WorkingHours) -> WorkingCalendar {
    WorkingCalendar(layers: layers + [layer])
  }

  /// The calendar worked out for a range of dates, for many fast questions.
  ///
  /// Complexity: O(days); about a microsecond for each day.
  public func timeline(_ days: ClosedRange<CalendarDay>) -> WorkingTimeline {
    WorkingTimeline(WorkingSchedule(self), from: days.lowerBound.dayNumber, through: days.upperBound.dayNumber)
  }

  /// The earliest instant at or after `date` until which there are `duration` of working time, or nil when there never
  /// will be. See `WorkingTimeline.add(_:to:)`.
  public func add(_ duration: Duration, to date: Date) -> Date? { timeline(around: date).add(duration, to: date) }

  /// The latest instant at or before `date` since which there were `duration` of working time, or nil when there never
  /// were. See `WorkingTimeline.subtract(_:from:)`.
  public func subtract(_ duration: Duration, from date: Date) -> Date? {
    timeline(around: date).subtract(duration, from: date)
  }

  /// Working time in a period. Complexity: O(days).
  public func working(in period: Period) -> Duration { timeline(around: period.start).working(in: period) }

  /// Whether there is work at an instant.
  public func isOpen(at date: Date) -> Bool { timeline(around: date).isOpen(at: date) }

  /// The first instant at or after `date` at which there is work; nil when there never will be.
  public func nextOpening(from date: Date) -> Date? { timeline(around: date).nextOpening(from: date) }

  /// The open periods within a period, in order; adjoining ones are one. Complexity: O(days).
  public func openPeriods(in period: Period) -> [Period] { timeline(around: period.start).openPeriods(in: period) }

  private func timeline(around date: Date) -> WorkingTimeline {
    let day = CalendarDay(date, in: .gmt).dayNumber
    return WorkingTimeline(WorkingSchedule(self), from: day - 2, through: day + 11)
  }
}
