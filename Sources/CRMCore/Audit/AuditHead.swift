/// The end of a trail: one record for each trail. Every commit that adds entries rewrites it, so two sealers can never add different
/// entries at the same place.
public struct AuditHead: Record {
  /// A search for records whose writing is not in the history.
  public struct Inventory: Hashable, Codable, Sendable {
    /// The type.
    public var collection: CollectionName
    /// The first commit concerned.
    public var first: UInt64
    /// The last commit concerned.
    public var last: UInt64
    /// Where it goes on; `nil` at the beginning.
    public var cursor: PageCursor?
  }

  /// `auditHeads`.
  public static let collection: CollectionName = "auditHeads"

  /// Derived from the origin.
  public var id: Identifier<AuditHead>
  /// The trail.
  public var origin: String
  /// The number of entries.
  public var size: UInt64
  /// The value of the chain.
  public var chain: SHA256.Digest
  /// The last commit of the history that is sealed; 0 before the first one.
  public var position: UInt64
  /// How many changes of the commit after that are sealed; `nil` if none are.
  public var ordinal: Int?
  /// The types whose changes are sealed.
  public var collections: [CollectionName]
  /// Searches that are under way.
  public var inventories: [Inventory]

  init(origin: String) {
    id = Self.id(of: origin)
    self.origin = origin
    size = 0
    chain = AuditChain(origin: origin).head
    position = 0
    collections = []
    inventories = []
  }

  /// The identity of a trail's end.
  public static func id(of origin: String) -> Identifier<AuditHead> { Identifier(derivedFrom: "audit.head", origin) }
}
