public import Foundation

/// Where a contact point stands, folded from its acts: for people to look at and for fields that rules ask about.
///
/// Whether a message may be sent is asked with ``PolicySet/decide(_:given:at:)``, which knows the rules of law besides.
public struct ConsentState: Hashable, Codable, Sendable {
  /// The standing for one purpose, channel and controller.
  public enum Status: String, Codable, Hashable, Sendable {
    /// Asked for, awaiting confirmation.
    case pending
    /// Given, and in force.
    case given
    /// Refused.
    case refused
    /// Withdrawn.
    case withdrawn
    /// Objected to.
    case objected
    /// Given, and run out: it may be asked for again.
    case expired
  }

  /// The standing for one scope.
  public struct Entry: Hashable, Codable, Sendable {
    /// Purpose, channel and controller.
    public var scope: ConsentScope
    /// The standing.
    public var status: Status
    /// Since when.
    public var since: Date
    /// The act that decides it.
    public var act: Identifier<ConsentAct>
    /// When it runs out by time; `nil` is never.
    public var expires: Date?
    /// Whether it is given and nothing will ever end it but the person: worth asking again now and then.
    public var isEndless: Bool
  }

  /// A suppression in force.
  public struct Suppression: Hashable, Codable, Sendable {
    /// Why.
    public var reason: SuppressionReason
    /// What it covers.
    public var scope: ConsentScope
    /// Since when.
    public var since: Date
    /// The act that began it.
    public var act: Identifier<ConsentAct>
  }

  /// A preference in force.
  public struct Preference: Hashable, Codable, Sendable {
    /// What it narrows.
    public var scope: ConsentScope
    /// How.
    public var preference: ContactPreference
    /// The act that set it.
    public var act: Identifier<ConsentAct>
  }

  /// A restriction in force.
  public struct RestrictionInForce: Hashable, Codable, Sendable {
    /// Why; `nil` where nobody said so.
    public var ground: RestrictionGround?
    /// What it covers.
    public var scope: ConsentScope
    /// Since when.
    public var since: Date
    /// The act that began it.
    public var act: Identifier<ConsentAct>

    init(_ act: ConsentAct) {
      ground = act.restriction?.ground
      scope = act.scope
      since = act.date
      self.act = act.id
    }
  }

  /// The standing of every scope that was ever acted on, in a stable order.
  public var entries: [Entry]
  /// The suppressions in force, strongest first. A stop that a newer opt-in outlives for its own scope is still listed.
  public var suppressions: [Suppression]
  /// The preferences in force.
  public var preferences: [Preference]
  /// The restrictions in force, earliest first.
  public var restrictions: [RestrictionInForce]
  /// Whether the person was erased.
  public var isErased: Bool

  /// Folds acts; the same set in any order gives the same state. O(n²) in the acts of one contact point.
  public init(folding acts: some Sequence<ConsentAct>, at now: Date) {
    let reading = LedgerReading(acts)
    let scopes = Set(reading.acts.filter { Self.status(of: $0) != nil }.map(\.scope))
    let pending = Set(reading.pendingRequests(at: now).map(\.id))
    entries = scopes.sorted { $0.sortKey < $1.sortKey }.compactMap { scope in
      Self.entry(for: scope, in: reading, pending: pending, at: now)
    }
    let all = reading.suppressions(of: .everything) + Self.narrower(reading)
    var seen: Set<Identifier<ConsentAct>> = []
    suppressions =
      all.filter { seen.insert($0.act.id).inserted }
      .map { Suppression(reason: $0.reason, scope: $0.act.scope, since: $0.act.date, act: $0.act.id) }
      .sorted { ($1.reason, $0.since, $0.act) < ($0.reason, $1.since, $1.act) }
    preferences = reading.preferences().map { Preference(scope: $0.scope, preference: $0.preference, act: $0.act.id) }
    restrictions = reading.restrictionsInForce.map { RestrictionInForce($0) }
    isErased = reading.acts.contains { $0.kind == .erased }
  }

  /// Whether processing is restricted or frozen in whole or in part.
  public var isRestricted: Bool { !restrictions.isEmpty }

  /// The standing for exactly this scope.
  public func status(of scope: ConsentScope) -> Status? { entries.first { $0.scope == scope }?.status }

  private static func narrower(_ reading: LedgerReading) -> [(reason: SuppressionReason, act: ConsentAct)] {
    reading.acts.flatMap { act in
      act.causedSuppression == nil ? [] : reading.suppressions(of: act.scope).filter { $0.act.id == act.id }
    }
  }

  private static func status(of act: ConsentAct) -> Status? {
    switch act.kind {
    case .requested: .pending
    case .given, .confirmed, .renewed: .given
    case .refused: .refused
    case .withdrawn, .signal: .withdrawn
    case .objected: .objected
    case .expired: .expired
    default: nil
    }
  }

  private static func entry(
    for scope: ConsentScope, in reading: LedgerReading, pending: Set<Identifier<ConsentAct>>, at now: Date
  ) -> Entry? {
    var current: Entry?
    for act in reading.acts where act.scope == scope {
      guard let status = status(of: act) else { continue }
      if status == .pending, current?.status == .given || !pending.contains(act.id) { continue }
      let stopped = current.map { [.refused, .withdrawn, .objected].contains($0.status) } ?? false
      if status == .given || status == .expired, stopped, !(act.isDirect && act.isEvidenced && status == .given) {
        continue
      }
      let expires = status == .given ? act.validity?.end(from: act.date) : nil
      let endless = status == .given && (act.validity?.isEndless ?? true)
      current = Entry(
        scope: scope, status: status, since: act.date, act: act.id, expires: expires, isEndless: endless)
    }
    if let end = current?.expires, current?.status == .given, end <= now {
      current?.status = .expired
      current?.since = end
    }
    return current
  }
}
