/// A way of selling: ordered stages from the first contact to won or lost, and the policy for moves between them.
///
/// The order of ``stages`` is the order of the work. Won and lost stages may stand anywhere; by custom they are last.
public struct SalesPipeline: Record {
  /// `pipelines`.
  public static let collection: CollectionName = "pipelines"

  /// By name, folded.
  public static let byName = Index<SalesPipeline>("name") { IndexKey($0.name) }

  /// The declared indexes.
  public static var indexes: [Index<SalesPipeline>] { [byName] }

  /// The pipeline's identity.
  public var id: Identifier<SalesPipeline>
  /// The name people see.
  public var name: String
  /// The stages, in order.
  public var stages: [Stage]
  /// Which moves are allowed.
  public var policy: MovePolicy
  /// The reasons for losing that may be given; empty allows any.
  public var lossReasons: [LossReason]
  /// Whether the pipeline takes no new deals.
  public var isArchived: Bool

  /// A pipeline. ``problems`` says whether it is usable.
  public init(
    id: Identifier<SalesPipeline>, name: String, stages: [Stage], policy: MovePolicy = .free,
    lossReasons: [LossReason] = [], isArchived: Bool = false
  ) {
    self.id = id
    self.name = name
    self.stages = stages
    self.policy = policy
    self.lossReasons = lossReasons
    self.isArchived = isArchived
  }

  /// The stage with this identity, or `nil`. O(stages).
  public func stage(_ id: StageID) -> Stage? { stages.first { $0.id == id } }

  /// The place of a stage in the order, from 0, or `nil`. O(stages).
  public func position(of id: StageID) -> Int? { stages.firstIndex { $0.id == id } }

  /// The first stage of a category that deals may enter; `nil` if there is none.
  public func first(_ category: StageCategory) -> Stage? {
    stages.first { $0.category == category && !$0.isRetiring }
  }
}
