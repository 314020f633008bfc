import CRMTesting
import Consent
import Foundation
import Testing

/// A ledger and its gate over one store, with a clock that tests move.
struct ConsentFixture {
  let clock: TestClock
  let store: any Store
  let ledger: ConsentLedger
  let gate: ConsentGate

  init(
    at start: Date = Date("2026-11-23T10:00:00Z"), policies: PolicySet = .standard,
    store: (any Store)? = nil, batchSize: Int = 500, lifetime: TimeInterval = 60
  ) {
    clock = TestClock(start)
    let environment = CRMEnvironment.fixed(clock: clock)
    self.store = store ?? InMemoryStore(environment: environment)
    ledger = ConsentLedger(
      store: self.store, digester: Self.digester, policies: policies, environment: environment)
    gate = ConsentGate(
      store: self.store, digester: Self.digester, policies: policies, environment: environment, lifetime: lifetime,
      batchSize: batchSize)
  }

  static let digester = ContactDigester(insecureText: "tests only")
  static let proof = ConsentProof.shown("Yes, send me news.", at: "https://shop.example/signup")

  static func address(_ name: String) throws -> EmailAddress { try EmailAddress("\(name)@example.com") }

  /// A marketing e-mail to somebody in Germany.
  static func news(_ purpose: Purpose = "marketing.news") -> MessageContext {
    MessageContext(.marketing, purpose: purpose, jurisdictions: ["DE"], timeZones: ["Europe/Berlin"])
  }

  static func request(
    _ address: EmailAddress, run: String = "run", step: String = "1", context: MessageContext = news()
  ) -> SendRequest<EmailChannel> {
    SendRequest(to: address, run: run, step: step, context: context)
  }

  static func draft(promotes: Bool = true) throws -> EmailDraft {
    EmailDraft(
      sender: try EmailAddress("news@shop.example"), senderName: "Shop", subject: "News",
      text: "Hello. Unsubscribe: https://shop.example/u/1", unsubscribeLink: "https://shop.example/u/1",
      containsPromotion: promotes, disclosures: [.advertisingLabel])
  }

  @discardableResult
  func optIn(_ address: EmailAddress, to purpose: Purpose = "marketing.news") async throws -> ConsentAct {
    try await ledger.optIn(
      .email(address), to: purpose, through: .email, proof: Self.proof, method: .form, by: .dataSubject)
  }
}

/// Acts for pure tests, all on one contact point.
struct ActMaker {
  var generator = UUIDVersion7Source(seed: 7)
  static let subject = ConsentFixture.digester.digest(of: ContactPoint.Value.handle(handle))
  private static let handle: NetworkHandle = {
    guard let handle = try? NetworkHandle(network: .telegram, name: "ann") else { preconditionFailure() }
    return handle
  }()

  static let start = Date("2026-03-02T09:00:00Z")

  /// An act so many hours after the start.
  func act(
    _ kind: ConsentActKind, _ purpose: Purpose? = "marketing.news", at hours: Double = 0, channel: Channel? = .email,
    controller: DataController? = nil, actor: ConsentActor = .subject, method: ConsentMethod = .form,
    basis: LawfulBasis? = nil, validity: ConsentValidity? = nil, suppression: SuppressionReason? = nil,
    preference: ContactPreference? = nil, confirmation: PendingConfirmation? = nil,
    answers: Identifier<ConsentAct>? = nil, supersedes: Identifier<ConsentAct>? = nil, includes: [Purpose] = [],
    proof: ConsentProof? = ConsentFixture.proof
  ) -> ConsentAct {
    let date = Self.start.addingTimeInterval(hours * 3600)
    return ConsentAct(
      id: Identifier(generator.next(at: date)), subject: Self.subject, kind: kind,
      scope: ConsentScope(purpose: purpose, channel: channel, controller: controller), includes: includes, date: date,
      actor: actor, method: method, basis: basis, validity: validity, suppression: suppression, preference: preference,
      confirmation: confirmation, answers: answers, supersedes: supersedes, proof: proof)
  }

  func question(_ context: MessageContext = ConsentFixture.news(), channel: Channel = .email) -> ConsentQuestion {
    ConsentQuestion(subject: Self.subject, channel: channel, context: context)
  }

  func decide(
    _ acts: [ConsentAct], _ context: MessageContext = ConsentFixture.news(), channel: Channel = .email,
    at hours: Double = 100, policies: PolicySet = .standard, uses: [Identifier<ConsentAct>: Int] = [:]
  ) -> ConsentDecision {
    policies.decide(
      question(context, channel: channel), given: ConsentSnapshot(acts: acts, uses: uses),
      at: Self.start.addingTimeInterval(hours * 3600))
  }
}
