import CRMCore
import Synchronization

/// A store that forgets its history when it is told to.
final class ForgetfulStore: Store {
  let base: any Store
  private let horizon = Mutex<CommitPosition?>(nil)

  init(_ base: any Store) {
    self.base = base
  }

  func forget() async throws {
    let position = try await base.position()
    horizon.withLock { $0 = position }
  }

  func history(after position: CommitPosition?, limit: Int) async throws -> [Commit] {
    if let horizon = horizon.withLock({ $0 }), position.map({ $0 < horizon }) ?? true {
      throw StoreError(.historyTruncated)
    }
    return try await base.history(after: position, limit: limit)
  }
  func fetch<R: Record>(_ type: R.Type, ids: [Identifier<R>]) async throws -> [Stored<R>?] {
    try await base.fetch(type, ids: ids)
  }
  func page<R: Record>(_ query: Query<R>) async throws -> Page<Stored<R>> { try await base.page(query) }
  func count<R: Record>(_ query: Query<R>) async throws -> Int { try await base.count(query) }
  func commit(_ changes: ChangeSet) async throws -> Commit { try await base.commit(changes) }
  func position() async throws -> CommitPosition? { try await base.position() }
  func waitForCommit(after position: CommitPosition?) async throws { try await base.waitForCommit(after: position) }
}
