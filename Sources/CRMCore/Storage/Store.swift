/// Where records live: the one port through which every module, and the host's own records, persist.
///
/// A backend is written once and serves all record types. It must satisfy the contract that `StoreRequirements` of `CRMTesting`
/// states as runnable clauses; how to write one is told in *Implementing a store*. All functions may be called from any task at
/// the same time. Failures are ``StoreError`` or `CancellationError`.
public protocol Store: Sendable {
  /// The records with these identifiers, in the same order; `nil` where there is none. O(count · log n).
  func fetch<R: Record>(_ type: R.Type, ids: [Identifier<R>]) async throws -> [Stored<R>?]

  /// The record with this identifier, or `nil`. O(log n).
  ///
  /// The default asks ``fetch(_:ids:)``; a backend for which the lists are a noticeable part of the cost answers it itself.
  func get<R: Record>(_ id: Identifier<R>) async throws -> Stored<R>?

  /// One page of an index range.
  ///
  /// - Throws: ``StoreError/Code/unknownIndex`` if `R` does not declare the index.
  func page<R: Record>(_ query: Query<R>) async throws -> Page<Stored<R>>

  /// The number of index entries in the query's range; limit and cursor do not count.
  func count<R: Record>(_ query: Query<R>) async throws -> Int

  /// Applies all changes, or none: expected revisions, requirements and unique keys are checked first. Returns when the commit
  /// is as durable as the store promises.
  ///
  /// An empty change set is refused (``StoreError/Code/invalidChange``). A repeated idempotency key changes nothing and gives
  /// back the first commit, without its changes if history no longer has them.
  ///
  /// - Throws: ``StoreError`` naming *all* failing records: `conflict`, `duplicateKey`, `invalidChange`, `full`, …
  @discardableResult
  func commit(_ changes: ChangeSet) async throws -> Commit

  /// At most `limit` commits after `position`, oldest first, without gaps; empty when there are none yet. `nil` starts at the
  /// beginning.
  ///
  /// - Throws: ``StoreError/Code/historyTruncated`` if commits after `position` are no longer kept.
  func history(after position: CommitPosition?, limit: Int) async throws -> [Commit]

  /// The position of the last commit; `nil` before the first one.
  func position() async throws -> CommitPosition?

  /// Returns when a commit after `position` exists.
  ///
  /// - Throws: `CancellationError` when the task is cancelled.
  func waitForCommit(after position: CommitPosition?) async throws
}
