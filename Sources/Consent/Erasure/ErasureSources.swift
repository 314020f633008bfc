/// What only the host's record types know about a person: which records are theirs, and which contact points a record holds.
public struct ErasureSources: Sendable {
  /// The person's own records for one of them: itself first, then what became one with it, under its old identifier too.
  public var records: @Sendable (RecordReference, any Store) async throws -> [RecordReference]
  /// The records of persons and organisations that have a contact point: who else may be reached there.
  public var holders: @Sendable (ContactPoint.Value, any Store) async throws -> [RecordReference]
  /// The contact points of the person in a record that is about them.
  public var contactPoints: @Sendable (any Record) -> [ContactPoint.Value]

  /// Sources.
  ///
  /// - Parameters:
  ///   - records: the person's own records; the record itself by default.
  ///   - holders: the records that have a contact point; none by default, and then only what requests and the ledger say tells that
  ///     two persons share one.
  ///   - contactPoints: the contact points in a record about them.
  public init(
    records: @escaping @Sendable (RecordReference, any Store) async throws -> [RecordReference] = { own, _ in [own] },
    holders: @escaping @Sendable (ContactPoint.Value, any Store) async throws -> [RecordReference] = { _, _ in [] },
    contactPoints: @escaping @Sendable (any Record) -> [ContactPoint.Value]
  ) {
    self.records = records
    self.holders = holders
    self.contactPoints = contactPoints
  }
}
