import Foundation

extension SalesDesk {
  /// Moves a deal to another stage of its pipeline.
  ///
  /// Commits the deal and one event: `deal.moved`, `deal.won`, `deal.lost` or `deal.reopened`.
  ///
  /// - Parameters:
  ///   - id: the deal.
  ///   - stage: where it goes.
  ///   - author: who moves it.
  ///   - facts: approvals, the reason for losing, the day of the decision. Activities are asked of ``activity`` where the stage
  ///     requires some and none are given.
  /// - Throws: ``MoveViolation`` with everything that is in the way; nothing is written then. `StoreError`.
  @discardableResult
  public func move(
    _ id: Identifier<Deal>, to stage: StageID, by author: Author, facts: MoveFacts? = nil
  ) async throws -> Deal {
    try await store.perform { try await prepareMove(id, to: stage, by: author, facts: facts) }
  }

  /// The changes of ``move(_:to:by:facts:)``. The pipeline becomes a precondition: a move never slips into a stage that is being
  /// removed.
  public func prepareMove(
    _ id: Identifier<Deal>, to stage: StageID, by author: Author, facts: MoveFacts? = nil
  ) async throws -> Prepared<Deal> {
    let now = environment.now()
    let stored = try await store.require(id)
    let pipeline = try await store.require(stored.record.pipeline)
    var facts = facts ?? MoveFacts(timeZone: environment.timeZone)
    if facts.activities.isEmpty, pipeline.record.stage(stage)?.requiresActivities ?? false {
      facts.activities = try await activity.activities(in: id)
    }
    var moved = stored
    moved.record = try stored.record.moving(to: stage, in: pipeline.record, at: now, by: author, facts: facts)
    var changes = ChangeSet(author: author, date: now)
    changes.require(unchanged: pipeline)
    changes.update(moved)
    changes.insert(moveEvent(from: stored.record, to: moved.record, at: now, by: author))
    return Prepared(moved.record, changes: changes)
  }

  /// Everything that is in the way of a move, without moving; empty if it may be done now.
  ///
  /// - Throws: `StoreError`.
  public func problems(
    moving id: Identifier<Deal>, to stage: StageID, facts: MoveFacts? = nil
  ) async throws -> [MoveProblem] {
    do {
      _ = try await prepareMove(id, to: stage, by: .system, facts: facts)
      return []
    } catch let violation as MoveViolation {
      return violation.problems
    }
  }

  func moveEvent(from old: Deal, to new: Deal, at now: Date, by author: Author) -> Event {
    var properties: [String: FieldValue] = [
      "from": .choice(old.stage.rawValue), "to": .choice(new.stage.rawValue),
    ]
    let name: EventName
    switch new.status {
    case .open: name = old.status == .open ? .dealMoved : .dealReopened
    case .won: name = old.status == .won ? .dealMoved : .dealWon
    case .lost: name = old.status == .lost ? .dealMoved : .dealLost
    }
    if new.status.isClosed, let amount = new.knownAmount { properties["amount"] = .money(amount) }
    if let loss = new.loss { properties["reason"] = .choice(loss.reason.rawValue) }
    return event(name, new, at: now, by: author, properties)
  }
}

extension Stage {
  fileprivate var requiresActivities: Bool {
    requirements.contains { requirement in
      if case .activity = requirement { return true }
      return false
    }
  }
}
