import CRM
import CRMTesting
import Foundation
import Testing

/// Restrictions of customers and requests about them in a workspace.
@Suite struct RestrictionAcrossModulesTests {
  private let me = Author(.staff, "rep")
  private let clock = TestClock()
  private let crm: Workspace

  init() {
    let environment = CRMEnvironment.fixed(clock: clock, seed: 7)
    crm = Workspace(
      store: InMemoryStore(environment: environment), digester: ContactDigester(insecureText: "tests only"),
      environment: environment)
  }

  private func person(_ name: String) async throws -> Customer {
    let address = ContactPoint.Value.email(try EmailAddress("\(name)@example.com"))
    let customer = try await crm.customers.create(.person, by: me) {
      $0.personName = PersonName(given: name)
      $0.contactPoints = [ContactPoint(address)]
    }
    try await crm.consent?.optIn(
      address, to: "marketing.news", through: .email, proof: .shown("Yes.", at: "https://shop.example"), method: .form,
      by: .dataSubject, party: RecordReference(customer))
    return customer
  }

  private func permits(_ name: String) async throws -> Bool {
    let news = MessageContext(
      .marketing, purpose: "marketing.news", jurisdictions: ["DE"], timeZones: ["Europe/Berlin"])
    let consent = try #require(crm.consent)
    return try await consent.decide(news, to: .email(EmailAddress("\(name)@example.com")), through: .email)
      .isPermitted
  }

  @Test func aMergeRestrictsTheWinnerAndSeparatingLiftsNothing() async throws {
    let (ann, anna) = (try await person("ann"), try await person("anna"))
    let consent = try #require(crm.consent)
    let key = try #require(try await crm.subjectKey(of: anna.id))
    #expect(key.points.count == 1 && key.party == RecordReference(anna))
    clock.advance(by: 60)
    try await consent.restrict(key, because: .frozen, by: me)
    #expect(try await permits("ann"))
    let plan = try await crm.customers.planMerge(winner: ann.id, losers: [anna.id])
    let merge = try await crm.customers.apply(plan, by: me)
    #expect(try await !permits("ann"))
    #expect(try await !permits("anna"))
    let split = try await crm.customers.unmerge(merge.id, by: me)
    #expect(split.winner.id == ann.id)
    #expect(try await !permits("ann"))
    #expect(try await !permits("anna"))
  }

  @Test func theHeartbeatKeepsTheTimeOfRequests() async throws {
    let ann = try await person("ann")
    let desk = try #require(crm.rights)
    let key = try #require(try await crm.subjectKey(of: ann.id))
    let request = try await desk.receive(.access, from: key, method: .mail, in: ["DE"], by: me)
    clock.advance(by: 86_400 * 40)
    try await crm.heartbeat().advance(now: clock.now)
    #expect(try await desk.request(request.id).state == .expired)
    #expect(try await desk.requests(of: RecordReference(ann)).items.count == 1)
    #expect(crm.registry.types.contains { $0.collection == SubjectRequest.collection })
  }
}
