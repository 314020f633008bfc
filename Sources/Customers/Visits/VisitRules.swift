public import CRMCore
public import Foundation

/// How visits are judged, and how long positions are kept.
public struct VisitRules: Hashable, Codable, Sendable {
  /// Metres from the address that are as good as there.
  public var tolerance: Double
  /// Metres of accuracy beyond which a position proves nothing.
  public var worstAccuracy: Double
  /// Seconds that a position may be older than the check-in.
  public var oldestFix: TimeInterval
  /// Days after which positions are erased.
  public var retentionDays: Int

  /// Rules; by default 300 m, 200 m, five minutes and thirty days.
  public init(
    tolerance: Double = 300, worstAccuracy: Double = 200, oldestFix: TimeInterval = 300, retentionDays: Int = 30
  ) {
    self.tolerance = tolerance
    self.worstAccuracy = worstAccuracy
    self.oldestFix = oldestFix
    self.retentionDays = max(0, retentionDays)
  }

  /// How far a position was from a place, and what somebody should look at. A position is far away only if it is farther than
  /// tolerated even from the edge of its accuracy: nobody is accused by a weak signal.
  ///
  /// - Returns: whole metres, if there are both a place and a position; the flags, ascending.
  public func judge(_ fix: PositionFix?, near place: GeoPoint?) -> (distance: Int?, flags: [FieldVisit.Flag]) {
    guard let fix else { return (nil, place == nil ? [.noPosition, .noPlace] : [.noPosition]) }
    let isRough = fix.accuracy > worstAccuracy || fix.accuracy < 0 || fix.accuracy.isNaN
    guard let place else { return (nil, isRough ? [.inaccurate, .noPlace] : [.noPlace]) }
    let distance = fix.point.distance(to: place)
    if isRough { return (Int(distance.rounded()), [.inaccurate]) }
    return (Int(distance.rounded()), distance - fix.accuracy > tolerance ? [.farAway] : [])
  }

  /// Checks that a position may be taken: now, and then, is working time of whoever it is of.
  ///
  /// - Throws: ``VisitViolation/outsideWorkingTime``; ``VisitViolation/staleFix`` if it was not taken just now.
  public func check(
    _ fix: PositionFix, in calendar: WorkingCalendar, at now: Date
  ) throws(VisitViolation) {
    guard calendar.isOpen(at: now), calendar.isOpen(at: fix.date) else { throw .outsideWorkingTime }
    let age = now.timeIntervalSince(fix.date)
    // Clocks of devices differ a little.
    guard age <= oldestFix, age >= -60 else { throw .staleFix }
  }
}

/// Why a visit could not change.
public enum VisitViolation: Error, Hashable, Sendable {
  /// A position may be taken in working time only. Check in without one.
  case outsideWorkingTime
  /// The position is not from now.
  case staleFix
  /// It is under way, done or cancelled already.
  case notPlanned(FieldVisit.State)
  /// It has not begun, or is over.
  case notUnderWay(FieldVisit.State)
  /// It ends before it begins.
  case emptyPeriod
}

extension FieldVisit {
  /// The visit as begun.
  ///
  /// - Parameters:
  ///   - judgement: from ``VisitRules/judge(_:near:)``.
  ///   - now: the moment.
  /// - Throws: ``VisitViolation/notPlanned(_:)``.
  public func checkingIn(
    _ judgement: (distance: Int?, flags: [Flag]), at now: Date
  ) throws(VisitViolation) -> FieldVisit {
    guard state == .planned else { throw .notPlanned(state) }
    var copy = self
    copy.state = .underWay
    copy.checkedIn = now
    copy.distanceIn = judgement.distance
    copy.flags = Set(flags + judgement.flags).sorted()
    return copy
  }

  /// The visit as done.
  ///
  /// - Parameters:
  ///   - judgement: from ``VisitRules/judge(_:near:)``.
  ///   - outcome: what came of it.
  ///   - now: the moment.
  /// - Throws: ``VisitViolation/notUnderWay(_:)``.
  public func checkingOut(
    _ judgement: (distance: Int?, flags: [Flag]), outcome: String? = nil, at now: Date
  ) throws(VisitViolation) -> FieldVisit {
    guard state == .underWay else { throw .notUnderWay(state) }
    var copy = self
    copy.state = .done
    copy.endedAt = now
    copy.distanceOut = judgement.distance
    copy.flags = Set(flags + judgement.flags).sorted()
    copy.outcome = outcome
    return copy
  }

  /// The visit as not to be made any more.
  ///
  /// - Throws: ``VisitViolation/notPlanned(_:)``.
  public func cancelling(at now: Date) throws(VisitViolation) -> FieldVisit {
    guard state == .planned else { throw .notPlanned(state) }
    var copy = self
    copy.state = .cancelled
    copy.endedAt = now
    return copy
  }
}
