import CRM
import CRMTesting
import Foundation
import Testing

/// The ways back of who was erased: a confirmed opt-in of their own, and a reason that somebody states.
@Suite struct ReadmissionTests {
  private typealias Fixture = ReimportFixture
  private let address: ContactPoint.Value
  private let fixture: ReimportFixture

  init() async throws {
    address = try Fixture.email("ann@example.com")
    fixture = try Fixture()
    let ann = try await fixture.person("Ann", address)
    try await fixture.erase(ann.id)
  }

  private var refusal: ValidationError {
    ValidationError([FieldProblem("contactPoints[0]", ErasureReason.addressErased, ["kind": .choice("email")])])
  }

  @Test func whatStaffTypeIsRefusedUntilAReasonIsStated() async throws {
    await #expect(throws: refusal) { try await fixture.person("Ann", address) }
    let bob = try await fixture.person("Bob", Fixture.email("bob@example.com"))
    await #expect(throws: ValidationError.self) {
      try await fixture.crm.customers.edit(bob.id, by: Fixture.me) {
        $0.tags = ["seen"]
        $0.contactPoints.add(ContactPoint(address))
      }
    }
    #expect(try await fixture.crm.customers.customer(bob.id)?.tags.isEmpty == true, "nothing half written")

    // She buys again: a contract.
    let key = fixture.ledger.digester.key(points: [address])
    let acts = try await fixture.ledger.readmit(key, on: .contract("order 7"), method: .call, by: Fixture.me)
    #expect(acts.count == 1 && acts[0].basis == .contract("order 7") && acts[0].kind == .released)
    let events = try await fixture.store.all(Query(Event.byName, ExactText("consent.released")))
    #expect(events.count == 1 && events[0].author == Fixture.me && events[0].method == "call")
    #expect(try await fixture.ledger.readmit(key, on: .contract("order 7"), method: .call, by: Fixture.me).isEmpty)
    let ann = try await fixture.person("Ann", address)
    #expect(try await fixture.list("Name,Email\nAnn,ANN@example.com\n").counts.inserted == 1)

    // Kept is not written to, whatever somebody records for her.
    try await fixture.ledger.optIn(
      address, to: "marketing.news", through: .email, proof: .shown("Yes.", at: "https://shop.example"), method: .form,
      by: .dataSubject)
    #expect(try await !fixture.permits(address))
    // Erased again, she is out again.
    try await fixture.erase(ann.id)
    await #expect(throws: refusal) { try await fixture.person("Ann", address) }
  }

  @Test func anImportedReleaseReadmitsNobody() async throws {
    fixture.clock.advance(by: 60)
    let release = ConsentAct(
      id: Identifier(derivedFrom: "r"), subject: fixture.ledger.digester.digest(of: address), kind: .released,
      scope: .everything, date: fixture.clock.now, actor: .staff, method: .importRun, suppression: .erased)
    try await fixture.ledger.record([release], by: .importRun("list"))
    await #expect(throws: refusal) { try await fixture.person("Ann", address) }
    #expect(try await fixture.list("Name,Email\nAnn,ann@example.com\n").counts.inserted == 0)
  }

  @Test func whoConfirmsComesBack() async throws {
    fixture.clock.advance(by: 60)
    let request = try await fixture.ledger.requestOptIn(
      address, to: "marketing.news", through: .email, proof: .shown("Yes.", at: "https://shop.example"),
      by: .dataSubject)
    await #expect(throws: refusal) { try await fixture.person("Ann", address) }
    // The one message that asks, and no other.
    let ask = MessageContext(.service, purpose: "marketing.news", jurisdictions: ["DE"], confirms: request.act.id)
    #expect(try await fixture.ledger.decide(ask, to: address, through: .email).isPermitted)
    #expect(try await !fixture.permits(address))
    fixture.clock.advance(by: 60)
    try await fixture.ledger.confirmOptIn(token: request.token)
    #expect(try await fixture.permits(address))
    let ann = try await fixture.person("Ann", address)
    #expect(try await fixture.list("Name,Email\nAnn,ann@example.com\n").counts.inserted == 1)
    try await fixture.erase(ann.id)
    await #expect(throws: refusal) { try await fixture.person("Ann", address) }
    let once = try await fixture.ledger.decide(ask, to: address, through: .email)
    #expect(!once.isPermitted, "what was asked before an erasure is over")
  }

  @Test func aRecordThatAnotherSystemKnowsIsReadmittedByItsReference() async throws {
    let bob = try await fixture.hear("1", "Bob", Fixture.email("bob@example.com"))
    try await fixture.erase(bob.id)
    let other = try Fixture.email("new@example.com")
    await #expect(throws: ValidationError.self) { try await fixture.hear("1", "Bob", other) }
    let key = SubjectKey(party: RecordReference(bob.id))
    try await fixture.ledger.readmit(key, on: .contract("order 8"), method: .api, by: Fixture.me)
    #expect(try await fixture.hear("1", "Bob", other).id == bob.id)
    // The old address was not readmitted.
    await #expect(throws: ValidationError.self) { try await fixture.hear("1", "Bob", Fixture.email("bob@example.com")) }
  }

  @Test func inTheTimeOfGraceNothingNewComes() async throws {
    let shared = try Fixture.email("cem@example.com")
    let cem = try await fixture.person("Cem", shared)
    let erasure = try await fixture.desk.schedule(RecordReference(cem.id), by: Fixture.me)
    let list = "Name,Email\nC,cem@example.com\n"
    #expect(try await fixture.list(list).told == ["2 contactPoints[0] erasure.addressAwaitsErasure"])
    // What is there already may still be worked with.
    fixture.clock.advance(by: 1)
    try await fixture.crm.customers.edit(cem.id, by: Fixture.me) { $0.tags = ["vip"] }
    let key = fixture.ledger.digester.key(points: [shared])
    try await fixture.ledger.readmit(key, on: .contract("order 9"), method: .call, by: Fixture.me)
    #expect(try await fixture.list(list).counts.inserted == 1)
    try await fixture.desk.cancel(erasure.id, by: Fixture.me)
    #expect(try await fixture.list(list, system: "other").counts.inserted == 1)
    // The next one closes it again, with what came meanwhile left to its own erasure.
    fixture.clock.advance(by: 1)
    try await fixture.erase(cem.id)
    #expect(try await fixture.list(list, system: "third").told == ["2 contactPoints[0] erasure.addressErased"])
  }
}

extension Stored<Event> {
  fileprivate var method: String? {
    if case .choice(let value)? = record.properties["method"] { value } else { nil }
  }
}
