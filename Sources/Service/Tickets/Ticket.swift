public import CRMCore
public import Customers
public import Foundation

/// A customer's request from the first word to the last, over every channel.
///
/// The messages are ``TicketArticle``s; the ticket itself keeps the history of its status, from which resolution time and
/// service level are computed. Nothing computed is stored.
public struct Ticket: Record {
  /// `tickets`.
  public static let collection: CollectionName = "tickets"

  /// The ticket's identity.
  public var id: Identifier<Ticket>
  /// The number that customers and agents use, if the company numbers its tickets.
  public var number: Int?
  /// Who asks.
  public var requester: Identifier<Customer>?
  /// The organisation they ask for.
  public var organisation: Identifier<Customer>?
  /// How the request came in.
  public var channel: Channel
  /// What it is about, in the requester's words.
  public var subject: String
  /// What kind of request it is.
  public var type: TicketType
  /// How soon it is to be seen to.
  public var priority: TicketPriority
  /// The line of work it waits in, by stable name.
  public var queue: String?
  /// Who sees to it.
  public var assignee: Identifier<StaffMember>?
  /// Free labels, ascending and without repeats.
  public var tags: [String]
  /// The host's own fields.
  public var customFields: CustomFields
  /// Deals, purchases, campaigns and other tickets it has to do with.
  public var links: [RecordReference]
  /// The language of the conversation, as a BCP 47 tag.
  public var language: String?
  /// Every status it has had, the first one with the moment of creation; never empty.
  public private(set) var history: [TicketStatusChange]

  /// A new ticket in its first status. `createdAt` is when the request came in, not when it was recorded.
  public init(
    id: Identifier<Ticket>, subject: String, requester: Identifier<Customer>? = nil,
    organisation: Identifier<Customer>? = nil, channel: Channel = .email, type: TicketType = .question,
    priority: TicketPriority = .normal, status: TicketStatus = .new, queue: String? = nil,
    assignee: Identifier<StaffMember>? = nil, tags: Set<String> = [], customFields: CustomFields = CustomFields(),
    links: [RecordReference] = [], language: String? = nil, number: Int? = nil, createdAt: Date, by author: Author
  ) {
    self.id = id
    self.number = number
    self.requester = requester
    self.organisation = organisation
    self.channel = channel
    self.subject = subject
    self.type = type
    self.priority = priority
    self.queue = queue
    self.assignee = assignee
    self.tags = tags.sorted()
    self.customFields = customFields
    self.links = links
    self.language = language
    history = [TicketStatusChange(status: status, at: createdAt, by: author)]
  }

  /// This ticket with another history: for imports from other systems and for tests.
  ///
  /// - Throws: ``TicketViolation`` if the history is empty or goes back in time.
  public func restoring(history: [TicketStatusChange]) throws(TicketViolation) -> Ticket {
    var reasons: [Reason] = []
    if history.isEmpty { reasons.append(Reason(TicketViolation.Code.emptyHistory)) }
    if zip(history, history.dropFirst()).contains(where: { $0.at > $1.at }) {
      reasons.append(Reason(TicketViolation.Code.backInTime))
    }
    guard reasons.isEmpty else { throw TicketViolation(reasons) }
    var copy = self
    copy.history = history
    return copy
  }

  mutating func append(_ change: TicketStatusChange) { history.append(change) }

  /// The present status.
  public var status: TicketStatus { history[history.count - 1].status }
  /// When the request came in.
  public var createdAt: Date { history[0].at }

  /// When the ticket was resolved: when it last became solved or closed after being neither; `nil` while it is unresolved.
  ///
  /// Closing a solved ticket does not change it.
  public var resolvedAt: Date? {
    guard !status.category.isUnresolved else { return nil }
    let lastUnresolved = history.lastIndex { $0.status.category.isUnresolved } ?? -1
    return history[lastUnresolved + 1].at
  }

  /// How often the ticket was taken up again after it was resolved.
  public var reopenCount: Int {
    zip(history, history.dropFirst()).count { !$0.status.category.isUnresolved && $1.status.category.isUnresolved }
  }
}

/// One step in the history of a ticket.
public struct TicketStatusChange: Hashable, Codable, Sendable {
  /// The status that began.
  public var status: TicketStatus
  /// When.
  public var at: Date
  /// By whom.
  public var by: Author

  /// A step.
  public init(status: TicketStatus, at: Date, by: Author) {
    self.status = status
    self.at = at
    self.by = by
  }
}
