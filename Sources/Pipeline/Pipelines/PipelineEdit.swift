public import Foundation

/// A change of a pipeline that has deals: the stages as they will be, and where the deals of each stage that goes away will be.
///
/// A pure plan. Nothing is orphaned: every stage that is removed, or keeps its identity with another category, must be mapped
/// to a remaining stage of the category its deals have now, so that no deal is won or lost by an edit.
public struct PipelineEdit: Hashable, Sendable {
  /// The pipeline as it is.
  public let old: SalesPipeline
  /// The pipeline as it will be.
  public let new: SalesPipeline
  /// Where deals go, by the stage they are in.
  public let mapping: [StageID: StageID]

  /// A plan.
  ///
  /// - Parameters:
  ///   - old: the pipeline as it is.
  ///   - new: the pipeline as it will be, with the same identity.
  ///   - mapping: the stage for the deals of each stage that goes away.
  /// - Throws: `ValidationError` with all problems of the new pipeline, and one problem for each stage that goes away without
  ///   a fitting stage for its deals.
  public init(from old: SalesPipeline, to new: SalesPipeline, mapping: [StageID: StageID] = [:]) throws(ValidationError)
  {
    var problems = new.problems
    if new.id != old.id { problems.append(FieldProblem("id", FieldProblem.Code.contradicts, ["other": .text("id")])) }
    let leaving = Set(PipelineEdit.leaving(old, new).map(\.id))
    for stage in PipelineEdit.leaving(old, new) {
      let path = "mapping[\(stage.id)]"
      guard let target = mapping[stage.id] else {
        problems.append(FieldProblem(path, SalesReason.stageWithoutMapping, ["stage": .choice(stage.id.rawValue)]))
        continue
      }
      if let found = new.stage(target), !leaving.contains(target), !found.isRetiring {
        guard found.category != stage.category else { continue }
        problems.append(FieldProblem(path, FieldProblem.Code.contradicts, ["other": .text("category")]))
      } else {
        problems.append(FieldProblem(path, FieldProblem.Code.dangling))
      }
    }
    try ValidationError.check(problems)
    self.old = old
    self.new = new
    self.mapping = mapping
  }

  /// The stages that go away or change category, in the old order: their deals must leave.
  public var leavingStages: [StageID] { PipelineEdit.leaving(old, new).map(\.id) }

  /// The pipeline while deals are moved: the new stages, and the leaving ones closed for entry. A leaving stage stands where
  /// its successor of the same identity will stand, otherwise at the end.
  public var transition: SalesPipeline {
    var result = new
    for var stage in PipelineEdit.leaving(old, new) {
      stage.isRetiring = true
      if let position = result.position(of: stage.id) {
        result.stages[position] = stage
      } else {
        result.stages.append(stage)
      }
    }
    return result
  }

  /// The deal in the stage that the plan gives it; unchanged if its stage remains or it is in another pipeline.
  ///
  /// Entry requirements do not apply: the deal has done nothing. The move stands in its history.
  public func restaging(_ deal: Deal, at now: Date, by author: Author) -> Deal {
    guard deal.pipeline == old.id, leavingStages.contains(deal.stage), let target = mapping[deal.stage],
      let stage = new.stage(target)
    else { return deal }
    var moved = deal
    moved.history.enter(stage, at: max(now, deal.history.current.entered), by: author)
    return moved
  }

  private static func leaving(_ old: SalesPipeline, _ new: SalesPipeline) -> [Stage] {
    old.stages.filter { stage in
      guard let successor = new.stage(stage.id) else { return true }
      return successor.category != stage.category || successor.isRetiring
    }
  }
}
