import Synchronization

/// A store that counts the calls it passes on: shows that a verb makes a bounded number of reads.
public final class CountingStore: Store {
  /// How often each function of the port was called.
  public struct Calls: Hashable, Sendable {
    /// Calls of `fetch`.
    public var fetch = 0
    /// Calls of `page`.
    public var page = 0
    /// Calls of `count`.
    public var count = 0
    /// Calls of `commit`.
    public var commit = 0
    /// Calls of `history` and `position`.
    public var history = 0
    /// Records that `fetch` and `page` gave back.
    public var records = 0

    /// All calls that read records.
    public var reads: Int { fetch + page + count }
  }

  private let base: any Store
  private let counted = Mutex(Calls())

  /// Counts the calls to `base`.
  public init(_ base: any Store) {
    self.base = base
  }

  /// The calls so far.
  public var calls: Calls { counted.withLock { $0 } }

  /// Starts counting anew.
  public func reset() { counted.withLock { $0 = Calls() } }

  private func count(_ path: WritableKeyPath<Calls, Int>, _ number: Int = 1) {
    counted.withLock { $0[keyPath: path] += number }
  }

  /// Counted and passed on.
  public func fetch<R: Record>(_ type: R.Type, ids: [Identifier<R>]) async throws -> [Stored<R>?] {
    count(\.fetch)
    let found = try await base.fetch(type, ids: ids)
    count(\.records, found.count { $0 != nil })
    return found
  }

  /// Counted and passed on.
  public func page<R: Record>(_ query: Query<R>) async throws -> Page<Stored<R>> {
    count(\.page)
    let page = try await base.page(query)
    count(\.records, page.items.count)
    return page
  }

  /// Counted and passed on.
  public func count<R: Record>(_ query: Query<R>) async throws -> Int {
    count(\.count)
    return try await base.count(query)
  }

  /// Counted and passed on.
  @discardableResult
  public func commit(_ changes: ChangeSet) async throws -> Commit {
    count(\.commit)
    return try await base.commit(changes)
  }

  /// Counted and passed on.
  public func history(after position: CommitPosition?, limit: Int) async throws -> [Commit] {
    count(\.history)
    return try await base.history(after: position, limit: limit)
  }

  /// Counted and passed on.
  public func position() async throws -> CommitPosition? {
    count(\.history)
    return try await base.position()
  }

  /// Passed on.
  public func waitForCommit(after position: CommitPosition?) async throws {
    try await base.waitForCommit(after: position)
  }
}
