public import CRMCore

/// What kind of request a ticket is. Open: hosts add kinds.
public struct TicketType: OpenVocabulary {
  /// The stable name.
  public let rawValue: String

  /// The kind of this name.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// Somebody wants to know something.
  public static let question: TicketType = "question"
  /// Something does not work.
  public static let incident: TicketType = "incident"
  /// The cause of several incidents.
  public static let problem: TicketType = "problem"
  /// Somebody wants something to be done.
  public static let task: TicketType = "task"
  /// Somebody is dissatisfied with us.
  public static let complaint: TicketType = "complaint"
}

/// How soon a ticket is to be seen to.
public enum TicketPriority: Int, Codable, Sendable, CaseIterable, Comparable {
  /// After the others.
  case low
  /// In its turn.
  case normal
  /// Before the others.
  case high
  /// At once.
  case urgent

  /// Less pressing is less.
  public static func < (left: TicketPriority, right: TicketPriority) -> Bool { left.rawValue < right.rawValue }
}

/// What a ticket's status means for clocks and work lists; every status belongs to one.
public enum StatusCategory: String, Codable, Sendable, CaseIterable {
  /// Nobody has looked at it.
  case new
  /// Work is under way or due.
  case open
  /// The customer has to answer.
  case pendingCustomer
  /// Something outside has to happen first.
  case onHold
  /// An answer was given; the customer may come back.
  case solved
  /// Finished for good.
  case closed

  /// Whether the ticket is still to be worked on.
  public var isUnresolved: Bool { self != .solved && self != .closed }
}

/// A ticket's status: the company's own name for it, in one of the categories.
public struct TicketStatus: Hashable, Codable, Sendable {
  /// The stable name.
  public var name: String
  /// What it means.
  public var category: StatusCategory

  /// A status of this name.
  public init(_ name: String, _ category: StatusCategory) {
    self.name = name
    self.category = category
  }

  /// Nobody has looked at it.
  public static let new = TicketStatus("new", .new)
  /// Work is under way.
  public static let open = TicketStatus("open", .open)
  /// The customer has to answer.
  public static let pending = TicketStatus("pending", .pendingCustomer)
  /// Something outside has to happen first.
  public static let onHold = TicketStatus("onHold", .onHold)
  /// An answer was given.
  public static let solved = TicketStatus("solved", .solved)
  /// Finished for good.
  public static let closed = TicketStatus("closed", .closed)
}
