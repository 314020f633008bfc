public import CRMCore

/// What one party is to another, read from the edge's start: `from` is *employee of* `to`. Open: hosts add kinds and say
/// what they mean with a ``RelationshipRule``.
public struct RelationshipKind: OpenVocabulary, FieldConvertible {
  /// The stable code, as it is on disk.
  public let rawValue: String

  /// The value with this code.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// Works for an organisation.
  public static let employeeOf: RelationshipKind = "employeeOf"
  /// Belongs to a parent organisation.
  public static let subsidiaryOf: RelationshipKind = "subsidiaryOf"
  /// Belongs to a household or an association.
  public static let memberOf: RelationshipKind = "memberOf"
  /// Speaks for an organisation without being employed by it.
  public static let contactOf: RelationshipKind = "contactOf"
  /// Is a child of a person.
  public static let childOf: RelationshipKind = "childOf"
  /// Is married to a person; symmetric.
  public static let spouseOf: RelationshipKind = "spouseOf"
  /// Works together with the other party; symmetric.
  public static let partnerOf: RelationshipKind = "partnerOf"
  /// Came through the other party.
  public static let referredBy: RelationshipKind = "referredBy"
  /// Buys from the other party.
  public static let customerOf: RelationshipKind = "customerOf"
  /// Is treated by the other party: a practice, a department.
  public static let patientOf: RelationshipKind = "patientOf"
  /// Supplies the other party.
  public static let supplierOf: RelationshipKind = "supplierOf"
  /// Sells the other party's goods.
  public static let distributorOf: RelationshipKind = "distributorOf"
  /// Competes with the other party; symmetric.
  public static let competitorOf: RelationshipKind = "competitorOf"
}
