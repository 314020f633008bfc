import Foundation

/// The desk that requests of data subjects come to: receives, checks who asks, keeps the time, has the work done and closes.
///
/// Every step of the life cycle is one commit of the request, with an event for each thing that happened. What time does by itself
/// (warnings, the end of the time) is done by ``deadlineWork`` in a heartbeat, and by every verb before it acts: when it is done
/// makes no difference to what is written.
///
/// A value without state.
public struct RightsDesk: Sendable {
  /// The ledger: its store, clock, digester and packs are the desk's.
  public let ledger: ConsentLedger
  /// The calendars by which deadlines are counted.
  public let calendars: DeadlineCalendars
  /// How many days before the end there is a warning.
  public let warningDays: [Int]
  /// Who on the staff gets a notice of warnings and of the end; `nil` is nobody.
  public let noticeTo: Notice.Recipient?
  /// For how many minutes a one-time code is good.
  public let codeMinutes: Int

  /// How many wrong codes may be given for one one-time code.
  public static let codeAttempts = 5
  /// How many one-time codes a request may have.
  public static let codesPerRequest = 5

  /// A desk.
  ///
  /// - Parameters:
  ///   - ledger: store, clock, digester and packs.
  ///   - calendars: see ``calendars``; by default Monday to Friday in the zone of the ledger's environment.
  ///   - warningDays: see ``warningDays``.
  ///   - noticeTo: see ``noticeTo``.
  ///   - codeMinutes: see ``codeMinutes``; at least 1.
  public init(
    ledger: ConsentLedger, calendars: DeadlineCalendars? = nil, warningDays: [Int] = [7, 1],
    noticeTo: Notice.Recipient? = nil, codeMinutes: Int = 60
  ) {
    self.ledger = ledger
    self.calendars = calendars ?? DeadlineCalendars(timeZone: ledger.environment.timeZone)
    self.warningDays = warningDays
    self.noticeTo = noticeTo
    self.codeMinutes = max(1, codeMinutes)
  }

  var store: any Store { ledger.store }
  var environment: CRMEnvironment { ledger.environment }

  func deadline(
    of request: SubjectRequest, verified: Date?, isExtended: Bool = false
  ) -> RequestDeadline {
    ledger.policies.deadline(
      for: request.right, received: request.receivedAt, verified: verified, in: request.jurisdictions,
      calendars: calendars, isExtended: isExtended)
  }

  /// One change of a request: what time has done meanwhile, then `change`, with the events of both.
  func prepare(
    _ id: Identifier<SubjectRequest>, by author: Author, reason: String,
    _ change: (inout SubjectRequest, Date) throws -> Void
  ) async throws -> Prepared<SubjectRequest> {
    try prepare(try await store.require(id), by: author, reason: reason, change)
  }

  /// One change of a request as it was read: the commit conflicts if somebody was faster.
  func prepare(
    _ stored: Stored<SubjectRequest>, by author: Author, reason: String,
    _ change: (inout SubjectRequest, Date) throws -> Void
  ) throws -> Prepared<SubjectRequest> {
    let now = environment.now()
    var request = stored.record
    request.catchUp(to: now)
    try change(&request, now)
    var changes = ChangeSet(author: author, reason: reason, date: now)
    try write(request, over: stored, into: &changes)
    return Prepared(request, changes: changes)
  }

  /// Adds a changed request with the events of what was logged since it was read.
  func write(_ request: SubjectRequest, over stored: Stored<SubjectRequest>, into changes: inout ChangeSet) throws {
    guard request != stored.record else { return }
    changes.update(request, expecting: stored.revision)
    try tell(request, after: stored.record.log.count, into: &changes)
  }

  /// Adds the events of the entries of a log from a place on, and the notices for the staff.
  func tell(_ request: SubjectRequest, after count: Int, into changes: inout ChangeSet) throws {
    for (number, entry) in request.log.enumerated().dropFirst(count) {
      var properties = entry.reason?.arguments ?? [:]
      properties["right"] = .choice(request.right.rawValue)
      properties["state"] = .choice(entry.to.rawValue)
      properties["from"] = entry.from.map { .choice($0.rawValue) }
      properties["reason"] = entry.reason.map { .choice($0.code.rawValue) }
      let id: Identifier<Event> = Identifier(derivedFrom: "rights.event", request.id.description, String(number))
      changes.insert(
        Event(
          id: id, name: entry.eventName, about: RecordReference(request), customer: request.subject.party,
          date: entry.date, author: entry.author, properties: properties))
      let isUrgent = entry.to == .expired && entry.kind == .moved
      guard let noticeTo, let reason = entry.reason, entry.kind == .warned || entry.kind == .asked || isUrgent
      else { continue }
      try changes.enqueue(
        Notice(
          id: id.cast(), to: noticeTo, content: reason, about: RecordReference(request),
          urgency: isUrgent ? .high : .normal, date: entry.date))
    }
  }
}
