public import CRMCore
public import Foundation

/// One message or note in a ticket.
public struct TicketArticle: Record {
  /// `ticketArticles`.
  public static let collection: CollectionName = "ticketArticles"

  /// By ticket, then by time.
  public static let byTicket = Index<TicketArticle>("ticket") { IndexKey($0.ticket, $0.date) }
  /// By the digest of each file that came with it.
  public static let byAttachment = Index<TicketArticle>("attachment") { article in
    article.attachments.map { IndexKey(ExactText($0.digest.hex)) }
  }

  /// The declared indexes.
  public static var indexes: [Index<TicketArticle>] { [byTicket, byAttachment] }
  /// The ticket.
  public static var references: [Reference<TicketArticle>] { [Reference("ticket", \.ticket)] }

  /// Who speaks to whom.
  public enum Direction: String, Codable, Sendable {
    /// The customer to us.
    case fromCustomer
    /// We to the customer.
    case toCustomer
    /// Among ourselves; the customer never sees it.
    case note
  }

  /// The article's identity.
  public var id: Identifier<TicketArticle>
  /// The ticket.
  public var ticket: Identifier<Ticket>
  /// Who speaks to whom.
  public var direction: Direction
  /// Who wrote it.
  public var author: Author
  /// How it came or went.
  public var channel: Channel
  /// The text.
  public var body: String
  /// When it was written, to the millisecond.
  public var date: Date
  /// Whether a machine wrote it: automatic answers neither count as an answer nor open tickets.
  public var isAutomatic: Bool
  /// Files that came with it.
  public var attachments: [Attachment]

  /// An article.
  public init(
    id: Identifier<TicketArticle>, ticket: Identifier<Ticket>, direction: Direction, author: Author,
    channel: Channel = .email,
    body: String, date: Date, isAutomatic: Bool = false, attachments: [Attachment] = []
  ) {
    self.id = id
    self.ticket = ticket
    self.direction = direction
    self.author = author
    self.channel = channel
    self.body = body
    self.date = date
    self.isAutomatic = isAutomatic
    self.attachments = attachments
  }

  /// Whether it counts as an answer to the customer: from us, to the customer, by a person.
  public var isAnswer: Bool { direction == .toCustomer && !isAutomatic }
}
