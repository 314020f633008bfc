public import CRMCore
public import Foundation

extension CustomerDirectory {
  /// Adds something to be done, together with a `followUp.added` event.
  ///
  /// - Throws: `ValidationError`; `exhausted` if the identifier is taken.
  @discardableResult
  public func addFollowUp(_ followUp: FollowUp, by author: Author) async throws -> FollowUp {
    try await store.perform { try prepareAddFollowUp(followUp, by: author) }
  }

  /// The changes that ``addFollowUp(_:by:)`` commits.
  public func prepareAddFollowUp(_ followUp: FollowUp, by author: Author) throws -> Prepared<FollowUp> {
    try prepareAddFollowUp(followUp, by: author, now: environment.now())
  }

  func prepareAddFollowUp(_ followUp: FollowUp, by author: Author, now: Date) throws -> Prepared<FollowUp> {
    try ValidationError.check(followUp.problems())
    var changes = ChangeSet(author: author, date: now)
    changes.insert(followUp)
    changes.insert(event(.followUpAdded, followUp, at: now, by: author))
    return Prepared(followUp, changes: changes)
  }

  /// Marks a follow-up as done, together with a `followUp.completed` event and the next one, in one commit: the one given, and of
  /// a series the next occurrence.
  ///
  /// - Parameters:
  ///   - id: the follow-up.
  ///   - outcome: what came of it.
  ///   - next: what has to be done next.
  ///   - author: who did it.
  /// - Throws: ``FollowUpViolation``, also ``FollowUpViolation/nextRequired(_:)``; `ValidationError`; `notFound`.
  @discardableResult
  public func completeFollowUp(
    _ id: Identifier<FollowUp>, outcome: String? = nil, next: FollowUp? = nil, by author: Author
  ) async throws -> FollowUp {
    try await store.perform { try await prepareCompleteFollowUp(id, outcome: outcome, next: next, by: author) }
  }

  /// The changes that ``completeFollowUp(_:outcome:next:by:)`` commits.
  public func prepareCompleteFollowUp(
    _ id: Identifier<FollowUp>, outcome: String? = nil, next: FollowUp? = nil, by author: Author
  ) async throws -> Prepared<FollowUp> {
    let now = environment.now()
    var stored = try await store.require(id)
    let due = stored.effectiveDue
    let occurrence = stored.record.nextOccurrence(at: now)
    stored.record = try stored.record.completing(outcome: outcome, next: next?.id ?? occurrence?.id, at: now)
    if next == nil, occurrence == nil, kindsRequiringNext.contains(stored.kind) {
      throw FollowUpViolation.nextRequired(stored.kind)
    }
    var properties: [String: FieldValue] = ["late": .integer(Int64(max(0, now.timeIntervalSince(due))))]
    if let outcome { properties["outcome"] = .text(outcome) }
    var changes = ChangeSet(author: author, date: now)
    changes.update(stored)
    changes.insert(event(.followUpCompleted, stored.record, at: now, by: author, properties))
    if let next { changes.append(try prepareAddFollowUp(next, by: author, now: now).changes) }
    try await add(occurrence, to: &changes, by: author, now: now)
    return Prepared(stored.record, changes: changes)
  }

  /// Leaves out this one of a series: it is cancelled, with a `followUp.cancelled` event, and the next occurrence is added.
  ///
  /// - Throws: ``FollowUpViolation``; `notFound`.
  @discardableResult
  public func skipFollowUp(
    _ id: Identifier<FollowUp>, reason: String? = nil, by author: Author
  ) async throws -> FollowUp {
    try await store.perform { try await prepareSkipFollowUp(id, reason: reason, by: author) }
  }

  /// The changes that ``skipFollowUp(_:reason:by:)`` commits.
  public func prepareSkipFollowUp(
    _ id: Identifier<FollowUp>, reason: String? = nil, by author: Author
  ) async throws -> Prepared<FollowUp> {
    let now = environment.now()
    let occurrence = try await store.require(id).record.nextOccurrence(at: now)
    var prepared = try await prepareChange(of: id, .followUpCancelled, by: author) { followUp, now in
      followUp = try followUp.cancelling(reason: reason, at: now)
      followUp.next = occurrence?.id
    }
    try await add(occurrence, to: &prepared.changes, by: author, now: now)
    return prepared
  }

  /// Adds the next one of a series, unless it is there: the one before was opened again and closed once more.
  private func add(
    _ occurrence: FollowUp?, to changes: inout ChangeSet, by author: Author, now: Date
  ) async throws {
    guard let occurrence, try await store.get(occurrence.id) == nil else { return }
    changes.append(try prepareAddFollowUp(occurrence, by: author, now: now).changes)
  }

  /// Marks a closed follow-up as to be done again, together with a `followUp.reopened` event. What came out of it stays.
  ///
  /// - Throws: ``FollowUpViolation/notClosed``; `notFound`.
  @discardableResult
  public func reopenFollowUp(_ id: Identifier<FollowUp>, by author: Author) async throws -> FollowUp {
    try await store.perform { try await prepareReopenFollowUp(id, by: author) }
  }

  /// The changes that ``reopenFollowUp(_:by:)`` commits.
  public func prepareReopenFollowUp(_ id: Identifier<FollowUp>, by author: Author) async throws -> Prepared<FollowUp> {
    try await prepareChange(of: id, .followUpReopened, by: author) { followUp, _ in followUp = try followUp.reopening()
    }
  }

