/// A group of staff members with a manager, possibly inside another team.
public struct Team: Record {
  /// `teams`.
  public static let collection: CollectionName = "teams"

  /// By name, folded.
  public static let byName = Index<Team>("name") { IndexKey($0.name) }
  /// By the team above.
  public static let byParent = Index<Team>("parent") { team in team.parent.map { IndexKey($0) } }

  /// The declared indexes.
  public static var indexes: [Index<Team>] { [byName, byParent] }
  /// The manager and the team above.
  public static var references: [Reference<Team>] { [Reference("manager", \.manager), Reference("parent", \.parent)] }

  /// The team's identity.
  public var id: Identifier<Team>
  /// The name as the company uses it.
  public var name: String
  /// Who leads the team.
  public var manager: Identifier<StaffMember>?
  /// The team above; `nil` at the top.
  public var parent: Identifier<Team>?
  /// What the team's working time is other than the organisation's; `nil` is the same. A middle layer of a ``WorkingCalendar``.
  public var workingHours: WorkingHours?

  /// A team.
  public init(
    id: Identifier<Team>, name: String, manager: Identifier<StaffMember>? = nil, parent: Identifier<Team>? = nil,
    workingHours: WorkingHours? = nil
  ) {
    self.id = id
    self.name = name
    self.manager = manager
    self.parent = parent
    self.workingHours = workingHours
  }
}
