import CRMTesting
import Customers
import Foundation
import Synchronization
import Testing

@Suite struct SegmentTests {
  private let clock = TestClock()
  private let store: InMemoryStore
  private let directory: CustomerDirectory
  private let author = Author(.staff, "rep")
  private let now = CRMEnvironment.testStart

  init() {
    let environment = CRMEnvironment.fixed(clock: clock)
    store = InMemoryStore(environment: environment)
    directory = CustomerDirectory(store: store, environment: environment)
  }

  private func segment(_ name: SegmentName, _ condition: Condition?) -> Segment {
    Segment(id: Identifier(derivedFrom: name.rawValue), name: name, condition: condition, createdAt: now)
  }

  @discardableResult
  private func firm(_ name: String, employees: Int? = nil, tags: TagSet = []) async throws -> Identifier<Customer> {
    let firm = try await directory.create(.organisation, by: author) {
      $0.legalName = name
      $0.tags = tags
      $0.organisation = OrganisationFacts(employees: employees)
    }
    return firm.id
  }

  private func names(in segment: Segment) async throws -> [String] {
    var names: [String] = []
    for member in try await directory.members(of: segment.id).items {
      names.append(try #require(try await directory.customer(member.customer)).displayName)
    }
    return names.sorted()
  }

  @Test func aConditionDecidesAndItsLeavesExplain() async throws {
    let big = segment("big", Customer.fields.employees > 100 && Customer.fields.tags.contains("vip"))
    try await directory.define(big, by: author)
    let acme = try await firm("Acme", employees: 500, tags: ["VIP"])
    let bolt = try await firm("Bolt", employees: 50, tags: ["vip"])
    let cone = try await firm("Cone", tags: ["vip"])
    let result = try await directory.evaluateAll(in: big.id, by: author)
    #expect(result == SegmentEvaluation(entered: 1, left: 0, members: 1))
    #expect(try await names(in: big) == ["Acme"])
    #expect(try await directory.explain(acme, in: big.id).isMember)
    let verdict = try await directory.explain(bolt, in: big.id)
    #expect(!verdict.isMember)
    #expect(verdict.explanation?.leaves.map(\.verdict) == [false, true])
    #expect(verdict.explanation?.leaves.first?.actual == .integer(50))
    #expect(try await directory.explain(cone, in: big.id).explanation?.leaves.first?.isMissing == true)
  }

  @Test func aDecisionByHandBeatsTheConditionAndIsRecorded() async throws {
    let big = segment("big", Customer.fields.employees > 100)
    try await directory.define(big, by: author)
    let acme = try await firm("Acme", employees: 500)
    let bolt = try await firm("Bolt", employees: 5)
    try await directory.setMembership(of: acme, in: big.id, to: false, note: "asked not to", by: author)
    try await directory.setMembership(of: bolt, in: big.id, to: true, by: author)
    try await directory.evaluateAll(in: big.id)
    #expect(try await names(in: big) == ["Bolt"])
    let verdict = try await directory.explain(acme, in: big.id)
    #expect(!verdict.isMember && verdict.explanation?.verdict == true)
    #expect(verdict.override?.author == author && verdict.override?.note == "asked not to")
    try await directory.setMembership(of: acme, in: big.id, to: nil, by: author)
    try await directory.setMembership(of: bolt, in: big.id, to: nil, by: author)
    #expect(try await names(in: big) == ["Acme"])
  }

  @Test func definingTheSameAgainWritesNothing() async throws {
    let big = segment("big", Customer.fields.employees > 100)
    try await directory.define(big, by: author)
    try await firm("Acme", employees: 500)
    try await directory.evaluateAll(in: big.id)
    let before = try store.position()
    try await directory.define(big, by: author)
    #expect(try store.position() == before)
    var wider = big
    wider.condition = Customer.fields.employees > 10
    #expect(
      try await directory.define(wider, by: author).evaluatedAt == nil,
      "what was found for another condition does not hold")
  }

  @Test func aListHasOnlyThoseWhoWerePutIn() async throws {
    let list = segment("fair", nil)
    try await directory.define(list, by: author)
    let acme = try await firm("Acme")
    try await firm("Bolt")
    try await directory.setMembership(of: acme, in: list.id, to: true, by: author)
    let result = try await directory.evaluateAll(in: list.id)
    #expect(result == SegmentEvaluation(entered: 0, left: 0, members: 1))
    #expect(try await names(in: list) == ["Acme"])
  }

