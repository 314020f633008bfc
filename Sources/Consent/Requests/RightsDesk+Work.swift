import Foundation

extension RightsDesk {
  /// Begins the work on an approved request that the host does itself: ``FulfilmentDesk`` leaves it alone from then on.
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
    try await prepareBegin(id, steps: steps, isFulfilled: false, by: author)
  }

  func prepareBegin(
    _ id: Identifier<SubjectRequest>, steps: [ParticipantName], isFulfilled: Bool, by author: Author
  ) async throws -> Prepared<SubjectRequest> {
    try await prepare(id, by: author, reason: "rights.begin") { request, now in
      guard request.standing == .approved else {
        throw IllegalTransition(id, from: request.state, to: .inProgress)
      }
      try request.move(to: .inProgress, at: now, by: author)
      var seen: Set<ParticipantName> = []
      if !isFulfilled { request.fulfilment = nil }
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
  /// - Throws: ``RequestRefusal/unknownStep``; ``RequestRefusal/notByHand`` for what only the system can tell; ``IllegalTransition`` if
  ///   it is not being worked on; `StoreError`.
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
      guard request.mayBeTold(of: step) else { throw RequestRefusal.notByHand }
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
  /// - Throws: ``IllegalTransition`` if it is not being worked on; ``RequestRefusal/notByHand`` if ``FulfilmentDesk`` does it;
  ///   `CancellationError`; `StoreError` if not even the failure could be
  ///   written down.
  @discardableResult
  public func carryOut(
    _ id: Identifier<SubjectRequest>, by author: Author,
    _ work: (_ step: ParticipantName, _ request: SubjectRequest) async throws -> ChangeSet
  ) async throws -> SubjectRequest {
    var request = try await store.require(id).record
    guard request.fulfilment == nil else { throw RequestRefusal.notByHand }
    if request.state != .inProgress { request = try await resume(id, by: author) }
    for step in request.openSteps.map(\.name) {
      do {
        request = try await mark(step, of: id, by: author) { request in
          StepProgress(changes: try await work(step, request))
        }
      } catch let error as CancellationError {
        throw error
      } catch {
        request = try await progress(id, step: step, StepOutcome(error), by: author)
      }
    }
    return request
  }

  /// Writes what a step has come to, with its changes in one commit, unless it is done. `work` gets the request as it is when nobody
  /// writes it before the commit, and is called again when somebody did.
  func mark(
    _ step: ParticipantName, of id: Identifier<SubjectRequest>, by author: Author,
    _ work: (SubjectRequest) async throws -> StepProgress
  ) async throws -> SubjectRequest {
    try await store.perform {
      let stored = try await store.require(id)
      guard stored.openSteps.contains(where: { $0.name == step }) else {
        return Prepared(stored.record, changes: ChangeSet())
      }
      let progress = try await work(stored.record)
      var prepared = try prepare(stored, by: author, reason: "rights.progress") { request, now in
        progress.note(&request, now)
        switch progress.stand {
        case .done: try request.settle(step, .done, at: now, by: author, evidence: progress.evidence)
        case .open(let date): try request.hold(step, until: date, at: now, by: author)
        case .asks(let question): try request.hold(step, asking: question, at: now, by: author)
        }
      }
      prepared.changes.append(progress.changes)
      return prepared
    }
  }
}
