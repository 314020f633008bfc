public import CRMCore
public import Foundation

/// Why a property of a customer has its value: which source it comes from, by which rule, and what the others say.
public struct FieldOrigin: Hashable, Codable, Sendable {
  /// What one source says about a property.
  public struct Statement: Hashable, Codable, Sendable {
    /// The system, and its identifier for the party.
    public var key: ForeignKey
    /// What it says; `nil` if nothing.
    public var value: FieldValue?
    /// When it said so.
    public var observedAt: Date
    /// Whether the system has verified it.
    public var isVerified: Bool

    /// A statement.
    public init(key: ForeignKey, value: FieldValue?, observedAt: Date, isVerified: Bool) {
      self.key = key
      self.value = value
      self.observedAt = observedAt
      self.isVerified = isVerified
    }
  }

  /// The property.
  public var property: CustomerProperty
  /// The value; `nil` if there is none, or for labels, contact points and keys.
  public var value: FieldValue?
  /// Why it is this one.
  public var reason: Reason
  /// The source it comes from; `nil` if it was set by hand, is united of several, or there are no sources.
  public var source: ForeignKey?
  /// The merge that gave the customer this value; `nil` if none did.
  public var merge: Identifier<CustomerMerge>?
  /// What every source says, the newest first.
  public var statements: [Statement]

  /// An origin.
  public init(
    property: CustomerProperty, value: FieldValue? = nil, reason: Reason, source: ForeignKey? = nil,
    merge: Identifier<CustomerMerge>? = nil, statements: [Statement] = []
  ) {
    self.property = property
    self.value = value
    self.reason = reason
    self.source = source
    self.merge = merge
    self.statements = statements
  }
}

extension CustomerDirectory {
  /// Why each property of a customer has its value, in the order of the properties. Reads the customer's sources and last merge.
  ///
  /// - Throws: `notFound`.
  public func origins(of customer: Identifier<Customer>) async throws -> [FieldOrigin] {
    let stored = try await requireCurrent(customer)
    let sources = try await store.all(Query(SourceRecord.byCustomer, stored.id)).map(\.record)
      .sorted(by: SourceRecord.precedes)
    var state = try await store.get(Identifier<GoldenState>(stored.id.uuid))?.record
    state?.notice(stored.facts, at: stored.updatedAt)
    let choices = Survivorship(policy: survivorship).unite(sources.map(\.candidate)).choices
    let merge = try await merges(of: stored.id).first { $0.undoneAt == nil }
    let facts = stored.facts
    var origins = PropertyAccess.all(in: [facts] + sources.map(\.facts)).map { access in
      let statements = sources.map { source in
        FieldOrigin.Statement(
          key: source.key, value: access.value(source.facts), observedAt: source.observedAt,
          isVerified: source.verified.contains(access.property))
      }
      var origin = FieldOrigin(
        property: access.property, value: access.value(facts), reason: Reason(SurvivorshipReason.recorded),
        statements: statements)
      let decision = merge?.decisions.first { $0.property == access.property }
      if let merge, let decision, decision.chosen != nil, access.isEqual(facts, merge.after.facts) {
        origin.merge = merge.id
        origin.reason = decision.reason
      }
      if let since = state?.byHand[access.property] {
        if origin.merge == nil { origin.reason = Reason(SurvivorshipReason.byHand, ["since": .date(since)]) }
      } else if let choice = choices[access.property], !sources.isEmpty {
        origin.merge = nil
        origin.reason = choice.reason
        origin.source = choice.position.map { sources[$0].key }
      }
      return origin
    }
    for property in [CustomerProperty.tags, .contactPoints, .foreignKeys] {
      origins.append(FieldOrigin(property: property, reason: Reason(SurvivorshipReason.united)))
    }
    return origins
  }

  /// Why one property has its value; `nil` for one that neither the customer nor a source has.
  ///
  /// - Throws: `notFound`.
  public func origin(
    of property: CustomerProperty, of customer: Identifier<Customer>
  ) async throws -> FieldOrigin? {
    try await origins(of: customer).first { $0.property == property }
  }

  /// One page of what other systems say about a customer.
  public func sources(
    of customer: Identifier<Customer>, limit: Int = 50, after cursor: PageCursor? = nil
  ) async throws -> Page<SourceRecord> {
    try await page(Query(SourceRecord.byCustomer, try await resolve(customer)).limited(to: limit).after(cursor))
  }
}
