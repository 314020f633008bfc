public import Foundation

/// The erasure of a person: asked for, scheduled, under way or done. Holds references and digests only, no personal data, and stays
/// as the proof that and when it was done.
public struct Erasure: Record {
  /// `erasures`.
  public static let collection: CollectionName = "erasures"

  /// Where it stands.
  public enum State: String, Codable, Sendable, CaseIterable {
    /// Waits until the time of grace is over; use is restricted.
    case scheduled
    /// Has begun and cannot be called off: nothing may be sent, records go.
    case running
    /// Everything is gone but what is retained.
    case done
    /// Was called off within the time of grace.
    case cancelled

    /// Whether something is still to be done.
    public var isOpen: Bool { self == .scheduled || self == .running }
  }

  /// Open ones, by when they are due or, where that came to nothing, tried again.
  public static let byDue = Index<Erasure>("due", version: 2) { $0.state.isOpen ? IndexKey($0.nextMoment) : nil }
  /// Open ones that were not carried out although they were due, by when they are tried again.
  public static let bySetback = Index<Erasure>("setback") { erasure in
    erasure.state.isOpen ? erasure.setback.map { IndexKey($0.next) } : nil
  }
  /// By each of the person's records, then by time.
  public static let bySubject = Index<Erasure>("subject") { erasure in
    erasure.subjects.map { IndexKey($0, erasure.approvedAt) }
  }
  /// By time.
  public static let byDate = Index<Erasure>("date") { IndexKey($0.approvedAt) }
  /// The declared indexes.
  public static var indexes: [Index<Erasure>] { [byDue, bySetback, bySubject, byDate] }

  /// The erasure's identity.
  public var id: Identifier<Erasure>
  /// The person's own records: the one asked for first, then those that became one with it.
  public var subjects: [RecordReference]
  /// The contact points that nothing is sent to any more, ascending.
  public var points: [ContactDigest]
  /// Where it stands.
  public var state: State
  /// The request that it answers.
  public var request: RecordReference?
  /// Who approved it.
  public var author: Author
  /// When it was approved.
  public var approvedAt: Date
  /// When it is due: the end of the time of grace.
  public var due: Date
  /// When it began.
  public var startedAt: Date?
  /// When it was done or called off.
  public var finishedAt: Date?
  /// The fingerprint of the plan that it began with.
  public var fingerprint: String?
  /// What it does to records, as planned when it began.
  public var effects: [ErasureEffect]
  /// What is retained, with reasons and end dates; known when it is done.
  public var retained: [RetainedItem]
  /// Digests of files whose bytes are still to be removed.
  public var blobs: [SHA256.Digest]
  /// The participants that take part.
  public var participants: [ParticipantName]
  /// The contact points whose use was restricted for the time of grace.
  public var restricted: [ContactDigest]
  /// Whether the journal outside the store knows that it has begun.
  public var isJournaled: Bool
  /// Where it stopped the last time; `nil` while nothing failed.
  public var fault: ErasureFailure.Place?
  /// Why it was not carried out the last time, and when it is tried again; `nil` while nothing stands against it.
  public var setback: Setback?
  /// The contact points that other persons have, too, as far as that was known while the person's records were there.
  public var shared: [ContactDigest]?
  /// Records that counted as the person's own when it began and are another person's: they were left alone from then on.
  public var leftOut: [RecordReference]?
  /// Whether a journal told of it: whose records they are was decided in the store that began it.
  public var isReplayed: Bool?

  init(
    id: Identifier<Erasure>, subjects: [RecordReference], request: RecordReference?, approvedAt: Date, due: Date,
    by author: Author
  ) {
    self.id = id
    self.subjects = subjects
    self.request = request
    self.author = author
    self.approvedAt = approvedAt
    self.due = due
    state = .scheduled
    points = []
    effects = []
    retained = []
    blobs = []
    participants = []
    restricted = []
    isJournaled = false
  }
}

extension Erasure {
  /// When the system does something about it next, while it is open: when it is due, or tried again.
  public var nextMoment: Date { max(due, setback?.next ?? due) }

  /// What nothing comes back under: the contact points, and the person's records, which other systems may know by their own keys.
  var suppressed: [ContactDigest] { points + subjects.map { ContactDigest(person: $0) } }
}

extension RestrictionGround {
  /// The person's erasure was approved and may still be called off.
  public static let erasureScheduled: RestrictionGround = "erasureScheduled"
}

extension EventName {
  /// An erasure was approved; `due`. It is about the erasure.
  public static let erasureScheduled: EventName = "erasure.scheduled"
  /// An erasure was called off.
  public static let erasureCancelled: EventName = "erasure.cancelled"
  /// An erasure began.
  public static let erasureBegun: EventName = "erasure.begun"
  /// Records turned out to be another person's and were left out of an erasure that had begun; `records`, how many.
  public static let erasureLeftOut: EventName = "erasure.leftOut"
  /// An erasure is done.
  public static let erasureDone: EventName = "erasure.done"
}
