public import Foundation

/// The one record per contact point (or restricted person) that every act on it rewrites in its own commit.
///
/// A decision reads the head first and then the acts that it lists, in two calls for any number of contact points; an
/// authorisation requires the head unchanged. So no stop that was acknowledged before can be passed over, on any backend and
/// across processes, without a lock.
public struct ConsentHead: UnitingRecord {
  /// `consentHeads`.
  public static let collection: CollectionName = "consentHeads"

  /// Derived from the digest.
  public var id: Identifier<ConsentHead>
  /// The contact point.
  public var subject: ContactDigest
  /// All acts on it, in order of arrival.
  public var acts: [Identifier<ConsentAct>]
  /// The latest time of an act.
  public var lastActAt: Date
  /// The latest time of recording: time has come this far, whatever a clock says later.
  public var lastRecordedAt: Date

  /// The head of a contact point with these acts.
  public init(subject: ContactDigest, acts: [Identifier<ConsentAct>], lastActAt: Date, lastRecordedAt: Date) {
    id = Self.id(of: subject)
    self.subject = subject
    self.acts = acts
    self.lastActAt = lastActAt
    self.lastRecordedAt = lastRecordedAt
  }

  /// The head of a contact point after its first act.
  public init(of act: ConsentAct) {
    self.init(subject: act.subject, acts: [act.id], lastActAt: act.date, lastRecordedAt: act.recordedAt)
  }

  /// The identity of a contact point's head: derived, so that its absence is testable.
  public static func id(of subject: ContactDigest) -> Identifier<ConsentHead> {
    Identifier(derivedFrom: "consent.head", subject.hex)
  }

  /// The head that lists the acts of both, with the later times: no act is passed over because another store did not know it.
  public func united(with other: ConsentHead) -> ConsentHead {
    var both = self
    let known = Set(acts)
    both.acts += other.acts.filter { !known.contains($0) }
    both.lastActAt = max(lastActAt, other.lastActAt)
    both.lastRecordedAt = max(lastRecordedAt, other.lastRecordedAt)
    return both
  }

  /// The number of acts.
  public var actCount: Int { acts.count }

  /// Takes one more act into account. O(acts).
  public mutating func add(_ act: ConsentAct) {
    if !acts.contains(act.id) { acts.append(act.id) }
    lastActAt = max(lastActAt, act.date)
    lastRecordedAt = max(lastRecordedAt, act.recordedAt)
  }
}
