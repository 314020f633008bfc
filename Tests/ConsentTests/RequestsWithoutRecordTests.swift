import CRMTesting
import Consent
import Foundation
import Testing

/// Requests of persons of whom there is no record: only the contact points in them tell whose they are.
@Suite struct RequestsWithoutRecordTests {
  private typealias Fixture = FulfilmentFixture
  private var ann: Person { Fixture.ann }

  private func key(_ fixture: FulfilmentFixture, _ addresses: String...) throws -> SubjectKey {
    fixture.ledger.digester.key(points: try addresses.map { .email(try EmailAddress($0)) })
  }

  private func requests(_ fixture: FulfilmentFixture, _ subject: AccessSubject) async throws -> [JSONTree] {
    let text = try await fixture.desk.access.text(of: subject, as: .json)
    return try AccessFixture.records(text, of: SubjectRequest.collection.rawValue)
  }

  @Test func accessShowsThemWithWhatIsAboutThem() async throws {
    let fixture = try await Fixture().filled()
    let id = try await fixture.approved(.rectification, from: key(fixture, "ann@example.com"))
    try await fixture.approved(.rectification, from: key(fixture, "bob@example.com"))
    let text = try await fixture.desk.access.text(of: try #require(AccessSubject(fixture.key)), as: .json)
    let shown = try AccessFixture.records(text, of: SubjectRequest.collection.rawValue)
    #expect(shown.compactMap { $0["id"] } == [.text(id.uuid.uuidString)])
    #expect(shown.first?["role"] == "about" && shown.first?["values"]?["right"] == "rectification")
    let events = try AccessFixture.records(text, of: "events")
    let about: JSONTree = ["collection": "subjectRequests", "id": .text(id.uuid.uuidString)]
    #expect(events.contains { $0["values"]?["about"] == about })
    // Somebody who is known by the contact point alone has it, too.
    let point = try #require(try AccessSubject(key(fixture, "ann@example.com")))
    #expect(try await requests(fixture, point).compactMap { $0["id"] } == [.text(id.uuid.uuidString)])
  }

  /// Who else shares an address may have asked: that somebody did is told, and no more.
  @Test func accessOnlyNamesOneWithContactPointsOfSomebodyElse() async throws {
    let fixture = try await Fixture().filled()
    let id = try await fixture.approved(.rectification, from: key(fixture, "ann@example.com", "bob@example.com"))
    let shown = try await requests(fixture, try #require(AccessSubject(fixture.key)))
    #expect(shown.map { $0["role"] } == ["named"] && shown.first?["as"] == ["subject"])
    #expect(shown.first?["values"] == nil && shown.first?["id"] == nil)
    let both = try #require(AccessSubject(try key(fixture, "ann@example.com", "bob@example.com")))
    #expect(try await requests(fixture, both).compactMap { $0["id"] } == [.text(id.uuid.uuidString)])
  }

  /// A request with a record is found by the record: an address that it shares with somebody else shows nothing.
  @Test func oneWithARecordIsNotSomebodyElsesByAnAddress() async throws {
    let fixture = try await Fixture().filled()
    let bob = Person("Bob", addresses: ["ann@example.com"])
    try await fixture.base.insert(bob)
    let shared = fixture.ledger.digester.digest(of: try EmailAddress("ann@example.com"))
    let id = try await fixture.approved(
      .rectification, from: SubjectKey(party: bob.reference, points: [shared]))
    #expect(try await requests(fixture, try #require(AccessSubject(fixture.key))).isEmpty)
    let bobs = AccessSubject(bob.reference, digests: [shared])
    #expect(try await requests(fixture, bobs).compactMap { $0["id"] } == [.text(id.uuid.uuidString)])
  }

  @Test func erasureMinimisesThemWithThePerson() async throws {
    let fixture = try await Fixture().filled()
    let answered = try await fixture.approved(.access, from: key(fixture, "ann@example.com"))
    let others = try await fixture.approved(.access, from: key(fixture, "bob@example.com"))
    try await fixture.desk.fulfil(answered)
    try await fixture.desk.fulfil(others)
    #expect(fixture.blobs.count == 4)
    let plan = try await fixture.desk.erasure.plan(ann.reference)
    #expect(
      plan.retained.contains { $0.record == RecordReference(answered) && $0.reason.code == RequestCode.proofOfAnswer })
    #expect(!plan.retained.contains { $0.record == RecordReference(others) })
    let erasure = try await fixture.desk.erasure.erase(plan, by: Fixture.staff)
    #expect(erasure.state == .done)
    let kept = try await fixture.request(answered)
    #expect(kept.fulfilment?.documents.isEmpty == true && kept.subject.points.count == 1)
    #expect(try await fixture.request(others).fulfilment?.documents.count == 2 && fixture.blobs.count == 2)
    let events = try await fixture.store.all(Query(Event.self))
    #expect(!events.contains { $0.about == RecordReference(answered) })
    #expect(events.contains { $0.about == RecordReference(others) })
    // Only the points of the person are denied, and nothing is left to do.
    let again = try await fixture.desk.erasure.plan(ann.reference, points: erasure.points)
    #expect(again.count(.delete) == 0 && again.count(.pseudonymise) == 0 && again.points == erasure.points)
  }

  /// Whose it is nobody knows: as access only names it, erasure leaves it.
  @Test func erasureLeavesOneThatNamesAPointOfSomebodyElse() async throws {
    let fixture = try await Fixture().filled()
    try await fixture.base.optIn("bob@example.com")
    let id = try await fixture.approved(.access, from: key(fixture, "ann@example.com", "bob@example.com"))
    try await fixture.desk.fulfil(id)
    let erasure = try await fixture.desk.erasure.erase(
      try await fixture.desk.erasure.plan(ann.reference), by: Fixture.staff)
    #expect(reason(of: id, in: erasure) == ErasureReason.sharedContact)
    #expect(try await fixture.request(id).fulfilment?.documents.count == 2 && fixture.blobs.count == 2)
    #expect(try await fixture.base.isErased("ann@example.com"))
    #expect(try await !fixture.base.isErased("bob@example.com"))
  }

  // MARK: Two persons with one address

  private func reason(of id: Identifier<SubjectRequest>, in erasure: Erasure) -> ReasonCode? {
    erasure.retained.first { $0.record == RecordReference(id) }?.reason.code
  }

  /// Ann and Bob share an address; somebody asked for access under it and was answered.
  private func shared() async throws -> (FulfilmentFixture, Person, Identifier<SubjectRequest>) {
    let fixture = try await Fixture().filled()
    let bob = Person("Bob", addresses: ["ann@example.com", "bob@example.com"])
    try await fixture.base.insert(bob)
    let id = try await fixture.approved(.access, from: key(fixture, "ann@example.com"))
    try await fixture.desk.fulfil(id)
    #expect(fixture.blobs.count == 2)
    return (fixture, bob, id)
  }

  private func isKept(_ id: Identifier<SubjectRequest>, _ fixture: FulfilmentFixture) async throws -> Bool {
    let events = try await fixture.store.all(Query(Event.byAbout, RecordReference(id)))
    let documents = try await fixture.request(id).fulfilment?.documents.count
    return documents == 2 && fixture.blobs.count == 2 && !events.isEmpty
  }

  @Test func erasingOneKeepsWhatTheOtherMayHaveAskedFor() async throws {
    let (fixture, bob, id) = try await shared()
    let plan = try await fixture.desk.erasure.plan(ann.reference)
    let item = try #require(plan.retained.first { $0.record == RecordReference(id) })
    #expect(item.reason.code == ErasureReason.sharedContact && item.until == nil)
    #expect(plan.heldBack.contains(item), "a person weighs it")
    let erasure = try await fixture.desk.erasure.erase(plan, by: Fixture.staff)
    #expect(erasure.state == .done && reason(of: id, in: erasure) == ErasureReason.sharedContact)
    #expect(try await fixture.store.get(ann.id) == nil)
    #expect(try await isKept(id, fixture))
    // Her record does not tell any more which address it was.
    #expect(erasure.shared == [fixture.ledger.digester.digest(of: try EmailAddress("ann@example.com"))])
    let again = try await fixture.desk.erasure.plan(ann.reference, points: erasure.points)
    #expect(again.retained.contains(item))
    #expect(try await fixture.desk.erasure.erase(again, by: Fixture.staff) == erasure)
    #expect(try await isKept(id, fixture))
    // With the last who has the address it goes.
    let last = try await fixture.desk.erasure.erase(fixture.desk.erasure.plan(bob.reference), by: Fixture.staff)
    #expect(reason(of: id, in: last) == RequestCode.proofOfAnswer)
    #expect(try await fixture.request(id).fulfilment?.documents.isEmpty == true && fixture.blobs.count == 0)
  }

  /// Cut off at any commit, and gone on with when her record is gone.
  @Test func cutOffAnywhereItIsKept() async throws {
    for cut in 0..<8 {
      let (fixture, _, id) = try await shared()
      let store = CutStore(fixture.store, after: cut, appliesLast: cut.isMultiple(of: 2))
      let dying = Fixture(
        base: ErasureFixture(clock: fixture.clock, store: store, blobs: fixture.blobs, commitLimit: 1, seed: 4))
      _ = try? await dying.desk.erasure.erase(dying.desk.erasure.plan(ann.reference), by: Fixture.staff)
      try await fixture.desk.erasure.erase(fixture.desk.erasure.plan(ann.reference), by: Fixture.staff)
      #expect(try await fixture.store.get(ann.id) == nil)
      #expect(try await isKept(id, fixture), "\(cut)")
    }
  }

  @Test func aRequestThatNamesTheErasedGoesThoughTheAddressIsShared() async throws {
    let (fixture, bob, id) = try await shared()
    let hers = try await fixture.approved(.portability, from: fixture.key)
    let his = try await fixture.approved(
      .portability, from: SubjectKey(party: bob.reference, points: try fixture.key.points))
    for request in [hers, his] { try await fixture.desk.fulfil(request) }
    let erasure = try await fixture.desk.erasure.erase(
      fixture.desk.erasure.plan(ann.reference), by: Fixture.staff)
    #expect(try await fixture.request(hers).fulfilment?.documents.isEmpty == true)
    #expect(reason(of: hers, in: erasure) == RequestCode.proofOfAnswer)
    #expect(try await fixture.request(his).fulfilment?.documents.count == 1)
    #expect(try await fixture.request(id).fulfilment?.documents.count == 2)
  }

  /// Nobody's record has the address now: the ledger, or another request, tells that somebody else had it.
  @Test(arguments: [false, true]) func whatIsOnRecordForAnotherPersonTellsToo(isAct: Bool) async throws {
    let fixture = try await Fixture().filled()
    let bob = Person("Bob", addresses: ["bob@example.com"])
    try await fixture.base.insert(bob)
    let address = try EmailAddress("ann@example.com")
    if isAct {
      try await fixture.ledger.optIn(
        .email(address), to: "marketing.news", through: .email, proof: ConsentFixture.proof, method: .form,
        by: .dataSubject, party: bob.reference)
    } else {
      _ = try await fixture.rights.receive(
        .access, from: SubjectKey(party: bob.reference, points: try fixture.key.points), method: .mail,
        by: Fixture.staff)
    }
    let id = try await fixture.approved(.portability, from: key(fixture, "ann@example.com"))
    try await fixture.desk.fulfil(id)
    let erasure = try await fixture.desk.erasure.erase(
      fixture.desk.erasure.plan(ann.reference), by: Fixture.staff)
    #expect(reason(of: id, in: erasure) == ErasureReason.sharedContact)
    #expect(try await fixture.request(id).fulfilment?.documents.count == 1)
  }

  /// Whoever answers under the address of a role is no one person.
  @Test func underTheAddressOfARoleAnybodyMayHaveAsked() async throws {
    let fixture = try await Fixture().filled()
    let cem = Person("Cem", addresses: ["info@example.com"])
    try await fixture.base.insert(cem)
    let id = try await fixture.approved(.access, from: key(fixture, "info@example.com"))
    try await fixture.desk.fulfil(id)
    let erasure = try await fixture.desk.erasure.erase(fixture.desk.erasure.plan(cem.reference), by: Fixture.staff)
    #expect(reason(of: id, in: erasure) == ErasureReason.sharedContact)
    #expect(try await isKept(id, fixture))
  }

  /// Who demands the erasure is known by the address alone, and it is their demand that is answered.
  @Test func theRequestThatAnErasureAnswersIsThePersons() async throws {
    let (fixture, bob, id) = try await shared()
    try await fixture.ledger.optIn(
      .email(EmailAddress("ann@example.com")), to: "marketing.news", through: .email, proof: ConsentFixture.proof,
      method: .form, by: .dataSubject, party: bob.reference)
    let demand = try await fixture.approved(.erasure, from: key(fixture, "ann@example.com"))
    let asking = try await fixture.desk.fulfil(demand)
    #expect(asking.askingSteps.map(\.name) == ["rights.plan"])
    let plan = try await fixture.desk.plan(for: demand)
    #expect(plan.heldBack.map(\.record) == [RecordReference(id)])
    try await fixture.desk.approve(plan, for: demand, by: Fixture.staff)
    fixture.clock.advance(by: 86_400 * 8)
    try await fixture.beat()
    #expect(try await fixture.request(demand).state == .complete)
    #expect(try await isKept(id, fixture))
  }

  @Test func aPlanWithFurtherPointsIsCarriedOutAsShown() async throws {
    let fixture = try await Fixture().filled()
    let further = fixture.ledger.digester.digest(of: try EmailAddress("old@example.com"))
    let plan = try await fixture.desk.erasure.plan(ann.reference, points: [further])
    #expect(try await fixture.desk.erasure.erase(plan, by: Fixture.staff).points.contains(further))
    #expect(try await fixture.base.isErased("old@example.com"))
  }
}
