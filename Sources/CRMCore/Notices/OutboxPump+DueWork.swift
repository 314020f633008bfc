extension OutboxPump: DueWork {
  /// `outbox`.
  public var name: String { "outbox" }

  /// Delivers some of what is due; items that failed count as done, they have a later moment.
  public func perform(_ slice: WorkSlice) async throws -> WorkOutcome {
    let (outcome, hasMore) = try await deliverDue(limit: slice.limit, at: { slice.now }, isSpent: { slice.isSpent })
    let items = outcome.delivered + outcome.failed + outcome.dead + outcome.superseded
    return WorkOutcome(items: items, hasMore: hasMore)
  }
}
