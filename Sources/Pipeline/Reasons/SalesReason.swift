/// The codes of this module's reasons. ``SalesDesk/phrases`` has a sentence for each.
public enum SalesReason {
  /// A pipeline has no stage of a `category` that deals may enter.
  public static let categoryWithoutStage: ReasonCode = "pipeline.categoryWithoutStage"
  /// A stage's condition is not valid for deals.
  public static let invalidCondition: ReasonCode = "pipeline.invalidCondition"
  /// A `stage` goes away and its deals have nowhere to go.
  public static let stageWithoutMapping: ReasonCode = "pipeline.stageWithoutMapping"
  /// The pipeline takes no new deals.
  public static let archivedPipeline: ReasonCode = "pipeline.archived"
  /// Stays in stages overlap, leave a gap or end before they begin.
  public static let brokenHistory: ReasonCode = "deal.brokenHistory"

  /// The pipeline is not the deal's.
  public static let otherPipeline: ReasonCode = "move.otherPipeline"
  /// There is no such `stage`.
  public static let unknownStage: ReasonCode = "move.unknownStage"
  /// The `stage` is being removed.
  public static let retiringStage: ReasonCode = "move.retiringStage"
  /// The deal is there already.
  public static let sameStage: ReasonCode = "move.sameStage"
  /// The move lies before the last one.
  public static let beforeEntry: ReasonCode = "move.beforeEntry"
  /// Going back is not allowed.
  public static let backward: ReasonCode = "move.backward"
  /// Leaving out `stages` is not allowed.
  public static let skips: ReasonCode = "move.skips"
  /// Decided deals stay decided.
  public static let decided: ReasonCode = "move.decided"
  /// The `field` has no value.
  public static let fieldNeeded: ReasonCode = "move.fieldNeeded"
  /// The condition `name` does not hold.
  public static let conditionNeeded: ReasonCode = "move.conditionNeeded"
  /// Activities of this `kind` are fewer than `times`.
  public static let activityNeeded: ReasonCode = "move.activityNeeded"
  /// The approval `name` was not given.
  public static let approvalNeeded: ReasonCode = "move.approvalNeeded"
  /// A condition cannot be judged.
  public static let undecidable: ReasonCode = "move.undecidable"
  /// Losing needs a reason.
  public static let lossReasonMissing: ReasonCode = "move.lossReasonMissing"
  /// The `reason` is not one of the pipeline's.
  public static let lossReasonUnknown: ReasonCode = "move.lossReasonUnknown"
  /// The reason needs a text.
  public static let lossTextMissing: ReasonCode = "move.lossTextMissing"

  /// The expected close has passed by `days`: ask for the decision or set a new date.
  public static let suggestDecision: ReasonCode = "stalled.suggestDecision"
  /// Idle for more than twice the limit: give it up or suspend it with a date.
  public static let suggestVerdict: ReasonCode = "stalled.suggestVerdict"
  /// There is an agreed next step: do it.
  public static let suggestNextStep: ReasonCode = "stalled.suggestNextStep"
  /// There is no next step: agree on one.
  public static let suggestContact: ReasonCode = "stalled.suggestContact"
}
