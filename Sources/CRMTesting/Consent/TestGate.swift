public import Consent

/// Authorised messages for tests of transports, made by the real gate: there is no other way to one.
///
/// ```swift
/// let message = try await TestGate.authorized(draft)
/// let receipt = try await myTransport.deliver(message)
/// ```
/// Behind each stands a ledger in memory with an evidenced opt-in, and a pack that demands nothing of the draft unless you give
/// policies of your own.
public struct TestGate: Sendable {
  /// Permits what is consented to, everywhere, and demands nothing of the draft.
  public static let policies = PolicySet([
    PolicyPack(
      id: "test", version: "1", jurisdictions: ["XT"],
      rules: [.init(classes: MessageClass.allCases, bases: [.consent], reference: "tests only")])
  ])

  /// Where the ledger is.
  public let store: any Store
  /// The ledger.
  public let ledger: ConsentLedger
  /// The gate over it.
  public var gate: ConsentGate { ledger.gate }

  /// A ledger and its gate over a store.
  public init(
    store: (any Store)? = nil, policies: PolicySet = TestGate.policies, environment: CRMEnvironment = .fixed()
  ) {
    self.store = store ?? InMemoryStore(environment: environment)
    ledger = ConsentLedger(
      store: self.store, digester: ContactDigester(insecureText: "tests only"), policies: policies,
      environment: environment)
  }

  /// Records an opt-in for the address and has the draft authorised.
  ///
  /// - Parameters:
  ///   - draft: the message.
  ///   - address: the recipient.
  ///   - step: tells messages to one address apart: each step reaches it once.
  ///   - messageClass: the class.
  ///   - purpose: what for.
  ///   - channel: the channel, where the draft leaves it open.
  /// - Throws: `SendRefusal` if the policies do not permit it or the draft lacks what they demand; `StoreError`.
  public func authorized<C: MessageChannel>(
    _ draft: C.Draft, to address: C.Address, step: String = "1", as messageClass: MessageClass = .marketing,
    purpose: Purpose = "tests", through channel: C.Type = C.self
  ) async throws -> Authorized<C> {
    try await ledger.optIn(
      C.contactPoint(of: address), to: purpose, through: C.channel,
      proof: .shown("Yes, for tests.", at: "tests"), method: .form, by: .dataSubject)
    let context = MessageContext(
      messageClass, purpose: purpose, jurisdictions: ledger.policies.packs.flatMap(\.jurisdictions))
    let request = SendRequest<C>(to: address, run: "tests", step: step, context: context)
    switch try await gate.decide(request) {
    case .permit(let permit): return try await gate.authorize(permit, draft: draft)
    case .deferred(let until, let decision): throw SendRefusal.deferred(until: until, decision)
    case .denied(let decision): throw SendRefusal.denied(decision)
    }
  }

  /// An authorised e-mail to `recipient@example.com`.
  ///
  /// - Throws: as ``authorized(_:to:step:as:purpose:through:)``.
  public static func authorized(_ draft: EmailDraft) async throws -> Authorized<EmailChannel> {
    try await TestGate().authorized(draft, to: EmailAddress("recipient@example.com"))
  }

  /// An authorised text message to `+12025550123`.
  ///
  /// - Throws: as ``authorized(_:to:step:as:purpose:through:)``.
  public static func authorized(_ draft: TextDraft) async throws -> Authorized<SMSChannel> {
    try await TestGate().authorized(draft, to: PhoneNumber(e164: "+12025550123"))
  }
}