  /// Marks a follow-up as not to be done any more, together with a `followUp.cancelled` event; a series ends with it.
  ///
  /// - Throws: ``FollowUpViolation``; `notFound`.
  @discardableResult
  public func cancelFollowUp(
    _ id: Identifier<FollowUp>, reason: String? = nil, by author: Author
  ) async throws -> FollowUp {
    try await store.perform { try await prepareCancelFollowUp(id, reason: reason, by: author) }
  }

  /// The changes that ``cancelFollowUp(_:reason:by:)`` commits.
  public func prepareCancelFollowUp(
    _ id: Identifier<FollowUp>, reason: String? = nil, by author: Author
  ) async throws -> Prepared<FollowUp> {
    try await prepareChange(of: id, .followUpCancelled, by: author) { followUp, now in
      followUp = try followUp.cancelling(reason: reason, at: now)
    }
  }

  /// Puts a follow-up off, together with a `followUp.snoozed` event.
  ///
  /// - Throws: ``FollowUpViolation``; `notFound`.
  @discardableResult
  public func snoozeFollowUp(
    _ id: Identifier<FollowUp>, until moment: Date, by author: Author
  ) async throws -> FollowUp {
    try await store.perform { try await prepareSnoozeFollowUp(id, until: moment, by: author) }
  }

  /// The changes that ``snoozeFollowUp(_:until:by:)`` commits.
  public func prepareSnoozeFollowUp(
    _ id: Identifier<FollowUp>, until moment: Date, by author: Author
  ) async throws -> Prepared<FollowUp> {
    try await prepareChange(of: id, .followUpSnoozed, by: author, ["until": .date(moment)]) { followUp, now in
      followUp = try followUp.snoozing(until: moment, at: now)
    }
  }

  /// One page of what is overdue now, longest overdue first.
  ///
  /// - Parameters:
  ///   - owner: whose; `nil` is everybody's.
  ///   - limit: the most items on the page.
  ///   - cursor: where the page starts.
  public func overdueFollowUps(
    of owner: Identifier<StaffMember>? = nil, limit: Int = 50, after cursor: PageCursor? = nil
  ) async throws -> Page<FollowUp> {
    let query = owner.map { Query(FollowUp.byOwner, $0) } ?? Query(FollowUp.byDue)
    return try await page(query.through(environment.now()).limited(to: limit).after(cursor))
  }

  /// One page of what a person has to do, first due first.
  public func openFollowUps(
    of owner: Identifier<StaffMember>, limit: Int = 50, after cursor: PageCursor? = nil
  ) async throws -> Page<FollowUp> {
    try await page(Query(FollowUp.byOwner, owner).limited(to: limit).after(cursor))
  }

  /// One page of what there is to do about a customer, first due first.
  public func openFollowUps(
    about customer: Identifier<Customer>, limit: Int = 50, after cursor: PageCursor? = nil
  ) async throws -> Page<FollowUp> {
    try await page(Query(FollowUp.byCustomer, customer, false).limited(to: limit).after(cursor))
  }

  /// The next moment at which somebody has to be reminded of something; `nil` if there is nothing to do. Reads one record.
  public func nextFollowUpMoment() async throws -> Date? {
    try await store.first(Query(FollowUp.byNextReminder))?.nextReminder
  }

  /// The reminders that are due, oldest first, each given once: what was given back is marked in the same commit.
  ///
  /// - Parameters:
  ///   - limit: the most reminders at a time; call again until there are none.
  ///   - author: who reminds.
  public func takeDueReminders(limit: Int = 100, by author: Author) async throws -> [FollowUp] {
    try await store.perform { try await prepareTakeDueReminders(limit: limit, by: author) }
  }

  /// The changes that ``takeDueReminders(limit:by:)`` commits. Join them with what reminds, a notice in the outbox for example.
  public func prepareTakeDueReminders(limit: Int = 100, by author: Author) async throws -> Prepared<[FollowUp]> {
    let now = environment.now()
    let due = try await store.page(Query(FollowUp.byNextReminder).through(now).limited(to: limit))
    var changes = ChangeSet(author: author, date: now)
    for var stored in due.items {
      stored.remindedThrough = stored.record.lastReminder(at: now)
      changes.update(stored)
    }
    return Prepared(due.items.map(\.record), changes: changes)
  }

  private func prepareChange(
    of id: Identifier<FollowUp>, _ name: EventName, by author: Author, _ properties: [String: FieldValue] = [:],
    _ change: (inout FollowUp, Date) throws -> Void
  ) async throws -> Prepared<FollowUp> {
    let now = environment.now()
    var stored = try await store.require(id)
    try change(&stored.record, now)
    var changes = ChangeSet(author: author, date: now)
    changes.update(stored)
    changes.insert(event(name, stored.record, at: now, by: author, properties))
    return Prepared(stored.record, changes: changes)
  }

  private func event(
    _ name: EventName, _ followUp: FollowUp, at now: Date, by author: Author, _ properties: [String: FieldValue] = [:]
  ) -> Event {
    let all = properties.merging(["kind": .choice(followUp.kind.rawValue)]) { given, _ in given }
    return event(name, about: RecordReference(followUp), customer: followUp.customer, at: now, by: author, all)
  }
}
