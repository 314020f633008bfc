import Foundation

extension SalesDesk {
  /// Opens a deal in a pipeline.
  ///
  /// - Parameters:
  ///   - name: what it is called.
  ///   - pipeline: the pipeline it runs through.
  ///   - stage: where it begins; by default the first open stage.
  ///   - currency: the currency of its amounts.
  ///   - author: who opens it.
  ///   - facts: what the stage's requirements ask for besides the deal's own fields.
  ///   - id: its identifier, for example derived from another system's key; a new one by default.
  ///   - configure: sets everything else.
  /// - Throws: `ValidationError` with all problems of the deal; ``MoveViolation`` with all unmet requirements of the stage;
  ///   `StoreError`.
  @discardableResult
  public func open(
    _ name: String, in pipeline: Identifier<SalesPipeline>, stage: StageID? = nil, currency: Currency,
    by author: Author, facts: MoveFacts? = nil, id: Identifier<Deal>? = nil,
    _ configure: (inout Deal) throws -> Void = { _ in }
  ) async throws -> Deal {
    try await store.perform {
      try await prepareOpen(
        name, in: pipeline, stage: stage, currency: currency, by: author, facts: facts, id: id, configure)
    }
  }

  /// The changes of ``open(_:in:stage:currency:by:facts:id:_:)``.
  public func prepareOpen(
    _ name: String, in pipeline: Identifier<SalesPipeline>, stage: StageID? = nil, currency: Currency,
    by author: Author, facts: MoveFacts? = nil, id: Identifier<Deal>? = nil,
    _ configure: (inout Deal) throws -> Void = { _ in }
  ) async throws -> Prepared<Deal> {
    let now = environment.now()
    let found = try await store.require(pipeline)
    let facts = facts ?? MoveFacts(timeZone: environment.timeZone)
    let place = try found.record.entry(stage)
    var deal = Deal(
      id: id ?? environment.id(), name: name, pipeline: pipeline,
      history: StageHistory(startingIn: place, at: now, by: author), currency: currency,
      opened: CalendarDay(now, in: environment.timeZone))
    try configure(&deal)
    try ValidationError.check(deal.problems(in: found.record))
    let unmet = deal.unmetRequirements(of: place, at: now, facts: facts)
    if !unmet.isEmpty { throw MoveViolation(deal: deal.id, target: place.id, problems: unmet) }
    var changes = ChangeSet(author: author, date: now)
    changes.require(unchanged: found)
    changes.insert(deal)
    changes.insert(event(.dealOpened, deal, at: now, by: author, ["stage": .choice(place.id.rawValue)]))
    return Prepared(deal, changes: changes)
  }

  /// Changes a deal's properties; stage and history change by moving only.
  ///
  /// - Throws: what `body` throws; `ValidationError` with all problems of the result; `StoreError`.
  @discardableResult
  public func edit(
    _ id: Identifier<Deal>, by author: Author, _ body: (inout Deal) throws -> Void
  ) async throws -> Deal {
    try await store.perform { try await prepareEdit(id, by: author, body) }
  }

  /// The changes of ``edit(_:by:_:)``; none if nothing differs.
  public func prepareEdit(
    _ id: Identifier<Deal>, by author: Author, _ body: (inout Deal) throws -> Void
  ) async throws -> Prepared<Deal> {
    try await prepareChange(of: id, by: author, body) { old, new in
      (.dealChanged, ["fields": .list(Deal.changedFields(from: old, to: new).map { .text($0.rawValue) })])
    }
  }

  /// Lets a deal pause until a day, with a reason. It goes on by itself.
  ///
  /// - Throws: `ValidationError` if the deal is decided; `StoreError`.
  @discardableResult
  public func suspend(
    _ id: Identifier<Deal>, reason: String, until day: CalendarDay, by author: Author
  ) async throws -> Deal {
    try await store.perform { try await prepareSuspend(id, reason: reason, until: day, by: author) }
  }

  /// The changes of ``suspend(_:reason:until:by:)``.
  public func prepareSuspend(
    _ id: Identifier<Deal>, reason: String, until day: CalendarDay, by author: Author
  ) async throws -> Prepared<Deal> {
    try await prepareChange(of: id, by: author) {
      $0.suspension = Suspension(reason: reason, resumeOn: day)
    } event: { _, _ in
      (.dealSuspended, ["resumeOn": .day(day)])
    }
  }

  /// Ends a pause before its day; nothing happens without one.
  ///
  /// - Throws: `StoreError`.
  @discardableResult
  public func resume(_ id: Identifier<Deal>, by author: Author) async throws -> Deal {
    try await store.perform { try await prepareResume(id, by: author) }
  }

  /// The changes of ``resume(_:by:)``.
  public func prepareResume(_ id: Identifier<Deal>, by author: Author) async throws -> Prepared<Deal> {
    // The pause ends today rather than vanishing, so that idle time counts from here.
    let today = CalendarDay(environment.now(), in: environment.timeZone)
    return try await prepareChange(of: id, by: author) { deal in
      if deal.isSuspended(on: today) { deal.suspension?.resumeOn = today }
    } event: { _, _ in
      (.dealResumed, [:])
    }
  }

  private func prepareChange(
    of id: Identifier<Deal>, by author: Author, _ body: (inout Deal) throws -> Void,
    event describe: (Deal, Deal) -> (EventName, [String: FieldValue])
  ) async throws -> Prepared<Deal> {
    let now = environment.now()
    let stored = try await store.require(id)
    var changed = stored
    try body(&changed.record)
    guard changed.record != stored.record else { return Prepared(stored.record, changes: ChangeSet()) }
    let pipeline = try await store.require(stored.record.pipeline)
    try ValidationError.check(changed.record.problems(in: pipeline.record))
    let (name, properties) = describe(stored.record, changed.record)
    var changes = ChangeSet(author: author, date: now)
    changes.update(changed)
    changes.insert(event(name, changed.record, at: now, by: author, properties))
    return Prepared(changed.record, changes: changes)
  }
}

extension SalesPipeline {
  /// The stage in which a deal begins.
  fileprivate func entry(_ id: StageID?) throws(ValidationError) -> Stage {
    var problems: [FieldProblem] = []
    if isArchived { problems.append(FieldProblem("pipeline", SalesReason.archivedPipeline)) }
    let stage = id.map { self.stage($0) } ?? first(.open)
    if stage == nil { problems.append(FieldProblem("stage", FieldProblem.Code.dangling)) }
    if let stage, stage.category.isClosed {
      problems.append(FieldProblem("stage", FieldProblem.Code.contradicts, ["other": .text("category")]))
    }
    if let stage, stage.isRetiring {
      problems.append(FieldProblem("stage", SalesReason.retiringStage, ["stage": .choice(stage.id.rawValue)]))
    }
    guard let stage, problems.isEmpty else { throw ValidationError(problems) }
    return stage
  }
}
