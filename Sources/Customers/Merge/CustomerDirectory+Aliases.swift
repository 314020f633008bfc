public import CRMCore
public import Foundation

extension CustomerDirectory {
  /// The customer that an identifier stands for now: itself, or what it became part of. One look-up, however long the chain of merges
  /// was. An identifier that nobody has stands for itself.
  public func resolve(_ id: Identifier<Customer>) async throws -> Identifier<Customer> {
    try await resolveAll([id])[0]
  }

  /// The customers that identifiers stand for now, in the same order; see ``resolve(_:)``. One look-up for all.
  public func resolveAll(_ ids: [Identifier<Customer>]) async throws -> [Identifier<Customer>] {
    let aliases = try await store.fetch(CustomerAlias.self, ids: ids.map { $0.cast(to: CustomerAlias.self) })
    return zip(ids, aliases).map { $1?.winner ?? $0 }
  }

  /// The record of a customer, also under an identifier that was merged into it.
  ///
  /// - Throws: `notFound`.
  func requireCurrent(_ id: Identifier<Customer>) async throws -> Stored<Customer> {
    if let stored = try await store.get(id) { return stored }
    return try await store.require(try await resolve(id))
  }

  /// Moves records that began to point to a merged customer after the merge: a writer that had read the old identifier and did not
  /// require the customer unchanged can commit such a record. Links that the sweep moves belong to the loser when the merge is undone.
  ///
  /// - Parameters:
  ///   - moment: aliases made at or after this moment are looked at; `nil` looks at all.
  ///   - author: who sweeps.
  /// - Returns: how many records were moved.
  /// - Complexity: one index count per alias, registered type and link. Each repaired alias is a commit of its own, so that a sweep
  ///   that was cut off can be run again.
  @concurrent @discardableResult
  public func repairMergedLinks(since moment: Date? = nil, by author: Author = .system) async throws -> Int {
    var query = Query(CustomerAlias.byDate)
    if let moment { query = query.from(moment) }
    var repaired = 0
    var cursor: PageCursor?
    repeat {
      let page = try await store.page(query.limited(to: 200).after(cursor))
      for alias in page.items {
        try Task.checkCancellation()
        repaired += try await repairLinks(to: alias.record.loser, by: author)
      }
      cursor = page.next
    } while cursor != nil
    return repaired
  }

  /// Moves what points to one merged customer; the number of records moved.
  func repairLinks(to loser: Identifier<Customer>, by author: Author) async throws -> Int {
    try await store.perform { try await prepareRepair(loser, by: author) }
  }

  private func prepareRepair(_ loser: Identifier<Customer>, by author: Author) async throws -> Prepared<Int> {
    let now = environment.now()
    var changes = ChangeSet(author: author, reason: "links to merged customers repaired", date: now)
    guard let alias = try await store.get(loser.cast(to: CustomerAlias.self)) else {
      return Prepared(0, changes: changes)
    }
    var part = MergePart(
      MergeSubjects(winner: RecordReference(alias.winner), losers: [RecordReference(loser)]), at: now)
    try await moveRecords(&part)
    guard part.count > 0, part.problems.isEmpty else { return Prepared(0, changes: changes) }
    // The merge that is undone first takes the links with it, back to the loser's identifier.
    var last = alias
    var merge = try await store.require(alias.record.merge)
    while let next = try await store.get(merge.before.id.cast(to: CustomerAlias.self)) {
      last = next
      merge = try await store.require(last.record.merge)
    }
    let pieces = MergeTrace.pieces(of: part.traces, merge: RecordReference(merge.id), from: merge.pieces)
    merge.pieces += pieces.count
    changes.update(merge)
    changes.require(unchanged: alias)
    if last.id != alias.id { changes.require(unchanged: last) }
    changes.insert(contentsOf: pieces)
    changes.append(part.changes)
    return Prepared(part.count, changes: changes)
  }
}
