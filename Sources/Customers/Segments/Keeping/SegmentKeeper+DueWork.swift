public import CRMCore

extension SegmentKeeper: DueWork {
  /// `segments`.
  public var name: String { "segments" }

  /// As much as the slice allows; an item is a customer that was evaluated.
  public func perform(_ slice: WorkSlice) async throws -> WorkOutcome {
    let work = try await advance(now: slice.now, budget: slice.limit) { slice.isSpent }
    try Task.checkCancellation()
    let failure = work.failures.min { $0.key.rawValue < $1.key.rawValue }?.value
    return WorkOutcome(items: work.customers, hasMore: work.hasMore, failure: failure)
  }
}
