import CRMCore
import Synchronization

/// A store in which something happens between the reading and the commit of somebody else: right before the next commit.
final class RacingStore: Store {
  private let base: any Store
  private let rival: Mutex<(@Sendable () async throws -> Void)?> = Mutex(nil)

  init(_ base: any Store) {
    self.base = base
  }

  /// Runs `body` right before the next commit.
  func beforeNextCommit(_ body: @escaping @Sendable () async throws -> Void) { rival.withLock { $0 = body } }

  func fetch<R: Record>(_ type: R.Type, ids: [Identifier<R>]) async throws -> [Stored<R>?] {
    try await base.fetch(type, ids: ids)
  }

  func page<R: Record>(_ query: Query<R>) async throws -> Page<Stored<R>> { try await base.page(query) }

  func count<R: Record>(_ query: Query<R>) async throws -> Int { try await base.count(query) }

  func commit(_ changes: ChangeSet) async throws -> Commit {
    let body = rival.withLock { rival in
      defer { rival = nil }
      return rival
    }
    try await body?()
    return try await base.commit(changes)
  }

  func history(after position: CommitPosition?, limit: Int) async throws -> [Commit] {
    try await base.history(after: position, limit: limit)
  }

  func position() async throws -> CommitPosition? { try await base.position() }

  func waitForCommit(after position: CommitPosition?) async throws { try await base.waitForCommit(after: position) }
}
