import CRMCore
import Foundation

/// Lets relationships follow a merge: none leads from a party to itself, none is there twice, at most one of a kind is primary, and
/// no hierarchy becomes a circle.
struct RelationshipParticipant: Participant {
  let rules: [RelationshipKind: RelationshipRule]

  var name: ParticipantName { ParticipantName(rawValue: Relationship.collection.rawValue) }
  var collections: Set<CollectionName> { [Relationship.collection, RelationshipGuard.collection] }

  func find(
    _ subject: Subject, in store: any Store, _ visit: (RecordReference) async throws -> Void
  ) async throws {
    try await ReferenceWalk(over: RecordRegistry([Relationship.self]), in: store).find(subject.reference, visit)
  }

  func merge(into part: inout MergePart, in store: any Store) async throws {
    guard let winner = part.subjects.winner.id(as: Customer.self) else { return }
    let losers = part.subjects.losers.compactMap { $0.id(as: Customer.self) }
    var edges: [Stored<Relationship>] = []
    var seen: Set<Identifier<Relationship>> = []
    for party in losers {
      let own = try await store.all(Query(Relationship.byFrom, party)) + store.all(Query(Relationship.byTo, party))
      edges += own.filter { seen.insert($0.id).inserted }
    }
    let own = try await store.all(Query(Relationship.byFrom, winner)) + store.all(Query(Relationship.byTo, winner))
    let kept = own.filter { !seen.contains($0.id) }
    try settle(edges, beside: kept, winner: winner, losers: Set(losers), &part)
    for (kind, rule) in rules.sorted(by: { $0.key < $1.key }) where rule.isHierarchical {
      let moving = edges.map(\.record).filter { $0.kind == kind }
      try await refuseCircle(of: kind, winner, losers, moving, in: store, &part)
    }
  }

  /// Decides about each edge of the losers: it goes, or follows, perhaps no longer as the primary one.
  private func settle(
    _ edges: [Stored<Relationship>], beside kept: [Stored<Relationship>], winner: Identifier<Customer>,
    losers: Set<Identifier<Customer>>, _ part: inout MergePart
  ) throws {
    var present = kept.map { ($0, $0.record) }
    var toItself: Int64 = 0
    for stored in edges {
      let edge = Self.mapped(stored.record, winner, losers)
      if edge.from == edge.to {
        toItself += 1
        try part.remove(stored)
      } else if let same = present.firstIndex(where: { isSame($0.1, edge) }) {
        try part.remove(stored)
        if stored.isPrimary, present[same].1.from == edge.from { present[same].1.isPrimary = true }
      } else {
        present.append((stored, edge))
      }
    }
    // The first primary edge of a party and kind stays the primary one: the winner's own come first.
    var primaries: Set<IndexKey> = []
    for (stored, edge) in present {
      var edge = edge
      if edge.isPrimary, !primaries.insert(IndexKey(edge.from, ExactText(edge.kind.rawValue))).inserted {
        edge.isPrimary = false
      }
      var moved = stored.record
      (moved.from, moved.to) = (edge.from, edge.to)
      if moved == edge { try part.move(stored) } else { try part.rewrite(stored, to: edge) }
    }
    if toItself > 0 { part.tell(Reason(MergeReason.relationshipsToItself, ["count": .integer(toItself)])) }
  }

  /// Whether two edges say the same; a symmetric one also when it is written from the other end.
  private func isSame(_ left: Relationship, _ right: Relationship) -> Bool {
    var other = right
    (other.id, other.createdAt, other.isPrimary) = (left.id, left.createdAt, left.isPrimary)
    if left == other { return true }
    guard rules[left.kind]?.isSymmetric ?? false else { return false }
    (other.from, other.to) = (other.to, other.from)
    return left == other
  }

  private static func mapped(
    _ edge: Relationship, _ winner: Identifier<Customer>, _ losers: Set<Identifier<Customer>>
  ) -> Relationship {
    var edge = edge
    if losers.contains(edge.from) { edge.from = winner }
    if losers.contains(edge.to) { edge.to = winner }
    return edge
  }

  /// Walks up from all parties at once, with guards as ``CustomerDirectory/relate(_:_:_:by:_:)`` does: the guard of every party whose
  /// upward edges change is written, those of all others above are required. An edge that is added at the same time fails one of the
  /// two commits; also where the losers have no edge, for one may be on its way.
  private func refuseCircle(
    of kind: RelationshipKind, _ winner: Identifier<Customer>, _ losers: [Identifier<Customer>],
    _ moving: [Relationship], in store: any Store, _ part: inout MergePart
  ) async throws {
    let gone = Set(losers)
    let changing = moving.isEmpty ? [] : Set(moving.map(\.from) + [winner]).subtracting(gone)
    var above: [Relationship] = []
    var level = [winner] + losers
    var seen = Set(level)
    while !level.isEmpty {
      try await guardParties(level, kind, changing, gone, in: store, &part)
      var next: [Identifier<Customer>] = []
      for party in level {
        for stored in try await store.all(Query(Relationship.byFrom, party, ExactText(kind.rawValue))) {
          let edge = Self.mapped(stored.record, winner, gone)
          guard edge.from != edge.to else { continue }
          above.append(edge)
          if seen.insert(stored.to).inserted { next.append(stored.to) }
        }
      }
      level = next
    }
    try await guardParties(changing.subtracting(seen).sorted(), kind, changing, gone, in: store, &part)
    let tree = RelationshipTree(above)
    guard let path = above.lazy.filter({ $0.from == winner }).compactMap({ tree.cycle(adding: $0) }).first,
      path.count > 1
    else { return }
    part.refuse(
      Reason(
        MergeReason.relationshipCycle,
        ["kind": .choice(kind.rawValue), "party": .reference(RecordReference(path[1]))]))
  }

  private func guardParties(
    _ parties: [Identifier<Customer>], _ kind: RelationshipKind, _ changing: Set<Identifier<Customer>>,
    _ gone: Set<Identifier<Customer>>, in store: any Store, _ part: inout MergePart
  ) async throws {
    let ids = parties.map { RelationshipGuard.id(party: $0, kind: kind) }
    for (party, stored) in zip(parties, try await store.fetch(RelationshipGuard.self, ids: ids)) {
      switch (stored, changing.contains(party)) {
      case (let stored?, _) where gone.contains(party): part.changes.delete(stored)
      case (let stored?, true): part.changes.touch(stored)
      case (let stored?, false): part.changes.require(unchanged: stored)
      case (nil, true): part.changes.insert(RelationshipGuard(party: party, kind: kind))
      case (nil, false): part.changes.require(absent: RelationshipGuard.id(party: party, kind: kind))
      }
    }
  }
}
