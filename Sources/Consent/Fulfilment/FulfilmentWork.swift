public import CRMCore
public import Foundation

/// Carries out approved requests, the one that waits longest first: for a heartbeat.
public struct FulfilmentWork: DueWork {
  /// `rights.fulfilment`.
  public let name = "rights.fulfilment"
  private let desk: FulfilmentDesk

  /// The due work of a desk.
  public init(_ desk: FulfilmentDesk) {
    self.desk = desk
  }

  /// When something is to be done next.
  public func nextMoment() async throws -> Date? {
    try await desk.store.first(Query(SubjectRequest.byWork))?.workMoment
  }

  /// Carries out what is due. A request that fails does not keep the others from being done.
  public func perform(_ slice: WorkSlice) async throws -> WorkOutcome {
    var outcome = WorkOutcome()
    var query = Query(SubjectRequest.byWork).through(slice.now).limited(to: min(slice.limit, 100))
    while true {
      let page = try await desk.store.page(query)
      for stored in page.items {
        guard outcome.items < slice.limit, !slice.isSpent else {
          try Task.checkCancellation()
          outcome.hasMore = true
          return outcome
        }
        do {
          let request = try await desk.goOn(with: stored.record)
          outcome.items += 1
          let failed = request.steps.first { $0.status == .failed }?.failure ?? request.fulfilment?.setback?.reason.code
          outcome.failure = outcome.failure ?? failed.map { StepFailure($0) }
        } catch let error as CancellationError {
          throw error
        } catch {
          outcome.failure = outcome.failure ?? error
        }
      }
      guard let next = page.next else { return outcome }
      query = query.after(next)
    }
  }
}
