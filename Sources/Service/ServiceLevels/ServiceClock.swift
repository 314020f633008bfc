public import CRMCore
public import Foundation

/// How one promise stands: computed from the history, never from when a job ran.
///
/// With W(a, b) the working time from a to b without the pauses, the promise is due at the earliest t with W(creation, t) ≥ target. It
/// is met if it stopped at or before that, and breached from the first moment after it.
public struct ServiceClock: Hashable, Sendable {
  /// How a promise stands.
  public enum Verdict: String, Codable, Sendable {
    /// Time is running.
    case running
    /// Time stands still; there is no due moment until it runs again.
    case paused
    /// Kept.
    case met
    /// Not kept.
    case breached
  }

  /// The promise.
  public let target: ServiceTarget
  /// How it stands.
  public let verdict: Verdict
  /// When it is or was due; `nil` while it is paused before being due, and if working time never suffices.
  public let due: Date?
  /// When what was promised happened.
  public let stoppedAt: Date?
  /// The working time used until it stopped, or until now.
  public let used: Duration

  /// The promise minus what was used: negative when it was missed.
  public var margin: Duration { target.duration - used }

  /// The next moment after `now` at which the verdict can change by itself.
  public func nextMoment(after now: Date) -> Date? {
    guard verdict == .running, let due, due >= now else { return nil }
    // It is breached after the due moment, not at it.
    return due.addingTimeInterval(0.001)
  }

  /// Judges a promise.
  ///
  /// - Parameters:
  ///   - target: the promise.
  ///   - history: what happened to the ticket; what lies after `now` does not count.
  ///   - calendar: the working time; `nil` is around the clock.
  ///   - now: the moment of judgement.
  public init(_ target: ServiceTarget, history: TicketHistory, calendar: WorkingCalendar?, at now: Date) {
    let happened = target.kind == .firstResponse ? history.firstAnswer : history.resolvedAt
    let stop = happened.flatMap { $0 <= now ? $0 : nil }
    let end = stop ?? now
    let running = Self.runningPeriods(target, history, until: end)
    var used = Duration.zero
    var due: Date?
    for period in running {
      let worked = Self.working(calendar, period)
      if due == nil, used + worked >= target.duration {
        due = Self.add(calendar, target.duration - used, to: period.start)
      }
      used += worked
    }
    let isPaused =
      stop == nil && (history.steps.last { $0.at <= now }.map { Self.pauses(target, $0.category) } ?? false)
    if due == nil, !isPaused, stop == nil {
      due = Self.add(calendar, target.duration - used, to: end)
    }
    if due == nil, let stop {
      // Kept before it was due: when it would have been due, had it gone on.
      due = Self.add(calendar, target.duration - used, to: stop)
    }
    self.target = target
    self.due = due
    self.used = used
    stoppedAt = stop
    if let due, end > due {
      verdict = .breached
    } else if stop != nil {
      verdict = .met
    } else {
      verdict = isPaused ? .paused : .running
    }
  }

  /// Whether time stands still in a category. After a ticket was resolved and taken up again, the resolved time does not count.
  private static func pauses(_ target: ServiceTarget, _ category: StatusCategory) -> Bool {
    target.pausedIn.contains(category) || (target.kind == .resolution && !category.isUnresolved)
  }

  private static func runningPeriods(_ target: ServiceTarget, _ history: TicketHistory, until end: Date) -> [Period] {
    var periods: [Period] = []
    for (index, step) in history.steps.enumerated() where step.at < end && !pauses(target, step.category) {
      let next = index + 1 < history.steps.count ? min(history.steps[index + 1].at, end) : end
      guard step.at < next else { continue }
      if let last = periods.last, last.end == step.at {
        periods[periods.count - 1] = Period(start: last.start, end: next)
      } else {
        periods.append(Period(start: step.at, end: next))
      }
    }
    return periods
  }

  private static func working(_ calendar: WorkingCalendar?, _ period: Period) -> Duration {
    guard let calendar else { return .milliseconds(Int64((period.length * 1000).rounded())) }
    return calendar.working(in: period)
  }

  private static func add(_ calendar: WorkingCalendar?, _ duration: Duration, to date: Date) -> Date? {
    guard let calendar else { return date.addingTimeInterval(duration.inSeconds).truncatedToMilliseconds }
    return calendar.add(duration, to: date)
  }
}
