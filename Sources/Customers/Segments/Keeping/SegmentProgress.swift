public import CRMCore
public import Foundation

/// How far ``SegmentKeeper`` has come: one record. Every commit of a keeper writes it, so two keepers never decide on the same
/// facts at the same time, and every other writer of memberships rests on it.
public struct SegmentProgress: Record {
  /// An evaluation of all customers that is under way.
  public struct Run: Hashable, Codable, Sendable {
    /// The segments evaluated.
    public var segments: [Identifier<Segment>]
    /// Where it goes on; `nil` at the beginning.
    public var cursor: PageCursor?
    /// The customers evaluated so far.
    public var done: Int
    /// When it began.
    public var startedAt: Date

    /// A run.
    public init(segments: [Identifier<Segment>], cursor: PageCursor? = nil, done: Int = 0, startedAt: Date) {
      self.segments = segments
      self.cursor = cursor
      self.done = done
      self.startedAt = startedAt
    }
  }

  /// `segmentProgress`.
  public static let collection: CollectionName = "segmentProgress"
  /// The only one there is.
  public static let only = Identifier<SegmentProgress>(derivedFrom: collection.rawValue)

  /// ``only``.
  public var id: Identifier<SegmentProgress>
  /// The last commit taken into account; `nil` before the first one.
  public var position: CommitPosition?
  /// The evaluation of all customers that is under way, if there is one.
  public var run: Run?

  /// How far a keeper has come.
  public init(position: CommitPosition?, run: Run? = nil) {
    id = Self.only
    self.position = position
    self.run = run
  }
}
