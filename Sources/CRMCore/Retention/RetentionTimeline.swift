public import Foundation

/// How long one record is kept and what happens to it then, by every schedule that concerns it: what a record's page can show.
public struct RetentionTimeline: Hashable, Codable, Sendable {
  /// One schedule's part.
  public struct Term: Hashable, Codable, Sendable {
    /// The schedule.
    public var schedule: String
    /// Whether it obliges to keep or ends a permission.
    public var force: RetentionForce
    /// What is done when everything allows it.
    public var action: RetentionAction
    /// The first instant after its period; `nil` where its start is not known: an obligation then holds on, and a permission too.
    public var end: Date?
    /// When its action is due: not before every obligation is over, except for a review. `nil` for obligations that lead to nothing, because there is a
    /// permission, and where the moment is not known.
    public var due: Date?
  }

  /// The terms, obligations first, each in order of their schedules.
  public var terms: [Term]
  /// The first instant after all obligations; `nil` where the end of one is not known. `.distantPast` where there are none.
  public var keptUntil: Date?

  /// The terms whose action is due at some known moment, earliest first; of one moment the furthest reaching first, then by name.
  public var steps: [Term] {
    terms.filter { $0.due != nil }.sorted {
      let (left, right) = ($0.due ?? .distantFuture, $1.due ?? .distantFuture)
      if left != right { return left < right }
      return $0.action != $1.action ? $0.action > $1.action : $0.schedule < $1.schedule
    }
  }

  /// The obligation that ends last; `nil` where there is none.
  var longestObligation: Term? {
    terms.filter { $0.force == .obligation }.max {
      let (left, right) = ($0.end ?? .distantFuture, $1.end ?? .distantFuture)
      if left != right { return left < right }
      return $0.action != $1.action ? $0.action < $1.action : $0.schedule > $1.schedule
    }
  }
}

extension RetentionPolicy {
  /// How long a record is kept and what happens to it then. Pure. O(schedules).
  public func timeline(of record: RetainedRecord) -> RetentionTimeline {
    RetentionSweep(self).timeline(of: record)
  }
}
