/// All commits after a position, in order, without gap or repeat, and then those to come.
///
/// A pull feed: the consumer's pace is the feed's pace, cancelling the task ends it, and starting again at the last position
/// seen resumes it. It throws ``StoreError/Code/historyTruncated`` when the consumer fell behind the oldest commit kept.
public struct CommitFeed: AsyncSequence, Sendable {
  /// A commit.
  public typealias Element = Commit

  private let store: any Store
  private let start: CommitPosition?

  /// The commits of `store` after `position`; `nil` starts at the beginning.
  public init(of store: any Store, after position: CommitPosition?) {
    self.store = store
    start = position
  }

  /// Reads the feed once, from its start.
  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(store: store, position: start) }

  /// Reads a feed.
  public struct AsyncIterator: AsyncIteratorProtocol {
    private let store: any Store
    private var position: CommitPosition?
    private var buffer: ArraySlice<Commit> = []

    fileprivate init(store: any Store, position: CommitPosition?) {
      self.store = store
      self.position = position
    }

    /// The next commit; waits until there is one.
    ///
    /// - Throws: `CancellationError`, ``StoreError``.
    public mutating func next(isolation actor: isolated (any Actor)? = #isolation) async throws -> Commit? {
      while buffer.isEmpty {
        try Task.checkCancellation()
        buffer = try await store.history(after: position, limit: 64)[...]
        if buffer.isEmpty { try await store.waitForCommit(after: position) }
      }
      let commit = buffer.removeFirst()
      position = commit.position
      return commit
    }

    /// The next commit; waits until there is one.
    ///
    /// - Throws: `CancellationError`, ``StoreError``.
    public mutating func next() async throws -> Commit? { try await next(isolation: nil) }
  }
}

extension Store {
  /// All commits after `position`, and then those to come; see ``CommitFeed``.
  public func commits(after position: CommitPosition? = nil) -> CommitFeed { CommitFeed(of: self, after: position) }
}
