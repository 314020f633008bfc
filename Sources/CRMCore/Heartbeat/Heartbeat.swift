public import Foundation

/// Drives everything that time does: asks all works when something is due, and lets each do its part.
///
/// Call ``advance(now:budget:)`` from wherever the platform gives time (a timer, a background task, a request, a test) or let
/// ``run(budget:retry:report:)`` do it. Late, early, doubled or cut-off calls end in the same state; see ``DueWork``. A value
/// without state: any number of heartbeats, also in several processes, may work on one store.
public struct Heartbeat: Sendable {
  /// What it drives.
  public let works: [any DueWork]
  let store: any Store
  let environment: CRMEnvironment
  let clock: any Clock<Duration>
  /// The most items that a work does before the next one has its turn.
  let sliceItems: Int

  /// A heartbeat.
  ///
  /// - Parameters:
  ///   - works: what it drives, each with a name of its own.
  ///   - store: whose commits wake ``run(budget:retry:report:)``.
  ///   - environment: gives the present in ``run(budget:retry:report:)``, and the order of the works.
  ///   - sliceItems: the most items that a work does before the next one has its turn.
  ///   - clock: measures budgets and sleeps.
  public init(
    _ works: [any DueWork], store: any Store, environment: CRMEnvironment = .live, sliceItems: Int = 100,
    clock: any Clock<Duration> = ContinuousClock()
  ) {
    self.works = works
    self.store = store
    self.environment = environment
    self.sliceItems = max(1, sliceItems)
    self.clock = clock
  }

  /// The moment at which something is or was due first, over all works; `nil` if there is nothing: what a host asks the platform
  /// to be woken at.
  ///
  /// A work that fails to tell does not hide the others.
  /// - Throws: the first failure, if no other work has a moment.
  public func nextMoment() async throws -> Date? {
    var earliest: Date?
    var failure: (any Error)?
    for work in works {
      do {
        guard let moment = try await work.nextMoment() else { continue }
        earliest = earliest.map { min($0, moment) } ?? moment
      } catch is CancellationError where Task.isCancelled {
        throw CancellationError()
      } catch {
        failure = failure ?? error
      }
    }
    if earliest == nil, let failure { throw failure }
    return earliest
  }

  /// Does what is due at `now`, until nothing is or the budget is used up.
  ///
  /// The works take turns, slice by slice, in an order that changes from call to call, so that under small budgets each gets its
  /// share and none waits for ever. A work that fails is left for this call; the others go on. One that does not stop when its
  /// share of the time is over is cancelled; it leaves whole commits behind.
  ///
  /// - Parameters:
  ///   - now: what is due at this moment, or was before it, is done. A moment before the present does less, never harm.
  ///   - budget: how much may be done.
  /// - Throws: `CancellationError` if the caller's task is cancelled. Failures of works stand in the report.
  @discardableResult
  public func advance(now: Date, budget: WorkBudget = WorkBudget()) async throws -> HeartbeatReport {
    try await advance(works, now: now, budget: budget)
  }

  func advance(_ works: [any DueWork], now: Date, budget: WorkBudget) async throws -> HeartbeatReport {
    let deadline = budget.time.map { clock.deadline(after: $0) }
    var report = HeartbeatReport(now: now)
    var left = budget.items ?? .max
    var generator = environment.generator()
    var turns = works.shuffled(using: &generator)
    while !turns.isEmpty {
      var again: [any DueWork] = []
      for (place, work) in turns.enumerated() {
        try Task.checkCancellation()
        guard left > 0, deadline?.isPast != true else {
          report.hasMore = true
          return report
        }
        let sharers = turns.count - place
        let slice = WorkSlice(now: now, limit: max(1, min(sliceItems, left / sharers)))
        do {
          let outcome = try await perform(work, slice, sharers: sharers, deadline)
          left -= outcome.items
          report.note(work.name, items: outcome.items, failure: outcome.failure)
          if outcome.hasMore, outcome.items > 0 { again.append(work) }
        } catch is CancellationError where deadline?.isPast == true || Task.isCancelled {
          try Task.checkCancellation()
          report.note(work.name)
          report.hasMore = true
          return report
        } catch {
          report.note(work.name, failure: error)
        }
      }
      turns = again
    }
    return report
  }

  /// One slice: spent after its share of the time that is left, and cancelled when half of the others' time is gone, too.
  private func perform(
    _ work: any DueWork, _ slice: WorkSlice, sharers: Int, _ deadline: Deadline?
  ) async throws -> WorkOutcome {
    guard let deadline else { return try await work.perform(slice) }
    let remaining = deadline.remaining()
    let share = clock.deadline(after: remaining / sharers)
    let end = clock.deadline(after: remaining / sharers + remaining * (sharers - 1) / (2 * sharers))
    let timed = WorkSlice(now: slice.now, limit: slice.limit) { share.isPast }
    return try await withThrowingTaskGroup(of: WorkOutcome?.self) { group in
      group.addTask { try await work.perform(timed) }
      group.addTask {
        try await end.wait()
        return nil
      }
      defer { group.cancelAll() }
      if case .some(.some(let outcome)) = try await group.next() { return outcome }
      group.cancelAll()
      do {
        if case .some(.some(let outcome)) = try await group.next() { return outcome }
      } catch is CancellationError where !deadline.isPast && !Task.isCancelled {
        throw WorkOverran()
      }
      throw CancellationError()
    }
  }
}

/// A work did not stop when its slice was spent, and was cancelled so that the others had their turn.
public struct WorkOverran: Error, Hashable, Sendable {
  /// The failure.
  public init() {}
}
