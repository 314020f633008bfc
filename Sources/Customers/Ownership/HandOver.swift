public import CRMCore
public import Foundation

/// The hand-over of one leaving person's book: what was decided, how far it has come, what came of it.
///
/// It is worked off in many bounded commits by ``StaffBooks``, each of which counts here what it moved; it can be cut off
/// anywhere. When nothing is left it goes on to look after what is still assigned to the person, less and less often.
public struct HandOver: Record {
  /// `handOvers`.
  public static let collection: CollectionName = "handOvers"

  /// By the moment at which something is to be done.
  public static let byDue = Index<HandOver>("due") { handOver in handOver.due.map { IndexKey($0) } }
  /// By the person who leaves; unique among those that are not over, so that nobody's book is handed over twice.
  public static let current = Index<HandOver>("current", unique: true) { handOver in
    handOver.due == nil ? nil : IndexKey(handOver.leaver)
  }
  /// The declared indexes.
  public static var indexes: [Index<HandOver>] { [byDue, current] }
  /// The person who leaves.
  public static var references: [Reference<HandOver>] { [Reference("leaver", \.leaver)] }

  /// How far a hand-over has come.
  public enum State: String, Codable, Sendable, CaseIterable {
    /// Records are being handed over, or will be when the person leaves.
    case running
    /// Nothing was left; what is assigned to the person since then is handed over, too.
    case done
    /// Over: the person works here again.
    case ended
  }

  /// The hand-over's identity.
  public var id: Identifier<HandOver>
  /// Who leaves.
  public var leaver: Identifier<StaffMember>
  /// Who gets what.
  public var succession: Succession
  /// How far it has come.
  public var state: State
  /// When something is to be done next; `nil` when it is over.
  public var due: Date?
  /// How many records were handed over, by type.
  public var moved: [CollectionName: Int]
  /// How many records each successor got.
  public var received: [Identifier<StaffMember>: Int]
  /// Whose turn it is in a team, counted from the beginning.
  public var turn: Int
  /// How often it was looked whether something was assigned since.
  public var sweeps: Int
  /// Who decided it.
  public var author: Author
  /// When it was decided.
  public var createdAt: Date
  /// When nothing was left.
  public var finishedAt: Date?

  /// A hand-over that begins at `due`.
  public init(
    id: Identifier<HandOver>, leaver: Identifier<StaffMember>, succession: Succession, due: Date, author: Author,
    createdAt: Date
  ) {
    self.id = id
    self.leaver = leaver
    self.succession = succession
    self.due = due
    self.author = author
    self.createdAt = createdAt
    state = .running
    moved = [:]
    received = [:]
    turn = 0
    sweeps = 0
  }

  /// Records handed over so far.
  public var total: Int { moved.values.reduce(0, +) }

  /// The hand-over after a look that found nothing left. The next look comes an hour later, then each time after twice as long,
  /// at most a week.
  func swept(at now: Date) -> HandOver {
    var copy = self
    copy.state = .done
    copy.finishedAt = finishedAt ?? now
    copy.due = now.addingTimeInterval(min(3600 * Double(1 << min(sweeps, 10)), 7 * 86_400))
    copy.sweeps += 1
    return copy
  }
}

extension EventName {
  /// A book is to be handed over; `leaver`.
  public static let handOverStarted: EventName = "handOver.started"
  /// Nothing of the book is left; `leaver`, `records`.
  public static let handOverFinished: EventName = "handOver.finished"
  /// A record other than a customer has another owner; `link`, `from`, `to`.
  public static let ownerChanged: EventName = "record.ownerChanged"
}

/// What a hand-over would do: a dry run. Nothing is written, and nothing keeps it from growing old.
public struct HandOverPlan: Hashable, Sendable {
  /// What one successor gets of one type.
  public struct Line: Hashable, Sendable {
    /// The type of the records.
    public var collection: CollectionName
    /// Who gets them.
    public var successor: Identifier<StaffMember>
    /// How many.
    public var count: Int

    /// A share.
    public init(collection: CollectionName, successor: Identifier<StaffMember>, count: Int) {
      self.collection = collection
      self.successor = successor
      self.count = count
    }
  }

  /// Who leaves.
  public var leaver: Identifier<StaffMember>
  /// Who gets how much of what, by type and successor.
  public var lines: [Line]

  /// A plan.
  public init(leaver: Identifier<StaffMember>, lines: [Line]) {
    self.leaver = leaver
    self.lines = lines
  }

  /// Records in all.
  public var total: Int { lines.reduce(0) { $0 + $1.count } }
}
