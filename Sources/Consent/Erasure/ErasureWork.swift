public import CRMCore
public import Foundation

/// Carries out what is due, and goes on with what was cut off: for a heartbeat.
public struct ErasureWork: DueWork {
  /// `erasures`.
  public let name = "erasures"
  private let desk: ErasureDesk

  /// The due work of a desk.
  public init(_ desk: ErasureDesk) {
    self.desk = desk
  }

  /// When the next erasure is due.
  public func nextMoment() async throws -> Date? {
    try await desk.store.first(Query(Erasure.byDue))?.due
  }

  /// Carries out what is due. One that fails does not keep the others from being done.
  public func perform(_ slice: WorkSlice) async throws -> WorkOutcome {
    var outcome = WorkOutcome()
    for erasure in try await ErasureLedger(store: desk.store).due(at: slice.now, limit: min(slice.limit, 1_000)) {
      if slice.isSpent {
        try Task.checkCancellation()
        outcome.hasMore = true
        return outcome
      }
      do {
        try await desk.resume(erasure.id)
        outcome.items += 1
      } catch let error as CancellationError {
        throw error
      } catch {
        outcome.failure = outcome.failure ?? error
      }
    }
    return outcome
  }
}
