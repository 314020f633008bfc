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

  /// Open ones, by when they are due.
  public static let byDue = Index<Erasure>("due") { $0.state.isOpen ? IndexKey($0.due) : nil }
  /// By each of the person's records, then by time.
  public static let bySubject = Index<Erasure>("subject") { erasure in
    erasure.subjects.map { IndexKey($0, erasure.approvedAt) }
  }
  /// By time.
  public static let byDate = Index<Erasure>("date") { IndexKey($0.approvedAt) }
  /// The declared indexes.
  public static var indexes: [Index<Erasure>] { [byDue, bySubject, byDate] }

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
  /// An erasure is done.
  public static let erasureDone: EventName = "erasure.done"
}
