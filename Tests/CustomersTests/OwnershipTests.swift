import CRMTesting
import Customers
import Foundation
import Testing

/// A host's own record, which the books know from its declared links only.
struct HostMachine: Record {
  static let collection: CollectionName = "machines"
  static let bySeat = Index<HostMachine>("seat", unique: true) { machine in
    machine.seat.flatMap { seat in machine.keeper.map { IndexKey($0, seat) } }
  }
  static var indexes: [Index<HostMachine>] { [bySeat] }
  static var references: [Reference<HostMachine>] {
    [
      Reference("keeper", \.keeper), Reference("helpers", \.helpers), Reference("customer", \.customer),
      Reference("note", \.note),
    ]
  }

  var id: Identifier<HostMachine>
  var keeper: Identifier<StaffMember>?
  var helpers: [Identifier<StaffMember>] = []
  var customer: Identifier<Customer>?
  /// An untyped link, which may lead anywhere and assigns nothing.
  var note: RecordReference?
  var seat: Int?
  var isScrapped = false
}

@Suite struct OwnershipTests {
  let clock = TestClock()
  let store: InMemoryStore
  let directory: CustomerDirectory
  let books: StaffBooks
  let author = Author(.staff, "chief")
  let start = CRMEnvironment.testStart

  init() throws {
    let environment = CRMEnvironment.fixed(clock: clock)
    store = InMemoryStore(environment: environment)
    directory = CustomerDirectory(store: store, environment: environment)
    books = StaffBooks(
      directory, registry: RecordRegistry([HostMachine.self]),
      sections: [BookSection(HostMachine.self) { !$0.isScrapped }])
    var changes = ChangeSet()
    for (name, team) in [("anna", "sales"), ("bert", "sales"), ("cleo", "sales"), ("dora", nil)] as [(String, String?)]
    {
      changes.insert(
        StaffMember(
          id: Identifier(derivedFrom: "staff", name), name: name,
          team: team.map { Identifier(derivedFrom: "team", $0) }))
    }
    changes.insert(
      StaffMember(
        id: Self.staff("gone"), name: "gone", team: Self.team("sales"), activeUntil: start.addingTimeInterval(-1)))
    changes.insert(Team(id: Self.team("sales"), name: "Sales", manager: Self.staff("anna")))
    changes.insert(Team(id: Self.team("empty"), name: "Empty"))
    try store.commit(changes)
  }

  static func staff(_ name: String) -> Identifier<StaffMember> { Identifier(derivedFrom: "staff", name) }
  static func team(_ name: String) -> Identifier<Team> { Identifier(derivedFrom: "team", name) }
  var anna: Identifier<StaffMember> { Self.staff("anna") }
  var bert: Identifier<StaffMember> { Self.staff("bert") }
  var cleo: Identifier<StaffMember> { Self.staff("cleo") }
  var dora: Identifier<StaffMember> { Self.staff("dora") }

  private func customer(_ number: Int) -> Identifier<Customer> { Identifier(derivedFrom: "customer", "\(number)") }

  /// Customers with a follow-up and a machine each; some closed ones, a call, a note.
  private func fill(_ count: Int, owner: Identifier<StaffMember>) throws {
    var changes = ChangeSet()
    for number in 0..<count {
      var record = Customer.organisation(id: customer(number), name: "Firm \(number)", now: start)
      record.owner = owner
      record.stage = number.isMultiple(of: 3) ? .customer : .lead
      changes.insert(record)
      let about = customer(number)
      for isOpen in [true, false] {
        changes.insert(
          FollowUp(
            id: Identifier(derivedFrom: "\(number)\(isOpen)"), what: "Call", customer: about, owner: owner, due: start,
            state: isOpen ? .open : .done, closedAt: isOpen ? nil : start, createdAt: start))
      }
      changes.insert(
        HostMachine(
          id: Identifier(derivedFrom: "\(number)"), keeper: owner, helpers: [owner, dora], customer: about,
          note: RecordReference(owner)))
      changes.insert(
        Interaction(
          id: Identifier(derivedFrom: "\(number)"), customer: about, kind: .call, date: start, staff: owner))
    }
    changes.insert(HostMachine(id: "scrap", keeper: owner, isScrapped: true))
    try store.commit(changes)
  }

  private func owners<R: Record>(_ type: R.Type, _ path: KeyPath<R, Identifier<StaffMember>?>) throws
    -> [Identifier<StaffMember>?: Int]
  {
    try store.page(Query<R>().limited(to: 10_000)).items.reduce(into: [:]) {
      $0[$1.record[keyPath: path], default: 0] += 1
    }
  }

