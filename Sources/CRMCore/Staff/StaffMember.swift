public import Foundation

/// Somebody who works with customers: owns records, gets assignments, has quotas and approves.
///
/// A staff member is not a login: how people sign in is the host's. Nobody is deleted while records name them; they become
/// inactive with ``activeUntil``, and their book is handed over.
public struct StaffMember: Record {
  /// `staff`.
  public static let collection: CollectionName = "staff"

  /// By name, folded.
  public static let byName = Index<StaffMember>("name") { IndexKey($0.name) }
  /// By team, then by name.
  public static let byTeam = Index<StaffMember>("team") { member in
    member.team.map { IndexKey($0, member.name) }
  }
  /// By office, then by name.
  public static let byOffice = Index<StaffMember>("office") { member in
    member.office.map { IndexKey($0, member.name) }
  }

  /// The declared indexes.
  public static var indexes: [Index<StaffMember>] { [byName, byTeam, byOffice] }
  /// The team.
  public static var references: [Reference<StaffMember>] { [Reference("team", \.team)] }

  /// The staff member's identity.
  public var id: Identifier<StaffMember>
  /// The name as colleagues see it.
  public var name: String
  /// Where the company reaches them; notices to staff go there.
  public var emailAddress: String?
  /// The team they belong to.
  public var team: Identifier<Team>?
  /// The office they work from, as the company names it.
  public var office: String?
  /// What they can do, by stable code, with a level from 1 (basic) to 10 (expert).
  public var skills: [String: Int]
  /// The languages they serve customers in, as BCP 47 tags, best first.
  public var languages: [String]
  /// What their working time is other than the team's; `nil` is the same. The innermost layer of a ``WorkingCalendar``.
  public var workingHours: WorkingHours?
  /// The first instant of their work; `nil` is always.
  public var activeFrom: Date?
  /// The end of their work, exclusive; `nil` is open.
  public var activeUntil: Date?

  /// A staff member.
  public init(
    id: Identifier<StaffMember>, name: String, emailAddress: String? = nil, team: Identifier<Team>? = nil,
    office: String? = nil, skills: [String: Int] = [:], languages: [String] = [], workingHours: WorkingHours? = nil,
    activeFrom: Date? = nil, activeUntil: Date? = nil
  ) {
    self.id = id
    self.name = name
    self.emailAddress = emailAddress
    self.team = team
    self.office = office
    self.skills = skills
    self.languages = languages
    self.workingHours = workingHours
    self.activeFrom = activeFrom
    self.activeUntil = activeUntil
  }

  /// Whether they work here at `now`: from ``activeFrom`` on, and before ``activeUntil``.
  public func isActive(at now: Date) -> Bool {
    (activeFrom.map { now >= $0 } ?? true) && (activeUntil.map { now < $0 } ?? true)
  }
}
