import Foundation

/// The ledger of what people allowed: records acts, tells where a contact point stands, and answers whether something may be
/// sent. Nothing in it is ever edited.
///
/// Every act is committed together with the contact point's head and an event. Sending goes through ``ConsentGate``.
public struct ConsentLedger: Sendable {
  /// Where the ledger is.
  public let store: any Store
  /// Clock and identifiers.
  public let environment: CRMEnvironment
  /// Turns addresses into the ledger's keys.
  public let digester: ContactDigester
  /// The rules decided by.
  public let policies: PolicySet
  /// How long a request for confirmation can be answered, in days; 7 by default.
  public let confirmationDays: Int
  /// For how many hours no second request for confirmation of the same is made; 24 by default.
  public let requestPauseHours: Int

  /// A ledger in a store.
  public init(
    store: any Store, digester: ContactDigester, policies: PolicySet = .standard,
    environment: CRMEnvironment = .live, confirmationDays: Int = 7, requestPauseHours: Int = 24
  ) {
    self.store = store
    self.digester = digester
    self.policies = policies
    self.environment = environment
    self.confirmationDays = max(1, confirmationDays)
    self.requestPauseHours = max(0, requestPauseHours)
  }

  /// The record types of this module.
  public static let recordTypes: [any Record.Type] = [
    ConsentAct.self, ConsentHead.self, Authorization.self, SubjectRequest.self, Erasure.self, RestrictionProgress.self,
  ]

  /// The gate over the same store, digester and rules.
  public var gate: ConsentGate {
    ConsentGate(store: store, digester: digester, policies: policies, environment: environment)
  }

  /// All acts on a contact point, earliest first; empty if nothing was ever recorded.
  public func acts(of point: ContactPoint.Value) async throws -> [ConsentAct] {
    try await acts(of: digester.digest(of: point))
  }

  /// All acts on a contact point, earliest first; empty if nothing was ever recorded.
  public func acts(of subject: ContactDigest) async throws -> [ConsentAct] {
    try await snapshot(of: subject).acts.sorted(by: ConsentAct.isBefore)
  }

  /// Where a contact point stands now.
  public func state(of point: ContactPoint.Value) async throws -> ConsentState {
    try await state(of: digester.digest(of: point))
  }

  /// Where a contact point stands now.
  public func state(of subject: ContactDigest) async throws -> ConsentState {
    let now = environment.now()
    return ConsentState(folding: try await snapshot(of: subject).acts, at: now)
  }

  /// Whether something may be sent, with all reasons. Writes nothing, and permits nothing by itself: see ``ConsentGate``.
  public func decide(
    _ context: MessageContext, to point: ContactPoint.Value, through channel: Channel
  ) async throws -> ConsentDecision {
    try await decide(ConsentQuestion(subject: digester.digest(of: point), channel: channel, context: context))
  }

  /// Whether something may be sent, with all reasons.
  public func decide(_ question: ConsentQuestion) async throws -> ConsentDecision {
    try await decide([question])[0]
  }

  /// Whether each of many messages may be sent, in order: what a preview of an audience needs. Two reads for all together.
  public func decide(_ questions: [ConsentQuestion]) async throws -> [ConsentDecision] {
    let now = environment.now()
    let entries = try await ConsentReader(store: store).entries(for: questions, at: now)
    return zip(questions, entries).map { policies.decide($0, given: $1.snapshot, at: now) }
  }

  func snapshot(of subject: ContactDigest) async throws -> ConsentSnapshot {
    let context = MessageContext(.service, purpose: "none")
    let question = ConsentQuestion(subject: subject, channel: .email, context: context)
    return try await ConsentReader(store: store).entries(for: [question], at: environment.now())[0].snapshot
  }
}

extension ConsentLedger {
  /// Where the contact points of a customer record stand together: for a page about the customer. Two reads for all.
  public func standing(of points: [ContactPoint.Value]) async throws -> ConsentStanding {
    let now = environment.now()
    let context = MessageContext(.service, purpose: "none")
    let subjects = Set(points.map { digester.digest(of: $0) }).sorted()
    let questions = subjects.map { ConsentQuestion(subject: $0, channel: .email, context: context) }
    let entries = try await ConsentReader(store: store).entries(for: questions, at: now)
    return zip(subjects, entries).reduce(into: ConsentStanding()) { standing, entry in
      standing = standing.merged(with: ConsentStanding(of: entry.0, acts: entry.1.snapshot.acts, at: now))
    }
  }
}
