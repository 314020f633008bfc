import CRM
import CRMTesting
import Foundation
import Testing

/// A contact point with an older consent that comes to a restricted customer, by whatever way.
@Suite struct RestrictedContactPointTests {
  private typealias Fixture = ReimportFixture
  private let fixture: ReimportFixture
  /// Consent was given there before anybody knew whose it is.
  private let old: ContactPoint.Value
  private let ann: Customer

  init() async throws {
    fixture = try Fixture()
    old = try Fixture.email("old@example.com")
    ann = try await fixture.person("Ann", Fixture.email("ann@example.com"))
    try await fixture.optIn(old)
  }

  private func heldInOneCommit(_ write: () async throws -> Void) async throws -> Bool {
    #expect(try await fixture.permits(old))
    let position = try await fixture.store.position()
    try await write()
    #expect(try await fixture.store.history(after: position, limit: 9).count == 1)
    return try await !fixture.permits(old)
  }

  @Test func theVerbThatAddsItRestrictsIt() async throws {
    try await fixture.crm.restrict(ann.id, because: .frozen, by: Fixture.me)
    #expect(
      try await heldInOneCommit {
        try await fixture.crm.customers.edit(ann.id, by: Fixture.me) { $0.contactPoints.add(ContactPoint(old)) }
      })
    let events = try await fixture.store.all(Query(Event.byName, ExactText("consent.restricted"))).map(\.record)
    #expect(events.count == 3 && events.allSatisfy { $0.customer == RecordReference(ann.id) })
    // The first end reaches it.
    fixture.clock.advance(by: 1)
    try await fixture.ledger.endRestriction(
      of: .frozen, for: SubjectKey(party: RecordReference(ann.id)), by: Fixture.me)
    #expect(try await fixture.permits(old))
  }

  @Test func theImportThatAddsItRestrictsIt() async throws {
    let list = RowImporter<Customer>.customers("list") { [ann, old] row in
      var customer = ann
      customer.contactPoints = [ContactPoint(old)]
      return row.text("take") == nil ? nil : customer
    }
    try await fixture.crm.restrict(ann.id, because: .deceased, by: Fixture.me)
    #expect(
      try await heldInOneCommit {
        let source = ImportSource.csv(Array("take\nyes\n".utf8))
        try await fixture.crm.customers.importRows(source, with: list, by: Fixture.me)
      })
  }

  @Test func theFeedThatAddsItRestrictsIt() async throws {
    let bob = try await fixture.hear("1", "Bob", Fixture.email("bob@example.com"))
    try await fixture.crm.restrict(bob.id, because: .frozen, by: Fixture.me)
    #expect(
      try await heldInOneCommit { try await fixture.hear("1", "Bob", Fixture.email("bob@example.com"), old) })
  }

  @Test func aMergeRestrictsWhatComesToTheRestricted() async throws {
    let anna = try await fixture.person("Anna", old)
    try await fixture.crm.restrict(ann.id, because: .frozen, by: Fixture.me)
    let plan = try await fixture.crm.customers.planMerge(winner: ann.id, losers: [anna.id])
    #expect(try await heldInOneCommit { try await fixture.crm.customers.apply(plan, by: Fixture.me) })
  }

  @Test func aMergeRestrictsWhatTheWinnerHas() async throws {
    let anna = try await fixture.person("Anna", old)
    try await fixture.crm.restrict(ann.id, because: .frozen, by: Fixture.me)
    let plan = try await fixture.crm.customers.planMerge(winner: anna.id, losers: [ann.id])
    #expect(try await heldInOneCommit { try await fixture.crm.customers.apply(plan, by: Fixture.me) })
  }

  @Test func theHeartbeatReachesWhatNobodyAskedAbout() async throws {
    try await fixture.crm.restrict(ann.id, because: .frozen, by: Fixture.me)
    try await fixture.crm.heartbeat().advance(now: fixture.clock.now)
    // A host's own code writes the record.
    try await fixture.store.edit(ann.id) { $0.contactPoints.add(ContactPoint(old)) }
    #expect(try await fixture.permits(old))
    let keeper = RestrictionKeeper(fixture.ledger, registry: fixture.crm.registry)
    #expect(try await keeper.nextMoment() == .distantPast)
    try await fixture.crm.heartbeat().advance(now: fixture.clock.now)
    #expect(try await !fixture.permits(old))
    // Nothing is left to do, also for a second one, and the rest of the day writes nothing.
    #expect(try await keeper.nextMoment() == nil)
    let position = try await fixture.store.position()
    try await fixture.person("Bob", Fixture.email("bob@example.com"))
    #expect(try await keeper.perform(WorkSlice(now: fixture.clock.now)).items == 0)
    #expect(try await fixture.store.history(after: position, limit: 9).count == 1)
  }

  @Test func theHeartbeatStartsWithEverybodyAndGoesOnInSlices() async throws {
    var people: [Customer] = []
    for number in 0..<5 {
      let person = try await fixture.person("P\(number)")
      try await fixture.crm.restrict(person.id, because: .frozen, by: Fixture.me)
      let point = try Fixture.email("p\(number)@example.com")
      try await fixture.optIn(point)
      try await fixture.store.edit(person.id) { $0.contactPoints.add(ContactPoint(point)) }
      people.append(person)
    }
    let keeper = RestrictionKeeper(fixture.ledger, registry: fixture.crm.registry)
    #expect(try await keeper.nextMoment() == .distantPast, "the first one looks at everybody")
    let first = try await keeper.perform(WorkSlice(now: fixture.clock.now, limit: 2))
    #expect(first.items == 2 && first.hasMore)
    let rest = try await keeper.perform(WorkSlice(now: fixture.clock.now))
    #expect(rest.items == 3 && !rest.hasMore)
    for number in 0..<5 { #expect(try await !fixture.permits(Fixture.email("p\(number)@example.com"))) }
    #expect(try await keeper.nextMoment() == nil)
    // Long without it: it goes through everything once and keeps its place.
    for number in 0..<300 { try await fixture.store.edit(ann.id) { $0.tags = ["\(number)"] } }
    #expect(try await keeper.nextMoment() == .distantPast)
    #expect(try await keeper.perform(WorkSlice(now: fixture.clock.now)).items == 1)
    #expect(try await keeper.nextMoment() == nil)
  }

  @Test func aRestrictionAndAnEditAtTheSameTimeSeeEachOther() async throws {
    let (base, me) = (fixture.store, Fixture.me)
    let store = InterruptedStore(base)
    let rival = try Fixture(store, clock: fixture.clock, seed: 9)
    let (crm, id, point) = (fixture.crm, ann.id, old)
    // The edit comes in between reading the record and restricting it.
    store.beforeNextCommit {
      try await crm.customers.edit(id, by: me) { $0.contactPoints.add(ContactPoint(point)) }
    }
    try await rival.crm.restrict(ann.id, because: .frozen, by: me)
    #expect(store.wasInterrupted)
    #expect(try await !fixture.permits(old))
  }

  @Test func anEditAndARestrictionAtTheSameTimeSeeEachOther() async throws {
    let (base, me) = (fixture.store, Fixture.me)
    let store = InterruptedStore(base)
    let rival = try Fixture(store, clock: fixture.clock, seed: 9)
    let (ledger, key) = (fixture.ledger, SubjectKey(party: RecordReference(ann.id)))
    // The restriction names the record alone, and comes in between the answer and the edit.
    store.beforeNextCommit { try await ledger.restrict(key, because: .frozen, by: me) }
    try await rival.crm.customers.edit(ann.id, by: me) { $0.contactPoints.add(ContactPoint(old)) }
    #expect(store.wasInterrupted)
    #expect(try await !fixture.permits(old))
  }
}
