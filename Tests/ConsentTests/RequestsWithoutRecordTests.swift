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

  @Test func erasureOfAPersonDeniesNoOtherPointThatARequestNames() async throws {
    let fixture = try await Fixture().filled()
    try await fixture.base.optIn("bob@example.com")
    let id = try await fixture.approved(.access, from: key(fixture, "ann@example.com", "bob@example.com"))
    try await fixture.desk.fulfil(id)
    try await fixture.desk.erasure.erase(try await fixture.desk.erasure.plan(ann.reference), by: Fixture.staff)
    #expect(try await fixture.request(id).fulfilment?.documents.isEmpty == true && fixture.blobs.count == 0)
    #expect(try await fixture.base.isErased("ann@example.com"))
    #expect(try await !fixture.base.isErased("bob@example.com"))
  }
}
