import CRMTesting
import Consent
import Testing

@Suite struct TestGateTests {
  @Test func aTransportIsTestedWithARealMessage() async throws {
    let transport = InMemoryTransport<EmailChannel>()
    let message = try await TestGate.authorized(ConsentFixture.draft())
    let key = message.idempotencyKey
    _ = try await transport.deliver(message)
    #expect(transport.deliveries.map(\.idempotencyKey) == [key])
    let draft = TextDraft(sender: "Shop", text: "Hi", containsPromotion: false)
    let text = try await TestGate.authorized(draft)
    #expect(text.address.e164 == "+12025550123")
  }

  @Test func evidenceIsRecordedAndTheHostsPoliciesCount() async throws {
    let test = TestGate()
    let ann = try ConsentFixture.address("ann")
    let message: Authorized<EmailChannel> = try await test.authorized(ConsentFixture.draft(), to: ann)
    let record = try await test.store.require(message.authorization).record
    #expect(record.bases == [.consent] && record.evidence.count == 1)
    let strict = TestGate(policies: PolicySet([.europeanUnion]))
    var bare = try ConsentFixture.draft()
    bare.unsubscribeLink = nil
    var refusal: SendRefusal?
    do {
      let message: Authorized<EmailChannel> = try await strict.authorized(bare, to: ann)
      _ = message.deadline
    } catch let error as SendRefusal { refusal = error }
    guard case .obligationsUnmet = refusal else {
      Issue.record("the pack's obligations did not count")
      return
    }
  }
}
