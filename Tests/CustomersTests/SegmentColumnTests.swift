import CRMTesting
import Customers
import Foundation
import Synchronization
import Testing

/// Evaluating all customers from columns in memory is evaluating them one after the other.
@Suite struct SegmentColumnTests {
  private let author = Author(.staff, "rep")
  private let now = CRMEnvironment.testStart

  private func base(_ seed: UInt64, count: Int = 300) throws -> (InMemoryStore, CustomerDirectory) {
    var generator = SeededGenerator(seed: seed)
    func below(_ count: Int) -> Int { Int.random(in: 0..<count, using: &generator) }
    let environment = CRMEnvironment.fixed(seed: seed)
    let store = InMemoryStore(environment: environment)
    var changes = ChangeSet()
    for number in 0..<count {
      var customer = Customer(
        id: Identifier(derivedFrom: "\(number)"), kind: .person, personName: PersonName(given: "P\(number)"),
        timeZoneID: [nil, "Pacific/Auckland", "America/Los_Angeles"][below(3)],
        birthday: below(3) == 0 ? nil : CalendarDay(now, in: .gmt).adding(days: below(40) - 9_020),
        tags: below(2) == 0 ? ["vip"] : [], createdAt: now - Double(below(72) * 3_600))
      customer.stage = [.lead, .customer][below(2)]
      customer.customFields["level"] = .integer(Int64(below(5)))
      changes.insert(customer)
    }
    try store.commit(changes)
    return (store, CustomerDirectory(store: store, environment: environment, fieldSources: [SwitchedSource()]))
  }

  private var definitions: [(SegmentName, Condition?)] {
    [
      ("list", nil), ("vip", Customer.fields.tags.contains("VIP")),
      ("young", Customer.fields.createdAt.isOnDay(-1) || Customer.fields.birthday.hasAnniversary(withinNext: 3)),
      (
        "mix",
        .any([
          .member(of: "vip") && .compare("custom.level", .greater, .integer(2)) && .not(.member(of: "list")),
          .member(of: "young") && .compare("score.value", .equal, .integer(5)),
        ])
      ),
    ]
  }

  private func prepare(_ directory: CustomerDirectory) async throws {
    for (name, condition) in definitions {
      try await directory.define(
        Segment(id: Identifier(derivedFrom: name.rawValue), name: name, condition: condition, createdAt: now),
        by: author)
    }
    for number in 0..<20 {
      try await directory.setMembership(
        of: Identifier(derivedFrom: "\(number)"), in: Identifier(derivedFrom: number % 2 == 0 ? "list" : "vip"),
        to: number % 3 != 0, by: author)
    }
  }

  @Test func columnsFindThoseWhomPagesFind() async throws {
    for seed in UInt64(1)...4 {
      let (store, directory) = try base(seed)
      let (_, other) = try base(seed)
      try await prepare(directory)
      try await prepare(other)
      let live = Live(try directory.customerColumns(for: definitions.compactMap(\.1)), of: store)
      for round in 0..<2 {
        for (name, _) in definitions {
          let id = Identifier<Segment>(derivedFrom: name.rawValue)
          let phases = Mutex<Set<String>>([])
          let result = try await directory.evaluateAll(in: id, columns: live) { progress in
            phases.withLock { _ = $0.insert(progress.phase) }
          }
          let expected = try await other.evaluateAll(in: id)
          #expect(result == expected, "seed \(seed), round \(round), \(name)")
          if result.entered > 0 { #expect(phases.withLock { $0 } == ["segment.changes"]) }
        }
        for directory in [directory, other] {
          for number in 30..<60 {
            try await directory.edit(Identifier(derivedFrom: "\(number)"), by: author) {
              $0.tags = $0.tags.isEmpty ? ["vip"] : []
            }
          }
        }
      }
      #expect(try await directory.segment(named: "mix")?.evaluatedAt == now)
    }
  }

  /// What columns do not have is read page by page.
  @Test func relationsNeedThePages() async throws {
    let (store, directory) = try base(1, count: 3)
    let boss = Condition.related("employerOf", .none, .always)
    try await directory.define(Segment(id: "boss", name: "boss", condition: boss, createdAt: now), by: author)
    let live = Live(try directory.customerColumns(for: [boss]), of: store)
    let phases = Mutex<Set<String>>([])
    let result = try await directory.evaluateAll(in: "boss", columns: live) { progress in
      phases.withLock { _ = $0.insert(progress.phase) }
    }
    #expect(result.members == 3 && phases.withLock { $0 } == ["segment.customers"])
  }

  /// Cut off between batches and started again: what is there already is not written again.
  @Test func anEvaluationThatWasCutOffCanBeStartedAgain() async throws {
    let (store, directory) = try base(1, count: 1_700)
    let all = Segment(id: "all", name: "all", condition: .always, createdAt: now)
    try await directory.define(all, by: author)
    let task = Task {
      try await directory.evaluateAll(in: all.id) { progress in
        if progress.done >= 1_000 { unsafe withUnsafeCurrentTask { unsafe $0?.cancel() } }
      }
    }
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(try await directory.memberCount(of: all.id) == 1_000)
    #expect(try await directory.evaluateAll(in: all.id) == SegmentEvaluation(entered: 700, left: 0, members: 1_700))
    #expect(try store.count(Query(Event.byName, ExactText("segment.entered"))) == 1_700)
  }
}
