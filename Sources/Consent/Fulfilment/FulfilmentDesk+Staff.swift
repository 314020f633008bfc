public import CRMCore

/// What persons say to a request that the system carries out. Each lets it go on in the same call.
extension FulfilmentDesk {
  /// What the erasure that a request demands would do now: what the staff looks at before ``approve(_:for:by:)``.
  public func plan(for id: Identifier<SubjectRequest>) async throws -> ErasurePlan {
    try await plan(of: try await rights.request(id))
  }

  /// Approves the plan of an erasure that keeps something or meets other open requests of the person.
  ///
  /// - Parameters:
  ///   - plan: the plan, as it was shown to somebody.
  ///   - id: the request that demands the erasure.
  ///   - author: who approves it.
  /// - Returns: the request, with the erasure scheduled.
  /// - Throws: ``ErasureRefusal/stalePlan`` if anything changed since; ``RequestRefusal/unknownStep``; ``IllegalTransition``; `StoreError`.
  @discardableResult
  public func approve(
    _ plan: ErasurePlan, for id: Identifier<SubjectRequest>, by author: Author
  ) async throws -> SubjectRequest {
    try await settle(.plan, of: id, by: author) { request in
      let now = try await self.plan(of: request)
      guard now.fingerprint == plan.fingerprint else { throw ErasureRefusal.stalePlan }
      return StepProgress(evidence: ["plan": .text(plan.fingerprint)])
    }
  }

  /// Writes what is right, with the mark that it is done in one commit.
  ///
  /// - Parameters:
  ///   - id: the request for rectification.
  ///   - author: who corrects.
  ///   - correction: prepares the changes; called again when the commit conflicts.
  /// - Returns: the request, complete unless something else is open.
  /// - Throws: what `correction` and participants throw; ``RequestRefusal/unknownStep``; ``IllegalTransition``; `StoreError`.
  @discardableResult
  public func rectify(
    _ id: Identifier<SubjectRequest>, by author: Author,
    _ correction: (SubjectRequest) async throws -> RequestCorrection
  ) async throws -> SubjectRequest {
    try await settle(.correction, of: id, by: author) { request in
      try await correct(request, try await correction(request))
    }
  }

  /// Says that a person has done what the system asked for: handed the documents over, dealt with a complaint, done a participant's
  /// part.
  ///
  /// - Throws: ``RequestRefusal/notByHand`` for what only the system can tell, or whose turn has not come;
  ///   ``RequestRefusal/unknownStep``; ``IllegalTransition``; `StoreError`.
  @discardableResult
  public func confirm(
    _ step: ParticipantName, of id: Identifier<SubjectRequest>, by author: Author
  ) async throws -> SubjectRequest {
    try await goOn(with: try await rights.request(id))
    return try await goOn(with: try await rights.progress(id, step: step, .done, by: author))
  }

  /// Closes a request that the person took back. An erasure within its time of grace is called off first.
  ///
  /// - Throws: ``ErasureRefusal/begun`` if it is too late for that; ``IllegalTransition``; `StoreError`.
  @discardableResult
  public func withdraw(_ id: Identifier<SubjectRequest>, by author: Author) async throws -> SubjectRequest {
    while true {
      let request = try await rights.request(id)
      if let known = request.fulfilment?.erasure { try await erasure.cancel(known, by: author) }
      do {
        return try await rights.close(id, as: .withdrawn, by: author)
      } catch RequestRefusal.erasureUnderWay {
        // Scheduled in this very moment.
        continue
      }
    }
  }

  private func settle(
    _ step: FulfilmentStep, of id: Identifier<SubjectRequest>, by author: Author, _ mark: Mark
  ) async throws -> SubjectRequest {
    let begun = try await goOn(with: try await rights.request(id))
    guard begun.steps.contains(where: { $0.name == step.name }) else { throw RequestRefusal.unknownStep }
    return try await goOn(with: try await rights.mark(step.name, of: id, by: author, mark))
  }
}
