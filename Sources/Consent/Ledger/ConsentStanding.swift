public import Foundation

/// Where all contact points of one customer record stand: what a page about a customer shows, and what becomes of it when
/// records are merged.
///
/// The ledger itself is not touched by a merge, because it is keyed by contact point. Two standings, for example of the same
/// person in two systems, are united key by key by the more restrictive one, with the evidence of both. That is commutative,
/// associative and idempotent, permits nothing that either side denied, and brings no consent to another contact point. There
/// is no way back that lifts anything: records that are separated again take their contact points with them, as these stand.
public struct ConsentStanding: Hashable, Sendable {
  /// A contact point with a purpose, channel and controller.
  public struct Key: Hashable, Codable, Comparable, Sendable {
    /// The contact point.
    public var subject: ContactDigest
    /// Purpose with its version, channel and controller.
    public var scope: ConsentScope

    /// A key.
    public init(subject: ContactDigest, scope: ConsentScope) {
      self.subject = subject
      self.scope = scope
    }

    /// A stable order that means nothing.
    public static func < (left: Key, right: Key) -> Bool {
      (left.subject, left.scope.sortKey) < (right.subject, right.scope.sortKey)
    }
  }

  /// Where a key stands.
  public struct Entry: Hashable, Codable, Sendable {
    /// The standing.
    public var status: ConsentState.Status
    /// Since when.
    public var since: Date
    /// The acts that show it, in a stable order.
    public var evidence: [Identifier<ConsentAct>]
    /// The stops that the consent came after and that it lifts for its key, in a stable order.
    public var outlives: [Identifier<ConsentAct>]

    /// The more restrictive of two, with the evidence of both; of two equally restrictive ones the later. What only one of
    /// them lifts is not lifted.
    func meet(_ other: Entry) -> Entry {
      let isOther = (status.restrictiveness, since) < (other.status.restrictiveness, other.since)
      var result = isOther ? other : self
      result.evidence = Set(evidence + other.evidence).sorted()
      result.outlives = Set(outlives).intersection(other.outlives).sorted()
      return result
    }
  }

  /// The standing of every key that was ever acted on.
  public private(set) var entries: [Key: Entry]
  /// The suppressions on record, by contact point.
  public private(set) var suppressions: [ContactDigest: Set<ConsentState.Suppression>]
  /// The restrictions in force, by contact point.
  public private(set) var restrictions: [ContactDigest: Set<ConsentState.RestrictionInForce>]

  /// Nothing is known.
  public init() {
    entries = [:]
    suppressions = [:]
    restrictions = [:]
  }

  /// The standing of one contact point by its acts.
  public init(of subject: ContactDigest, acts: some Sequence<ConsentAct>, at now: Date) {
    self.init()
    let acts = acts.filter { $0.subject == subject }
    let reading = LedgerReading(acts)
    let state = ConsentState(folding: acts, at: now)
    if !state.suppressions.isEmpty { suppressions[subject] = Set(state.suppressions) }
    if !state.restrictions.isEmpty { restrictions[subject] = Set(state.restrictions) }
    for entry in state.entries {
      let evidence = acts.filter { $0.scope == entry.scope && $0.kind.effect != .informs }.map(\.id)
      let grant = reading.acts.first { $0.id == entry.act }
      let outlived = grant.map { grant in
        reading.suppressions(of: entry.scope).filter { reading.outlives(grant, $0) }.map(\.act.id)
      }
      entries[Key(subject: subject, scope: entry.scope)] = Entry(
        status: entry.status, since: entry.since, evidence: Set(evidence + [entry.act]).sorted(),
        outlives: Set(outlived ?? []).sorted())
    }
  }

  /// Both standings in one; see the type. O(keys).
  public func merged(with other: ConsentStanding) -> ConsentStanding {
    var result = self
    result.entries.merge(other.entries) { $0.meet($1) }
    result.suppressions.merge(other.suppressions) { $0.union($1) }
    result.restrictions.merge(other.restrictions) { $0.union($1) }
    return result
  }

  /// Whether consent for exactly this key is in force and everything on record against it is lifted for it. Whether a message
  /// may be sent is asked with the decision, which knows the rules of law besides.
  public func consents(_ key: Key) -> Bool {
    guard let entry = entries[key], entry.status == .given else { return false }
    guard !(restrictions[key.subject] ?? []).contains(where: { $0.scope.restricts(key.scope) }) else { return false }
    return (suppressions[key.subject] ?? []).allSatisfy { suppression in
      !suppression.scope.restricts(key.scope) || entry.outlives.contains(suppression.act)
    }
  }
}

extension ConsentState.Status {
  /// Greater permits less.
  var restrictiveness: Int {
    switch self {
    case .given: 0
    case .pending: 1
    case .expired: 2
    case .refused: 3
    case .withdrawn: 4
    case .objected: 5
    }
  }
}

extension ConsentStanding: Codable {
  private struct Item: Codable {
    var key: Key
    var entry: Entry
  }

  private struct Stops: Codable {
    var subject: ContactDigest
    var suppressions: [ConsentState.Suppression]
  }

  private struct Restrictions: Codable {
    var subject: ContactDigest
    var restrictions: [ConsentState.RestrictionInForce]
  }

  private enum CodingKeys: String, CodingKey { case entries, suppressions, restrictions }

  /// Reads a standing.
  public init(from decoder: any Decoder) throws {
    self.init()
    let container = try decoder.container(keyedBy: CodingKeys.self)
    for item in try container.decode([Item].self, forKey: .entries) { entries[item.key] = item.entry }
    for stops in try container.decode([Stops].self, forKey: .suppressions) {
      suppressions[stops.subject] = Set(stops.suppressions)
    }
    for point in try container.decodeIfPresent([Restrictions].self, forKey: .restrictions) ?? [] {
      restrictions[point.subject] = Set(point.restrictions)
    }
  }

  /// Writes the standing, in a stable order.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    let items = entries.sorted { $0.key < $1.key }.map { Item(key: $0.key, entry: $0.value) }
    try container.encode(items, forKey: .entries)
    let stops = suppressions.sorted { $0.key < $1.key }.map { subject, suppressions in
      Stops(subject: subject, suppressions: suppressions.sorted { $0.act < $1.act })
    }
    try container.encode(stops, forKey: .suppressions)
    let restricted = restrictions.sorted { $0.key < $1.key }.map { subject, restrictions in
      Restrictions(subject: subject, restrictions: restrictions.sorted { $0.act < $1.act })
    }
    if !restricted.isEmpty { try container.encode(restricted, forKey: .restrictions) }
  }
}
