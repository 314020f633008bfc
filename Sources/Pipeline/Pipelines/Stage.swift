/// One step of a ``SalesPipeline``.
public struct Stage: Hashable, Codable, Sendable, Identifiable {
  /// The stable identity within the pipeline.
  public var id: StageID
  /// The name people see.
  public var name: String
  /// Open, won or lost.
  public var category: StageCategory
  /// The chance of winning a deal in this stage, 0 to 1, unless the deal has its own.
  public var probability: Proportion
  /// What must be known or done before a deal may enter.
  public var requirements: [EntryRequirement]
  /// Days without a touch after which an open deal counts as stalled; `nil` is never.
  public var rottingLimit: Int?
  /// Days that a deal usually stays, for plans and what-if; not a limit.
  public var expectedDuration: Int?
  /// Whether the stage is being removed: deals may leave but not enter. ``SalesDesk/apply(_:by:)`` sets it while it moves
  /// the deals out.
  public var isRetiring: Bool

  /// A stage. The probability is by default 1 for won, 0 for lost and 0.5 for open stages.
  public init(
    _ id: StageID, name: String, category: StageCategory = .open, probability: Proportion? = nil,
    requirements: [EntryRequirement] = [], rottingLimit: Int? = nil, expectedDuration: Int? = nil,
    isRetiring: Bool = false
  ) {
    self.id = id
    self.name = name
    self.category = category
    self.probability = probability ?? Stage.usualProbability(of: category)
    self.requirements = requirements
    self.rottingLimit = rottingLimit
    self.expectedDuration = expectedDuration
    self.isRetiring = isRetiring
  }

  private static func usualProbability(of category: StageCategory) -> Proportion {
    switch category {
    case .open: 0.5
    case .won: 1
    case .lost: 0
    }
  }
}
