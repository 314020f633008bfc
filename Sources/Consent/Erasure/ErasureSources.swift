/// What only the host's record types know about a person: which records are theirs, and which contact points a record holds.
public struct ErasureSources: Sendable {
  /// The person's own records for one of them: itself first, then what became one with it, under its old identifier too.
  public var records: @Sendable (RecordReference, any Store) async throws -> [RecordReference]
  /// The contact points of the person in a record that is about them.
  public var contactPoints: @Sendable (any Record) -> [ContactPoint.Value]

  /// Sources.
  ///
  /// - Parameters:
  ///   - records: the person's own records; the record itself by default.
  ///   - contactPoints: the contact points in a record about them.
  public init(
    records: @escaping @Sendable (RecordReference, any Store) async throws -> [RecordReference] = { own, _ in [own] },
    contactPoints: @escaping @Sendable (any Record) -> [ContactPoint.Value]
  ) {
    self.records = records
    self.contactPoints = contactPoints
  }
}
