import CRM
import CRMTesting
import Foundation
import Testing

/// An erasure over all modules that has begun when a merge is undone, and one of an address that two customers share.
@Suite struct ErasureTakenApartAcrossModulesTests {
  private static let me = Author(.staff, "rep")
  private let clock = TestClock(Date("2026-11-23T10:00:00Z"))
  private let crm: Workspace

  init() {
    let environment = CRMEnvironment.fixed(clock: clock, seed: 7)
    crm = Workspace(
      store: InMemoryStore(environment: environment), digester: ContactDigester(insecureText: "tests only"),
      environment: environment)
  }

  private func person(_ name: String, _ addresses: String...) async throws -> Customer {
    try await crm.customers.create(.person, by: Self.me) {
      $0.personName = PersonName(given: name)
      $0.contactPoints = ContactPoints(try addresses.map { ContactPoint(.email(try EmailAddress($0))) })
    }
  }

  /// Refuses, so that an erasure has begun and no record is gone.
  private struct RefusingJournal: ErasureJournal {
    func append(_ note: ErasureNote) async throws { throw StoreError(.full) }
    func notes() async throws -> [ErasureNote] { [] }
  }

  private func isErased(_ address: String) async throws -> Bool {
    let consent = try #require(crm.consent)
    return try await ErasureLedger(store: crm.store).isErased(consent.digester.digest(of: EmailAddress(address)))
  }

  @Test func whoseMergeIsUndoneAfterItHasBegunIsNotErased() async throws {
    let ann = try await person("Ann", "ann@example.com")
    let ben = try await person("Ben", "ben@example.com")
    // A lead of hers that nobody linked: what the erasure makes of it takes the link away, and it is nobody else's by that.
    var lead = Lead(id: "lead", createdAt: clock.now)
    lead.contactPoints = [ContactPoint(.email(try EmailAddress("ann@example.com")))]
    try await crm.store.insert(lead)
    try await crm.customers.apply(
      try await crm.customers.planMerge(winner: ann.id, losers: [ben.id]), by: Self.me)
    let merge = try #require(try await crm.store.all(Query(CustomerMerge.self)).first).id
    let dying = try #require(crm.erasure(journal: RefusingJournal()))
    await #expect(throws: ErasureFailure.self) {
      try await dying.erase(dying.plan(RecordReference(ann)), by: Self.me)
    }
    let id = try #require(try await crm.store.all(Query(Erasure.self)).first).id
    let desk = try #require(crm.erasure())
    await #expect(throws: ErasureRefusal.united(id, [RecordReference(ben.id)])) {
      try await desk.leaveOut([RecordReference(ben.id)], of: id, by: Self.me)
    }
    try await crm.customers.unmerge(merge, by: Self.me)
    await #expect(throws: ErasureRefusal.separated(id, [RecordReference(ben.id)])) { try await desk.resume(id) }
    #expect(try await crm.customers.customer(ann.id)?.personName?.given == "Ann")
    try await desk.leaveOut([RecordReference(ben.id)], of: id, by: Self.me)
    let done = try await desk.resume(id)
    #expect(done.state == .done && done.points.count == 1)
    #expect(done.subjects == [RecordReference(ann.id), RecordReference(lead.id)])
    #expect(try await crm.customers.customer(ann.id) == nil)
    #expect(try await crm.store.get(lead.id)?.contactPoints.isEmpty != false)
    let left = try #require(try await crm.customers.customer(ben.id))
    #expect(left.personName?.given == "Ben" && left.contactPoints.count == 1)
    #expect(try await isErased("ann@example.com"))
  }

  /// A legal hold on who was merged hides the undoing of the merge from nobody.
  @Test func whoIsHeldAndPartsIsNotErasedEither() async throws {
    let ann = try await person("Ann", "ann@example.com")
    let ben = try await person("Ben", "ben@example.com")
    try await crm.customers.apply(
      try await crm.customers.planMerge(winner: ann.id, losers: [ben.id]), by: Self.me)
    let merge = try #require(try await crm.store.all(Query(CustomerMerge.self)).first).id
    let dying = try #require(crm.erasure(journal: RefusingJournal()))
    await #expect(throws: ErasureFailure.self) {
      try await dying.erase(dying.plan(RecordReference(ann)), by: Self.me)
    }
    let id = try #require(try await crm.store.all(Query(Erasure.self)).first).id
    try await crm.customers.unmerge(merge, by: Self.me)
    try await crm.store.insert(
      LegalHold(
        id: "hold", scope: .record(RecordReference(ben.id)), reason: LegalHoldReason.litigation, from: clock.now,
        author: Self.me))
    let desk = try #require(crm.erasure())
    await #expect(throws: ErasureRefusal.separated(id, [RecordReference(ben.id)])) { try await desk.resume(id) }
    #expect(try await crm.customers.customer(ann.id)?.personName?.given == "Ann")
  }

  /// Two customers with one address; somebody of whom there is no record asked under it.
  @Test func onASharedAddressTheOthersAnswerStays() async throws {
    let ann = try await person("Ann", "family@example.com")
    let ben = try await person("Ben", "family@example.com")
    let rights = try #require(crm.rights)
    let consent = try #require(crm.consent)
    let key = consent.digester.key(points: [.email(try EmailAddress("family@example.com"))])
    let request = try await rights.receive(.access, from: key, method: .mail, by: Self.me)
    let desk = try #require(crm.erasure())
    let erasure = try await desk.erase(desk.plan(RecordReference(ann)), by: Self.me)
    let item = erasure.retained.first { $0.record == RecordReference(request.id) }
    #expect(erasure.state == .done && item?.reason.code == ErasureReason.sharedContact)
    let last = try await desk.erase(desk.plan(RecordReference(ben)), by: Self.me)
    let proof = last.retained.first { $0.record == RecordReference(request.id) }
    #expect(proof?.reason.code == RequestCode.proofOfAnswer)
  }
}
