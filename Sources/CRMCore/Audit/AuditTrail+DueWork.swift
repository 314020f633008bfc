public import Foundation

extension AuditTrail: DueWork {
  /// `audit.` and the origin.
  public var name: String { "audit." + origin }

  /// A moment in the past if there is something to seal, else `nil`. O(commits since the last sealing).
  public func nextMoment() async throws -> Date? {
    let sealer = try await AuditSealer(self, now: environment.now())
    return try await sealer.hasWork() ? .distantPast : nil
  }

  /// As much as the slice allows; an item is a block of at most 64 entries. Entries carry the dates of the commits, so that a late
  /// call seals the same.
  public func perform(_ slice: WorkSlice) async throws -> WorkOutcome {
    let work = try await seal(now: slice.now, budget: slice.limit, marks: false) { slice.isSpent }
    return WorkOutcome(items: work.blocks, hasMore: work.hasMore)
  }
}
