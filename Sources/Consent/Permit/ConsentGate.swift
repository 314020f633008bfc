public import Foundation

/// The only way to a sent message: asks the ledger, writes the authorisation, and hands over.
///
/// ```swift
/// switch try await gate.decide(request) {
/// case .permit(let permit):
///   let message = try await gate.authorize(permit, draft: draft)
///   let receipt = try await gate.deliver(message, through: transport)
/// case .deferred(let until, _): …                      // keep the request, ask again then
/// case .denied(let decision): …                        // all reasons
/// }
/// ```
///
/// Works over any store; holds no state.
public struct ConsentGate: Sendable {
  /// Where the ledger is.
  public let store: any Store
  /// Clock and identifiers.
  public let environment: CRMEnvironment
  /// Turns addresses into the ledger's keys.
  public let digester: ContactDigester
  /// The rules decided by.
  public let policies: PolicySet
  /// For how many seconds an authorised message may be handed over.
  public let lifetime: TimeInterval
  /// How many messages of a batch share a commit.
  public let batchSize: Int

  /// A gate.
  ///
  /// - Parameters:
  ///   - store: where the ledger is.
  ///   - digester: the same as the ledger's.
  ///   - policies: the rules to decide by.
  ///   - environment: clock and identifiers.
  ///   - lifetime: for how many seconds an authorised message may be handed over: a stop that comes meanwhile is too late.
  ///   - batchSize: how many messages of a batch share a commit, 1 to 500.
  public init(
    store: any Store, digester: ContactDigester, policies: PolicySet = .standard,
    environment: CRMEnvironment = .live, lifetime: TimeInterval = 60, batchSize: Int = 500
  ) {
    self.store = store
    self.digester = digester
    self.policies = policies
    self.environment = environment
    self.lifetime = max(0, lifetime)
    self.batchSize = min(max(1, batchSize), 500)
  }

  /// Asks whether a message may be sent now. Writes nothing.
  ///
  /// - Throws: `StoreError`; a ledger that cannot be read permits nothing.
  public func decide<C: MessageChannel>(_ request: SendRequest<C>) async throws -> Verdict<C> {
    let now = environment.now()
    let subject = digester.digest(of: C.contactPoint(of: request.address))
    let question = request.question(subject, draft: nil)
    let entry = try await ConsentReader(store: store).entries(for: [question], at: now)[0]
    let decision = policies.decide(question, given: entry.snapshot, at: now)
    switch decision.outcome {
    case .permit:
      guard let head = entry.head else { return .denied(decision) }
      return .permit(
        SendPermit(request: request, subject: subject, decision: decision, head: head, person: entry.person))
    case .defer(let until): return .deferred(until: until, decision)
    case .deny: return .denied(decision)
    }
  }

  /// Spends a permit: writes the authorisation in a commit that requires the ledger's head unchanged. If an act has come in
  /// since, it is decided again.
  ///
  /// - Throws: ``SendRefusal`` if the message must not leave; `StoreError`.
  public func authorize<C: MessageChannel>(
    _ permit: consuming SendPermit<C>, draft: C.Draft
  ) async throws -> Authorized<C> {
    let now = environment.now()
    let message = OutgoingMessage(permit.request, draft: draft)
    var attempt = AuthorizationAttempt(message, subject: permit.subject)
    let isStillGood = !draft.containsPromotion || permit.decision.messageClass == .marketing
    if isStillGood, !Self.hasEnded(permit.decision, at: now) {
      attempt.known = .init(decision: permit.decision, head: permit.head, person: permit.person)
    }
    let settled = try await authorize([attempt], now: now)
    switch settled[0].result {
    case .authorized(let record): return Authorized(record, address: message.request.address, draft: draft)
    case .refused(let refusal): throw refusal
    case nil: throw StoreError(.exhausted, "no authorisation was settled")
    }
  }

  /// Hands an authorised message over and writes down what became of it, also when the task is cancelled meanwhile. What
  /// cannot be written down stays visible as unconfirmed.
  ///
  /// - Throws: ``SendRefusal/tooLate``, ``TransportRejection``, whatever else the transport throws (then the message stays
  ///   visible as unconfirmed).
  @discardableResult
  public func deliver<C: MessageChannel>(
    _ message: consuming Authorized<C>, through transport: any Transport<C>
  ) async throws -> Receipt {
    let id = message.authorization
    let attempt = [id: message.deadline]
    guard environment.now() < message.deadline else {
      await settleAnyway([id: .lapsed], of: attempt)
      throw SendRefusal.tooLate
    }
    do {
      let receipt = try await transport.deliver(message)
      await settleAnyway([id: .confirmed(receipt)], of: attempt)
      return receipt
    } catch let rejection as TransportRejection {
      await settleAnyway([id: .rejected], of: attempt)
      throw rejection
    }
  }

  /// Whether a permit's decision no longer holds by time alone.
  static func hasEnded(_ decision: ConsentDecision, at now: Date) -> Bool {
    if let end = decision.validUntil, end <= now { return true }
    if let end = decision.sendBefore, end <= now { return true }
    return false
  }

  /// Before when a message that rests on this decision must be handed over.
  func deadline(_ decision: ConsentDecision, at now: Date) -> Date {
    let limits = [now.addingTimeInterval(lifetime), decision.validUntil, decision.sendBefore]
    return limits.compactMap { $0 }.min() ?? now
  }
}
