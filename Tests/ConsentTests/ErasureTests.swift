import CRMTesting
import Consent
import Foundation
import Testing

/// Plans, and what becomes of records.
@Suite struct ErasureTests {
  private let ann = Person("Ann", addresses: ["ann@example.com"])
  private let bob = Person("Bob", addresses: ["bob@example.com"])

  private func fill(_ fixture: ErasureFixture) async throws {
    let old = Person("Anna", addresses: ["anna@example.com"], winner: ann.id)
    fixture.blobs.put([1, 2, 3])
    fixture.blobs.put([4, 5, 6])
    try await fixture.insert(
      ann, bob, old, Bill(id: "bill", person: ann.id, text: "For Ann"),
      Memo(id: "memo", person: ann.id, text: "Ann called"), Remark(id: "remark", memo: "memo", text: "She was nice"),
      Memo(id: "bobs", person: bob.id, text: "Bob knows Ann", others: [ann.id]),
      Meeting(id: "meeting", guests: [ann.id, bob.id]),
      Answer(id: "answer", person: old.id, words: "Yes, Ann", points: 7),
      Scan(
        id: "scan", owner: RecordReference(collection: "remarks", id: Identifier<Remark>("remark").uuid),
        digest: SHA256.hash([1, 2, 3])),
      Scan(id: "shared", owner: ann.reference, digest: SHA256.hash([4, 5, 6])),
      Scan(id: "bobsScan", owner: bob.reference, digest: SHA256.hash([4, 5, 6])))
    for address in ["ann@example.com", "anna@example.com", "bob@example.com"] { try await fixture.optIn(address) }
  }

