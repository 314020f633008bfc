/// The first page of a range, and again whenever it changes: what a list on a screen needs.
///
/// Commits that come faster than the consumer asks are coalesced; a page that reads the same is not repeated. Ends when the task
/// is cancelled.
public struct ValueSequence<R: Record>: AsyncSequence, Sendable {
  /// The records of the page.
  public typealias Element = [Stored<R>]

  private let store: any Store
  private let query: Query<R>

  /// The pages of `query` in `store` over time.
  public init(of store: any Store, query: Query<R>) {
    self.store = store
    self.query = query
  }

  /// Watches from now on.
  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(store: store, query: query) }

  /// Watches one range.
  public struct AsyncIterator: AsyncIteratorProtocol {
    private let store: any Store
    private let query: Query<R>
    private var position: CommitPosition?
    private var last: [Stored<R>]?

    fileprivate init(store: any Store, query: Query<R>) {
      self.store = store
      self.query = query
    }

    /// The page now, or, after the first time, when it has changed.
    ///
    /// - Throws: `CancellationError`, ``StoreError``.
    public mutating func next(isolation actor: isolated (any Actor)? = #isolation) async throws -> [Stored<R>]? {
      while true {
        try Task.checkCancellation()
        if last != nil {
          try await store.waitForCommit(after: position)
          guard try await isTouched() else { continue }
        } else {
          position = try await store.position()
        }
        let items = try await store.page(query).items
        if items != last {
          last = items
          return items
        }
      }
    }

    /// The page now, or, after the first time, when it has changed.
    ///
    /// - Throws: `CancellationError`, ``StoreError``.
    public mutating func next() async throws -> [Stored<R>]? { try await next(isolation: nil) }

    /// Moves to the latest position; whether records of the collection were written on the way.
    private mutating func isTouched() async throws -> Bool {
      var touched = false
      while true {
        do {
          let commits = try await store.history(after: position, limit: 256)
          guard let latest = commits.last else { return touched }
          position = latest.position
          touched = touched || commits.contains { !$0.changes(to: R.self).isEmpty }
        } catch let error as StoreError where error.code == .historyTruncated {
          position = try await store.position()
          return true
        }
      }
    }
  }
}

extension Store {
  /// The first page of a range now, and again whenever it changes; see ``ValueSequence``.
  public func values<R: Record>(of query: Query<R>) -> ValueSequence<R> { ValueSequence(of: self, query: query) }
}
