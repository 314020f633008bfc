/// All teams of a company as a forest, for questions about subtrees. A pure value over the teams given.
public struct Organisation: Hashable, Sendable {
  private let teams: [Identifier<Team>: Team]
  private let children: [Identifier<Team>: [Identifier<Team>]]

  /// One thing that is wrong with the teams given.
  public enum Violation: Hashable, Sendable {
    /// These teams are each other's parent; the path begins and ends with the same team.
    case cycle(path: [Identifier<Team>])
    /// The team names a parent that is not among the teams.
    case unknownParent(of: Identifier<Team>)
  }

  /// Everything that is wrong with the teams given, at once.
  public struct Violations: Error, Hashable, Sendable {
    /// Each unknown parent and each cycle once, in the order of the teams' identifiers; never empty.
    public let all: [Violation]

    /// These violations.
    public init(_ all: [Violation]) {
      self.all = all
    }
  }

  /// The organisation that these teams form; of a team that is given twice the last counts.
  ///
  /// - Throws: ``Violations`` if parents are unknown or teams form cycles. O(n · log n).
  public init(teams: [Team]) throws(Violations) {
    var byID: [Identifier<Team>: Team] = [:]
    var children: [Identifier<Team>: [Identifier<Team>]] = [:]
    var violations: [Violation] = []
    for team in teams { byID[team.id] = team }
    var places: [Identifier<Team>: Int] = [:]
    for (walk, team) in byID.values.sorted(by: { $0.id < $1.id }).enumerated() {
      if let parent = team.parent {
        if byID[parent] == nil { violations.append(.unknownParent(of: team.id)) }
        children[parent, default: []].append(team.id)
      }
      // Each team is walked over once; a walk that comes back to itself has found a cycle.
      var path: [Identifier<Team>] = []
      var next: Identifier<Team>? = team.id
      while let current = next, let known = byID[current], places[current] == nil {
        places[current] = walk
        path.append(current)
        next = known.parent
      }
      if let next, places[next] == walk, let start = path.firstIndex(of: next) {
        violations.append(.cycle(path: path[start...] + [next]))
      }
    }
    guard violations.isEmpty else { throw Violations(violations) }
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
