public import CRMCore

/// Makes concurrent changes to a hierarchy see each other: every new upward edge of a party writes the party's guard, and rests
/// on the guards of all parties above. It holds no fact of its own.
public struct RelationshipGuard: Record {
  /// `relationshipGuards`.
  public static let collection: CollectionName = "relationshipGuards"
  /// The party.
  public static var references: [Reference<RelationshipGuard>] { [Reference("party", \.party)] }

  /// Derived from party and kind.
  public var id: Identifier<RelationshipGuard>
  /// The party whose upward edges are guarded.
  public var party: Identifier<Customer>
  /// The kind of those edges.
  public var kind: RelationshipKind

  /// The guard of a party's upward edges of one kind.
  public init(party: Identifier<Customer>, kind: RelationshipKind) {
    id = Self.id(party: party, kind: kind)
    self.party = party
    self.kind = kind
  }

  /// The identifier of the guard of a party and kind.
  public static func id(party: Identifier<Customer>, kind: RelationshipKind) -> Identifier<RelationshipGuard> {
    Identifier(derivedFrom: collection.rawValue, party.description, kind.rawValue)
  }
}
