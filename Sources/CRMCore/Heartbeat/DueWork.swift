public import Foundation

/// Work that becomes due as time goes by: reminders, deliveries, escalations, deletions. A module or a host tells the
/// ``Heartbeat`` with it what is to be done, and when.
///
/// The heartbeat may call late, early, twice at the same time, or be cut off anywhere, and the outcome must be the same. That
/// holds when a work keeps to three rules:
/// - what is due stands in records, found by an index, and one commit both does it and marks it as done;
/// - what is written follows from the record and *its* due moment, not from how late the call came;
/// - it stops between whole commits when the slice is spent or the task is cancelled.
///
/// ``DueRecords`` keeps to them for work that is due record by record.
public protocol DueWork: Sendable {
  /// A stable code for reports and logs, for example `outbox`; no personal data.
  var name: String { get }

  /// The moment at which something is or was due first; `nil` if there is nothing. Asked often: read one record.
  func nextMoment() async throws -> Date?

  /// Does some of what is due at `slice.now`, oldest first: at most `slice.limit` items, and until `slice.isSpent`.
  ///
  /// - Returns: how much was done and whether more is due.
  /// - Throws: any error; the heartbeat reports it, goes on with the other works and comes back to this one.
  func perform(_ slice: WorkSlice) async throws -> WorkOutcome
}

/// How much a ``DueWork`` may do in one go.
public struct WorkSlice: Sendable {
  /// What is due at this moment, or was before it, is to be done.
  public let now: Date
  /// The most items to do, at least 1.
  public let limit: Int
  private let isOver: @Sendable () -> Bool

  /// A slice; by default without an end. For tests, and for calling a work without a heartbeat.
  ///
  /// - Parameters:
  ///   - now: see ``now``.
  ///   - limit: see ``limit``.
  ///   - isOver: whether its time is over; asked between items.
  public init(now: Date, limit: Int = .max, isOver: @escaping @Sendable () -> Bool = { false }) {
    self.now = now
    self.limit = max(1, limit)
    self.isOver = isOver
  }

  /// Whether to stop after the commit at hand: the time is over, or the task is cancelled.
  public var isSpent: Bool { Task.isCancelled || isOver() }
}

/// What a ``DueWork`` did in one slice.
public struct WorkOutcome: Sendable {
  /// Items done.
  public var items: Int
  /// Whether more is due, as far as the work knows: it stopped because the slice was used up.
  public var hasMore: Bool
  /// The first thing that did not succeed while the rest was done; it stays due.
  public var failure: (any Error)?

  /// An outcome; by default nothing was due.
  public init(items: Int = 0, hasMore: Bool = false, failure: (any Error)? = nil) {
    self.items = items
    self.hasMore = hasMore
    self.failure = failure
  }
}

/// How much one call of ``Heartbeat/advance(now:budget:)`` may do: in items, in time, or both.
public struct WorkBudget: Hashable, Sendable {
  /// The most items of all works together; `nil` is any number.
  public var items: Int?
  /// The most time; works are then cancelled. `nil` is any time.
  public var time: Duration?

  /// A budget; without an end if nothing is given.
  public init(items: Int? = nil, time: Duration? = nil) {
    self.items = items
    self.time = time
  }

  /// Twenty-five seconds: leaves a background task of thirty seconds time to end.
  public static let backgroundTask = WorkBudget(time: .seconds(25))
}
