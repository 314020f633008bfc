public import Foundation

extension EventName {
  /// A legal hold was set; `scope`, `reason`. It is about the hold.
  public static let legalHoldSet: EventName = "retention.holdSet"
  /// A legal hold was lifted. It is about the hold.
  public static let legalHoldLifted: EventName = "retention.holdLifted"
}

extension RetentionDesk {
  /// Sets a legal hold: from its commit on nothing that it covers is deleted or pseudonymised, also not by work that had been planned
  /// before.
  ///
  /// - Parameters:
  ///   - scope: what it covers.
  ///   - reason: why, as a code.
  ///   - matter: the file number or another name of the case; no personal data.
  ///   - from: the first instant; now if `nil`.
  ///   - until: the first instant after it; `nil`: until it is lifted.
  ///   - author: who sets it.
  /// - Throws: `ValidationError` naming everything that is wrong: an end that is not after the start, no reason, a record that does not
  ///   exist; `StoreError`.
  @discardableResult
  public func setHold(
    on scope: LegalHoldScope, reason: ReasonCode, matter: String? = nil, from: Date? = nil, until: Date? = nil,
    by author: Author
  ) async throws -> LegalHold {
    try await store.perform {
      try await prepareSetHold(on: scope, reason: reason, matter: matter, from: from, until: until, by: author)
    }
  }

  /// The changes that ``setHold(on:reason:matter:from:until:by:)`` commits.
  public func prepareSetHold(
    on scope: LegalHoldScope, reason: ReasonCode, matter: String? = nil, from: Date? = nil, until: Date? = nil,
    by author: Author
  ) async throws -> Prepared<LegalHold> {
    let now = environment.now()
    let hold = LegalHold(
      id: environment.id(), scope: scope, reason: reason, matter: matter, from: from ?? now, until: until,
      author: author)
    var problems: [FieldProblem] = []
    if reason.rawValue.isEmpty { problems.append(FieldProblem("reason", FieldProblem.Code.missing)) }
    if let until, until <= hold.from { problems.append(FieldProblem("until", FieldProblem.Code.outOfRange)) }
    if let target = scope.target, let type = registry.type(of: target.collection),
      try await !exists(target, as: type)
    {
      problems.append(FieldProblem("scope.target", FieldProblem.Code.dangling))
    }
    try ValidationError.check(problems)
    var changes = ChangeSet(author: author, reason: "retention.setHold")
    changes.insert(hold)
    changes.insert(
      event(
        .legalHoldSet, about: hold, at: now, by: author,
        ["scope": .choice(scope.kind.rawValue), "reason": .choice(reason.rawValue)]))
    try await LegalHolds.count(in: &changes, store: store)
    return Prepared(hold, changes: changes)
  }

  /// Lifts a legal hold: what it kept is dealt with by the next sweep.
  ///
  /// - Throws: `ValidationError` if it was lifted before; `StoreError`, with code `notFound` if there is none.
  @discardableResult
  public func liftHold(_ id: Identifier<LegalHold>, by author: Author) async throws -> LegalHold {
    try await store.perform { try await prepareLiftHold(id, by: author) }
  }

  /// The changes that ``liftHold(_:by:)`` commits.
  public func prepareLiftHold(_ id: Identifier<LegalHold>, by author: Author) async throws -> Prepared<LegalHold> {
    let now = environment.now()
    var stored = try await store.require(id)
    guard stored.liftedAt == nil else {
      throw ValidationError([FieldProblem("liftedAt", RetentionReason.alreadyLifted)])
    }
    stored.liftedAt = now
    stored.liftedBy = author
    var changes = ChangeSet(author: author, reason: "retention.liftHold")
    changes.update(stored)
    changes.insert(event(.legalHoldLifted, about: stored.record, at: now, by: author))
    try await LegalHolds.count(in: &changes, store: store)
    return Prepared(stored.record, changes: changes)
  }

  /// The legal holds in force now, in order of their identifiers.
  public func holds() async throws -> [LegalHold] {
    try await LegalHolds.read(in: store, at: environment.now()).holds
  }

  private func exists<R: Record>(_ target: RecordReference, as type: R.Type) async throws -> Bool {
    guard let id = target.id(as: R.self) else { return false }
    return try await store.get(id) != nil
  }

  private func event(
    _ name: EventName, about hold: LegalHold, at now: Date, by author: Author, _ properties: [String: FieldValue] = [:]
  ) -> Event {
    Event(
      id: environment.id(), name: name, about: RecordReference(hold), date: now, author: author, properties: properties)
  }
}
