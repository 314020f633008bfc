/// How large a condition may be: checked while it is decoded, so that hostile input exhausts neither stack nor memory, and when
/// it is validated.
public struct ConditionLimits: Hashable, Sendable {
  /// The most levels, the root being one.
  public var depth: Int
  /// The most nodes, groups and leaves together.
  public var nodes: Int
  /// The most values in one list.
  public var listValues: Int

  /// Limits of one's own, for validation; decoding always uses ``standard``.
  public init(depth: Int = 32, nodes: Int = 2_000, listValues: Int = 10_000) {
    self.depth = depth
    self.nodes = nodes
    self.listValues = listValues
  }

  /// 32 levels, 2,000 nodes, 10,000 values in a list.
  public static let standard = ConditionLimits()
}

/// How large a condition is, and so how much work one evaluation is.
public struct ConditionCost: Hashable, Sendable {
  /// Leaves: the number of questions asked of each subject.
  public var leaves = 0
  /// Leaves and groups.
  public var nodes = 0
  /// Levels, the root being one.
  public var depth = 0

  init() {}
}

extension Condition {
  /// How large the condition is. O(nodes).
  public var cost: ConditionCost {
    var cost = ConditionCost()
    var level = [self]
    while !level.isEmpty {
      cost.depth += 1
      cost.nodes += level.count
      cost.leaves += level.count { $0.isLeaf }
      level = level.flatMap(\.children)
    }
    return cost
  }

  private var isLeaf: Bool {
    switch self {
    case .all, .any, .not, .related: false
    case .compare, .oneOf, .known, .date, .member: true
    }
  }
}
