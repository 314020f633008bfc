extension RightsDesk {
  /// Begins the work on an approved request.
  ///
  /// - Parameters:
  ///   - id: the request.
  ///   - steps: who has a part in it; ``carryOut(_:by:_:)`` has each done once. Without any the request can be completed at once.
  ///   - author: who writes it down.
  /// - Throws: ``IllegalTransition``; `StoreError`.
  @discardableResult
  public func begin(
    _ id: Identifier<SubjectRequest>, steps: [ParticipantName], by author: Author
  ) async throws -> SubjectRequest {
    try await store.perform { try await prepareBegin(id, steps: steps, by: author) }
  }

  /// What ``begin(_:steps:by:)`` would commit.
  public func prepareBegin(
    _ id: Identifier<SubjectRequest>, steps: [ParticipantName], by author: Author
  ) async throws -> Prepared<SubjectRequest> {
    try await prepare(id, by: author, reason: "rights.begin") { request, now in
      guard request.standing == .approved else {
        throw IllegalTransition(id, from: request.state, to: .inProgress)
      }
      try request.move(to: .inProgress, at: now, by: author)
      var seen: Set<ParticipantName> = []
      request.steps = steps.filter { seen.insert($0).inserted }.map { RequestStep($0) }
    }
  }

  /// Goes on with a request of which a part failed, or whose time ran out while it was worked on.
  ///
  /// - Throws: ``IllegalTransition``; `StoreError`.
  @discardableResult
  public func resume(_ id: Identifier<SubjectRequest>, by author: Author) async throws -> SubjectRequest {
    try await store.perform {
      try await prepare(id, by: author, reason: "rights.resume") { request, now in
        guard request.standing == .partiallyDone || request.standing == .inProgress else {
          throw IllegalTransition(id, from: request.state, to: .inProgress)
        }
        try request.move(to: .inProgress, at: now, by: author)
      }
    }
  }

  /// Writes down what came of one step. A step that failed makes the request partially done; a step that is done stays done,
  /// whatever is told of it later.
  ///
  /// - Throws: ``RequestRefusal/unknownStep``; ``IllegalTransition`` if it is not being worked on; `StoreError`.
  @discardableResult
  public func progress(
    _ id: Identifier<SubjectRequest>, step: ParticipantName, _ outcome: StepOutcome, by author: Author
  ) async throws -> SubjectRequest {
    try await store.perform { try await prepareProgress(id, step: step, outcome, by: author) }
  }

  /// What ``progress(_:step:_:by:)`` would commit.
  public func prepareProgress(
    _ id: Identifier<SubjectRequest>, step: ParticipantName, _ outcome: StepOutcome, by author: Author
  ) async throws -> Prepared<SubjectRequest> {
    try await prepare(id, by: author, reason: "rights.progress") { request, now in
      try request.settle(step, outcome, at: now, by: author)
    }
  }

  /// Has every step done that is not done, each in one commit of its changes *with* the mark that it is done: a crash or a second
  /// call in between does nothing twice. A step that throws is marked as failed with a code, the others go on, and the request is
  /// left partially done; call this again to resume where it stopped.
  ///
  /// - Parameters:
  ///   - id: the request, in progress or partially done.
  ///   - author: who works on it.
  ///   - work: prepares the changes of one step; called again when the commit conflicts. What it does beyond the changes it returns must bear
  ///     being repeated. It must not write the request itself.
  /// - Returns: the request after the last step; look at its state.
  /// - Throws: ``IllegalTransition`` if it is not being worked on; `CancellationError`; `StoreError` if not even the failure could be
  ///   written down.
  @discardableResult
  public func carryOut(
    _ id: Identifier<SubjectRequest>, by author: Author,
    _ work: (_ step: ParticipantName, _ request: SubjectRequest) async throws -> ChangeSet
  ) async throws -> SubjectRequest {
    var request = try await store.require(id).record
    if request.state != .inProgress { request = try await resume(id, by: author) }
    for step in request.openSteps.map(\.name) {
      do {
        request = try await store.perform {
          let current = try await store.require(id)
          guard current.record.openSteps.contains(where: { $0.name == step }) else {
            return Prepared(current.record, changes: ChangeSet())
          }
          let changes = try await work(step, current.record)
          var prepared = try await prepareProgress(id, step: step, .done, by: author)
          prepared.changes.require(unchanged: current)
          prepared.changes.append(changes)
          return prepared
        }
      } catch let error as CancellationError {
        throw error
      } catch {
        request = try await progress(id, step: step, StepOutcome(error), by: author)
      }
    }
    return request
  }
}
