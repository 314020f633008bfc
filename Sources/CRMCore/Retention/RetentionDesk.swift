public import Foundation

/// Keeps a store to a policy of retention: tells what is due, what nothing covers, sets and lifts legal holds, and is the source of
/// the work that deletes.
///
/// A value without state. Deleting is done by ``sweeping(batch:)`` in a ``Heartbeat``.
public struct RetentionDesk: Sendable {
  /// Where the records are.
  public let store: any Store
  /// The schedules kept to.
  public let policy: RetentionPolicy
  /// The record types that are looked at.
  public let registry: RecordRegistry
  /// Clock and identifiers.
  public let environment: CRMEnvironment
  let facts: [CollectionName: RetentionFacts]

  /// A desk.
  ///
  /// - Parameters:
  ///   - store: where the records are.
  ///   - policy: the schedules kept to.
  ///   - registry: the record types that are looked at: those that declare ``Record/personalData``.
  ///   - facts: where records of single types keep the dates that schedules start from; of two for one type the later counts.
  ///   - environment: clock and identifiers.
  /// - Throws: `ValidationError` with ``RetentionPolicy/problems``.
  public init(
    store: any Store, policy: RetentionPolicy, registry: RecordRegistry, facts: [RetentionFacts] = [],
    environment: CRMEnvironment = .live
  ) throws(ValidationError) {
    try ValidationError.check(policy.problems)
    self.store = store
    self.policy = policy
    self.registry = registry
    self.environment = environment
    self.facts = facts.reduce(into: [:]) { $0[$1.collection] = $1 }
  }

  /// The record types of retention.
  public static let recordTypes: [any Record.Type] = [
    LegalHold.self, LegalHoldRegister.self, RetentionPass.self,
  ]

  /// What the policy demands at a moment over the whole store: a dry run. Nothing is written.
  ///
  /// Reads every record of every type that a schedule is about, page by page; what it gives grows with what is due. O(records).
  ///
  /// - Parameters:
  ///   - now: the moment; the present if `nil`. A later one tells what will be due then.
  ///   - listing: how many of the coming steps the plan names.
  /// - Throws: `StoreError`; `CancellationError` between pages.
  @concurrent
  public func plan(at now: Date? = nil, listing: Int = 100) async throws -> RetentionPlan {
    let now = now ?? environment.now()
    let rows = RetentionRows(desk: self, holds: try await LegalHolds.read(in: store, at: now), now: now)
    var plan = RetentionPlan(policy: policy.tag, date: now, listing: listing)
    for type in registry.types { try await rows.add(type, to: &plan) }
    plan.sort()
    return plan
  }

  /// How long one record is kept and what happens to it then; `nil` where its type declares no personal data.
  ///
  /// - Throws: `StoreError`, with code `notFound` if there is no such record.
  public func timeline<R: Record>(of id: Identifier<R>) async throws -> RetentionTimeline? {
    let stored = try await store.require(id)
    return RetentionRows.row(of: stored.record, facts: facts[R.collection]).map { policy.timeline(of: $0) }
  }

  /// What nothing is known or said about: registered types that declare no personal data, types without a schedule, and schedules
  /// whose start nobody tells. Reads no records.
  public func uncovered() -> [RetentionGap] {
    registry.types.flatMap { gaps(of: $0) }
  }

  private func gaps<R: Record>(of type: R.Type) -> [RetentionGap] {
    guard let declaration = R.personalData else { return [RetentionGap(R.collection, .undeclared)] }
    let schedules = policy.schedules(for: R.self)
    guard !schedules.isEmpty else {
      return [RetentionGap(R.collection, .uncovered, category: declaration.category)]
    }
    let known = (facts[R.collection]?.events ?? []).union([.created])
    return schedules.filter { !known.contains($0.start.event) }.map {
      RetentionGap(R.collection, .startUnknown, category: declaration.category, schedule: $0.id, event: $0.start.event)
    }
  }
}

/// Something that the rules of retention do not reach; see ``RetentionDesk/uncovered()``.
public struct RetentionGap: Hashable, Codable, Sendable {
  /// What is missing.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// The type does not declare what personal data it holds: it is never swept.
    case undeclared
    /// No schedule is about the type.
    case uncovered
    /// Nobody tells the date from which a schedule counts.
    case startUnknown
  }

  /// The type.
  public var collection: CollectionName
  /// What is missing.
  public var kind: Kind
  /// The category of its data, if it declares one.
  public var category: PersonalDataCategory?
  /// The schedule, for ``Kind/startUnknown``.
  public var schedule: String?
  /// The event, for ``Kind/startUnknown``.
  public var event: RetentionEvent?

  init(
    _ collection: CollectionName, _ kind: Kind, category: PersonalDataCategory? = nil, schedule: String? = nil,
    event: RetentionEvent? = nil
  ) {
    self.collection = collection
    self.kind = kind
    self.category = category
    self.schedule = schedule
    self.event = event
  }

  /// What to say about it.
  public var reason: Reason {
    var reason = Reason(RetentionReason.undeclared, ["collection": .text(collection.rawValue)])
    reason.arguments["category"] = category.map { .text($0.rawValue) }
    reason.arguments["schedule"] = schedule.map { .text($0) }
    reason.arguments["event"] = event.map { .text($0.rawValue) }
    switch kind {
    case .undeclared: break
    case .uncovered: reason.code = RetentionReason.uncovered
    case .startUnknown: reason.code = RetentionReason.startUntold
    }
    return reason
  }
}
