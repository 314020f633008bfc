public import Foundation

/// What deals do in one stage: how many are there, how many came, and where they went.
public struct StageFigures: Hashable, Sendable {
  /// The stage.
  public var stage: StageID
  /// Deals there now.
  public var present = 0
  /// What the deals there now are worth, by currency.
  public var amounts: [Currency: Money] = [:]
  /// Stays that began.
  public var entered = 0
  /// Stays that ended in a later open stage or in a won one.
  public var advanced = 0
  /// Stays that ended in a lost stage.
  public var lost = 0
  /// Seconds of all stays that ended.
  public var time: TimeInterval = 0

  /// A stage without deals.
  public init(stage: StageID) {
    self.stage = stage
  }

  /// The share of the stays with a verdict that went on; `nil` without any. Stays that went back have none.
  public var conversion: Decimal? { WinRate(won: advanced, lost: lost).rate }

  /// The mean days of the stays that ended with a verdict or went back; `nil` without any. Stays that go on are not in it, so it
  /// leans to the quick ones; survival curves of Insights do not.
  public var meanDays: Double? {
    let ended = entered - present
    return ended > 0 ? time / 86_400 / Double(ended) : nil
  }

  /// The figures of every stage of a pipeline, in its order, over deals of that pipeline. O(deals · stays).
  ///
  /// - Throws: `MoneyError` if an amount cannot be computed or a sum does not fit.
  public static func funnel(
    of pipeline: SalesPipeline, deals: some Sequence<Deal>
  ) throws(MoneyError) -> [StageFigures] {
    var figures = pipeline.stages.map { StageFigures(stage: $0.id) }
    for deal in deals where deal.pipeline == pipeline.id {
      for (index, entry) in deal.history.entries.enumerated() {
        guard let place = pipeline.position(of: entry.stage) else { continue }
        figures[place].entered += 1
        if let left = entry.left {
          figures[place].leave(to: deal.history.entries[index + 1], from: place, in: pipeline)
          figures[place].time += left.timeIntervalSince(entry.entered)
        } else {
          figures[place].present += 1
          if let amount = try deal.amount() {
            let sum = figures[place].amounts[amount.currency] ?? .zero(amount.currency)
            figures[place].amounts[amount.currency] = try sum.adding(amount)
          }
        }
      }
    }
    return figures
  }

  private mutating func leave(to next: StageEntry, from place: Int, in pipeline: SalesPipeline) {
    switch next.category {
    case .won: advanced += 1
    case .lost: lost += 1
    case .open: if let target = pipeline.position(of: next.stage), target > place { advanced += 1 }
    }
  }
}
