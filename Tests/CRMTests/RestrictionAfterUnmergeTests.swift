import CRM
import CRMTesting
import Foundation
import Testing

/// Two persons were taken for one, one of them is restricted, and the merge is undone: no message slips through before the next
/// heartbeat, and each of them has an end of their own.
@Suite struct RestrictionAfterUnmergeTests {
  private typealias Fixture = ReimportFixture
  private let fixture: ReimportFixture
  private let (first, second, later): (ContactPoint.Value, ContactPoint.Value, ContactPoint.Value)
  private let ann: Customer
  private let ben: Customer

  init() async throws {
    fixture = try Fixture()
    first = try Fixture.email("ann@example.com")
    second = try Fixture.email("ben@example.com")
    later = try Fixture.email("later@example.com")
    ann = try await fixture.person("Ann", first)
    ben = try await fixture.person("Ben", second)
    for point in [first, second, later] { try await fixture.optIn(point) }
  }

  /// Ben becomes part of Ann.
  private func merge() async throws -> Identifier<CustomerMerge> {
    fixture.clock.advance(by: 1)
    let plan = try await fixture.crm.customers.planMerge(winner: ann.id, losers: [ben.id])
    return try await fixture.crm.customers.apply(plan, by: Fixture.me).id
  }

  /// In one commit.
  private func unmerge(_ merge: Identifier<CustomerMerge>) async throws {
    fixture.clock.advance(by: 1)
    let position = try await fixture.store.position()
    try await fixture.crm.customers.unmerge(merge, by: Fixture.me)
    #expect(try await fixture.store.history(after: position, limit: 9).count == 1)
  }

  private func restrict(_ customer: Customer, because ground: RestrictionGround = .frozen) async throws {
    fixture.clock.advance(by: 1)
    try await fixture.ledger.restrict(SubjectKey(party: RecordReference(customer)), because: ground, by: Fixture.me)
  }

  private func end(_ customer: Customer, of ground: RestrictionGround = .frozen) async throws {
    fixture.clock.advance(by: 1)
    try await fixture.ledger.endRestriction(
      of: ground, for: SubjectKey(party: RecordReference(customer)), by: Fixture.me)
  }

