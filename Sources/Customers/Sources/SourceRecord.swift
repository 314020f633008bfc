public import CRMCore
public import Foundation

/// What another system says about a party, as it was last observed: one record per system and identifier there.
///
/// The customer is computed from all of its source records; see ``CustomerDirectory/ingest(_:into:by:)``.
public struct SourceRecord: Record {
  /// `sourceRecords`.
  public static let collection: CollectionName = "sourceRecords"
  /// By customer, then by system and identifier there.
  public static let byCustomer = Index<SourceRecord>("customerKey") { record in
    IndexKey(record.customer, ExactText(record.key.system), ExactText(record.key.id))
  }
  /// The declared indexes.
  public static var indexes: [Index<SourceRecord>] { [byCustomer] }
  /// The customer.
  public static var references: [Reference<SourceRecord>] { [Reference("customer", \.customer)] }

  /// The system of facts that were recorded here before any source was known; no system's name.
  public static let ownSystem = "crm"

  /// Derived from the key: there is one for each.
  public var id: Identifier<SourceRecord>
  /// The system, and its identifier for the party.
  public var key: ForeignKey
  /// Whom it is about.
  public var customer: Identifier<Customer>
  /// What it says.
  public var facts: PartyFacts
  /// The properties that the system has verified, ascending.
  public var verified: [CustomerProperty]
  /// When it said so.
  public var observedAt: Date

  /// What a system says about a customer.
  public init(_ observation: SourceObservation, customer: Identifier<Customer>) {
    id = Self.id(of: observation.key)
    key = observation.key
    self.customer = customer
    facts = observation.facts
    verified = observation.verified.sorted()
    observedAt = observation.observedAt
  }

  /// The identifier of what a system says under its own identifier.
  public static func id(of key: ForeignKey) -> Identifier<SourceRecord> { Identifier(foreign: key.id, in: key.system) }

  /// Whether it stands for what was recorded here before any source was known.
  public var isOwn: Bool { key.system == Self.ownSystem }

  var candidate: Survivorship.Candidate {
    Survivorship.Candidate(
      facts: facts, observedAt: observedAt, system: key.system, verified: Set(verified))
  }

  /// The newest first; of equally new ones in the order of their keys: an order that does not depend on arrival.
  static func precedes(_ left: SourceRecord, _ right: SourceRecord) -> Bool {
    left.observedAt != right.observedAt ? left.observedAt > right.observedAt : left.key < right.key
  }

  /// What was recorded here about a customer who had no sources.
  static func own(_ customer: Customer) -> SourceRecord {
    let observation = SourceObservation(
      key: ForeignKey(customer.id.description, in: ownSystem), facts: customer.facts, observedAt: customer.updatedAt)
    return SourceRecord(observation, customer: customer.id)
  }
}

extension SourceRecord: ContactHolder {
  /// The contact points that the system says.
  public var contactPoints: ContactPoints {
    get { facts.contactPoints }
    set { facts.contactPoints = newValue }
  }
}

/// One reading of another system: what it says about a party now.
public struct SourceObservation: Hashable, Codable, Sendable {
  /// The system, and its identifier for the party.
  public var key: ForeignKey
  /// What it says; everything it knows, not only what is new.
  public var facts: PartyFacts
  /// The properties that the system has verified.
  public var verified: Set<CustomerProperty>
  /// When it said so, by its own clock if it has one.
  public var observedAt: Date

  /// A reading.
  public init(key: ForeignKey, facts: PartyFacts, verified: Set<CustomerProperty> = [], observedAt: Date) {
    self.key = key
    self.facts = facts
    self.verified = verified
    self.observedAt = observedAt
  }
}
