public import CRMCore
import Foundation

extension CustomerDirectory {
  /// Undoes a merge in one commit, also after later edits, together with a `customer.unmerged` event for each loser.
  ///
  /// The losers are customers again, as they were: with everything that came with them. What was recorded since stays with the
  /// winner, on which it was recorded. A property of the winner that nobody wrote since is as it was before the merge. Labels,
  /// contact points and keys that were taken away since stay away; a contact point found to bounce since bounces for both. Merges of
  /// one customer are undone in the reverse order.
  ///
  /// ``contactScreen`` is asked for what has to come with it: the customers that part are restricted as the winner is. Nothing is
  /// refused: what they get they have.
  ///
  /// - Throws: ``MergeRefusal/problems(_:)`` if it was undone before, or names the later merge to be undone first; `notFound`;
  ///   `duplicateKey` if a key that goes back was given to another customer since.
  @concurrent @discardableResult
  public func unmerge(_ id: Identifier<CustomerMerge>, by author: Author) async throws -> CustomerSplit {
    try await store.perform { try await prepareUnmerge(id, by: author) }
  }

  /// The changes that ``unmerge(_:by:)`` commits.
  public func prepareUnmerge(
    _ id: Identifier<CustomerMerge>, by author: Author
  ) async throws -> Prepared<CustomerSplit> {
    let now = environment.now()
    var merge = try await store.require(id)
    if merge.undoneAt != nil { throw MergeRefusal.problems([Reason(MergeReason.alreadyUndone)]) }
    let later = try await store.all(Query(CustomerMerge.byWinner, merge.winner).from(merge.number + 1))
    if let last = later.last(where: { $0.undoneAt == nil }) {
      throw MergeRefusal.problems([
        Reason(MergeReason.laterMerge, ["merge": .reference(RecordReference(last.id))])
      ])
    }
    var winner = try await store.require(merge.winner)
    let separation = CustomerSeparation(before: merge.before, after: merge.after)
    let losers = merge.losers.map { separation.restored($0, from: winner.record) }
    let isUnchanged = winner.record == merge.after
    winner.record = isUnchanged ? merge.before : separation.withdrawing(from: winner.record, at: now)

    var changes = ChangeSet(author: author, reason: "customers unmerged", date: now)
    let pieces = try await store.all(Query(MergeTrace.byMerge, RecordReference(id)))
    let traces = pieces.flatMap(\.traces)
    var reversal = TraceReversal(from: RecordReference(winner.id), registry: registry, in: store)
    try await reversal.undo(traces, leavingOut: [GoldenState.collection])
    changes.update(winner)
    try await unmergeGolden(traces, winner: winner.record, now: now, &changes)
    for loser in losers {
      changes.insert(loser)
      if let alias = try await store.get(loser.id.cast(to: CustomerAlias.self)) { changes.delete(alias) }
      changes.insert(
        event(
          .customerUnmerged, about: RecordReference(loser), customer: loser.id, at: now, by: author,
          ["winner": .reference(RecordReference(winner.id)), "merge": .reference(RecordReference(id))]))
    }
    let arrivals =
      [ContactArrival(winner.record)]
      + losers.map { ContactArrival(RecordReference($0), $0.contactPoints, partedFrom: RecordReference(winner.id)) }
    try await contactScreen?.screen(arrivals, at: now).admit(arrivals, to: &changes)
    for piece in pieces { changes.delete(piece) }
    merge.undoneAt = now
    merge.pieces = 0
    changes.update(merge)
    changes.append(reversal.changes)
    let split = CustomerSplit(
      winner: winner.record, losers: losers, counts: reversal.counts.filter { $0.value > 0 }, kept: reversal.kept)
    return Prepared(split, changes: changes)
  }
}

/// What undoing a merge gave.
public struct CustomerSplit: Hashable, Sendable {
  /// The winner as it is now.
  public var winner: Customer
  /// The customers that are there again.
  public var losers: [Customer]
  /// How many records went back, by type.
  public var counts: [CollectionName: Int]
  /// Records that were changed since in a way that leaves open where they belong; they stay with the winner.
  public var kept: [RecordReference]

  /// What undoing a merge gave.
  public init(winner: Customer, losers: [Customer], counts: [CollectionName: Int], kept: [RecordReference]) {
    self.winner = winner
    self.losers = losers
    self.counts = counts
    self.kept = kept
  }
}

/// Takes apart what a merge united. Pure.
struct CustomerSeparation: Sendable {
  /// The winner before the merge.
  let before: Customer
  /// The winner after the merge.
  let after: Customer

  /// The winner without what came with the losers; what was written since stays.
  func withdrawing(from current: Customer, at now: Date) -> Customer {
    let (old, made) = (before.facts, after.facts)
    var facts = current.facts
    for access in PropertyAccess.all(in: [old, made, current.facts]) where access.isEqual(current.facts, made) {
      access.copy(old, &facts)
    }
    for tag in made.tags where !old.tags.contains(tag) { facts.tags.remove(tag) }
    let ownKeys = Set(old.foreignKeys)
    let came = Set(made.foreignKeys).subtracting(ownKeys)
    facts.foreignKeys.removeAll { came.contains($0) }
    facts.contactPoints = points(of: current)
    var result = current
    result.facts = facts
    result.createdAt = before.createdAt
    result.updatedAt = max(now, current.updatedAt)
    return result
  }

  /// A loser as it was before, without what was taken away from the united record since.
  func restored(_ loser: Customer, from current: Customer) -> Customer {
    var result = loser
    for tag in loser.tags where !current.tags.contains(tag) { result.tags.remove(tag) }
    let keys = Set(current.foreignKeys)
    result.foreignKeys.removeAll { !keys.contains($0) }
    let now = Dictionary(current.contactPoints.map { ($0.identity, $0) }) { first, _ in first }
    let made = Dictionary(after.contactPoints.map { ($0.identity, $0) }) { first, _ in first }
    let points = loser.contactPoints.compactMap { point -> ContactPoint? in
      guard let present = now[point.identity] else { return nil }
      guard present.verification != made[point.identity]?.verification else { return point }
      var point = point
      point.verification = present.verification
      return point
    }
    if points != loser.contactPoints.points { result.contactPoints = ContactPoints(points) }
    return result
  }

  private func points(of current: Customer) -> ContactPoints {
    if current.contactPoints == after.contactPoints { return before.contactPoints }
    let old = Dictionary(before.contactPoints.map { ($0.identity, $0) }) { first, _ in first }
    let made = Dictionary(after.contactPoints.map { ($0.identity, $0) }) { first, _ in first }
    let points = current.contactPoints.compactMap { point -> ContactPoint? in
      guard let union = made[point.identity] else { return point }
      // Came with a loser: goes with it. Had it before, and nobody touched it since: as it was.
      guard let own = old[point.identity] else { return nil }
      return point == union ? own : point
    }
    return ContactPoints(points)
  }
}
