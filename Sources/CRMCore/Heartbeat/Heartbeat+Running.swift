import Foundation

extension Heartbeat {
  /// Does what is due, sleeps until the next moment or the next commit, and so on until the task is cancelled.
  ///
  /// A work that fails, or that does nothing of what it says is due, is left alone for a while that doubles each time; the others
  /// go on. Clocks that are set forward are noticed within a minute.
  ///
  /// - Parameters:
  ///   - budget: how much is done between two looks at the clock.
  ///   - retry: how long a failing work is left alone; its number of attempts does not count.
  ///   - report: called after each round in which something was done or failed. Keep it short.
  /// - Throws: `CancellationError`; `StoreError` when the store itself cannot be followed.
  public func run(
    budget: WorkBudget = WorkBudget(time: .seconds(30)),
    retry: RetryPolicy = RetryPolicy(first: 1, longest: 60),
    report: (@Sendable (HeartbeatReport) -> Void)? = nil
  ) async throws -> Never {
    var rests: [String: Rest] = [:]
    while true {
      try Task.checkCancellation()
      // The position is taken before the moments: a commit in between wakes.
      let position = try await store.position()
      let now = environment.now()
      var wake: Date?
      var due: [any DueWork] = []
      var asked = HeartbeatReport(now: now)
      for work in works {
        var moment = rests[work.name]?.end(at: now, retry)
        if moment == nil {
          do {
            moment = try await work.nextMoment()
            if let moment, moment <= now { due.append(work) }
          } catch {
            try Task.checkCancellation()
            asked.note(work.name, failure: error)
            moment = rest(work, &rests, at: now, retry)
          }
        }
        if let moment { wake = wake.map { min($0, moment) } ?? moment }
      }
      if !asked.entries.isEmpty { report?(asked) }
      guard !due.isEmpty else {
        try await sleep(until: wake, from: now, orCommitAfter: position)
        continue
      }
      let done = try await advance(due, now: now, budget: budget)
      for entry in done.entries {
        if entry.items > 0, entry.failure == nil { rests[entry.name] = nil }
        guard entry.items == 0, let work = due.first(where: { $0.name == entry.name }) else { continue }
        // Cut off before it could do anything is not its fault.
        if entry.failure != nil || !done.hasMore { rest(work, &rests, at: now, retry) }
      }
      if done.items > 0 || !done.failures.isEmpty { report?(done) }
      await Task.yield()
    }
  }

  /// How long a work that failed is left alone.
  private struct Rest {
    var failures = 0
    var until: Date

    /// Its end, if that lies ahead. One that no policy gives comes from a clock that was set back, and is over.
    func end(at now: Date, _ retry: RetryPolicy) -> Date? {
      until > now && until <= now.addingTimeInterval(retry.longest) ? until : nil
    }
  }

  @discardableResult
  private func rest(
    _ work: any DueWork, _ rests: inout [String: Rest], at now: Date, _ retry: RetryPolicy
  ) -> Date {
    var generator = environment.generator()
    let failures = (rests[work.name]?.failures ?? 0) + 1
    var endless = retry
    endless.attempts = .max
    let until = endless.next(after: failures, at: now, using: &generator) ?? now
    rests[work.name] = Rest(failures: failures, until: until)
    return until
  }

  private static let longestSleep = Duration.seconds(60)
  /// Commits that come within this time of each other wake once.
  private static let coalescing = Duration.milliseconds(20)

  private func sleep(until moment: Date?, from now: Date, orCommitAfter position: CommitPosition?) async throws {
    let longest = Self.longestSleep
    let span = moment.map { min(longest, .seconds(max(0.001, $0.timeIntervalSince(now)))) } ?? longest
    let (store, clock) = (store, clock)
    let isCommit = try await withThrowingTaskGroup(of: Bool.self) { group in
      group.addTask {
        try await store.waitForCommit(after: position)
        return true
      }
      group.addTask {
        try await clock.sleep(for: span)
        return false
      }
      defer { group.cancelAll() }
      return try await group.next() ?? false
    }
    if isCommit { try await clock.sleep(for: min(span, Self.coalescing)) }
  }
}