  @Test func thePlanTellsEveryRecordAndWritesNothing() async throws {
    let fixture = ErasureFixture()
    try await fill(fixture)
    let before = try await fixture.contents()
    let plan = try await fixture.desk.plan(ann.reference)
    #expect(try await fixture.contents() == before)
    #expect(plan.subjects == [ann.reference, Person("Anna").reference])
    #expect(plan.points.count == 2)
    let actions = Dictionary(uniqueKeysWithValues: plan.effects.map { ($0.collection, $0.counts) })
    #expect(actions["people"] == [.delete: 2])
    #expect(actions["bills"] == [.retain: 1])
    #expect(actions["memos"] == [.delete: 1, .removeMention: 1])
    #expect(actions["remarks"] == [.delete: 1])
    #expect(actions["meetings"] == [.removeMention: 1])
    #expect(actions["answers"] == [.pseudonymise: 1])
    #expect(actions["scans"] == [.delete: 2])
    #expect(plan.blobs == 2)
    #expect(plan.effects.first?.first.first?.record == ann.reference)
    let bill = try #require(plan.retained.first { $0.record == RecordReference(Identifier<Bill>("bill")) })
    #expect(bill.reason.code == ErasureReason.accounting && bill.until == Date("2037-01-01"))
    #expect(
      plan.consequences.map(\.code) == [
        ErasureReason.contactDenied, ErasureReason.filesRemoved, ErasureReason.itemsRetained,
      ])
    for reason in plan.consequences + plan.retained.map(\.reason) {
      for language in ["en", "ru", "uk", "zh"] {
        #expect(ConsentLedger.phrases.sentence(for: reason, language: language) != reason.code.rawValue)
      }
    }
  }

  @Test func whatIsErasedIsGoneAndWhatStaysIsMinimised() async throws {
    let fixture = ErasureFixture()
    try await fill(fixture)
    let erasure = try await fixture.desk.erase(fixture.desk.plan(ann.reference), by: ErasureFixture.staff)
    #expect(erasure.state == .done && erasure.blobs.isEmpty && erasure.fault == nil)
    let store = fixture.store
    #expect(try await store.count(Query(Person.self)) == 1)
    #expect(try await store.get(Identifier<Bill>("bill"))?.text == "")
    #expect(try await store.get(Identifier<Memo>("memo")) == nil)
    #expect(try await store.get(Identifier<Remark>("remark")) == nil)
    let bobs = try #require(try await store.get(Identifier<Memo>("bobs")))
    #expect(bobs.others.isEmpty && bobs.text == "…" && bobs.person == bob.id)
    #expect(try await store.get(Identifier<Meeting>("meeting"))?.guests == [bob.id])
    let answer = try #require(try await store.get(Identifier<Answer>("answer")))
    #expect(answer.person == nil && answer.words.isEmpty && answer.points == 7)
    #expect(!fixture.blobs.contains(SHA256.hash([1, 2, 3])))
    #expect(fixture.blobs.contains(SHA256.hash([4, 5, 6])), "Bob has the same file")
    for address in ["ann@example.com", "anna@example.com"] {
      #expect(try await fixture.isErased(address))
      #expect(try await fixture.decision(address).reasons.map(\.reason.code).contains(ConsentCode.erased))
    }
    #expect(try await fixture.decision("bob@example.com").outcome == .permit)
    #expect(erasure.retained.contains { $0.record.collection == "bills" && $0.until == Date("2037-01-01") })
    #expect(erasure.retained.contains { $0.reason.code == ErasureReason.suppression && $0.until == nil })
    let again = try await fixture.desk.plan(ann.reference)
    #expect(again.count(.delete) == 0 && again.count(.removeMention) == 0 && again.count(.pseudonymise) == 0)
  }

  @Test func anotherStateIsAnotherPlan() async throws {
    let fixture = ErasureFixture()
    try await fill(fixture)
    let plan = try await fixture.desk.plan(ann.reference)
    #expect(try await fixture.desk.plan(ann.reference).fingerprint == plan.fingerprint)
    try await fixture.store.edit(Identifier<Bill>("bill")) { $0.text = "changed" }
    await #expect(throws: ErasureRefusal.stalePlan) { try await fixture.desk.erase(plan, by: ErasureFixture.staff) }
    #expect(try await fixture.store.get(ann.id) != nil)
    #expect(try await fixture.decision("ann@example.com").outcome == .permit, "nothing was written")
  }

  @Test func aTypeThatSaysNothingStopsThePlan() async throws {
    let fixture = ErasureFixture(types: ErasureFixture.types + [Undeclared.self])
    await #expect(throws: UndeclaredPersonalData.self) { try await fixture.desk.plan(ann.reference) }
  }

  @Test func aLegalHoldKeepsWhatItCoversAndItself() async throws {
    let fixture = ErasureFixture()
    try await fill(fixture)
    let start = fixture.clock.now
    try await fixture.insert(
      LegalHold(
        id: "hold", scope: .record(RecordReference(Identifier<Memo>("memo"))), reason: LegalHoldReason.litigation,
        from: start, until: start.addingTimeInterval(86_400), author: ErasureFixture.staff),
      LegalHold(
        id: "person", scope: .record(ann.reference), reason: LegalHoldReason.claim, from: start,
        author: ErasureFixture.staff))
    let erasure = try await fixture.desk.erase(fixture.desk.plan(ann.reference), by: ErasureFixture.staff)
    #expect(try await fixture.store.get(Identifier<Memo>("memo"))?.text == "Ann called")
    #expect(try await fixture.store.get(ann.id) != nil)
    #expect(try await fixture.store.get(Identifier<LegalHold>("person"))?.scope.target == ann.reference)
    let held = erasure.retained.filter { $0.reason.code == ErasureReason.legalHold }
    #expect(held.first { $0.record.collection == "memos" }?.until == start.addingTimeInterval(86_400))
    #expect(held.first { $0.record == ann.reference }.map { $0.until == nil } == true)
    #expect(try await fixture.isErased("ann@example.com"), "a hold permits nothing")
  }

  @Test func onlyANewerConfirmedOptInOfTheirOwnBringsSomebodyBack() async throws {
    let fixture = ErasureFixture()
    try await fill(fixture)
    try await fixture.desk.erase(fixture.desk.plan(ann.reference), by: ErasureFixture.staff)
    fixture.clock.advance(by: 3_600)
    try await fixture.optIn("ann@example.com")
    #expect(try await fixture.isErased("ann@example.com"), "an import or a form does not")
    #expect(try await fixture.decision("ann@example.com").outcome == .deny)
    fixture.clock.advance(by: 3_600)
    try await fixture.optIn("ann@example.com", confirmed: true)
    #expect(try await !fixture.isErased("ann@example.com"))
    #expect(try await fixture.decision("ann@example.com").outcome == .permit)
    #expect(try await fixture.isErased("anna@example.com"))
  }

  @Test func withoutABlobStoreNobodyWithFilesIsErased() async throws {
    let fixture = ErasureFixture(hasBlobs: false)
    try await fill(fixture)
    let failure = await #expect(throws: ErasureFailure.self) {
      try await fixture.desk.erase(fixture.desk.plan(ann.reference), by: ErasureFixture.staff)
    }
    #expect(failure?.place.step == .blobs)
    #expect(try await fixture.store.get(Identifier<Scan>("scan")) != nil)
  }
}