  @Test func nobodyIsAssignedToSomebodyWhoDoesNotWorkHere() async throws {
    try fill(2, owner: anna)
    await #expect(throws: OwnershipViolation.notActive(Self.staff("gone"))) {
      try await directory.assign([customer(0)], to: Self.staff("gone"), by: author)
    }
    await #expect(throws: OwnershipViolation.notActive(Self.staff("gone"))) {
      try await directory.assignFollowUp(Identifier(derivedFrom: "0true"), to: Self.staff("gone"), by: author)
    }
    // With the customer goes what its owner had to do about it; closed follow-ups stay.
    try await directory.assign([customer(0), customer(0)], to: bert, by: author)
    #expect(try owners(FollowUp.self, \.owner) == [anna: 3, bert: 1])
    #expect(try owners(Customer.self, \.owner) == [anna: 1, bert: 1])
    try await directory.assign([customer(0)], to: cleo, withFollowUps: false, by: author)
    try await directory.assign([customer(1)], to: nil, by: author)
    #expect(try owners(Customer.self, \.owner) == [cleo: 1, nil: 1])
    #expect(try owners(FollowUp.self, \.owner) == [anna: 2, bert: 1, nil: 1])
    await #expect(throws: FollowUpViolation.notOpen(.done)) {
      try await directory.assignFollowUp(Identifier(derivedFrom: "0false"), to: bert, by: author)
    }
    let events = try store.page(Query(Event.byName, ExactText("record.ownerChanged"))).items
    #expect(events.count == 2)
  }

  /// An assignment that was decided before somebody left does not get through afterwards.
  @Test func anAssignmentDecidedBeforeTheEndConflicts() async throws {
    try fill(1, owner: anna)
    let prepared = try await directory.prepareAssign([customer(0)], to: bert, by: author)
    try await books.start(handOverOf: bert, to: .staff(cleo), by: author)
    let error = #expect(throws: StoreError.self) { try store.commit(prepared.changes) }
    #expect(error?.code == .conflict)
  }

  @Test func aPlanTellsWhatTheHandOverThenDoes() async throws {
    try fill(30, owner: anna)
    let high = SuccessionRule(where: Customer.fields.stage == .customer, to: .staff(dora))
    let machines = SuccessionRule(for: [HostMachine.collection], to: .staff(bert))
    let succession = Succession.rules([machines, high], otherwise: .team(Self.team("sales")))
    let plan = try await books.plan(handOverOf: anna, to: succession)
    func count(_ collection: CollectionName) -> [Identifier<StaffMember>: Int] {
      plan.lines.filter { $0.collection == collection }.reduce(into: [:]) { $0[$1.successor] = $1.count }
    }
    // Ten of thirty are customers already; the others are shared evenly, and follow-ups go with their customers.
    #expect(count(Customer.collection) == [dora: 10, bert: 10, cleo: 10])
    #expect(count(FollowUp.collection) == [dora: 10, bert: 10, cleo: 10])
    // As keeper and as helper.
    #expect(count(HostMachine.collection) == [bert: 60])
    #expect(count(Team.collection).values.reduce(0, +) == 1 && plan.total == 121)
    #expect(try owners(Customer.self, \.owner) == [anna: 30], "a plan writes nothing")

    let begun = try await books.start(handOverOf: anna, to: succession, by: author)
    let handOver = try await books.finish(begun.id)
    let received = plan.lines.reduce(into: [:]) { $0[$1.successor, default: 0] += $1.count }
    #expect(handOver.state == .done && handOver.total == plan.total && handOver.received == received)
    #expect(try owners(Customer.self, \.owner) == [dora: 10, bert: 10, cleo: 10])
    // What is closed stays with whom it was done by, and so does the past.
    #expect(try owners(FollowUp.self, \.owner)[anna] == 30 && owners(Interaction.self, \.staff) == [anna: 30])
    #expect(try owners(HostMachine.self, \.keeper) == [bert: 30, anna: 1])
    let machine = try #require(try store.fetch(HostMachine.self, ids: [Identifier(derivedFrom: "1")])[0]).record
    #expect(machine.helpers == [bert, dora] && machine.note == RecordReference(anna))
    // A customer and its follow-up have the same owner.
    for number in 0..<30 {
      let owner = try store.fetch(Customer.self, ids: [customer(number)])[0]?.owner
      #expect(try store.fetch(FollowUp.self, ids: [Identifier(derivedFrom: "\(number)true")])[0]?.owner == owner)
    }
    #expect(try await books.inactiveOwners().isEmpty)
    // Audited: who decided it, every record's old and new owner, the end.
    let changed = try store.page(Query(Event.byName, ExactText("customer.ownerChanged")).limited(to: 100)).items
    #expect(changed.count == 30 && changed.allSatisfy { $0.author == author })
    #expect(changed.allSatisfy { $0.properties["from"] == .reference(RecordReference(anna)) })
    let finished = try store.page(Query(Event.byName, ExactText("handOver.finished"))).items
    #expect(finished.map { $0.properties["records"] } == [.integer(121)])
  }

  @Test func successorsMustBeAbleToTakeIt() async throws {
    try fill(3, owner: anna)
    for (succession, violation) in [
      (.staff(Self.staff("gone")), .notActive(Self.staff("gone"))), (.staff(anna), .successorLeaves(anna)),
      (.team(Self.team("empty")), .nobodyInTeam(Self.team("empty"))),
      (
        .rules([SuccessionRule(to: .staff(Self.staff("nobody")))], otherwise: .staff(bert)),
        .notActive(Self.staff("nobody"))
      ),
    ] as [(Succession, OwnershipViolation)] {
      await #expect(throws: violation) { try await books.plan(handOverOf: anna, to: succession) }
      await #expect(throws: violation) { try await books.start(handOverOf: anna, to: succession, by: author) }
    }
    let handOver = try await books.start(handOverOf: anna, to: .staff(bert), by: author)
    await #expect(throws: OwnershipViolation.handedOverAlready(handOver.id)) {
      try await books.start(handOverOf: anna, to: .staff(cleo), by: author)
    }
    // The successor leaves before it is done: nothing is given to them, and somebody else can take over.
    try await books.start(handOverOf: bert, to: .staff(cleo), by: author)
    await #expect(throws: OwnershipViolation.notActive(bert)) { try await books.finish(handOver.id) }
    #expect(try owners(Customer.self, \.owner) == [anna: 3])
    try await books.redirect(handOver.id, to: .team(Self.team("sales")), by: author)
    #expect(try await books.finish(handOver.id).state == .done)
    #expect(try owners(Customer.self, \.owner) == [cleo: 3])
  }

  @Test func whoLeavesLaterKeepsTheBookUntilThenAndWhoComesBackKeepsTheirs() async throws {
    try fill(3, owner: anna)
    let end = start.addingTimeInterval(1000)
    let handOver = try await books.start(handOverOf: anna, to: .staff(bert), leaving: end, by: author)
    #expect(try await books.finish(handOver.id).total == 0)
    let heart = Heartbeat([books.handingOver], store: store, environment: directory.environment)
    #expect(try await heart.nextMoment() == end)
    // They leave even later.
    try await store.edit(anna) { $0.activeUntil = end.addingTimeInterval(500) }
    clock.set(end)
    try await heart.advance(now: clock.now)
    #expect(try await heart.nextMoment() == end.addingTimeInterval(500))
    #expect(try owners(Customer.self, \.owner) == [anna: 3])
    clock.set(end.addingTimeInterval(500))
    try await heart.advance(now: clock.now)
    #expect(try owners(Customer.self, \.owner) == [bert: 3])
    // Assigned past the rules: swept up with the next look.
    try await store.edit(customer(0)) { $0.owner = Self.staff("anna") }
    #expect(try await books.inactiveOwners() == [anna: 1])
    clock.set(try #require(try await heart.nextMoment()))
    try await heart.advance(now: clock.now)
    #expect(try await books.inactiveOwners().isEmpty)
    // Back again: what they get from now on is theirs.
    try await store.edit(anna) { $0.activeUntil = nil }
    try await directory.assign([customer(0)], to: anna, by: author)
    clock.advance(by: 30 * 86_400)
    try await heart.advance(now: clock.now)
    #expect(try await heart.nextMoment() == nil)
    #expect(try owners(Customer.self, \.owner) == [anna: 1, bert: 2])
    try await books.start(handOverOf: anna, to: .staff(bert), by: author)
  }

  @Test func aTakenKeyHoldsUpOneRecordOnly() async throws {
    try store.commit(
      ChangeSet.filled { changes in
        for number in 0..<5 {
          changes.insert(HostMachine(id: Identifier(derivedFrom: "m\(number)"), keeper: anna, seat: number))
        }
        changes.insert(HostMachine(id: "taken", keeper: bert, seat: 3))
      })
    let handOver = try await books.start(handOverOf: anna, to: .staff(bert), by: author)
    let left = RecordReference(Identifier<HostMachine>(derivedFrom: "m3"))
    await #expect(throws: OwnershipViolation.keysTaken([left])) { try await books.finish(handOver.id) }
    #expect(try await books.open(of: anna) == [HostMachine.collection: 1])
    try await store.edit(Identifier<HostMachine>(derivedFrom: "m3")) { $0.seat = 9 }
    #expect(try await books.finish(handOver.id).state == .done)
  }
}

extension ChangeSet {
  /// A change set that was filled in place.
  static func filled(_ fill: (inout ChangeSet) -> Void) -> ChangeSet {
    var changes = ChangeSet()
    fill(&changes)
    return changes
  }
}
