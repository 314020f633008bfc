/// All teams of a company as a forest, for questions about subtrees. A pure value over the teams given.
public struct Organisation: Hashable, Sendable {
  private let teams: [Identifier<Team>: Team]
  private let children: [Identifier<Team>: [Identifier<Team>]]

  /// What is wrong with the teams given.
  public enum Violation: Error, Hashable, Sendable {
    /// These teams are each other's parent; the path begins and ends with the same team.
    case cycle(path: [Identifier<Team>])
    /// The team names a parent that is not among the teams.
    case unknownParent(of: Identifier<Team>)
  }

  /// The organisation that these teams form; of a team that is given twice the last counts.
  ///
  /// - Throws: ``Violation`` if a parent is unknown or teams form a cycle. O(n · depth).
  public init(teams: [Team]) throws(Violation) {
    var byID: [Identifier<Team>: Team] = [:]
    var children: [Identifier<Team>: [Identifier<Team>]] = [:]
    for team in teams { byID[team.id] = team }
    for team in byID.values.sorted(by: { $0.id < $1.id }) {
      guard let parent = team.parent else { continue }
      guard byID[parent] != nil else { throw .unknownParent(of: team.id) }
      children[parent, default: []].append(team.id)
      var path = [team.id]
      var next: Identifier<Team>? = parent
      while let current = next, path.count <= teams.count {
        path.append(current)
        if current == team.id { throw .cycle(path: path) }
        next = byID[current]?.parent
      }
    }
    self.teams = byID
    self.children = children
  }

  /// The team and all below it, parents before children; empty if the team is unknown. O(size of the subtree).
  public func subtree(of team: Identifier<Team>) -> [Identifier<Team>] {
    guard teams[team] != nil else { return [] }
    var result = [team]
    var index = 0
    while index < result.count {
      result += children[result[index]] ?? []
      index += 1
    }
    return result
  }

  /// The teams above, nearest first. O(depth).
  public func ancestors(of team: Identifier<Team>) -> [Identifier<Team>] {
    var result: [Identifier<Team>] = []
    var next = teams[team]?.parent
    while let current = next {
      result.append(current)
      next = teams[current]?.parent
    }
    return result
  }

  /// The teams that a staff member manages, with all teams below them.
  public func teams(managedBy member: Identifier<StaffMember>) -> Set<Identifier<Team>> {
    Set(teams.values.filter { $0.manager == member }.flatMap { subtree(of: $0.id) })
  }
}
