import CRM
import CRMTesting
import Foundation
import Testing

/// Segments that ask the ledger in a workspace, as the article *Consent in segments* shows them.
@Suite struct WorkspaceConsentSegmentTests {
  private let clock = TestClock(Date("2026-11-23T10:00:00Z"))
  private let store: InMemoryStore
  private let crm: Workspace
  private let me = Author(.staff, "ann")

  init() {
    let environment = CRMEnvironment.fixed(clock: clock)
    store = InMemoryStore(environment: environment)
    crm = Workspace(
      store: store, digester: ContactDigester(insecureText: "tests only"), environment: environment)
  }

  private func add(_ name: String) async throws -> (customer: Customer, point: ContactPoint.Value) {
    let point = ContactPoint.Value.email(try EmailAddress("\(name)@example.com"))
    let customer = try await crm.customers.create(.person, by: me) {
      $0.personName = PersonName(given: name)
      $0.contactPoints = [ContactPoint(point)]
    }
    return (customer, point)
  }

  private func members(_ segment: Identifier<Segment>) async throws -> [Identifier<Customer>] {
    try await crm.heartbeat().advance(now: clock.now)
    return try await crm.customers.members(of: segment).items.map(\.customer).sorted()
  }

  private func optIn(_ point: ContactPoint.Value, _ validity: ConsentValidity? = nil) async throws {
    try await crm.consent?.optIn(
      point, to: "marketing.news", through: .email, proof: .shown("Yes, send me news.", at: "https://shop.example"),
      method: .form, validity: validity, by: .dataSubject)
  }

  @Test func audiencesFollowTheLedgerAndTheClock() async throws {
    let (ann, bob) = (try await add("ann"), try await add("bob"))
    let segments = try await audiences(of: crm, by: me)
    #expect(try await members(segments[0]) == [])
    try await optIn(ann.point, ConsentValidity(months: 2))
    try await optIn(bob.point)
    #expect(try await members(segments[0]) == [ann.customer.id, bob.customer.id].sorted())
    #expect(try await members(segments[1]) == [])
    // Time alone: a month before the end of Ann's consent, and at its end.
    clock.advance(by: 40 * 86_400)
    #expect(try await members(segments[1]) == [ann.customer.id])
    clock.advance(by: 30 * 86_400)
    #expect(try await members(segments[0]) == [bob.customer.id])
    #expect(try await members(segments[1]) == [])
    try await crm.consent?.withdraw(bob.point, method: .oneClick, by: .dataSubject)
    #expect(try await members(segments[0]) == [])
    #expect(try await members(segments[2]) == [bob.customer.id])
  }

  /// A segment is no permission: who stopped after it was evaluated is in the audience and gets nothing.
  @Test func theGateDecidesAgain() async throws {
    let (ann, bob) = (try await add("ann"), try await add("bob"))
    let segments = try await audiences(of: crm, by: me)
    try await optIn(ann.point)
    try await optIn(bob.point)
    clock.advance(by: 60)
    let desk = try #require(crm.campaigns)
    let campaign = Campaign(
      id: "news", name: "News", audience: CampaignAudience(include: [segments[0]]),
      context: MessageContext(
        .marketing, purpose: "marketing.news", jurisdictions: ["DE"], timeZones: ["Europe/Berlin"]),
      createdAt: clock.now)
    try await desk.plan(campaign, by: me)
    try await desk.move(campaign.id, to: .approved, by: me)
    #expect(try await desk.start(campaign.id, by: me) == 2)
    try await crm.consent?.withdraw(bob.point, method: .oneClick, by: .dataSubject)
    let composer = EmailComposer(
      subject: try MergeText("News"), body: try MergeText("News.\n{{ unsubscribe }}"),
      sender: try EmailAddress("news@shop.example"), senderName: "Shop", disclosures: [.advertisingLabel],
      containsPromotion: true, unsubscribeURL: { URL(string: "https://shop.example/u/\($0)") ?? URL(filePath: "/") })
    let transport = InMemoryTransport<EmailChannel>()
    try await desk.send(campaign.id, composer: composer, through: transport)
    #expect(transport.deliveries.map(\.address.text) == ["ann@example.com"])
  }
}
