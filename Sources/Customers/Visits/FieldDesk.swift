public import CRMCore
import Foundation

/// Visits of field staff: plan, check in, check out, compare.
///
/// A value without state over the records of a ``CustomerDirectory``. What stands on the timeline and in events tells when and how
/// long, never where.
public struct FieldDesk: Sendable {
  /// The customers, and where the records are.
  public let directory: CustomerDirectory
  /// How visits are judged.
  public var rules: VisitRules
  /// The organisation's working time, which teams and people refine with theirs.
  public var organisationHours: WorkingHours

  /// A desk.
  ///
  /// - Parameters:
  ///   - directory: the customers, and where the records are.
  ///   - organisationHours: the organisation's working time; positions are taken in working time only.
  ///   - rules: how visits are judged.
  public init(_ directory: CustomerDirectory, organisationHours: WorkingHours, rules: VisitRules = VisitRules()) {
    self.directory = directory
    self.organisationHours = organisationHours
    self.rules = rules
  }

  var store: any Store { directory.store }
  var environment: CRMEnvironment { directory.environment }

  /// Plans a visit, together with a `visit.planned` event.
  ///
  /// - Throws: ``VisitViolation/emptyPeriod``; ``OwnershipViolation/notActive(_:)``; `notFound` if there is no such customer.
  @discardableResult
  public func plan(_ visit: FieldVisit, by author: Author) async throws -> FieldVisit {
    try await store.perform { try await preparePlan(visit, by: author) }
  }

  /// The changes that ``plan(_:by:)`` commits.
  public func preparePlan(_ visit: FieldVisit, by author: Author) async throws -> Prepared<FieldVisit> {
    let now = environment.now()
    guard !visit.planned.isEmpty else { throw VisitViolation.emptyPeriod }
    let customer = try await directory.requireCurrent(visit.customer)
    var visit = visit
    visit.customer = customer.id
    var changes = ChangeSet(author: author, date: now)
    changes.require(unchanged: customer)
    try await directory.require(active: visit.staff, at: now, in: &changes)
    changes.insert(visit)
    changes.insert(event(.visitPlanned, visit, at: now, by: author))
    return Prepared(visit, changes: changes)
  }

  /// Plans a visit for another time, together with a `visit.rescheduled` event.
  ///
  /// - Throws: ``VisitViolation``; `notFound`.
  @discardableResult
  public func reschedule(
    _ id: Identifier<FieldVisit>, to period: Period, by author: Author
  ) async throws -> FieldVisit {
    try await store.perform {
      try await prepareChange(of: id, .visitRescheduled, by: author) { visit, _ throws(VisitViolation) in
        guard visit.state == .planned else { throw .notPlanned(visit.state) }
        guard !period.isEmpty else { throw .emptyPeriod }
        visit.planned = period
      }
    }
  }

  /// Cancels a planned visit, together with a `visit.cancelled` event.
  ///
  /// - Throws: ``VisitViolation/notPlanned(_:)``; `notFound`.
  @discardableResult
  public func cancel(_ id: Identifier<FieldVisit>, by author: Author) async throws -> FieldVisit {
    try await store.perform {
      try await prepareChange(of: id, .visitCancelled, by: author) { visit, now throws(VisitViolation) in
        visit = try visit.cancelling(at: now)
      }
    }
  }

  /// Begins a visit, together with a `visit.checkedIn` event. The position is kept for a while on its own; the visit keeps the
  /// distance.
  ///
  /// - Parameters:
  ///   - id: the visit.
  ///   - fix: where the device is; `nil` is flagged, and the only way outside working time.
  ///   - author: who does it.
  /// - Throws: ``VisitViolation``; `notFound`. After a refusal nothing of the position is kept.
  @discardableResult
  public func checkIn(
    _ id: Identifier<FieldVisit>, at fix: PositionFix? = nil, by author: Author
  ) async throws -> FieldVisit {
    try await store.perform { try await prepareCheckIn(id, at: fix, by: author) }
  }

  /// The changes that ``checkIn(_:at:by:)`` commits.
  public func prepareCheckIn(
    _ id: Identifier<FieldVisit>, at fix: PositionFix? = nil, by author: Author
  ) async throws -> Prepared<FieldVisit> {
    try await prepareFixed(id, fix, isEnd: false, .visitCheckedIn, by: author) {
      visit, judgement, now throws(VisitViolation) in
      visit = try visit.checkingIn(judgement, at: now)
    }
  }

  /// Ends a visit: a `visit.checkedOut` event, and an `Interaction` on the customer's timeline with the times and the outcome.
  ///
  /// - Parameters:
  ///   - id: the visit.
  ///   - fix: where the device is; `nil` is flagged, and the only way outside working time.
  ///   - outcome: what came of it.
  ///   - followUp: what is to be done next.
  ///   - author: who does it.
  /// - Throws: ``VisitViolation``; `notFound`; `ValidationError`.
  @discardableResult
  public func checkOut(
    _ id: Identifier<FieldVisit>, at fix: PositionFix? = nil, outcome: String? = nil, followUp: FollowUp? = nil,
    by author: Author
  ) async throws -> FieldVisit {
    try await store.perform {
      try await prepareCheckOut(id, at: fix, outcome: outcome, followUp: followUp, by: author)
    }
  }

  /// The changes that ``checkOut(_:at:outcome:followUp:by:)`` commits.
  public func prepareCheckOut(
    _ id: Identifier<FieldVisit>, at fix: PositionFix? = nil, outcome: String? = nil, followUp: FollowUp? = nil,
    by author: Author
  ) async throws -> Prepared<FieldVisit> {
    let interaction = Identifier<Interaction>(derivedFrom: "visit", id.description)
    var prepared = try await prepareFixed(id, fix, isEnd: true, .visitCheckedOut, by: author) {
      visit, judgement, now throws(VisitViolation) in
      visit = try visit.checkingOut(judgement, outcome: outcome, at: now)
      visit.interaction = interaction
    }
    let visit = prepared.value
    let logged = Interaction(
      id: interaction, customer: visit.customer, kind: .visit, direction: .outbound,
      date: visit.checkedIn ?? visit.planned.start, duration: visit.duration, staff: visit.staff,
      subject: RecordReference(visit), title: visit.purpose, outcome: outcome)
    prepared.changes.append(try await directory.prepareLog(logged, followUp: followUp, by: author).changes)
    return prepared
  }

  /// Erasing positions whose time is over, as work for a `Heartbeat`.
  public var forgettingPositions: DueRecords<VisitPosition> {
    DueRecords("visits.positions", in: store, VisitPosition.byErasure) {
      $0.eraseAt
    } change: { stored, changes, _ in
      changes.delete(stored)
    }
  }

  /// The working time of a member of staff: the organisation's, refined by the teams from the outermost, then by their own.
  public func workingCalendar(of id: Identifier<StaffMember>) async throws -> WorkingCalendar {
    guard let member = try await store.get(id)?.record else {
      return WorkingCalendar(layers: [organisationHours], timeZone: environment.timeZone)
    }
    var layers = [member.workingHours].compactMap(\.self)
    var next = member.team
    var seen: Set<Identifier<Team>> = []
    while let id = next, seen.insert(id).inserted, let team = try await store.get(id)?.record {
      if let hours = team.workingHours { layers.insert(hours, at: 0) }
      next = team.parent
    }
    return WorkingCalendar(layers: [organisationHours] + layers, timeZone: environment.timeZone)
  }
}
