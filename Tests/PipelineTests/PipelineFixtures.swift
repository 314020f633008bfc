import CRMTesting
import Foundation
import Pipeline

/// A pipeline with four open stages, one won and one lost, and deals in it.
enum Fixture {
  static let pipelineID: Identifier<SalesPipeline> = "sales"
  static let author = Author(.staff, "anna")
  static let start = Date("2026-11-02T09:00:00Z")

  static let stageIDs: [StageID] = ["new", "qualified", "proposal", "negotiation", "won", "lost"]

  static func pipeline(
    policy: MovePolicy = .free, requirements: [StageID: [EntryRequirement]] = [:], rottingLimit: Int? = 14
  ) -> SalesPipeline {
    let stages = stageIDs.map { id in
      Stage(
        id, name: id.rawValue.capitalized, category: id == "won" ? .won : id == "lost" ? .lost : .open,
        requirements: requirements[id] ?? [], rottingLimit: rottingLimit)
    }
    return SalesPipeline(id: pipelineID, name: "Sales", stages: stages, policy: policy)
  }

  static func deal(
    _ id: Identifier<Deal> = "deal", in stage: StageID = "new", at date: Date = start,
    of pipeline: SalesPipeline = pipeline()
  ) throws -> Deal {
    let place = pipeline.stage(stage) ?? Stage(stage, name: "")
    return Deal(
      id: id, name: "Coffee machines", pipeline: pipeline.id,
      history: StageHistory(startingIn: place, at: date, by: author), currency: .eur,
      opened: CalendarDay(date, in: .gmt))
  }

  static func days(_ count: Double, after date: Date = start) -> Date { date.addingTimeInterval(count * 86_400) }

  static func money(_ units: Int) throws -> Money { try Money(units: units, .eur) }
}
