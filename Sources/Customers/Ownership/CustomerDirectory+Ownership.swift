public import CRMCore
import Foundation

extension CustomerDirectory {
  /// Gives customers to somebody who works here, or to nobody, in one commit, with the events of each. What their owner had to do
  /// about them goes with them.
  ///
  /// - Parameters:
  ///   - customers: the customers.
  ///   - owner: who looks after them from now on; `nil` is nobody.
  ///   - withFollowUps: whether open follow-ups about them that the owner before had go to the new owner, too.
  ///   - author: who decides it.
  /// - Throws: ``OwnershipViolation/notActive(_:)``; `notFound`.
  @discardableResult
  public func assign(
    _ customers: [Identifier<Customer>], to owner: Identifier<StaffMember>?, withFollowUps: Bool = true,
    by author: Author
  ) async throws -> [Customer] {
    try await store.perform {
      try await prepareAssign(customers, to: owner, withFollowUps: withFollowUps, by: author)
    }
  }

  /// The changes that ``assign(_:to:withFollowUps:by:)`` commits.
  public func prepareAssign(
    _ customers: [Identifier<Customer>], to owner: Identifier<StaffMember>?, withFollowUps: Bool = true,
    by author: Author
  ) async throws -> Prepared<[Customer]> {
    let now = environment.now()
    var changes = ChangeSet(author: author, date: now)
    try await require(active: owner, at: now, in: &changes)
    var result: [Customer] = []
    var seen: Set<Identifier<Customer>> = []
    for id in customers where seen.insert(id).inserted {
      let before = try await requireCurrent(id)
      changes.require(unchanged: before)
      let edit = try await prepareEdit(before.id, by: author) { $0.owner = owner }
      changes.append(edit.changes)
      result.append(edit.value)
      guard withFollowUps, before.owner != owner, let last = before.owner else { continue }
      for followUp in try await store.all(Query(FollowUp.byCustomer, before.id, false)) where followUp.owner == last {
        add(followUp, ownedBy: owner, to: &changes, at: now, by: author)
      }
    }
    return Prepared(result, changes: changes)
  }

  /// Gives one follow-up to somebody who works here, or to nobody, together with a `record.ownerChanged` event.
  ///
  /// - Throws: ``OwnershipViolation/notActive(_:)``; ``FollowUpViolation/notOpen(_:)``; `notFound`.
  @discardableResult
  public func assignFollowUp(
    _ id: Identifier<FollowUp>, to owner: Identifier<StaffMember>?, by author: Author
  ) async throws -> FollowUp {
    try await store.perform { try await prepareAssignFollowUp(id, to: owner, by: author) }
  }

  /// The changes that ``assignFollowUp(_:to:by:)`` commits.
  public func prepareAssignFollowUp(
    _ id: Identifier<FollowUp>, to owner: Identifier<StaffMember>?, by author: Author
  ) async throws -> Prepared<FollowUp> {
    let now = environment.now()
    var changes = ChangeSet(author: author, date: now)
    let stored = try await store.require(id)
    guard stored.isOpen else { throw FollowUpViolation.notOpen(stored.state) }
    try await require(active: owner, at: now, in: &changes)
    guard stored.owner != owner else { return Prepared(stored.record, changes: ChangeSet(author: author, date: now)) }
    add(stored, ownedBy: owner, to: &changes, at: now, by: author)
    var copy = stored.record
    copy.owner = owner
    return Prepared(copy, changes: changes)
  }

  /// Refuses somebody who is known not to work here, and lets the commit conflict if that changes meanwhile.
  ///
  /// - Throws: ``OwnershipViolation/notActive(_:)``.
  func require(
    active owner: Identifier<StaffMember>?, at now: Date, in changes: inout ChangeSet
  ) async throws {
    // A host may keep its staff elsewhere: whom we do not know, we cannot judge.
    guard let owner, let member = try await store.get(owner) else { return }
    guard member.record.isActive(at: now) else { throw OwnershipViolation.notActive(owner) }
    changes.require(unchanged: member)
  }

  private func add(
    _ followUp: Stored<FollowUp>, ownedBy owner: Identifier<StaffMember>?, to changes: inout ChangeSet, at now: Date,
    by author: Author
  ) {
    var properties: [String: FieldValue] = ["link": .choice("owner")]
    if let from = followUp.owner { properties["from"] = .reference(RecordReference(from)) }
    if let owner { properties["to"] = .reference(RecordReference(owner)) }
    var copy = followUp
    copy.owner = owner
    changes.update(copy)
    changes.insert(
      event(
        .ownerChanged, about: RecordReference(followUp.record), customer: followUp.customer, at: now, by: author,
        properties))
  }
}
