/// Something computed from records that is kept up to date by folding commits: an index in memory, a board, a membership.
///
/// The law: rebuilding from a scan and folding the commits give equal states. A scan is not a snapshot, so commits that it has
/// already seen are folded again: ``apply(_:)`` must have the same result when a commit is applied twice, which it has if it keeps
/// the latest contribution per record.
public protocol Projection: Sendable {
  /// Starts anew from the records that are there now.
  mutating func rebuild(from store: any Store) async throws
  /// Takes one commit into account. O(changes) is expected.
  mutating func apply(_ commit: Commit) throws
}

extension Projection {
  /// Takes into account what was committed after `position`, or starts anew if history no longer has it.
  ///
  /// - Parameters:
  ///   - store: where the history is read.
  ///   - position: the last commit contained in this state; `nil` starts anew.
  /// - Returns: the last commit that is now contained: the state is that of the store at this position. `nil` if the store has
  ///   no commits.
  public mutating func catchUp(with store: any Store, after position: CommitPosition?) async throws -> CommitPosition? {
    var reached = position
    var isBuilt = position != nil
    while true {
      try Task.checkCancellation()
      if !isBuilt {
        // The position is read before the scan, and what was committed meanwhile is folded after it: a scan may see one half
        // of a commit, the state given back never shows it.
        reached = try await store.position()
        try await rebuild(from: store)
        isBuilt = true
      }
      do {
        let commits = try await store.history(after: reached, limit: 256)
        guard let last = commits.last else { return reached }
        for commit in commits { try apply(commit) }
        reached = last.position
      } catch let error as StoreError where error.code == .historyTruncated {
        isBuilt = false
      }
    }
  }
}
