import CRMCore
import CRMTesting
import Foundation
import Testing

@Suite struct OrganisationTests {
  private func id(_ number: Int) -> Identifier<Team> { Identifier(derivedFrom: "team", "\(number)") }

  private func team(_ number: Int, in parent: Int? = nil, manager: Identifier<StaffMember>? = nil) -> Team {
    Team(id: id(number), name: "T\(number)", manager: manager, parent: parent.map { id($0) })
  }

  @Test func subtreesAndAncestors() throws {
    let organisation = try Organisation(
      teams: [
        team(3, in: 1), team(1, manager: "boss"), team(2, in: 1, manager: "lead"), team(4, in: 2), team(5, in: 4),
        team(9, manager: "lead"),
      ])
    #expect(Set(organisation.subtree(of: id(1))) == Set([1, 2, 3, 4, 5].map { id($0) }))
    #expect(organisation.subtree(of: id(1)).first == id(1))
    #expect(organisation.subtree(of: id(5)) == [id(5)] && organisation.subtree(of: id(77)).isEmpty)
    #expect(organisation.ancestors(of: id(5)) == [id(4), id(2), id(1)] && organisation.ancestors(of: id(1)).isEmpty)
    #expect(organisation.ancestors(of: id(77)).isEmpty)
    #expect(organisation.teams(managedBy: "lead") == Set([2, 4, 5, 9].map { id($0) }))
    #expect(organisation.teams(managedBy: "boss").count == 5 && organisation.teams(managedBy: "nobody").isEmpty)
    #expect(try Organisation(teams: []).subtree(of: id(1)).isEmpty)
  }

  /// Random forests: the subtree of a team is everything that has it among its ancestors, parents before children.
  @Test(arguments: [UInt64(1), 2, 3])
  func subtreeIsTheInverseOfAncestors(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    var teams: [Team] = []
    for number in 0..<60 {
      let parent =
        number == 0 ? nil : Bool.random(using: &generator) ? Int.random(in: 0..<number, using: &generator) : nil
      teams.append(team(number, in: parent))
    }
    let organisation = try Organisation(teams: teams.shuffled(using: &generator))
    for number in 0..<60 {
      let subtree = organisation.subtree(of: id(number))
      let expected = teams.map(\.id).filter { $0 == id(number) || organisation.ancestors(of: $0).contains(id(number)) }
      #expect(Set(subtree) == Set(expected) && subtree.count == expected.count, "seed \(seed)")
      for (place, member) in subtree.enumerated().dropFirst() {
        let parent = try #require(organisation.ancestors(of: member).first)
        #expect(subtree[..<place].contains(parent), "seed \(seed): a child before its parent")
      }
    }
  }

  @Test func cyclesAreToldWithTheirPath() {
    func path(_ teams: [Team]) -> [Identifier<Team>]? {
      do throws(Organisation.Violations) {
        _ = try Organisation(teams: teams)
        return nil
      } catch {
        guard error.all.count == 1, case .cycle(let path)? = error.all.first else { return [] }
        return path
      }
    }
    #expect(path([team(1, in: 1)]) == [id(1), id(1)])
    for shift in 0..<3 {
      // 1 → 2 → 3 → 1, with a team below that is itself in no cycle.
      let ring = [team(1, in: 2), team(2, in: 3), team(3, in: 1), team(7, in: 1)]
      let found = path(Array(ring[shift...] + ring[..<shift])) ?? []
      #expect(found.count == 4 && found.first == found.last && Set(found) == Set([1, 2, 3].map { id($0) }))
    }
    #expect(path([team(1), team(2, in: 1)]) == nil)
  }

  @Test func anUnknownParentIsNamed() {
    #expect(throws: Organisation.Violations([.unknownParent(of: id(2))])) {
      try Organisation(teams: [team(1), team(2, in: 99)])
    }
  }

  @Test func everyViolationIsToldAtOnce() {
    // Two cycles, a team below one of them, and two unknown parents.
    let teams = [
      team(1, in: 2), team(2, in: 1), team(3, in: 1), team(4, in: 4), team(5, in: 98), team(6, in: 5), team(7, in: 99),
    ]
    do throws(Organisation.Violations) {
      _ = try Organisation(teams: teams)
      Issue.record("accepted")
    } catch {
      let unknown = error.all.filter { if case .unknownParent = $0 { true } else { false } }
      #expect(Set(unknown) == [.unknownParent(of: id(5)), .unknownParent(of: id(7))])
      let cycles = error.all.compactMap { if case .cycle(let path) = $0 { Set(path) } else { nil } }
      #expect(Set(cycles) == [[id(1), id(2)], [id(4)]])
      #expect(error.all.count == 4)
    }
  }

  /// Of a team that is given twice the last counts; it must not stand in the tree twice.
  @Test func aTeamGivenTwiceStandsThereOnce() throws {
    let organisation = try Organisation(teams: [team(1), team(2), team(3, in: 1), team(3, in: 2)])
    #expect(organisation.subtree(of: id(2)) == [id(2), id(3)])
    #expect(organisation.subtree(of: id(1)) == [id(1)])
    let twins = try Organisation(teams: [team(1), team(3, in: 1), team(3, in: 1)])
    #expect(twins.subtree(of: id(1)) == [id(1), id(3)])
  }

  @Test func staffIsActiveFromTheFirstInstantUntilBeforeTheLast() {
    let from = Date("2026-03-01")
    let until = Date("2026-06-01")
    var member = StaffMember(id: "m", name: "M", activeFrom: from, activeUntil: until)
    #expect(!member.isActive(at: from.addingTimeInterval(-0.001)) && member.isActive(at: from))
    #expect(member.isActive(at: until.addingTimeInterval(-0.001)) && !member.isActive(at: until))
    member.activeFrom = nil
    #expect(member.isActive(at: .distantPast) && !member.isActive(at: .distantFuture))
    member.activeUntil = nil
    #expect(member.isActive(at: .distantFuture))
    member.activeFrom = from
    member.activeUntil = from
    #expect(!member.isActive(at: from))
  }

  @Test func staffIsFoundByNameTeamAndOffice() throws {
    let store = try InMemoryStore(seeded: [
      StaffMember(id: "a", name: "Zoë", team: id(1), office: "Kyiv"),
      StaffMember(id: "b", name: "anna", team: id(1), office: "KYIV"), StaffMember(id: "c", name: "Bo"),
    ])
    #expect(try store.page(Query(StaffMember.byName)).items.map(\.name) == ["anna", "Bo", "Zoë"])
    #expect(try store.page(Query(StaffMember.byTeam, id(1))).items.map(\.name) == ["anna", "Zoë"])
    #expect(try store.page(Query(StaffMember.byOffice, "kyiv")).items.map(\.id) == ["b", "a"])
  }
}
