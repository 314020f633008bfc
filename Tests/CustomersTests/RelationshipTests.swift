import CRMTesting
import Customers
import Foundation
import Testing

@Suite struct RelationshipTests {
  private let store: InMemoryStore
  private let directory: CustomerDirectory
  private let author = Author.system
  private let now = CRMEnvironment.testStart

  init() {
    let environment = CRMEnvironment.fixed()
    store = InMemoryStore(environment: environment)
    directory = CustomerDirectory(store: store, environment: environment)
  }

  private func firm(_ name: String) async throws -> Identifier<Customer> {
    try await directory.create(.organisation, by: author) { $0.legalName = name }.id
  }

  private func person(_ name: String) async throws -> Identifier<Customer> {
    try await directory.create(.person, by: author) { $0.personName = PersonName(given: name) }.id
  }

  private func edge(_ from: Int, _ to: Int, _ from2: CalendarDay? = nil, _ until: CalendarDay? = nil) -> Relationship {
    Relationship(
      id: Identifier(derivedFrom: "\(from)", "\(to)"), kind: .subsidiaryOf, from: node(from), to: node(to),
      validFrom: from2, validUntil: until, createdAt: now)
  }

  private func node(_ number: Int) -> Identifier<Customer> { Identifier(derivedFrom: "node", "\(number)") }

  @Test func anEdgeIsReadFromBothEnds() async throws {
    let anna = try await person("Anna")
    let acme = try await firm("Acme")
    let bert = try await person("Bert")
    try await directory.relate(anna, .employeeOf, acme, by: author)
    try await directory.relate(anna, .spouseOf, bert, by: author)
    #expect(Set(try await directory.relatedParties(of: anna).map(\.name)) == ["employeeOf", "spouseOf"])
    #expect(try await directory.relatedParties(of: acme).map(\.name) == ["employerOf"])
    #expect(try await directory.relatedParties(of: bert).map(\.name) == ["spouseOf"])
    #expect(try await directory.relatedParties(of: acme).map(\.party) == [anna])
  }

