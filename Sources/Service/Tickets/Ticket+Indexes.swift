public import CRMCore

extension Ticket {
  /// By requester, then by time of creation.
  public static let byRequester = Index<Ticket>("requester") { ticket in
    ticket.requester.map { IndexKey($0, ticket.createdAt) }
  }
  /// Unresolved tickets by requester, then by time of creation.
  public static let byUnresolvedRequester = Index<Ticket>("unresolvedRequester") { ticket in
    guard ticket.status.category.isUnresolved else { return nil }
    return ticket.requester.map { IndexKey($0, ticket.createdAt) }
  }
  /// Unresolved tickets by assignee, then by time of creation.
  public static let byAssignee = Index<Ticket>("assignee") { ticket in
    guard ticket.status.category.isUnresolved else { return nil }
    return ticket.assignee.map { IndexKey($0, ticket.createdAt) }
  }
  /// Unresolved tickets by queue, the most pressing and then the oldest first.
  public static let byQueue = Index<Ticket>("queue") { ticket in
    guard ticket.status.category.isUnresolved else { return nil }
    return ticket.queue.map { IndexKey($0, -ticket.priority.rawValue, ticket.createdAt) }
  }
  /// By category of the status, then by time of creation.
  public static let byStatus = Index<Ticket>("status") { ticket in
    IndexKey(ExactText(ticket.status.category.rawValue), ticket.createdAt)
  }
  /// By number.
  public static let byNumber = Index<Ticket>("number", unique: true) { ticket in ticket.number.map { IndexKey($0) } }

  /// The declared indexes.
  public static var indexes: [Index<Ticket>] {
    [byRequester, byUnresolvedRequester, byAssignee, byQueue, byStatus, byNumber]
  }

  /// Requester, organisation, assignee and the linked records.
  public static var references: [Reference<Ticket>] {
    [
      Reference("requester", \.requester), Reference("organisation", \.organisation), Reference("assignee", \.assignee),
      Reference("links") {
        $0.links
      } repoint: { ticket, old, new in
        ticket.links = ticket.links.map { $0 == old ? new : $0 }
      },
    ]
  }

  /// The fields that rules can ask about.
  public enum Fields {
    /// The subject.
    public static let subject = Field<Ticket, String>("ticket.subject", \.subject)
    /// The category of the status.
    public static let status = Field<Ticket, String>("ticket.status") { $0.status.category.rawValue }
    /// The priority: 0 low to 3 urgent.
    public static let priority = Field<Ticket, Int>("ticket.priority") { $0.priority.rawValue }
    /// The kind of request.
    public static let type = Field<Ticket, String>("ticket.type") { $0.type.rawValue }
    /// The channel.
    public static let channel = Field<Ticket, String>("ticket.channel") { $0.channel.rawValue }
    /// The queue.
    public static let queue = Field<Ticket, String?>("ticket.queue", \.queue)
    /// The labels.
    public static let tags = Field<Ticket, [String]>("ticket.tags", \.tags)
    /// The language.
    public static let language = Field<Ticket, String?>("ticket.language", \.language)
    /// The assignee.
    public static let assignee = Field<Ticket, Identifier<StaffMember>?>("ticket.assignee", \.assignee)
    /// How often it was taken up again.
    public static let reopenCount = Field<Ticket, Int>("ticket.reopenCount", \.reopenCount)
  }
}
