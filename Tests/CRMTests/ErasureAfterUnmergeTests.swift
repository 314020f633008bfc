import CRM
import CRMTesting
import Foundation
import Testing

/// Two persons were taken for one, the merge was undone, and then one of them is erased.
@Suite struct ErasureAfterUnmergeTests {
  private static let me = Author(.staff, "rep")
  private let clock = TestClock(Date("2026-11-23T10:00:00Z"))
  private let crm: Workspace

  init() {
    let environment = CRMEnvironment.fixed(clock: clock, seed: 7)
    crm = Workspace(
      store: InMemoryStore(environment: environment), digester: ContactDigester(insecureText: "tests only"),
      environment: environment, modules: [.consent])
  }

  private func person(_ name: String, _ address: String) async throws -> Customer {
    let person = try await crm.customers.create(.person, by: Self.me) {
      $0.personName = PersonName(given: name)
      $0.contactPoints = [ContactPoint(.email(try EmailAddress(address)))]
    }
    let consent = try #require(crm.consent)
    try await consent.optIn(
      .email(try EmailAddress(address)), to: "marketing.news", through: .email,
      proof: ConsentProof.shown("Yes.", at: "https://shop.example"), method: .form, by: .dataSubject,
      party: RecordReference(person.id))
    return person
  }

  /// The merge of Ben into Ann.
  private func merged(_ ann: Customer, _ ben: Customer) async throws -> Identifier<CustomerMerge> {
    let plan = try await crm.customers.planMerge(winner: ann.id, losers: [ben.id])
    try await crm.customers.apply(plan, by: Self.me)
    let merges = try await crm.store.all(Query(CustomerMerge.self))
    return try #require(merges.first { $0.undoneAt == nil }).id
  }

  private func isErased(_ address: String) async throws -> Bool {
    let consent = try #require(crm.consent)
    return try await ErasureLedger(store: crm.store).isErased(consent.digester.digest(of: EmailAddress(address)))
  }

  @Test func theAddressesOfWhoPartedAreNotStopped() async throws {
    let ann = try await person("Ann", "ann@example.com")
    let ben = try await person("Ben", "ben@example.com")
    try await crm.customers.unmerge(try await merged(ann, ben), by: Self.me)
    let desk = try #require(crm.erasure())
    let erasure = try await desk.erase(desk.plan(RecordReference(ann)), by: Self.me)
    #expect(erasure.state == .done && erasure.points.count == 1)
    #expect(try await isErased("ann@example.com"))
    #expect(try await !isErased("ben@example.com"))
    // He keeps it, and where it is taken away it may come back.
    let known = try #require(try await crm.customers.customer(ben.id))
    #expect(known.contactPoints.map(\.value) == [.email(try EmailAddress("ben@example.com"))])
    try await crm.customers.edit(ben.id, by: Self.me) { $0.contactPoints = [] }
    let again = try await crm.customers.edit(ben.id, by: Self.me) {
      $0.contactPoints = [ContactPoint(.email(try EmailAddress("ben@example.com")))]
    }
    #expect(again.contactPoints.count == 1)
  }

  @Test func whatTheErasedHadBeforeTheMergeIsStopped() async throws {
    let ann = try await person("Ann", "ann@example.com")
    let ben = try await person("Ben", "ben@example.com")
    let merge = try await merged(ann, ben)
    try await crm.customers.unmerge(merge, by: Self.me)
    try await crm.customers.edit(ann.id, by: Self.me) {
      $0.contactPoints = [ContactPoint(.email(try EmailAddress("new@example.com")))]
    }
    let desk = try #require(crm.erasure())
    try await desk.erase(desk.plan(RecordReference(ann)), by: Self.me)
    #expect(try await isErased("ann@example.com"))
    #expect(try await isErased("new@example.com"))
    #expect(try await !isErased("ben@example.com"))
  }

  @Test func whoIsSeparatedInTheTimeOfGraceIsNotErased() async throws {
    let ann = try await person("Ann", "ann@example.com")
    let ben = try await person("Ben", "ben@example.com")
    let merge = try await merged(ann, ben)
    let desk = try #require(crm.erasure())
    let erasure = try await desk.schedule(RecordReference(ann), by: Self.me)
    clock.advance(by: 3 * 86_400)
    try await crm.customers.unmerge(merge, by: Self.me)
    clock.advance(by: 5 * 86_400)
    await #expect(throws: ErasureRefusal.separated(erasure.id, [RecordReference(ben.id)])) {
      try await desk.resume(erasure.id)
    }
    try await desk.cancel(erasure.id, by: Self.me)
    let second = try await desk.schedule(RecordReference(ann), by: Self.me)
    #expect(second.subjects == [RecordReference(ann.id)] && second.points.count == 1)
    clock.advance(by: 8 * 86_400)
    #expect(try await desk.resume(second.id).state == .done)
    #expect(try await crm.customers.customer(ben.id) != nil)
    #expect(try await crm.customers.customer(ann.id) == nil)
    #expect(try await !isErased("ben@example.com"))
  }
}