  @Test func everythingWrongWithAnEdgeIsNamedAtOnce() {
    let edge = Relationship(
      id: "e", kind: .employeeOf, from: "a", to: "a", validFrom: .max, validUntil: .min, strength: 101, createdAt: now)
    let problems = edge.problems(rule: RelationshipRule.standard[.employeeOf], from: .organisation, to: .person)
    #expect(problems.map(\.field) == ["to", "from", "to", "validUntil", "strength"])
    #expect(
      problems.map(\.reason.code).prefix(3) == [
        RelationshipReason.toItself, RelationshipReason.wrongParty, RelationshipReason.wrongParty,
      ])
  }

  @Test func thereIsAtMostOnePrimaryEmployer() async throws {
    let anna = try await person("Anna")
    let firms = [try await firm("A"), try await firm("B"), try await firm("C")]
    try await withThrowingTaskGroup(of: Void.self) { group in
      for firm in firms {
        group.addTask { try await directory.relate(anna, .employeeOf, firm, by: author) { $0.isPrimary = true } }
      }
      try await group.waitForAll()
    }
    let edges = try store.page(Query(Relationship.byFrom, anna)).items
    #expect(edges.count == 3)
    #expect(edges.count(where: \.isPrimary) == 1)
    let primary = try #require(try await directory.primaryRelationship(of: anna, .employeeOf))
    try await directory.endRelationship(primary.id, on: CalendarDay(now, in: .gmt), by: author)
    #expect(try await directory.primaryRelationship(of: anna, .employeeOf) == nil)
  }

  @Test func aCircleIsRefusedWithItsPath() async throws {
    let a = try await firm("A")
    let b = try await firm("B")
    let c = try await firm("C")
    try await directory.relate(a, .subsidiaryOf, b, by: author)
    try await directory.relate(b, .subsidiaryOf, c, by: author)
    await #expect(throws: RelationshipCycle(path: [c, a, b, c])) {
      try await directory.relate(c, .subsidiaryOf, a, by: author)
    }
    #expect(try store.count(Query(Relationship.byFrom, c)) == 0)
  }

  @Test func edgesThatNeverHoldTogetherFormNoCircle() throws {
    let turn = try #require(CalendarDay(year: 2020, month: 1, day: 1))
    let tree = RelationshipTree([edge(1, 2, nil, turn)])
    #expect(tree.cycle(adding: edge(2, 1, turn)) == nil)
    #expect(tree.cycle(adding: edge(2, 1, turn.adding(days: -1))) == [node(2), node(1), node(2)])
  }

  /// Against a plain search for paths in a matrix.
  @Test func aCircleIsFoundExactlyWhenThereIsAWayBack() {
    for seed in UInt64(1)...200 {
      var generator = SeededGenerator(seed: seed)
      let count = Int.random(in: 2...8, using: &generator)
      var reaches = Array(repeating: Array(repeating: false, count: count), count: count)
      var edges: [Relationship] = []
      for _ in 0..<(count * 2) {
        let from = Int.random(in: 0..<count, using: &generator)
        let to = Int.random(in: 0..<count, using: &generator)
        let path = RelationshipTree(edges).cycle(adding: edge(from, to))
        #expect((path != nil) == (from == to || reaches[to][from]), "seed \(seed)")
        if let path {
          #expect(path.first == node(from) && path.last == node(from) && path[1] == node(to), "seed \(seed)")
          continue
        }
        edges.append(edge(from, to))
        for start in 0..<count where start == from || reaches[start][from] {
          for end in 0..<count where end == to || reaches[to][end] { reaches[start][end] = true }
        }
      }
    }
  }

  /// All edges of a circle are decided on before any is written: the last decision rests on a state that is gone.
  @Test func edgesDecidedAtTheSameTimeCannotCloseACircle() async throws {
    for seed in UInt64(1)...20 {
      var generator = SeededGenerator(seed: seed)
      let count = Int.random(in: 2...5, using: &generator)
      var firms: [Identifier<Customer>] = []
      for number in 0..<count { firms.append(try await firm("F\(number)")) }
      let written = Int.random(in: 0..<(count - 1), using: &generator)
      for index in 0..<written {
        try await directory.relate(firms[index], .subsidiaryOf, firms[index + 1], by: author)
      }
      var decided: [ChangeSet] = []
      for index in (written..<count).shuffled(using: &generator) {
        let to = firms[(index + 1) % count]
        decided.append(
          try await directory.prepareRelate(firms[index], .subsidiaryOf, to, by: author).changes)
      }
      var kept = written
      for changes in decided {
        do {
          try store.commit(changes)
          kept += 1
        } catch let error as StoreError {
          #expect(error.code == .conflict, "seed \(seed)")
        }
      }
      #expect(kept < count, "seed \(seed)")
    }
  }

  @Test func circlesAreRefusedWhenTheirEdgesAreAddedConcurrently() async throws {
    for round in 0..<30 {
      let firms = [try await firm("A\(round)"), try await firm("B\(round)"), try await firm("C\(round)")]
      await withTaskGroup(of: Void.self) { group in
        for index in 0..<3 {
          group.addTask {
            _ = try? await directory.relate(firms[index], .subsidiaryOf, firms[(index + 1) % 3], by: author)
          }
        }
      }
      var kept = 0
      for firm in firms { kept += try store.count(Query(Relationship.byFrom, firm)) }
      #expect(kept == 2, "round \(round)")
    }
  }

  @Test func onlyEdgesOfTheDayAreGivenForADay() async throws {
    let anna = try await person("Anna")
    let acme = try await firm("Acme")
    let start = try #require(CalendarDay(year: 2020, month: 1, day: 1))
    let edge = try await directory.relate(anna, .employeeOf, acme, by: author) { $0.validFrom = start }
    try await directory.endRelationship(edge.id, on: start.adding(days: 10), by: author)
    #expect(try await directory.relatedParties(of: anna, on: start.adding(days: -1)).isEmpty)
    #expect(try await directory.relatedParties(of: anna, on: start).count == 1)
    #expect(try await directory.relatedParties(of: anna, on: start.adding(days: 10)).isEmpty)
    #expect(try await directory.relatedParties(of: anna).count == 1)
    await #expect(throws: ValidationError.self) {
      try await directory.endRelationship(edge.id, on: start, by: author)
    }
  }
}
