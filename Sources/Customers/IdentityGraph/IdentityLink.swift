public import CRMCore
public import Foundation

/// That an identity belongs to a customer, with the evidence. A link is cut, not removed: the evidence stays.
public struct IdentityLink: Record {
  /// `identityLinks`.
  public static let collection: CollectionName = "identityLinks"
  /// Links in force by identity.
  public static let byIdentity = Index<IdentityLink>("identity") { $0.isCut ? nil : $0.identity.indexKey }
  /// Links in force by customer, then by identity.
  public static let byCustomer = Index<IdentityLink>("customerIdentity") { link in
    link.isCut
      ? nil : IndexKey(link.customer, ExactText(link.identity.kind.rawValue), ExactText(link.identity.value))
  }
  /// Personal identities in force: unique, so that an account belongs to one customer, however many link it at the same time.
  public static let byPersonal = Index<IdentityLink>("personal", unique: true) { link in
    link.isCut || link.identity.kind.isAnonymous ? nil : link.identity.indexKey
  }
  /// The declared indexes.
  public static var indexes: [Index<IdentityLink>] { [byIdentity, byCustomer, byPersonal] }
  /// The customer.
  public static var references: [Reference<IdentityLink>] { [Reference("customer", \.customer)] }

  /// The most observations kept for one link: the first, and the latest of the others.
  public static let maximumEvidence = 20

  /// Derived from the identity and the customer that it was first linked to.
  public var id: Identifier<IdentityLink>
  /// The identity.
  public var identity: IdentityKey
  /// Whose it is.
  public var customer: Identifier<Customer>
  /// Why we believe so, in order of arrival; at least one observation.
  public private(set) var evidence: [IdentityEvidence]
  /// When it was cut; `nil` while it is in force.
  public private(set) var cutAt: Date?
  /// Why it was cut.
  public private(set) var cutReason: String?

  /// A link.
  public init(_ identity: IdentityKey, _ customer: Identifier<Customer>, evidence: IdentityEvidence) {
    id = Self.id(identity, customer)
    self.identity = identity
    self.customer = customer
    self.evidence = [evidence]
  }

  /// Whether it has been cut.
  public var isCut: Bool { cutAt != nil }

  /// The identifier of the link between an identity and a customer.
  public static func id(_ identity: IdentityKey, _ customer: Identifier<Customer>) -> Identifier<IdentityLink> {
    Identifier(derivedFrom: collection.rawValue, identity.kind.rawValue, identity.value, customer.description)
  }

  /// Adds an observation, and puts a link that was cut in force again. The same observation again changes nothing.
  public mutating func confirm(_ observation: IdentityEvidence) {
    if isCut || !evidence.contains(observation) {
      evidence.append(observation)
      if evidence.count > Self.maximumEvidence { evidence.remove(at: 1) }
    }
    cutAt = nil
    cutReason = nil
  }

  /// Takes the link out of force.
  public mutating func cut(at now: Date, reason: String?) {
    cutAt = now
    cutReason = reason
  }
}
