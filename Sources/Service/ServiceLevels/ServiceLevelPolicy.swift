public import CRMCore

/// A service level: for which tickets it holds, and what it promises.
///
/// Policies are tried in order; the first one whose condition holds applies.
public struct ServiceLevelPolicy: Record {
  /// `serviceLevelPolicies`.
  public static let collection: CollectionName = "serviceLevelPolicies"

  /// By the order in which policies are tried.
  public static let byOrder = Index<ServiceLevelPolicy>("order") { IndexKey($0.order) }
  /// The declared indexes.
  public static var indexes: [Index<ServiceLevelPolicy>] { [byOrder] }

  /// The policy's identity.
  public var id: Identifier<ServiceLevelPolicy>
  /// The name as the company uses it.
  public var name: String
  /// Lower numbers are tried first.
  public var order: Int
  /// For which tickets it holds, over ``Ticket/Fields``; `nil` holds for all: the default.
  public var condition: Condition?
  /// What it promises.
  public var targets: [ServiceTarget]
  /// The working time it counts in; `nil` is around the clock.
  public var calendar: WorkingCalendar?

  /// A policy.
  public init(
    id: Identifier<ServiceLevelPolicy>, name: String, order: Int = 0, condition: Condition? = nil,
    targets: [ServiceTarget],
    calendar: WorkingCalendar? = nil
  ) {
    self.id = id
    self.name = name
    self.order = order
    self.condition = condition
    self.targets = targets
    self.calendar = calendar
  }
}
