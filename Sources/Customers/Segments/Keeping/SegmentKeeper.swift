public import CRMCore
public import Foundation

/// Keeps the memberships of all segments true: evaluates again what a change concerns, what turns by the passing of time, and new
/// definitions, and nothing else.
///
/// ```swift
/// let keeper = SegmentKeeper(directory)
/// try await keeper.advance()             // after changes, and at the moment that nextMoment() names
/// ```
///
/// It follows the store's history from where the last one stopped. Who came in or went out is a membership and an event in one
/// commit, each exactly once; a commit holds a few hundred customers at most. Calls may be late, early, doubled or cut off: what is
/// left is done by the next one. Any number of keepers may work on one store; they take turns.
///
/// A source of ``CustomerDirectory/fieldSources`` that is a `TracingFieldSource` is followed as well; of any other its answers are
/// asked when something else makes a customer's segment be evaluated. What a customer lost by another program that moved a purchase or
/// interaction to somebody else is seen when that customer's record changes in the same commit, as a merge does.
public struct SegmentKeeper: Sendable {
  /// What keepers do is done by this author.
  public static let author = Author.rule("segments")
  /// The most commits looked at together.
  static let greatestHistory = 256
  /// About how many memberships are written in one commit.
  static let greatestCommit = 1_000

  /// The customers.
  public let directory: CustomerDirectory

  var store: any Store { directory.store }

  /// A keeper of a directory's segments.
  public init(_ directory: CustomerDirectory) {
    self.directory = directory
  }

  /// What a call has done.
  public struct Work: Sendable {
    /// Customers that were evaluated, each as often as it was.
    public var customers = 0
    /// Verdicts: customers and segments.
    public var verdicts = 0
    /// Customers that came into a segment.
    public var entered = 0
    /// Customers that went out of one.
    public var left = 0
    /// Whether something is left to be done now.
    public var hasMore = false
    /// Segments that could not be evaluated, and why. They stay to be evaluated as a whole.
    public var failures: [SegmentName: any Error] = [:]

    /// No work.
    public init() {}
  }

  /// The next moment at which there is something to do; a moment in the past or the present if there is something now, `nil` if nothing
  /// can change unless somebody writes. O(commits since the last call).
  public func nextMoment() async throws -> Date? {
    let session = try await SegmentSession(self, now: directory.environment.now())
    return try await session.nextMoment()
  }

  /// Does what is to be done: first the changes, then definitions that are still to be evaluated, then what the passing of time
  /// turns. What time has turned is dated at the moment at which it turned, not at the call.
  ///
  /// - Parameters:
  ///   - now: up to which moment; `nil` is the present.
  ///   - budget: the most customers to be evaluated, at least 1; what is left is done by the next call.
  ///   - report: called after each commit, with phase `segment.changes`, `segment.customers` or `segment.moments`.
  /// - Returns: what was done, and which segments could not be evaluated; they do not hold up the others.
  /// - Throws: `StoreError`; `CancellationError` between commits.
  @concurrent @discardableResult
  public func advance(
    now: Date? = nil, budget: Int = .max, report: WorkProgress.Report = { _ in }
  ) async throws -> Work {
    let now = now ?? directory.environment.now()
    var work = Work()
    var attempts = 0
    while true {
      do {
        var session = try await SegmentSession(self, now: now)
        try await session.run(&work, budget: max(1, budget), report)
        return work
      } catch let error as StoreError where error.code == .conflict {
        // Somebody else has written, or another keeper is at work: look again at what is left.
        attempts += 1
        guard attempts < 64 else { throw error }
        await Task.yield()
      }
    }
  }
}
