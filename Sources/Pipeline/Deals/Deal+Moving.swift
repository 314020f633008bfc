public import Foundation

extension Deal {
  /// The deal in another stage of its pipeline.
  ///
  /// The stay in the old stage ends at `now` and the new one begins. Winning and losing set ``closed`` and end a suspension;
  /// losing keeps the reason, and the stage it was lost from stays readable (`history.lastOpenStage`); opening a decided deal
  /// again clears ``closed`` and ``loss``.
  ///
  /// - Parameters:
  ///   - target: the stage to enter.
  ///   - pipeline: the deal's pipeline as it is now.
  ///   - now: the instant of the move, not before the deal entered its present stage.
  ///   - author: who moves it.
  ///   - facts: what the requirements ask for besides the deal's own fields.
  /// - Throws: ``MoveViolation`` with everything that is in the way; the deal is unchanged.
  public func moving(
    to target: StageID, in pipeline: SalesPipeline, at now: Date, by author: Author, facts: MoveFacts = MoveFacts()
  ) throws(MoveViolation) -> Deal {
    let problems = problems(movingTo: target, in: pipeline, at: now, facts: facts)
    guard problems.isEmpty, let stage = pipeline.stage(target) else {
      throw MoveViolation(deal: id, target: target, problems: problems)
    }
    var moved = self
    moved.history.enter(stage, at: now, by: author)
    moved.loss = stage.category == .lost ? facts.loss : nil
    if stage.category.isClosed {
      moved.closed = facts.closedOn ?? CalendarDay(now, in: facts.timeZone)
      moved.suspension = nil
    } else {
      moved.closed = nil
    }
    return moved
  }

  /// Everything that is in the way of a move; empty if ``moving(to:in:at:by:facts:)`` will do it. O(stages + requirements).
  public func problems(
    movingTo target: StageID, in pipeline: SalesPipeline, at now: Date, facts: MoveFacts = MoveFacts()
  ) -> [MoveProblem] {
    guard pipeline.id == self.pipeline else { return [.otherPipeline] }
    guard let stage = pipeline.stage(target) else { return [.unknownStage(target)] }
    var problems: [MoveProblem] = []
    if stage.isRetiring { problems.append(.retiringStage(target)) }
    if now.truncatedToMilliseconds < history.current.entered { problems.append(.beforeEntry) }
    problems += pathProblems(to: stage, in: pipeline)
    if stage.category == .lost { problems += pipeline.problems(of: facts.loss) }
    return problems + unmetRequirements(of: stage, at: now, facts: facts)
  }

  /// What the stage asks for and the deal has not, in the order of the stage.
  func unmetRequirements(of stage: Stage, at now: Date, facts: MoveFacts) -> [MoveProblem] {
    stage.requirements.compactMap { problem(with: $0, at: now, facts: facts) }
  }

  private func pathProblems(to target: Stage, in pipeline: SalesPipeline) -> [MoveProblem] {
    if target.id == stage { return [.sameStage] }
    // From or to a decided stage there is no forward and backward, only reopening.
    if status.isClosed { return pipeline.policy.allowsReopening ? [] : [.decided] }
    guard target.category != .lost, let from = pipeline.position(of: stage), let to = pipeline.position(of: target.id)
    else { return [] }
    if target.category == .open, to < from { return pipeline.policy.allowsBackward ? [] : [.backward] }
    if pipeline.policy.allowsSkipping { return [] }
    // A won stage may stand before the open ones; all open stages after the present one then lie between.
    let end = to < from ? pipeline.stages.count : to
    let skipped = pipeline.stages[(from + 1)..<end].filter { $0.category == .open && !$0.isRetiring }.map(\.id)
    return skipped.isEmpty ? [] : [.skips(skipped)]
  }

  private func problem(with requirement: EntryRequirement, at now: Date, facts: MoveFacts) -> MoveProblem? {
    switch requirement {
    case .known(let field): return knownValue(of: field) == nil ? .unmet(requirement) : nil
    case .activity(let kind, let times): return facts.activities[kind, default: 0] < times ? .unmet(requirement) : nil
    case .approval(let name): return facts.approvals.contains(name) ? nil : .unmet(requirement)
    case .condition(_, let rule):
      let moment = EvaluationMoment(now: now, timeZone: facts.timeZone)
      do throws(ConditionError) {
        return try rule.evaluate(self, fields: Deal.fieldSet, at: moment) ? nil : .unmet(requirement)
      } catch {
        return .undecidable(requirement)
      }
    }
  }
}

extension SalesPipeline {
  fileprivate func problems(of loss: DealLoss?) -> [MoveProblem] {
    guard let loss else { return [.lossReasonMissing] }
    var problems: [MoveProblem] = []
    if !allows(loss.reason) { problems.append(.lossReasonUnknown(loss.reason)) }
    if !loss.isExplained { problems.append(.lossTextMissing) }
    return problems
  }
}
