public import Foundation

extension EventName {
  /// Somebody has to look at a record, because a schedule says so; `schedule`, `due`. It is about the record.
  public static let retentionReviewDue: EventName = "retention.reviewDue"
  /// A record was pseudonymised, because a schedule says so; `schedule`, `due`. It is about the record.
  public static let retentionPseudonymised: EventName = "retention.pseudonymised"
}

extension RetentionDesk {
  /// Doing what the policy demands, as work for a ``Heartbeat``: once a day of the policy's zone, and at once for a new version of the
  /// policy, a pass that finds what is due, by what was committed since the last one and a list of what comes. Every
  /// ``fullReadingDays``, and whenever the history does not tell, it reads the records of all types that a schedule is about.
  ///
  /// Every commit is of one schedule, which it names as its reason, with the author ``Author/system``, and depends on the legal holds
  /// being as they were read. Progress is kept in a ``RetentionPass``; a pass that is cut off goes on where it was. An item, for limits
  /// and reports, is a record or file that was looked at.
  ///
  /// Participants are asked about each subject in the commit that deletes or pseudonymises it, and asked again where that does not
  /// come about. What one of them fails at, or files whose bytes cannot be removed, is named in the outcome and tried again by the
  /// next pass; the rest goes on.
  ///
  /// - Parameter batch: the most records looked at, and changed, between two commits.
  public func sweeping(batch: Int = 100) -> RetentionWork { RetentionWork(desk: self, batch: max(1, batch)) }
}

/// See ``RetentionDesk/sweeping(batch:)``.
public struct RetentionWork: DueWork {
  let desk: RetentionDesk
  let batch: Int

  /// `retention`.
  public var name: String { "retention" }

  /// The present pass's start while it goes on, else the start of the next. Reads one record.
  public func nextMoment() async throws -> Date? {
    guard let pass = try await desk.store.get(RetentionPass.id(of: desk.policy)),
      pass.startedAt <= desk.environment.now()
    else { return Date(timeIntervalSince1970: 0) }
    if pass.reading?.fingerprint != desk.fingerprint { return pass.finishedAt ?? pass.startedAt }
    return pass.finishedAt == nil ? pass.startedAt : pass.next
  }

  /// Looks at some records and does what is due with them.
  public func perform(_ slice: WorkSlice) async throws -> WorkOutcome {
    var outcome = WorkOutcome()
    var conflicts = 0
    while true {
      guard var pass = try await RetentionProgress.read(desk, at: slice.now) else { return outcome }
      do {
        while outcome.items < slice.limit, !slice.isSpent {
          let limit = min(batch, slice.limit - outcome.items)
          let failure = try await pass.advance(limit: limit, at: slice.now)
          outcome.items += pass.lookedAt
          outcome.failure = outcome.failure ?? failure
          if pass.isFinished { return outcome }
        }
        try Task.checkCancellation()
        try await pass.save(at: slice.now)
        outcome.hasMore = true
        return outcome
      } catch let error as StoreError where error.code == .conflict {
        // Somebody wrote a record or set a hold, or another heartbeat was faster: look again, from where the pass is now.
        conflicts += 1
        guard conflicts < 8, !slice.isSpent else {
          outcome.hasMore = true
          return outcome
        }
        await Task.yield()
      }
    }
  }
}

/// What a schedule demands cannot be done, because the type does not say how. It stays due and is tried again by the next pass.
public struct RetentionFailure: Error, Hashable, Sendable {
  /// Which schedules of which types; ``RetentionReason/phrases`` has the sentence.
  public var reasons: [Reason]
}
