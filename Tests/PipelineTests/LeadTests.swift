import CRMTesting
import Foundation
import Pipeline
import Testing

@Suite struct LeadTests {
  private func lead(
    _ id: Identifier<Lead>, email: String? = "ann@example.com", phone: String? = nil, interest: String = "machines"
  ) throws -> Lead {
    var points: [ContactPoint] = []
    if let email { points.append(ContactPoint(.email(try EmailAddress(email)))) }
    if let phone { points.append(ContactPoint(.phone(try PhoneNumber(phone)))) }
    return Lead(
      id: id, contactPoints: ContactPoints(points),
      enquiries: [LeadEnquiry(at: Fixture.start, by: .form, interest: interest)],
      createdAt: Fixture.start)
  }

  private func desk() -> (SalesDesk, InMemoryStore) {
    let store = InMemoryStore(environment: .fixed())
    return (SalesDesk(store: store, environment: .fixed(at: Fixture.start)), store)
  }

  @Test func aSecondEnquiryAttachesInsteadOfMakingATwin() async throws {
    let (desk, store) = desk()
    let first = try await desk.capture(lead("a"), by: Fixture.author)
    #expect(first == .new(try lead("a")))
    let second = try await desk.capture(
      lead("b", email: "Ann@Example.com", interest: "coffee"), by: Fixture.author)
    guard case .attached(let attached) = second else { return #expect(Bool(false), "\(second)") }
    #expect(attached.id == "a")
    #expect(attached.enquiries.compactMap(\.interest) == ["machines", "coffee"])
    #expect(try store.count(Query<Lead>()) == 1)
    let events = try store.page(Query(Event.byAbout, RecordReference(attached))).items.map(\.record.name)
    #expect(Set(events) == [.leadCaptured, .leadAttached])
    // The same enquiry again is nothing new.
    let commits = try store.history(after: nil, limit: 99).count
    try await desk.capture(lead("c"), by: Fixture.author)
    #expect(try store.history(after: nil, limit: 99).count == commits)
  }

  @Test func aTelephoneAloneIsNobody() async throws {
    let (desk, _) = desk()
    try await desk.capture(lead("a", phone: "+493012345"), by: Fixture.author)
    let other = try await desk.capture(lead("b", email: "bob@example.com", phone: "+493012345"), by: Fixture.author)
    #expect(other.lead.id == "b")
  }

  @Test func aKnownCustomerIsRecognised() async throws {
    let (desk, store) = desk()
    var customer = Customer.person(id: "ann", name: PersonName(given: "Ann"), now: Fixture.start)
    customer.contactPoints.add(ContactPoint(.email(try EmailAddress("ann@example.com"))))
    try await store.insert(customer)
    let outcome = try await desk.capture(lead("a"), by: Fixture.author)
    #expect(outcome.lead.customer == "ann")
    guard case .customer = outcome else { return #expect(Bool(false), "\(outcome)") }
  }

  @Test func capturesAtTheSameMomentMakeOneLead() async throws {
    let (desk, store) = desk()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<20 {
        let lead = try lead(Identifier(derivedFrom: "\(number)"), interest: "\(number)")
        group.addTask { _ = try await desk.capture(lead, by: Fixture.author) }
      }
      try await group.waitForAll()
    }
    let leads = try await store.all(Query<Lead>())
    #expect(leads.count == 1)
    #expect(leads.first?.record.enquiries.count == 20)
  }

  @Test func twoPreparedCapturesCannotBothBeCommitted() async throws {
    let (desk, store) = desk()
    let first = try await desk.prepareCapture(lead("a"), by: Fixture.author)
    let second = try await desk.prepareCapture(lead("b", interest: "coffee"), by: Fixture.author)
    try store.commit(first.changes)
    let error = #expect(throws: StoreError.self) { try store.commit(second.changes) }
    #expect(error?.code == .duplicateKey)
    #expect(try await desk.capture(lead("b", interest: "coffee"), by: Fixture.author).lead.id == "a")
  }

  @Test func somebodyMustBeReachableOrNamed() async throws {
    let (desk, _) = desk()
    let nobody = try lead("a", email: nil)
    #expect(nobody.problems.map(\.field) == ["contactPoints"])
    await #expect(throws: ValidationError.self) { try await desk.capture(nobody, by: Fixture.author) }
    var converted = try lead("a")
    converted.status = .converted
    #expect(converted.problems.map(\.field) == ["deal"])
  }
}
