import CRMCore
import Synchronization

/// A store that does something once, right before the first commit that deletes is applied.
final class MeddlingStore: Store {
  private let base: any Store
  private let meddling = Mutex<(@Sendable () async throws -> Void)?>(nil)

  init(base: any Store) {
    self.base = base
  }

  func beforeDeleting(_ body: @escaping @Sendable () async throws -> Void) { meddling.withLock { $0 = body } }
  var hasMeddled: Bool { meddling.withLock { $0 == nil } }

  private struct Deletes: ChangeVisitor {
    var found = false
    mutating func visit<R: Record>(_ change: Change<R>) {
      if case .delete = change { found = true }
    }
  }

  func commit(_ changes: ChangeSet) async throws -> Commit {
    var visitor = Deletes()
    try changes.accept(&visitor)
    if visitor.found {
      let body = meddling.withLock { body in
        defer { body = nil }
        return body
      }
      try await body?()
    }
    return try await base.commit(changes)
  }

  func fetch<R: Record>(_ type: R.Type, ids: [Identifier<R>]) async throws -> [Stored<R>?] {
    try await base.fetch(type, ids: ids)
  }
  func page<R: Record>(_ query: Query<R>) async throws -> Page<Stored<R>> { try await base.page(query) }
  func count<R: Record>(_ query: Query<R>) async throws -> Int { try await base.count(query) }
  func history(after position: CommitPosition?, limit: Int) async throws -> [Commit] {
    try await base.history(after: position, limit: limit)
  }
  func position() async throws -> CommitPosition? { try await base.position() }
  func waitForCommit(after position: CommitPosition?) async throws { try await base.waitForCommit(after: position) }
}
