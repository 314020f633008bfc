/// Why a deal may not move: everything that is missing or forbidden, at once.
public struct MoveViolation: Error, Hashable, Sendable, CustomStringConvertible {
  /// The deal.
  public var deal: Identifier<Deal>
  /// Where it was to go.
  public var target: StageID
  /// What is in the way: forbidden moves first, then requirements in the order of the stage.
  public var problems: [MoveProblem]

  /// A refusal.
  public init(deal: Identifier<Deal>, target: StageID, problems: [MoveProblem]) {
    self.deal = deal
    self.target = target
    self.problems = problems
  }

  /// The reasons, for sentences.
  public var reasons: [Reason] { problems.map(\.reason) }

  /// The codes, one per line.
  public var description: String { problems.map { String(describing: $0.reason.code) }.joined(separator: "\n") }
}

/// One thing in the way of a move.
public enum MoveProblem: Hashable, Sendable {
  /// The pipeline given is not the deal's.
  case otherPipeline
  /// The pipeline has no such stage.
  case unknownStage(StageID)
  /// The stage is being removed and takes no deals.
  case retiringStage(StageID)
  /// The deal is there already.
  case sameStage
  /// The move lies before the deal entered its present stage.
  case beforeEntry
  /// The pipeline does not allow going back.
  case backward
  /// The pipeline does not allow leaving out these stages.
  case skips([StageID])
  /// The deal is decided and the pipeline does not allow opening it again.
  case decided
  /// The stage asks for something that is not so.
  case unmet(EntryRequirement)
  /// The stage's condition cannot be judged for this deal: a defect of the pipeline, see ``SalesPipeline/problems``.
  case undecidable(EntryRequirement)
  /// Losing needs a reason.
  case lossReasonMissing
  /// The pipeline does not know the reason.
  case lossReasonUnknown(LossReason)
  /// The reason needs a text.
  case lossTextMissing

  /// Code and arguments for a sentence.
  public var reason: Reason {
    switch self {
    case .otherPipeline: Reason(SalesReason.otherPipeline)
    case .unknownStage(let stage): Reason(SalesReason.unknownStage, ["stage": .choice(stage.rawValue)])
    case .retiringStage(let stage): Reason(SalesReason.retiringStage, ["stage": .choice(stage.rawValue)])
    case .sameStage: Reason(SalesReason.sameStage)
    case .beforeEntry: Reason(SalesReason.beforeEntry)
    case .backward: Reason(SalesReason.backward)
    case .skips(let stages):
      Reason(SalesReason.skips, ["stages": .list(stages.map { .choice($0.rawValue) })])
    case .decided: Reason(SalesReason.decided)
    case .unmet(let requirement): requirement.unmetReason
    case .undecidable(let requirement): Reason(SalesReason.undecidable, requirement.unmetReason.arguments)
    case .lossReasonMissing: Reason(SalesReason.lossReasonMissing)
    case .lossReasonUnknown(let reason):
      Reason(SalesReason.lossReasonUnknown, ["reason": .choice(reason.rawValue)])
    case .lossTextMissing: Reason(SalesReason.lossTextMissing)
    }
  }
}

extension EntryRequirement {
  var unmetReason: Reason {
    switch self {
    case .known(let field): Reason(SalesReason.fieldNeeded, ["field": .text(field.rawValue)])
    case .condition(let name, _): Reason(SalesReason.conditionNeeded, ["name": .text(name)])
    case .activity(let kind, let times):
      Reason(SalesReason.activityNeeded, ["kind": .choice(kind.rawValue), "times": .integer(Int64(times))])
    case .approval(let name): Reason(SalesReason.approvalNeeded, ["name": .choice(name.rawValue)])
    }
  }
}
