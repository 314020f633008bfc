/// How far ``RestrictionKeeper`` has come: one record.
public struct RestrictionProgress: Record {
  /// `restrictionProgress`.
  public static let collection: CollectionName = "restrictionProgress"
  /// The only one there is.
  public static let only = Identifier<RestrictionProgress>(derivedFrom: collection.rawValue)

  /// ``only``.
  public var id: Identifier<RestrictionProgress>
  /// The last commit taken into account.
  public var position: CommitPosition?

  /// How far a keeper has come.
  public init(position: CommitPosition?) {
    id = Self.only
    self.position = position
  }
}
