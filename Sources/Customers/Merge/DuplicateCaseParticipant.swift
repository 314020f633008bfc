import CRMCore

/// Lets the list of possible duplicates follow a merge: a case about the two that become one goes, those about the losers and others are
/// about the winner and others. A decision that two are different is kept.
struct DuplicateCaseParticipant: Participant {
  var name: ParticipantName { ParticipantName(rawValue: DuplicateCase.collection.rawValue) }
  var collections: Set<CollectionName> { [DuplicateCase.collection] }

  func find(
    _ subject: Subject, in store: any Store, _ visit: (RecordReference) async throws -> Void
  ) async throws {
    try await ReferenceWalk(over: RecordRegistry([DuplicateCase.self]), in: store).find(subject.reference, visit)
  }

  func merge(into part: inout MergePart, in store: any Store) async throws {
    guard let winner = part.subjects.winner.id(as: Customer.self) else { return }
    let gone = Set(part.subjects.losers.compactMap { $0.id(as: Customer.self) })
    var made: [Identifier<DuplicateCase>: DuplicateCase] = [:]
    var seen: Set<Identifier<DuplicateCase>> = []
    for loser in part.subjects.losers {
      for link in DuplicateCase.references {
        for stored in try await store.all(Query(link, to: loser)) where seen.insert(stored.id).inserted {
          try part.remove(stored)
          let (one, other) = (Self.mapped(stored.first, winner, gone), Self.mapped(stored.second, winner, gone))
          if one == other {
            if stored.state == .distinct { part.tell(Reason(MergeReason.decidedDistinct)) }
            continue
          }
          let pair = DistinctPair(one, other)
          var moved = stored.record
          moved.id = DuplicateCase.id(one, other)
          (moved.first, moved.second) = (pair.first, pair.second)
          made[moved.id] = made[moved.id].map { Self.united($0, moved) } ?? moved
        }
      }
    }
    let ids = made.keys.sorted()
    for (id, present) in zip(ids, try await store.fetch(DuplicateCase.self, ids: ids)) {
      guard let moved = made[id] else { continue }
      if let present {
        try part.rewrite(present, to: Self.united(present.record, moved))
      } else {
        try part.insert(moved)
      }
    }
  }

  private static func mapped(
    _ party: Identifier<Customer>, _ winner: Identifier<Customer>, _ gone: Set<Identifier<Customer>>
  ) -> Identifier<Customer> { gone.contains(party) ? winner : party }

  /// A decision beats an open case; of two alike the one changed last counts.
  private static func united(_ one: DuplicateCase, _ other: DuplicateCase) -> DuplicateCase {
    let (isFirst, isSecond) = (one.state != .open, other.state != .open)
    if isFirst != isSecond { return isFirst ? one : other }
    return other.updatedAt > one.updatedAt ? other : one
  }
}
