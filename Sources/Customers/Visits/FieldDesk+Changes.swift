import CRMCore
import Foundation

extension FieldDesk {
  /// A change of state with an event.
  func prepareChange(
    of id: Identifier<FieldVisit>, _ name: EventName, by author: Author,
    _ change: (inout FieldVisit, Date) throws(VisitViolation) -> Void
  ) async throws -> Prepared<FieldVisit> {
    let now = environment.now()
    var stored = try await store.require(id)
    try change(&stored.record, now)
    var changes = ChangeSet(author: author, date: now)
    changes.update(stored)
    changes.insert(event(name, stored.record, at: now, by: author))
    return Prepared(stored.record, changes: changes)
  }

  /// A change of state at a position, which is kept on its own until its time is over.
  func prepareFixed(
    _ id: Identifier<FieldVisit>, _ fix: PositionFix?, isEnd: Bool, _ name: EventName, by author: Author,
    _ change: (inout FieldVisit, (distance: Int?, flags: [FieldVisit.Flag]), Date) throws(VisitViolation) -> Void
  ) async throws -> Prepared<FieldVisit> {
    let visit = try await store.require(id).record
    let now = environment.now()
    if let fix { try rules.check(fix, in: try await workingCalendar(of: visit.staff), at: now) }
    var prepared = try await prepareChange(of: id, name, by: author) { visit, now throws(VisitViolation) in
      try change(&visit, rules.judge(fix, near: visit.place), now)
    }
    if let fix {
      let end = now.addingTimeInterval(Double(rules.retentionDays) * 86_400)
      prepared.changes.insert(VisitPosition(of: id, isEnd: isEnd, fix: fix, eraseAt: end))
    }
    return prepared
  }

  /// No position and no distance: events are kept for ever.
  func event(_ name: EventName, _ visit: FieldVisit, at now: Date, by author: Author) -> Event {
    var properties: [String: FieldValue] = ["staff": .reference(RecordReference(visit.staff))]
    if !visit.flags.isEmpty { properties["flags"] = .choices(visit.flags.map(\.rawValue).sorted()) }
    return directory.event(
      name, about: RecordReference(visit), customer: visit.customer, at: now, by: author, properties)
  }
}

extension EventName {
  /// A visit is planned; `staff`.
  public static let visitPlanned: EventName = "visit.planned"
  /// It is planned for another time; `staff`.
  public static let visitRescheduled: EventName = "visit.rescheduled"
  /// It is not to be made any more; `staff`.
  public static let visitCancelled: EventName = "visit.cancelled"
  /// It has begun; `staff`, `flags`.
  public static let visitCheckedIn: EventName = "visit.checkedIn"
  /// It has ended; `staff`, `flags`.
  public static let visitCheckedOut: EventName = "visit.checkedOut"
}
