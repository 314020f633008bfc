public import CRMCore
public import Foundation

/// Carries out what is due, and goes on with what was cut off: for a heartbeat.
///
/// An erasure that is refused or fails makes way for those behind it: it is tried again later and later, as its ``Erasure/setback`` says.
public struct ErasureWork: DueWork {
  /// `erasures`.
  public let name = "erasures"
  private let desk: ErasureDesk

  /// The due work of a desk.
  public init(_ desk: ErasureDesk) {
    self.desk = desk
  }

  /// When the next erasure is due, or tried again.
  public func nextMoment() async throws -> Date? {
    try await desk.store.first(Query(Erasure.byDue))?.nextMoment
  }

  /// Carries out what is due. One that fails does not keep the others from being done.
  public func perform(_ slice: WorkSlice) async throws -> WorkOutcome {
    var outcome = WorkOutcome()
    var query = Query(Erasure.byDue).through(slice.now).limited(to: min(slice.limit, 100))
    while true {
      let page = try await desk.store.page(query)
      for erasure in page.items {
        guard outcome.items < slice.limit, !slice.isSpent else {
          try Task.checkCancellation()
          outcome.hasMore = true
          return outcome
        }
        do {
          if try await desk.resume(erasure.id, ifDueAt: slice.now) { outcome.items += 1 }
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

extension ErasureDesk {
  /// Goes on with an erasure unless somebody else has dealt with it, or put it off, since it was looked up.
  ///
  /// - Returns: whether it is done now.
  fileprivate func resume(_ id: Identifier<Erasure>, ifDueAt now: Date) async throws -> Bool {
    guard let erasure = try await store.get(id), erasure.state.isOpen, erasure.nextMoment <= now else { return false }
    do {
      try await resume(id)
      return true
    } catch ErasureRefusal.cancelled, ErasureRefusal.inGrace {
      return false
    }
  }
}
