import CRM
import CRMTesting
import Foundation
import Testing

/// An enquiry asks the ledger, as everything does that brings contact points.
@Suite struct CapturedLeadTests {
  private typealias Fixture = ReimportFixture
  private let fixture: ReimportFixture
  private let sales: SalesDesk
  private let address: ContactPoint.Value

  init() async throws {
    fixture = try Fixture()
    sales = try #require(fixture.crm.sales)
    address = try Fixture.email("Ann.Lee@gmail.com")
  }

  private func lead(
    _ id: String, _ points: ContactPoint.Value..., name: String = "Secretname", customer: Identifier<Customer>? = nil
  ) -> Lead {
    Lead(
      id: Identifier(derivedFrom: id), name: PersonName(given: name),
      contactPoints: ContactPoints(points.map { ContactPoint($0) }),
      enquiries: [LeadEnquiry(at: fixture.clock.now, by: .form, interest: id)], customer: customer,
      createdAt: fixture.clock.now)
  }

  private func erased(_ points: ContactPoint.Value...) async throws {
    let ann = try await fixture.person("Ann", points[0])
    try await fixture.crm.customers.edit(ann.id, by: Fixture.me) { customer in
      for point in points.dropFirst() { customer.contactPoints.add(ContactPoint(point)) }
    }
    try await fixture.erase(ann.id)
  }

  private func refusal(_ field: String, _ code: ReasonCode = ErasureReason.addressErased) -> ValidationError {
    let arguments: [String: FieldValue] = field.hasPrefix("contactPoints") ? ["kind": .choice("email")] : [:]
    return ValidationError([FieldProblem(field, code, arguments)])
  }

