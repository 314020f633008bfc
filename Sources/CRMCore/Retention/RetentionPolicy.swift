import Foundation

/// The schedules that a house keeps to, as one versioned value.
///
/// Write it in Swift or keep it as JSON. Those that come with the library (``RetentionSchedule/germany`` …) are parts to make one of.
/// They are engineering defaults with references, not legal advice.
public struct RetentionPolicy: Hashable, Codable, Sendable, Identifiable {
  /// The stable name, for example `shop`.
  public var id: String
  /// The version of the contents.
  public var version: String
  /// The zone, as IANA identifier, in whose calendar days begin and end.
  public var timeZone: String
  /// The schedules. Their order does not matter.
  public var schedules: [RetentionSchedule]

  /// A policy.
  public init(id: String, version: String, timeZone: String, schedules: [RetentionSchedule]) {
    self.id = id
    self.version = version
    self.timeZone = timeZone
    self.schedules = schedules
  }

  /// The name and version, as plans cite them.
  public var tag: String { "\(id)@\(version)" }

  /// The zone; UTC where this system does not know the identifier, which ``problems`` tells.
  var zone: TimeZone { TimeZone(identifier: timeZone) ?? .gmt }

  /// Everything that is wrong with the policy itself: names that occur twice or are empty, an unknown zone, an empty period or
  /// reference.
  public var problems: [FieldProblem] {
    var problems: [FieldProblem] = []
    if TimeZone(identifier: timeZone) == nil {
      problems.append(FieldProblem("timeZone", FieldProblem.Code.notAChoice))
    }
    var seen: Set<String> = []
    for (index, schedule) in schedules.enumerated() {
      let path = "schedules[\(index)]"
      if schedule.id.isEmpty { problems.append(FieldProblem(path + ".id", FieldProblem.Code.missing)) }
      if !seen.insert(schedule.id).inserted { problems.append(FieldProblem(path + ".id", FieldProblem.Code.notUnique)) }
      if schedule.purpose.isEmpty { problems.append(FieldProblem(path + ".purpose", FieldProblem.Code.missing)) }
      if schedule.reference.isEmpty { problems.append(FieldProblem(path + ".reference", FieldProblem.Code.missing)) }
      if schedule.period == RetentionPeriod() {
        problems.append(FieldProblem(path + ".period", FieldProblem.Code.missing))
      }
    }
    return problems
  }
}
