import CRM

/// Agents and managers become staff, a manager's agents a team, and an office the team above its managers' teams.
///
/// Managers are staff who lead a team and belong to none; agents are staff who belong to a team. So everybody is there once, and
/// the number of agents is that of team members.
struct TeamImport: Sendable {
  var table: SourceTable

  init(_ file: SourceFile) throws {
    table = try SourceTable(file, columns: ["sales_agent", "manager", "regional_office"])
  }

  /// A team for each office, without a manager.
  var offices: RowImporter<Team> {
    RowImporter("offices", policy: .replace()) { row in
      row.text("regional_office").map { Team(id: Self.office($0), name: $0) }
    }
  }

  /// A team for each manager.
  var teams: RowImporter<Team> {
    RowImporter("teams", policy: .replace()) { row in
      row.text("manager").map { name in
        Team(
          id: Self.team(name), name: "Team \(name)", manager: SalesBase.id(name),
          parent: row.text("regional_office").map(Self.office))
      }
    }
  }

  /// Managers. Somebody who sells as well is an agent: what is known of them as an agent stays.
  var managers: RowImporter<StaffMember> {
    RowImporter("managers", policy: .keepExisting) { row in
      row.text("manager").map {
        StaffMember(id: SalesBase.id($0), name: $0, office: row.text("regional_office"))
      }
    }
  }

  /// Agents.
  var agents: RowImporter<StaffMember> {
    RowImporter("agents", policy: .replace()) { row in
      let manager = row.required("manager")
      guard let name = row.required("sales_agent"), let manager else { return nil }
      return StaffMember(
        id: SalesBase.id(name), name: name, team: Self.team(manager), office: row.text("regional_office"))
    }
  }

  private static func team(_ manager: String) -> Identifier<Team> { SalesBase.id("led by \(manager)") }
  private static func office(_ name: String) -> Identifier<Team> { SalesBase.id("office \(name)") }
}