  @Test func whoPartsIsRestrictedAsTheWinnerIs() async throws {
    let merge = try await merge()
    let keeper = RestrictionKeeper(fixture.ledger, registry: fixture.crm.registry)
    _ = try await keeper.perform(WorkSlice(now: fixture.clock.now))
    // By the record alone: the contact points are left to others.
    try await restrict(ann)
    #expect(try await fixture.permits(second))
    try await unmerge(merge)
    for point in [first, second] { #expect(try await !fixture.permits(point)) }
    // Also where the message names him, and where an address comes to him later.
    #expect(try await !fixture.permits(later, as: ben.id))
    #expect(try await fixture.permits(later))
    try await fixture.crm.customers.edit(ben.id, by: Fixture.me) { $0.contactPoints.add(ContactPoint(later)) }
    #expect(try await !fixture.permits(later))
    let events = try await fixture.store.all(Query(Event.byName, ExactText("consent.restricted"))).map(\.record)
    #expect(Set(events.compactMap(\.customer)) == [RecordReference(ann), RecordReference(ben)])
    // The heartbeat has nothing to add.
    #expect(try await keeper.nextMoment() == nil)
  }

  @Test func whatWasRecordedOnTheLoserReachesWhatItGetsBack() async throws {
    let merge = try await merge()
    // A demand that still names the record as it was.
    try await restrict(ben, because: .deceased)
    #expect(try await fixture.permits(second))
    try await unmerge(merge)
    #expect(try await !fixture.permits(second))
    #expect(try await fixture.permits(first), "nobody restricted Ann")
  }

  @Test func eachHasAnEndOfTheirOwn() async throws {
    try await fixture.crm.restrict(ben.id, because: .frozen, by: Fixture.me)
    try await unmerge(try await merge())
    for point in [first, second] { #expect(try await !fixture.permits(point)) }
    // Ann's end is not his: he was restricted before they were one.
    try await end(ann)
    #expect(try await fixture.permits(first))
    #expect(try await !fixture.permits(second))
    #expect(try await !fixture.permits(later, as: ben.id))
    try await end(ben)
    #expect(try await fixture.permits(second))
    #expect(try await fixture.permits(later, as: ben.id))
  }

  @Test func thePartedMayBecomeOneAgain() async throws {
    try await fixture.crm.restrict(ben.id, because: .frozen, by: Fixture.me)
    try await unmerge(try await merge())
    try await end(ann)
    // Ben is still restricted: now she is again, and so are both, until both have ended.
    let again = try await merge()
    for point in [first, second] { #expect(try await !fixture.permits(point)) }
    try await unmerge(again)
    try await end(ben)
    #expect(try await !fixture.permits(later, as: ann.id))
    #expect(try await fixture.permits(later, as: ben.id))
    // What ended for him comes back with each parting while she is restricted.
    for _ in 0..<2 {
      try await unmerge(try await merge())
      #expect(try await !fixture.permits(later, as: ben.id))
      try await end(ben)
      #expect(try await fixture.permits(later, as: ben.id))
    }
    // As one they have one end.
    let last = try await merge()
    try await end(ann)
    for point in [first, second] { #expect(try await fixture.permits(point)) }
    try await unmerge(last)
    for customer in [ann, ben] { #expect(try await fixture.permits(later, as: customer.id)) }
    for point in [first, second] { #expect(try await fixture.permits(point)) }
  }

  @Test func whoPartsTakesAlongWhoBecameOneWithThemBefore() async throws {
    try await restrict(ben)
    try await end(ben)
    let inner = try await merge()
    // A demand that still names the record as it was.
    try await restrict(ben)
    let eve = try await fixture.person("Eve")
    let plan = try await fixture.crm.customers.planMerge(winner: eve.id, losers: [ann.id])
    let outer = try await fixture.crm.customers.apply(plan, by: Fixture.me)
    try await unmerge(outer.id)
    // Eve no longer answers for either of them.
    try await end(eve)
    try await unmerge(inner)
    #expect(try await !fixture.permits(second))
    #expect(try await !fixture.permits(later, as: ben.id))
    try await end(ben)
    #expect(try await fixture.permits(second))
  }

  @Test func aRestrictionBetweenTheAnswerAndTheCommitIsSeen() async throws {
    let merge = try await merge()
    let store = InterruptedStore(fixture.store)
    let rival = try Fixture(store, clock: fixture.clock, seed: 9)
    let (ledger, key) = (fixture.ledger, SubjectKey(party: RecordReference(ann)))
    store.beforeNextCommit { try await ledger.restrict(key, because: .frozen, by: Author(.staff, "rep")) }
    try await rival.crm.customers.unmerge(merge, by: Fixture.me)
    #expect(store.wasInterrupted)
    #expect(try await !fixture.permits(second))
    #expect(try await !fixture.permits(later, as: ben.id))
  }

  @Test func anErasedAddressThatIsSharedHoldsUpNobody() async throws {
    let merge = try await merge()
    let eve = try await fixture.person("Eve", second)
    try await fixture.erase(eve.id)
    try await unmerge(merge)
    let known = try #require(try await fixture.crm.customers.customer(ben.id))
    #expect(known.contactPoints.map(\.value) == [second])
  }

  @Test func withoutConsentNobodyIsAsked() async throws {
    let crm = Workspace(store: fixture.store, environment: fixture.crm.environment)
    let plan = try await crm.customers.planMerge(winner: ann.id, losers: [ben.id])
    let merge = try await crm.customers.apply(plan, by: Fixture.me)
    #expect(try await crm.customers.unmerge(merge.id, by: Fixture.me).losers.map(\.id) == [ben.id])
  }
}