  private func isRefused(_ lead: Lead, as refusal: ValidationError) async throws {
    let position = try await fixture.store.position()
    let error = await #expect(throws: ValidationError.self) { try await sales.capture(lead, by: Fixture.me) }
    #expect(error == refusal)
    #expect(try await fixture.store.position() == position, "nothing was written")
    let told = String(describing: error).lowercased()
    for value in ["secret", "ann", "gmail"] { #expect(!told.contains(value)) }
    for problem in error?.problems ?? [] {
      for language in ["en", "ru", "uk", "zh"] {
        let sentence = Workspace.phrases.sentence(for: problem.reason, language: language)
        #expect(!sentence.contains("erasure.") && !sentence.contains("{"), "\(language)")
      }
    }
  }

  @Test func whoWasErasedDoesNotComeBackAsALead() async throws {
    let phone = ContactPoint.Value.phone(try PhoneNumber("+4930123456"))
    try await erased(address, phone)
    try await isRefused(lead("a", address), as: refusal("contactPoints[0]"))
    // However it is spelt, and at its place in what came.
    let other = try Fixture.email("other@example.com")
    try await isRefused(
      lead("b", other, try Fixture.email("annlee+x@googlemail.com")), as: refusal("contactPoints[1]"))
    // By telephone nobody is recognised, and still it is not taken in.
    let problem = FieldProblem("contactPoints[0]", ErasureReason.addressErased, ["kind": .choice("phone")])
    try await isRefused(lead("c", phone), as: ValidationError([problem]))
    // Others may enquire.
    guard case .new = try await sales.capture(lead("d", other), by: Fixture.me) else { return #expect(Bool(false)) }
  }

  @Test func aSecondEnquiryAddsNoErasedAddress() async throws {
    let other = try Fixture.email("other@example.com")
    let known = try await sales.capture(lead("a", other), by: Fixture.me).lead
    try await erased(address)
    try await isRefused(lead("b", other, address), as: refusal("contactPoints[1]"))
    let attached = try await sales.capture(lead("c", other), by: Fixture.me)
    #expect(attached.lead.id == known.id && attached.lead.contactPoints == known.contactPoints)
  }

  @Test func whatALeadHasItKeeps() async throws {
    // Bob has the address that Ann had, and his enquiry came before she was erased.
    let ann = try await fixture.person("Ann", address)
    let bob = try await fixture.person("Bob", address)
    let known = try await sales.capture(lead("a", address, customer: bob.id), by: Fixture.me).lead
    try await fixture.erase(ann.id)
    let attached = try await sales.capture(lead("b", address), by: Fixture.me)
    #expect(attached.lead.id == known.id && attached.lead.enquiries.count == 2)
    #expect(attached.lead.contactPoints == known.contactPoints)
  }

  @Test func theTimeOfGraceAndAReadmission() async throws {
    let ann = try await fixture.person("Ann", address)
    let erasure = try await fixture.desk.schedule(RecordReference(ann.id), by: Fixture.me)
    fixture.clock.advance(by: 1)
    try await isRefused(
      lead("a", address), as: refusal("contactPoints[0]", ErasureReason.addressAwaitsErasure))
    fixture.clock.advance(by: 8 * 86_400)
    try await fixture.desk.resume(erasure.id)
    try await isRefused(lead("a", address), as: refusal("contactPoints[0]"))
    // The enquiry is a reason that somebody states.
    fixture.clock.advance(by: 60)
    let key = fixture.ledger.digester.key(points: [address])
    try await fixture.ledger.readmit(key, on: LawfulBasis(.subjectRequest), method: .form, by: Fixture.me)
    let taken = try await sales.capture(lead("a", address), by: Fixture.me)
    #expect(taken == .new(taken.lead) && taken.lead.contactPoints.count == 1)
    #expect(try await !fixture.permits(address))
  }

  @Test func aRecordThatWasErasedIsNotTakenInWhateverItBrings() async throws {
    // It came before anybody knew whose it is, and went with her.
    let known = try await sales.capture(lead("a", address), by: Fixture.me).lead
    let ann = try await fixture.person("Ann", address)
    try await fixture.erase(ann.id)
    #expect(try await fixture.store.get(known.id) == nil)
    // The form that sent it sends it again under the same identifier.
    let other = try Fixture.email("new@example.com")
    try await isRefused(lead("a", other), as: refusal("id", ErasureReason.personErased))
    // Nor is a lead taken in of a customer who was erased.
    try await isRefused(lead("c", other, customer: ann.id), as: refusal("customer", ErasureReason.personErased))
  }

  /// A lead that gets its customer with the second enquiry brings the points it had before.
  @Test func aCustomerWhoIsNamedLaterRestrictsAllPointsOfTheLead() async throws {
    let ann = try await fixture.person("Ann", try Fixture.email("known@example.com"))
    try await fixture.crm.restrict(ann.id, because: .frozen, by: Fixture.me)
    try await fixture.optIn(address)
    let first = try await sales.capture(lead("a", address), by: Fixture.me).lead
    #expect(first.customer == nil)
    #expect(try await fixture.permits(address))
    let attached = try await sales.capture(lead("b", address, customer: ann.id), by: Fixture.me).lead
    #expect(attached.id == first.id && attached.customer == ann.id)
    #expect(try await !fixture.permits(address))
  }

  @Test func theRestrictionsOfTheCustomerComeAlong() async throws {
    let known = try Fixture.email("known@example.com")
    let ann = try await fixture.person("Ann", known)
    try await fixture.crm.restrict(ann.id, because: .frozen, by: Fixture.me)
    try await fixture.optIn(address)
    #expect(try await fixture.permits(address))
    let position = try await fixture.store.position()
    let outcome = try await sales.capture(lead("a", known, address), by: Fixture.me)
    #expect(outcome.lead.customer == ann.id)
    #expect(try await fixture.store.history(after: position, limit: 9).count == 1, "in one commit")
    #expect(try await !fixture.permits(address))
    // And with an enquiry that is added.
    let third = try Fixture.email("third@example.com")
    try await fixture.optIn(third)
    #expect(try await sales.capture(lead("b", known, third), by: Fixture.me).lead.id == outcome.lead.id)
    #expect(try await !fixture.permits(third))
    // The person's end reaches them.
    fixture.clock.advance(by: 1)
    let key = SubjectKey(party: RecordReference(ann.id))
    try await fixture.ledger.endRestriction(of: .frozen, for: key, by: Fixture.me)
    for point in [address, third] { #expect(try await fixture.permits(point)) }
  }

  @Test func anErasureBetweenTheAnswerAndTheCommitIsSeen() async throws {
    let ann = try await fixture.person("Ann", address)
    let store = InterruptedStore(fixture.store)
    let rival = try Fixture(store, clock: fixture.clock, seed: 9)
    let (plain, lead) = (fixture, lead("a", address))
    store.beforeNextCommit { try await plain.erase(ann.id) }
    await #expect(throws: refusal("contactPoints[0]")) { try await rival.crm.sales?.capture(lead, by: Fixture.me) }
    #expect(store.wasInterrupted)
    #expect(try await fixture.store.count(Query<Lead>()) == 0)
  }

  @Test func whoIsNotAskedRefusesNothing() async throws {
    try await erased(address)
    let environment = fixture.crm.environment
    let alone = Workspace(store: fixture.store, environment: environment)
    let screen = CountingScreen(fixture.ledger)
    let counted = SalesDesk(store: fixture.store, environment: environment, contactScreen: screen)
    try await counted.capture(lead("a", try Fixture.email("a@example.com")), by: Fixture.me)
    #expect(screen.questions == [1], "once")
    try await counted.capture(lead("b", try Fixture.email("a@example.com")), by: Fixture.me)
    #expect(screen.questions == [1, 1])
    // The same again is nothing new, and nobody is asked.
    try await counted.capture(lead("b", try Fixture.email("a@example.com")), by: Fixture.me)
    #expect(screen.questions == [1, 1])
    try await #require(alone.sales).capture(lead("c", address), by: Fixture.me)
  }
}