  @Test func comingInAndGoingOutAreEventsOnceEach() async throws {
    let big = segment("big", Customer.fields.employees > 100)
    try await directory.define(big, by: author)
    let acme = try await firm("Acme", employees: 500)
    try await directory.evaluateAll(in: big.id)
    try await directory.evaluateAll(in: big.id)
    clock.advance(by: 60)
    try await directory.edit(acme, by: author) { $0.organisation?.employees = 10 }
    let verdict = try await directory.evaluate(acme, in: big.id)
    #expect(!verdict.isMember)
    try await directory.evaluate(acme, in: big.id)
    let entered = try store.page(Query(Event.byName, ExactText("segment.entered"))).items
    let left = try store.page(Query(Event.byName, ExactText("segment.left"))).items
    #expect(entered.map(\.date) == [now])
    #expect(left.map(\.date) == [now.addingTimeInterval(60)])
    #expect(left.first?.properties["segment"] == .reference(RecordReference(big.id)))
    #expect(try await directory.memberCount(of: big.id) == 0)
    let membership = try #require(try store.page(Query(SegmentMembership.bySegment, big.id)).items.first)
    #expect(membership.enteredAt == now && membership.leftAt == now.addingTimeInterval(60))
  }

  @Test func segmentsMayAskForOthersAndNeverForThemselves() async throws {
    let big = segment("big", Customer.fields.employees > 100)
    let vip = segment("vip", Customer.fields.tags.contains("vip"))
    let both = segment("both", .member(of: "big") && .member(of: "vip"))
    for segment in [big, vip, both] { try await directory.define(segment, by: author) }
    let acme = try await firm("Acme", employees: 500, tags: ["vip"])
    try await firm("Bolt", employees: 500)
    try await firm("Cone", tags: ["vip"])
    try await directory.evaluateAll(in: both.id)
    #expect(try await names(in: both) == ["Acme"])
    try await directory.setMembership(of: acme, in: vip.id, to: false, by: author)
    #expect(try await directory.evaluateAll(in: both.id).left == 1)

    var circular = big
    circular.condition = .member(of: "both")
    await #expect(throws: SegmentCycle(path: ["big", "both", "big"])) {
      try await directory.define(circular, by: author)
    }
    await #expect(throws: SegmentCycle(path: ["self", "self"])) {
      try await directory.define(segment("self", .member(of: "self")), by: author)
    }
    await #expect(throws: ValidationError.self) {
      try await directory.define(segment("lost", .member(of: "nowhere")), by: author)
    }
    await #expect(throws: ConditionError.self) {
      try await directory.define(segment("typo", .known("customer.emploees")), by: author)
    }
  }

  /// Against reachability in a matrix.
  @Test func aCircleOfSegmentsIsFoundExactlyWhenThereIsAWayBack() {
    for seed in UInt64(1)...200 {
      var generator = SeededGenerator(seed: seed)
      let count = Int.random(in: 1...7, using: &generator)
      var uses = Array(repeating: Array(repeating: false, count: count), count: count)
      for _ in 0..<count {
        uses[Int.random(in: 0..<count, using: &generator)][Int.random(in: 0..<count, using: &generator)] = true
      }
      func name(_ number: Int) -> SegmentName { SegmentName(rawValue: "s\(number)") }
      let segments = (0..<count).map { from in
        segment(name(from), .any((0..<count).filter { uses[from][$0] }.map { .member(of: name($0)) }))
      }
      var reaches = uses
      for middle in 0..<count {
        for from in 0..<count where reaches[from][middle] {
          for to in 0..<count where reaches[middle][to] { reaches[from][to] = true }
        }
      }
      let graph = SegmentGraph(segments)
      for number in 0..<count {
        let path = graph.cycle(through: name(number))
        #expect((path != nil) == reaches[number][number], "seed \(seed)")
        guard path == nil else { continue }
        let order = graph.dependencies(of: name(number))
        #expect(Set(order) == Set((0..<count).filter { reaches[number][$0] }.map(name)), "seed \(seed)")
      }
    }
  }

  @Test func relatedPartiesCanBeAskedFor() async throws {
    let staff = segment(
      "bigEmployer", .related("employeeOf", .any, Customer.fields.employees > 100))
    try await directory.define(staff, by: author)
    let acme = try await firm("Acme", employees: 500)
    let bolt = try await firm("Bolt", employees: 5)
    for (name, firm) in [("Anna", acme), ("Bert", bolt)] {
      let person = try await directory.create(.person, by: author) { $0.personName = PersonName(given: name) }
      try await directory.relate(person.id, .employeeOf, firm, by: author)
    }
    try await directory.evaluateAll(in: staff.id)
    #expect(try await names(in: staff) == ["Anna"])
  }

  @Test func evaluationInBatchesIsWhatOneByOneSays() async throws {
    for seed in UInt64(1)...3 {
      var generator = SeededGenerator(seed: seed)
      let environment = CRMEnvironment.fixed(seed: seed)
      let store = InMemoryStore(environment: environment)
      let directory = CustomerDirectory(store: store, environment: environment)
      let some = segment("some", Customer.fields.employees > 40 || Customer.fields.tags.contains("vip"))
      try await directory.define(some, by: author)
      var changes = ChangeSet()
      for number in 0..<1_100 {
        changes.insert(
          Customer(
            id: Identifier(derivedFrom: "\(number)"), kind: .organisation, legalName: "F\(number)",
            organisation: OrganisationFacts(employees: Int.random(in: 0..<100, using: &generator)),
            tags: Bool.random(using: &generator) ? ["vip"] : [], createdAt: now))
      }
      try store.commit(changes)
      let done = Mutex<[Int]>([])
      let result = try await directory.evaluateAll(in: some.id) { progress in done.withLock { $0.append(progress.done) }
      }
      #expect(done.withLock { $0 } == [500, 1_000, 1_100])
      var expected = 0
      for stored in try await store.all(Query<Customer>()) {
        let verdict = try some.verdict(on: stored.record, at: EvaluationMoment(now: now))
        expected += verdict.isMember ? 1 : 0
      }
      #expect(result.members == expected && result.entered == expected, "seed \(seed)")
      #expect(try await directory.memberCount(of: some.id) == expected, "seed \(seed)")
      #expect(try await directory.evaluateAll(in: some.id).entered == 0, "seed \(seed)")
    }
  }

  @Test func otherModulesAnswerForManyCustomersAtOnce() async throws {
    let source = ScoreSource()
    let environment = CRMEnvironment.fixed()
    let store = InMemoryStore(environment: environment)
    let directory = CustomerDirectory(store: store, environment: environment, fieldSources: [source])
    for name in ["Acme", "Bolt", "Cone"] {
      try await directory.add(
        Customer.organisation(id: Identifier(derivedFrom: name), name: name, now: now), by: author)
    }
    let good = segment("good", Condition.compare("score.value", .greater, .integer(1)))
    try await directory.define(good, by: author)
    #expect(try await directory.evaluateAll(in: good.id).members == 1)
    #expect(source.asked.withLock { $0 } == 1)
    let verdict = try await directory.explain(Identifier(derivedFrom: "Acme"), in: good.id)
    #expect(verdict.explanation?.leaves.first?.isMissing == true)
    // Without its source the question is an error, never "missing".
    let alone = CustomerDirectory(store: store, environment: environment)
    await #expect(throws: ConditionError.self) { try await alone.evaluateAll(in: good.id) }
    await #expect(throws: ConditionError.self) { try await alone.define(good, by: author) }
  }
}

/// Scores by name: Bolt has 1, Cone has 2, nobody else has one.
private struct ScoreSource: FieldSource {
  final class Asked: Sendable {
    let count = Mutex(0)
    func withLock<T: Sendable>(_ body: (inout Int) -> T) -> T { count.withLock { body(&$0) } }
  }

  let asked = Asked()
  var namespace: String { "score" }
  var catalog: FieldCatalog { FieldCatalog([FieldDescription("score.value", kind: .integer)]) }

  func columns(
    _ terms: Set<FieldTerm>, of subjects: [Subject], at moment: EvaluationMoment
  ) async throws -> [FieldTerm: Column] {
    asked.withLock { $0 += 1 }
    let scores: [Identifier<Customer>: Int64] = [
      Identifier(derivedFrom: "Bolt"): 1, Identifier(derivedFrom: "Cone"): 2,
    ]
    let values = subjects.map { subject in
      subject.reference.id(as: Customer.self).flatMap { scores[$0] }.map { FieldValue.integer($0) }
    }
    return Dictionary(uniqueKeysWithValues: terms.map { ($0, Column(values)) })
  }
}
