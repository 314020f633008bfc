public import Foundation

/// A stay of a deal in a stage: when it entered and left, and who moved it there.
public struct StageEntry: Hashable, Codable, Sendable {
  /// The stage. It may be gone from the pipeline since.
  public var stage: StageID
  /// What the stage meant when the deal entered.
  public var category: StageCategory
  /// When the deal entered.
  public var entered: Date
  /// When the deal left; `nil` while it is there.
  public var left: Date?
  /// Who moved it here.
  public var author: Author

  /// A stay in a stage.
  public init(stage: StageID, category: StageCategory, entered: Date, left: Date? = nil, author: Author) {
    self.stage = stage
    self.category = category
    self.entered = entered
    self.left = left
    self.author = author
  }

  /// Seconds spent there, up to `now` while the deal is still there; never negative.
  public func duration(at now: Date) -> TimeInterval { max(0, (left ?? now).timeIntervalSince(entered)) }
}
