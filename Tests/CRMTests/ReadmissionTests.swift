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
    try await fixture.optIn(address)
    #expect(try await !fixture.permits(address))
    // Erased again, she is out again.
    try await fixture.erase(ann.id)
    await #expect(throws: refusal) { try await fixture.person("Ann", address) }
  }

  private func codes(_ messageClass: MessageClass, promotes: Bool = false) async throws -> [ReasonCode] {
    let context = MessageContext(
      messageClass, purpose: "orders", jurisdictions: ["DE"], timeZones: ["Europe/Berlin"], containsPromotion: promotes)
    let decision = try await fixture.ledger.decide(context, to: address, through: .email)
    if decision.isPermitted { #expect(decision.evidence.count == 2, "the contract and the readmission") }
    return decision.reasons.map(\.reason.code)
  }

  private func buy() async throws {
    fixture.clock.advance(by: 1)
    try await fixture.ledger.establish(.contract("order 7"), for: address, purpose: "orders", by: Fixture.me)
  }

  @Test func aContractIsWrittenAboutAndNothingElse() async throws {
    let key = fixture.ledger.digester.key(points: [address])
    try await buy()
    #expect(try await codes(.transactional).contains(ConsentCode.erased), "nobody said why she is back")
    fixture.clock.advance(by: 1)
    try await fixture.ledger.readmit(key, on: .contract("order 7"), method: .call, by: Fixture.me)
    #expect(try await codes(.transactional).isEmpty)
    #expect(try await codes(.securityLegal).isEmpty)
    try await fixture.optIn(address)
    #expect(try await codes(.transactional, promotes: true).contains(ConsentCode.erased))
    #expect(try await codes(.service).contains(ConsentCode.erased))
    #expect(try await !fixture.permits(address))
    // Erased again, with the contract on record.
    fixture.clock.advance(by: 1)
    let ann = try await fixture.person("Ann", address)
    try await fixture.erase(ann.id)
    #expect(try await codes(.transactional).contains(ConsentCode.erased))
    fixture.clock.advance(by: 1)
    try await fixture.ledger.readmit(key, on: .contract("order 8"), method: .call, by: Fixture.me)
    #expect(try await codes(.transactional).contains(ConsentCode.erased), "the contract is of before")
    try await buy()
    #expect(try await codes(.transactional).isEmpty)
    // What stops such messages otherwise stops them.
    try await fixture.ledger.suppress(address, because: .legal, by: Fixture.me)
    #expect(try await codes(.transactional).contains(ConsentCode.legal))
  }

  @Test func aReadmissionThatRestsOnHerWillLetsNothingBeSent() async throws {
    let key = fixture.ledger.digester.key(points: [address])
    try await fixture.ledger.readmit(key, on: LawfulBasis(.subjectRequest), method: .form, by: Fixture.me)
    try await buy()
    #expect(try await codes(.transactional).contains(ConsentCode.erased))
  }

  @Test func theTimeOfGraceDoesNotOutlastTheErasure() async throws {
    // Cem's erasure is due; Dora's, who has the same address, may still be called off.
    let shared = try Fixture.email("cem@example.com")
    let (cem, dora) = (try await fixture.person("Cem", shared), try await fixture.person("Dora", shared))
    let due = try await fixture.desk.schedule(RecordReference(cem.id), by: Fixture.me)
    fixture.clock.advance(by: 6 * 86_400)
    let open = try await fixture.desk.schedule(RecordReference(dora.id), by: Fixture.me)
    fixture.clock.advance(by: 2 * 86_400)
    try await fixture.desk.resume(due.id)
    fixture.clock.advance(by: 1)
    let key = fixture.ledger.digester.key(points: [shared])
    let acts = try await fixture.ledger.readmit(key, on: .contract("order 9"), method: .call, by: Fixture.me)
    #expect(acts.map(\.kind) == [.released])
    try await fixture.ledger.establish(.contract("order 9"), for: shared, purpose: "orders", by: Fixture.me)
    let order = MessageContext(.transactional, purpose: "orders", jurisdictions: ["DE"])
    let held = try await fixture.ledger.decide(order, to: shared, through: .email)
    #expect(held.reasons.map(\.reason.code).contains(ConsentCode.restricted), "Dora's time of grace")
    try await fixture.desk.cancel(open.id, by: Fixture.me)
    #expect(try await fixture.ledger.decide(order, to: shared, through: .email).isPermitted)
  }

  @Test func whoConfirmsComesBackAlsoAfterATimeOfGrace() async throws {
    let other = try Fixture.email("cem@example.com")
    let cem = try await fixture.person("Cem", other)
    try await fixture.optIn(other)
    let erasure = try await fixture.desk.schedule(RecordReference(cem.id), by: Fixture.me)
    // In the time itself nothing but its calling off ends it.
    try await fixture.confirm(other)
    #expect(try await !fixture.permits(other))
    fixture.clock.advance(by: 8 * 86_400)
    try await fixture.desk.resume(erasure.id)
    try await fixture.confirm(other)
    #expect(try await fixture.permits(other))
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
