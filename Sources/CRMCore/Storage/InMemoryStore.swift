import Foundation
import Synchronization

/// A store that keeps everything in memory: for tests, previews and hosts that persist elsewhere.
///
/// On the concrete type all functions are synchronous, so a test needs no `await`. Readers work on a snapshot and never wait
/// for a writer beyond the moment it takes to copy the root.
public final class InMemoryStore: Store {
  private struct State {
    var image = StoreImage<any HeldRecord>()
    var commits: [Commit] = []
    var truncated: UInt64 = 0
    var time = HybridTime(milliseconds: 0, counter: 0)
    var waiters: [UInt64: CheckedContinuation<Void, any Error>] = [:]
    var nextWaiter: UInt64 = 0

    var last: UInt64 { truncated + UInt64(commits.count) }
  }

  private let state = Mutex(State())
  private let environment: CRMEnvironment
  private let historyLimit: Int
  private let origin: ReplicaID

  /// An empty store.
  ///
  /// - Parameters:
  ///   - environment: gives the date of commits and the store's own identity.
  ///   - historyLimit: how many commits ``history(after:limit:)`` keeps at least; older ones may be dropped.
  public init(environment: CRMEnvironment = .live, historyLimit: Int = .max) {
    self.environment = environment
    self.historyLimit = historyLimit
    origin = ReplicaID(rawValue: environment.uuid())
  }

  /// A store that begins with these records, in one commit.
  ///
  /// - Throws: ``StoreError`` if two records have the same identifier or the same unique key.
  public convenience init(seeded records: [any Record], environment: CRMEnvironment = .live) throws {
    self.init(environment: environment)
    var changes = ChangeSet(author: .system)
    for record in records { changes.insert(record) }
    if !changes.isEmpty { try commit(changes) }
  }

  /// See ``Store/fetch(_:ids:)``. O(log n) for each identifier.
  public func fetch<R: Record>(_ type: R.Type, ids: [Identifier<R>]) throws -> [Stored<R>?] {
    try snapshot().fetch(type, ids: ids, reader: HeldRecords())
  }

  /// See ``Store/get(_:)``. O(log n).
  public func get<R: Record>(_ id: Identifier<R>) throws -> Stored<R>? {
    try snapshot().get(id, reader: HeldRecords())
  }

  /// See ``Store/page(_:)``. O(log n + items).
  public func page<R: Record>(_ query: Query<R>) throws -> Page<Stored<R>> {
    try snapshot().page(query, reader: HeldRecords())
  }

  /// See ``Store/count(_:)``. O(log n).
  public func count<R: Record>(_ query: Query<R>) throws -> Int { try snapshot().count(query) }

  /// See ``Store/commit(_:)``. O(log n) for each change and index key.
  @discardableResult
  public func commit(_ changes: ChangeSet) throws -> Commit {
    let (commit, waiters) = try state.withLock { state in try self.commit(changes, &state) }
    for waiter in waiters { waiter.resume() }
    return commit
  }

  /// See ``Store/history(after:limit:)``. O(limit).
  public func history(after position: CommitPosition?, limit: Int) throws -> [Commit] {
    try state.withLock { state in
      let after = position?.value ?? 0
      guard after >= state.truncated else { throw StoreError(.historyTruncated) }
      guard after < state.last else { return [] }
      return Array(state.commits.dropFirst(Int(after - state.truncated)).prefix(max(0, limit)))
    }
  }

  /// See ``Store/position()``.
  public func position() throws -> CommitPosition? {
    let last = state.withLock { $0.last }
    return last == 0 ? nil : CommitPosition(last)
  }

  /// See ``Store/waitForCommit(after:)``.
  public func waitForCommit(after position: CommitPosition?) async throws {
    let after = position?.value ?? 0
    let ticket = state.withLock { state in
      state.nextWaiter += 1
      return state.nextWaiter
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let ready = state.withLock { state in
          if Task.isCancelled || state.last > after { return true }
          state.waiters[ticket] = continuation
          return false
        }
        if ready { continuation.resume() }
      }
      try Task.checkCancellation()
    } onCancel: {
      state.withLock { $0.waiters.removeValue(forKey: ticket) }?.resume(throwing: CancellationError())
    }
  }

  private func snapshot() -> StoreImage<any HeldRecord> { state.withLock { $0.image } }

  private func commit(
    _ changes: ChangeSet, _ state: inout State
  ) throws -> (Commit, [CheckedContinuation<Void, any Error>]) {
    if let key = changes.idempotencyKey, let mark = try state.image.mark(ofIdempotencyKey: key) {
      return (earlierCommit(mark, key: key, state), [])
    }
    let prepared = try state.image.check(changes, reader: HeldRecords())
    let date = changes.date?.truncatedToMilliseconds ?? environment.now()
    state.time = state.time.next(at: environment.now())
    let position = state.last + 1
    let commit = Commit(
      position: CommitPosition(position), date: date, origin: origin, time: state.time, author: changes.author,
      reason: changes.reason, idempotencyKey: changes.idempotencyKey, changes: prepared.map(\.changedRecord))
    state.image.apply(prepared, of: commit) { prepared[$0].held }
    state.commits.append(commit)
    if state.commits.count > historyLimit, state.commits.count >= 2 * historyLimit {
      let excess = state.commits.count - historyLimit
      state.commits.removeFirst(excess)
      state.truncated += UInt64(excess)
    }
    let waiters = Array(state.waiters.values)
    state.waiters = [:]
    return (commit, waiters)
  }

  /// The commit that used an idempotency key. One that history has dropped tells no changes any more.
  private func earlierCommit(_ mark: IdempotencyMark, key: String, _ state: State) -> Commit {
    if mark.position > state.truncated { return state.commits[Int(mark.position - state.truncated) - 1] }
    return Commit(
      position: CommitPosition(mark.position), date: mark.date, origin: origin, time: mark.time, idempotencyKey: key,
      changes: [])
  }
}
