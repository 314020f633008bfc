import CRM
import CRMTesting
import Foundation
import Testing

/// An answer to a request for access over the modules of a workspace.
@Suite struct WorkspaceAccessTests {
  private let crm = Workspace(
    store: InMemoryStore(environment: .fixed()), digester: ContactDigester(insecureText: "tests only"),
    environment: .fixed(seed: 7), modules: [.consent])

  private func person(_ name: String, _ address: String) async throws -> Customer {
    let person = try await crm.customers.create(.person, by: .system) {
      $0.personName = PersonName(given: name)
      $0.contactPoints = [ContactPoint(.email(try EmailAddress(address)))]
    }
    let consent = try #require(crm.consent)
    try await consent.optIn(
      .email(try EmailAddress(address)), to: "marketing.news", through: .email,
      proof: ConsentProof.shown("Yes from \(name).", at: "https://shop.example"), method: .form, by: .dataSubject)
    return person
  }

  @Test func everyTypeOfCustomersAndConsentIsDeclared() throws {
    let claimed = (CustomerDirectory.subjectParticipants + [ConsentLedger.participant])
      .reduce(into: Set<CollectionName>()) { $0.formUnion($1.collections) }
    try crm.registry.checkPersonalData(of: [Customer.collection], leavingOut: claimed)
  }

  @Test func aMergedCustomerIsAnsweredWhole() async throws {
    let winner = try await person("Ann", "ann@example.com")
    let loser = try await person("Annabel", "annabel@example.com")
    let other = try await person("Bob", "bob@example.com")
    let plan = try await crm.customers.planMerge(winner: winner.id, losers: [loser.id])
    _ = try await crm.customers.apply(plan, by: .system)
    let desk = try #require(crm.access())
    // The old identifier leads to the same answer.
    let subject = try #require(try await crm.accessSubject(loser.id))
    #expect(subject.records == [RecordReference(winner.id), RecordReference(loser.id)])
    let text = try await desk.text(of: subject, as: .json)
    for words in ["Yes from Ann.", "Yes from Annabel.", "annabel@example.com", "customerMerges"] {
      #expect(text.contains(words), "\(words)")
    }
    #expect(!text.contains("Bob") && !text.contains(other.id.description))
  }

  @Test func whatGoodsCostIsNotShown() async throws {
    let ann = try await person("Ann", "ann@example.com")
    try await crm.store.insert(
      Purchase(
        id: "purchase", customer: ann.id, date: CRMEnvironment.testStart, currency: .eur,
        lines: [
          PurchaseLine(
            amount: Money(minorUnits: 9_900, currency: .eur), cost: Money(minorUnits: 1_234, currency: .eur))
        ]))
    let desk = try #require(crm.access())
    let subject = try #require(try await crm.accessSubject(ann.id))
    let text = try await desk.text(of: subject, as: .json)
    #expect(text.contains("99.00") && !text.contains("12.34") && text.contains("access.businessSecret"))
  }

  /// What opens the entries of a trail is personal data: who does not give the trail gets no answer and no erasure.
  @Test func aTrailThatWasNotGivenStopsTheRequest() async throws {
    let environment = CRMEnvironment.fixed()
    let store = InMemoryStore(environment: environment)
    let crm = Workspace(store: store, digester: ContactDigester(insecureText: "tests only"), environment: environment)
    let consent = try #require(crm.consent)
    let ann = try await crm.customers.create(.person, by: .system) { $0.personName = PersonName(given: "Ann") }
    let trail = consent.auditTrail(origin: "shop")
    try await trail.seal()
    let subject = try #require(try await crm.accessSubject(ann.id))
    let desk = try #require(crm.access())
    await #expect(throws: AccessError.self) { try await desk.text(of: subject, as: .json) }
    let erasing = try #require(crm.erasure())
    await #expect(throws: ErasureFailure.self) { try await erasing.plan(RecordReference(ann)) }
    let whole = try #require(crm.access(trails: [trail]))
    #expect(try await whole.text(of: subject, as: .json).contains("Ann"))
    #expect(try await !(#require(crm.erasure(trails: [trail])).plan(RecordReference(ann)).effects.isEmpty))
  }
}
