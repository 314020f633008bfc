import CRMCore
import Foundation

/// A store with one defect: shows that a clause of the contract can fail.
final class BrokenStore: Store {
  enum Defect: String, CaseIterable {
    case fetchesInReverse, dropsTouches, appliesPiecemeal, namesFirstFailureOnly, ignoresRequirements, ignoresDeletes
    case acceptsNothing, dropsAuthor, ignoresKeys, dropsBulk, swallowsDuplicates, miscounts, losesLastItem
    case hidesUnknownIndex, lastWriterWins, repeatsHistory, blursKinds, stopsTime, neverWaits, getsFirstRevision
  }

  let base = InMemoryStore()
  let defect: Defect

  init(_ defect: Defect) {
    self.defect = defect
  }

  func fetch<R: Record>(_ type: R.Type, ids: [Identifier<R>]) throws -> [Stored<R>?] {
    let found = try base.fetch(type, ids: ids)
    return defect == .fetchesInReverse ? [nil] + found.dropLast() : found
  }

  func get<R: Record>(_ id: Identifier<R>) throws -> Stored<R>? {
    let found = try base.get(id)
    return defect == .getsFirstRevision ? found.map { Stored($0.record, revision: Revision(1)) } : found
  }

  func page<R: Record>(_ query: Query<R>) throws -> Page<Stored<R>> {
    do {
      var page = try base.page(query)
      if defect == .losesLastItem, !page.items.isEmpty { page.items.removeLast() }
      return page
    } catch let error as StoreError where error.code == .unknownIndex && defect == .hidesUnknownIndex {
      return Page(items: [], next: nil)
    }
  }

  func count<R: Record>(_ query: Query<R>) throws -> Int {
    try base.count(query) + (defect == .miscounts ? 1 : 0)
  }

  func commit(_ changes: ChangeSet) async throws -> Commit {
    if defect == .acceptsNothing, changes.isEmpty { return placeholder }
    if defect == .lastWriterWins { await Task.yield() }
    var rewriter = Rewriter(defect: defect, base: base)
    try changes.accept(&rewriter)
    var rewritten = rewriter.rewritten
    rewritten.author = defect == .dropsAuthor ? nil : changes.author
    rewritten.reason = changes.reason
    rewritten.idempotencyKey = defect == .ignoresKeys ? nil : changes.idempotencyKey
    rewritten.date = changes.date
    do {
      guard defect == .appliesPiecemeal, rewriter.pieces.count > 1 else { return try base.commit(rewritten) }
      var last: Commit?
      for piece in rewriter.pieces {
        try Task.checkCancellation()
        last = try base.commit(piece)
        await Task.yield()
      }
      return last ?? placeholder
    } catch var error as StoreError {
      if defect == .swallowsDuplicates, error.code == .duplicateKey { return placeholder }
      if defect == .namesFirstFailureOnly { error.records = Array(error.records.prefix(1)) }
      throw error
    }
  }

  private var placeholder: Commit {
    Commit(
      position: CommitPosition(1), date: .distantPast, origin: ReplicaID(rawValue: UUID()),
      time: HybridTime(milliseconds: 0, counter: 0), changes: [])
  }

  func history(after position: CommitPosition?, limit: Int) throws -> [Commit] {
    var start = position
    if defect == .repeatsHistory, let position, position.value > 0 { start = CommitPosition(position.value - 1) }
    return try base.history(after: start, limit: limit).map { commit in
      Commit(
        position: commit.position, date: commit.date, origin: commit.origin,
        time: defect == .stopsTime ? HybridTime(milliseconds: 0, counter: 0) : commit.time, author: commit.author,
        reason: commit.reason, idempotencyKey: commit.idempotencyKey,
        changes: defect == .blursKinds
          ? commit.changes.map { ChangedRecord($0.reference, kind: .updated) } : commit.changes)
    }
  }

  func position() throws -> CommitPosition? { try base.position() }

  func waitForCommit(after position: CommitPosition?) async throws {
    if defect == .neverWaits { return }
    try await base.waitForCommit(after: position)
  }

  private struct Rewriter: ChangeVisitor {
    let defect: Defect
    let base: InMemoryStore
    var rewritten = ChangeSet()
    var pieces: [ChangeSet] = []

    mutating func visit<R: Record>(_ change: Change<R>) throws {
      guard let change = try rewrite(change) else { return }
      rewritten.add(change)
      var piece = ChangeSet()
      piece.add(change)
      pieces.append(piece)
    }

    private func rewrite<R: Record>(_ change: Change<R>) throws -> Change<R>? {
      switch (change, defect) {
      case (.touch, .dropsTouches), (.require, .ignoresRequirements), (.delete, .ignoresDeletes): return nil
      case (_, .dropsBulk) where pieces.count >= 1000: return nil
      case (.update(let record, _), .lastWriterWins):
        guard let current = try base.fetch(R.self, ids: [record.id])[0] else { return .insert(record) }
        return .update(record, expecting: current.revision)
      case (.require, .lastWriterWins): return nil
      default: return change
      }
    }
  }
}
