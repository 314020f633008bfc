import CRMTesting
import Customers
import Foundation
import Synchronization
import Testing

/// The law of ownership: however a hand-over is cut off and whatever is made or assigned at the same time, in the end nothing is
/// left with somebody who does not work here, and nothing is lost.
@Suite(.timeLimit(.minutes(10))) struct OwnershipLawTests {
  struct Cut: Error {}

  private func staff(_ number: Int) -> Identifier<StaffMember> { Identifier(derivedFrom: "staff", "\(number)") }

  @Test(arguments: Array(UInt64(1)...24)) func nothingStaysWithAnInactiveOwner(seed: UInt64) async throws {
    var generator = SeededGenerator(seed: seed)
    let clock = TestClock()
    let environment = CRMEnvironment.fixed(clock: clock, seed: seed)
    let base = InMemoryStore(environment: environment)
    let chance = Mutex(SeededGenerator(seed: seed ^ 0xCAFE))
    let shaky = FailingStore(base) { isCommit in
      switch chance.withLock({ Int.random(in: 0..<60, using: &$0) }) {
      case 0: throw Cut()
      case 1 where isCommit: throw StoreError(.unavailable)
      case 2...20: await Task.yield()
      default: break
      }
    }
    let team = Identifier<Team>(derivedFrom: "team")
    var changes = ChangeSet()
    changes.insert(Team(id: team, name: "Sales"))
    for number in 0..<4 { changes.insert(StaffMember(id: staff(number), name: "\(number)", team: team)) }
    let count = Int.random(in: 1...150, using: &generator)
    for number in 0..<count {
      let id = Identifier<Customer>(derivedFrom: "\(number)")
      var customer = Customer.organisation(id: id, name: "\(number)", now: clock.now)
      customer.owner = staff(Int.random(in: 0..<4, using: &generator))
      changes.insert(customer)
      changes.insert(
        FollowUp(
          id: Identifier(derivedFrom: "\(number)"), what: "Call", customer: id,
          owner: staff(Int.random(in: 0..<4, using: &generator)), due: clock.now, createdAt: clock.now))
      changes.insert(HostMachine(id: Identifier(derivedFrom: "\(number)"), keeper: staff(0), customer: id))
    }
    try base.commit(changes)

    let healthy = CustomerDirectory(store: base, environment: environment)
    let books = StaffBooks(
      CustomerDirectory(store: shaky, environment: environment), registry: RecordRegistry([HostMachine.self]))
    let succession: Succession = Bool.random(using: &generator) ? .team(team) : .staff(staff(2))
    let begun = try await StaffBooks(healthy).start(handOverOf: staff(0), to: succession, by: .system)

    // Others go on working, by the rules and past them, while the book is handed over in pieces that are cut off.
    let leaver = staff(0)
    let others = Task {
      var generator = SeededGenerator(seed: seed ^ 0xF00D)
      var refused = 0
      for step in 0..<60 {
        let id = Identifier<Customer>(derivedFrom: "\(Int.random(in: 0..<count, using: &generator))")
        switch Int.random(in: 0..<5, using: &generator) {
        case 0:
          do { try await healthy.assign([id], to: leaver, by: .system) } catch is OwnershipViolation { refused += 1 }
        case 1: try await base.edit(id) { $0.owner = leaver }
        case 2:
          let followUp = FollowUp(
            id: Identifier(derivedFrom: "new", "\(step)"), what: "Call", customer: id, owner: leaver, due: clock.now,
            createdAt: clock.now)
          try await healthy.addFollowUp(followUp, by: .system)
        case 3: try await healthy.edit(id, by: .system) { $0.tags.insert("touched\(step)") }
        default: try await healthy.assign([id], to: step.isMultiple(of: 2) ? staff(1) : staff(3), by: .system)
        }
        await Task.yield()
      }
      return refused
    }
    for _ in 0..<12 {
      let heart = Heartbeat([books.handingOver], store: shaky, environment: environment)
      let budget = WorkBudget(items: Int.random(in: 1...40, using: &generator))
      clock.advance(by: Double(Int.random(in: 0...60, using: &generator)))
      let now = clock.now
      let task = Task { try await heart.advance(now: now, budget: budget) }
      async let double = heart.advance(now: now, budget: budget)
      for _ in 0..<Int.random(in: 0...30, using: &generator) { await Task.yield() }
      if Bool.random(using: &generator) { task.cancel() }
      _ = await task.result
      _ = try await double
    }
    let refused = try await others.value
    #expect(refused >= 0)

    // From here on it is called on time, for a day.
    let last = StaffBooks(healthy, registry: RecordRegistry([HostMachine.self]))
    let heart = Heartbeat([last.handingOver], store: base, environment: environment)
    let end = clock.now.addingTimeInterval(86_400)
    var rounds = 0
    while let next = try await heart.nextMoment(), next < end {
      clock.set(max(next, clock.now))
      let report = try await heart.advance(now: clock.now)
      #expect(report.failures.isEmpty, "seed \(seed): \(report.failures)")
      rounds += 1
      try #require(rounds < 1000, "seed \(seed)")
    }
    #expect(try await last.inactiveOwners().isEmpty, "seed \(seed)")
    let handOver = try await base.require(begun.id).record
    #expect(handOver.state == .done, "seed \(seed)")
    // Every record is there, has an owner, and what was counted is what the events tell.
    let customers = try base.page(Query<Customer>().limited(to: 1000)).items
    #expect(customers.count == count && customers.allSatisfy { $0.owner != nil && $0.owner != leaver }, "seed \(seed)")
    let moved = try await base.all(Query<Event>()).filter { event in
      event.properties["from"] == .reference(RecordReference(leaver))
        && event.properties["to"] != nil && (event.name == .ownerChanged || event.name == .customerOwnerChanged)
    }
    #expect(handOver.received.values.reduce(0, +) == handOver.total)
    #expect(moved.count >= handOver.total, "seed \(seed): \(moved.count) events for \(handOver.total) records")
    #expect(handOver.received.keys.allSatisfy { $0 != leaver })
  }
}

/// Passes every call on, after a hook that may wait or throw.
final class FailingStore: Store {
  private let base: any Store
  private let hook: @Sendable (_ isCommit: Bool) async throws -> Void

  init(_ base: any Store, before hook: @escaping @Sendable (_ isCommit: Bool) async throws -> Void) {
    self.base = base
    self.hook = hook
  }

  func fetch<R: Record>(_ type: R.Type, ids: [Identifier<R>]) async throws -> [Stored<R>?] {
    try await hook(false)
    return try await base.fetch(type, ids: ids)
  }

  func page<R: Record>(_ query: Query<R>) async throws -> Page<Stored<R>> {
    try await hook(false)
    return try await base.page(query)
  }

  func count<R: Record>(_ query: Query<R>) async throws -> Int { try await base.count(query) }

  func commit(_ changes: ChangeSet) async throws -> Commit {
    try await hook(true)
    return try await base.commit(changes)
  }

  func history(after position: CommitPosition?, limit: Int) async throws -> [Commit] {
    try await base.history(after: position, limit: limit)
  }

  func position() async throws -> CommitPosition? { try await base.position() }
  func waitForCommit(after position: CommitPosition?) async throws { try await base.waitForCommit(after: position) }
}
