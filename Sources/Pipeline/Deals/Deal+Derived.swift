public import Foundation

extension Deal {
  /// The stage the deal is in.
  public var stage: StageID { history.current.stage }

  /// Open, won or lost: the category of the stage it is in.
  public var status: StageCategory { history.current.category }

  /// What the deal is worth: ``statedAmount``, otherwise the sum of the lines, exact; `nil` without both. O(lines).
  ///
  /// - Throws: `MoneyError` if a line is of another currency or the sum does not fit; ``problems(in:)`` names the line.
  public func amount() throws(MoneyError) -> Money? {
    if let statedAmount { return statedAmount }
    guard !lines.isEmpty else { return nil }
    var sum = Money.zero(currency)
    for line in lines { sum = try sum.adding(line.total()) }
    return sum
  }

  /// The amount, or `nil` also where it cannot be computed.
  var knownAmount: Money? { (try? amount()) ?? nil }

  /// The chance of winning: 1 or 0 for a decided deal, else the deal's own ``probability``, else that of its stage; `nil` if
  /// the stage is not in the pipeline given.
  public func chance(in pipeline: SalesPipeline) -> Proportion? {
    switch status {
    case .won: 1
    case .lost: 0
    case .open: probability ?? pipeline.stage(stage)?.probability
    }
  }

  /// Seconds spent in a stage, all stays together, up to `now`. O(history).
  public func timeInStage(_ stage: StageID, at now: Date) -> TimeInterval { history.time(in: stage, at: now) }

  /// Seconds in the present stage, up to `now`.
  public func timeInStage(at now: Date) -> TimeInterval { history.current.duration(at: now) }

  /// Whether the deal pauses on a day: it is open and its ``suspension`` has not ended. It resumes by itself.
  public func isSuspended(on day: CalendarDay) -> Bool {
    status == .open && (suspension?.holds(on: day) ?? false)
  }

  /// Days from ``opened`` to ``closed``; `nil` unless both are known.
  public var cycleDays: Int? {
    guard let opened, let closed else { return nil }
    return opened.days(until: closed)
  }
}
