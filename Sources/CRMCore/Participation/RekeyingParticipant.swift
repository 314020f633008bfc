/// Lets records follow a merge whose identity is derived from the record they belong to: a membership of (segment, customer), an
/// account of (programme, customer).
///
/// The loser's record goes and the winner's takes its place: the loser's under its new identity if the winner has none, else what
/// `unite` makes of both. Undoing the merge gives both back.
public struct RekeyingParticipant<R: Record, Target: Record>: Participant {
  /// The collection's name.
  public var name: ParticipantName { ParticipantName(rawValue: R.collection.rawValue) }
  /// The type.
  public var collections: Set<CollectionName> { [R.collection] }

  private let link: Reference<R>
  private let rekey: @Sendable (R, Identifier<Target>) -> R
  private let unite: @Sendable (R, R) -> R

  /// A participant for one type.
  ///
  /// - Parameters:
  ///   - link: the declared reference to the record that the identity is derived from.
  ///   - rekey: the record as it is for another target, identity included.
  ///   - unite: of the winner's record and the loser's (as it would be for the winner) the one to keep, under the winner's identity.
  public init(
    _ link: Reference<R>, rekey: @escaping @Sendable (_ record: R, _ target: Identifier<Target>) -> R,
    unite: @escaping @Sendable (_ winners: R, _ losers: R) -> R = { winners, _ in winners }
  ) {
    self.link = link
    self.rekey = rekey
    self.unite = unite
  }

  /// See ``Participant/find(_:in:_:)``.
  public func find(
    _ subject: Subject, in store: any Store, _ visit: (RecordReference) async throws -> Void
  ) async throws {
    try await ReferenceWalk(over: RecordRegistry([R.self]), in: store).find(subject.reference, visit)
  }

  /// See ``Participant/merge(into:in:)``.
  public func merge(into part: inout MergePart, in store: any Store) async throws {
    guard let winner = part.subjects.winner.id(as: Target.self) else { return }
    var made: [Identifier<R>: R] = [:]
    var order: [Identifier<R>] = []
    for loser in part.subjects.losers {
      for stored in try await store.all(Query(link, to: loser)) {
        try part.remove(stored)
        let moved = rekey(stored.record, winner)
        if let known = made[moved.id] {
          made[moved.id] = unite(known, moved)
        } else {
          made[moved.id] = moved
          order.append(moved.id)
        }
      }
    }
    for (id, present) in zip(order, try await store.fetch(R.self, ids: order)) {
      guard let moved = made[id] else { continue }
      if let present {
        try part.rewrite(present, to: unite(present.record, moved))
      } else {
        try part.insert(moved)
      }
    }
  }
}
