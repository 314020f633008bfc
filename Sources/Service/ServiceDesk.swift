public import CRMCore
public import Customers
import Foundation

/// Tickets, messages and service levels over a store.
///
/// ```swift
/// let desk = ServiceDesk(store: store)
/// let ticket = try await desk.open(draft, by: agent)
/// try await desk.move(ticket.id, to: .solved, by: agent)
/// ```
public struct ServiceDesk: Sendable {
  /// The record types of this module.
  public static let recordTypes: [any Record.Type] = [Ticket.self, TicketArticle.self, ServiceLevelPolicy.self]
  /// The sentences for this module's reasons.
  public static let phrases = TicketViolation.phrases
  /// The fields of a ticket that rules can ask about.
  public static let ticketFields = FieldSet<Ticket>([
    Ticket.Fields.subject.erased, Ticket.Fields.status.erased, Ticket.Fields.priority.erased, Ticket.Fields.type.erased,
    Ticket.Fields.channel.erased, Ticket.Fields.queue.erased, Ticket.Fields.tags.erased, Ticket.Fields.language.erased,
    Ticket.Fields.assignee.erased, Ticket.Fields.reopenCount.erased,
  ])

  /// Where the records live.
  public let store: any Store
  /// Time and identifiers.
  public let environment: CRMEnvironment
  /// What is asked before a ticket changes its status.
  public let rules: TicketRules

  /// A desk over a store.
  public init(store: any Store, environment: CRMEnvironment = .live, rules: TicketRules = TicketRules()) {
    self.store = store
    self.environment = environment
    self.rules = rules
  }

  // MARK: Tickets

  /// Prepares ``open(_:firstMessage:by:)``.
  public func prepareOpen(_ ticket: Ticket, firstMessage: String? = nil, by author: Author) throws -> Prepared<Ticket> {
    try ValidationError.check(ticket.problems)
    let now = environment.now()
    var changes = ChangeSet(author: author, date: now)
    changes.insert(ticket)
    if let firstMessage {
      changes.insert(
        TicketArticle(
          id: environment.id(), ticket: ticket.id, direction: .fromCustomer, author: author, channel: ticket.channel,
          body: firstMessage, date: ticket.createdAt))
    }
    changes.insert(event(.ticketOpened, ticket, at: ticket.createdAt, by: author))
    return Prepared(ticket, changes: changes)
  }

  /// Opens a ticket, with the customer's first message if there is one; commits the event `ticket.opened` with it.
  ///
  /// - Throws: `ValidationError`; `StoreError` (`conflict` if the identifier is taken, `duplicateKey` if the number is).
  @discardableResult
  public func open(_ ticket: Ticket, firstMessage: String? = nil, by author: Author) async throws -> Ticket {
    let prepared = try prepareOpen(ticket, firstMessage: firstMessage, by: author)
    try await store.commit(prepared.changes)
    return prepared.value
  }

  /// Prepares ``add(_:)``.
  public func prepareAdd(_ article: TicketArticle) async throws -> Prepared<TicketArticle> {
    let ticket = try await store.require(article.ticket)
    var changes = ChangeSet(author: article.author, date: environment.now())
    changes.require(unchanged: ticket)
    changes.insert(article)
    let name: EventName =
      switch article.direction {
      case .fromCustomer: .ticketAsked
      case .toCustomer: .ticketAnswered
      case .note: .ticketNoted
      }
    changes.insert(event(name, ticket.record, at: article.date, by: article.author))
    return Prepared(article, changes: changes)
  }

  /// Adds a message or note to a ticket; commits `ticket.asked`, `ticket.answered` or `ticket.noted` with it.
  ///
  /// Answering here records the answer; sending it to the customer's contact point needs a send permit (module Consent).
  ///
  /// - Throws: `StoreError` with code `notFound` if there is no such ticket.
  @discardableResult
  public func add(_ article: TicketArticle) async throws -> TicketArticle {
    try await store.perform { try await prepareAdd(article) }
  }

  /// Prepares ``move(_:to:by:)``.
  public func prepareMove(
    _ id: Identifier<Ticket>, to status: TicketStatus, by author: Author
  ) async throws -> Prepared<Ticket> {
    let now = environment.now()
    var stored = try await store.require(id)
    let before = stored.status
    let isAnswered = rules.solvingNeedsAnswer ? try await articles(of: id).contains(where: \.isAnswer) : false
    stored.record = try stored.record.moving(to: status, at: now, by: author, rules: rules, isAnswered: isAnswered)
    var changes = ChangeSet(author: author, date: now)
    changes.update(stored)
    let name: EventName = status.category.isUnresolved || !before.category.isUnresolved ? .ticketMoved : .ticketSolved
    changes.insert(
      event(name, stored.record, at: now, by: author, ["from": .choice(before.name), "to": .choice(status.name)]))
    return Prepared(stored.record, changes: changes)
  }

  /// Gives a ticket another status; commits `ticket.solved` or `ticket.moved` with it.
  ///
  /// - Throws: ``TicketViolation`` with every reason against it; `StoreError`.
  @discardableResult
  public func move(_ id: Identifier<Ticket>, to status: TicketStatus, by author: Author) async throws -> Ticket {
    try await store.perform { try await prepareMove(id, to: status, by: author) }
  }

  /// Prepares ``assign(_:to:by:)``.
  public func prepareAssign(
    _ id: Identifier<Ticket>, to assignee: Identifier<StaffMember>?, by author: Author
  ) async throws -> Prepared<Ticket> {
    let now = environment.now()
    var stored = try await store.require(id)
    var changes = ChangeSet(author: author, date: now)
    guard stored.assignee != assignee else { return Prepared(stored.record, changes: changes) }
    if let assignee {
      // An assignment rests on the staff member being active when it applies.
      let member = try await store.require(assignee)
      guard member.record.isActive(at: now) else {
        throw ValidationError([FieldProblem("assignee", "ticket.assigneeInactive")])
      }
      changes.require(unchanged: member)
    }
    stored.assignee = assignee
    changes.update(stored)
    let properties: [String: FieldValue] = assignee.map { ["assignee": .reference(RecordReference($0))] } ?? [:]
    changes.insert(event(.ticketAssigned, stored.record, at: now, by: author, properties))
    return Prepared(stored.record, changes: changes)
  }

  /// Assigns a ticket to an active staff member, or to nobody; commits `ticket.assigned` with it.
  ///
  /// - Throws: `ValidationError` if the staff member is not active; `StoreError`.
  @discardableResult
  public func assign(
    _ id: Identifier<Ticket>, to assignee: Identifier<StaffMember>?, by author: Author
  ) async throws -> Ticket {
    try await store.perform { try await prepareAssign(id, to: assignee, by: author) }
  }

  // MARK: Reading

  /// A customer's unresolved tickets, the latest first, one page.
  public func unresolved(of customer: Identifier<Customer>, limit: Int = 20) async throws -> [Ticket] {
    let query = Query(Ticket.byUnresolvedRequester, customer).descending().limited(to: limit)
    return try await store.page(query).items.map(\.record)
  }

  /// All articles of a ticket, the oldest first.
  public func articles(of ticket: Identifier<Ticket>) async throws -> [TicketArticle] {
    try await store.all(Query(TicketArticle.byTicket, ticket)).map(\.record)
  }

  // MARK: Service levels

  /// The policy that applies to a ticket: the first in order whose condition holds; `nil` if none does.
  ///
  /// - Throws: `ConditionError` if a policy's condition cannot be judged.
  public func policy(for ticket: Ticket) async throws -> ServiceLevelPolicy? {
    let moment = EvaluationMoment(now: environment.now(), timeZone: environment.timeZone)
    for policy in try await store.all(Query(ServiceLevelPolicy.byOrder)).map(\.record) {
      guard let condition = policy.condition else { return policy }
      if try condition.evaluate(ticket, fields: Self.ticketFields, at: moment) { return policy }
    }
    return nil
  }

  /// How each promise to the requester of a ticket stands now; empty if no policy applies.
  public func serviceLevel(of ticket: Ticket) async throws -> [ServiceClock] {
    guard let policy = try await policy(for: ticket) else { return [] }
    let history = TicketHistory(of: ticket, articles: try await articles(of: ticket.id))
    let now = environment.now()
    return policy.targets.map { ServiceClock($0, history: history, calendar: policy.calendar, at: now) }
  }

  /// How long all tickets took from the request to the resolution. Reads every ticket. O(n log n).
  ///
  /// - Parameter calendar: counts working hours only; `nil` counts every hour.
  /// - Throws: `StoreError`; `CancellationError` between pages.
  @concurrent
  public func resolutionReport(calendar: WorkingCalendar? = nil) async throws -> ResolutionReport {
    var tickets: [Ticket] = []
    try await store.forEach(in: Query(Ticket.self)) { tickets.append($0.record) }
    return ResolutionReport(tickets: tickets, calendar: calendar)
  }

  private func event(
    _ name: EventName, _ ticket: Ticket, at date: Date, by author: Author, _ properties: [String: FieldValue] = [:]
  ) -> Event {
    Event(
      id: environment.id(), name: name, about: RecordReference(ticket),
      customer: ticket.requester.map { RecordReference($0) },
      date: date, author: author, properties: properties)
  }
}

extension EventName {
  /// A ticket was opened.
  public static let ticketOpened: EventName = "ticket.opened"
  /// A customer wrote in a ticket.
  public static let ticketAsked: EventName = "ticket.asked"
  /// We answered in a ticket.
  public static let ticketAnswered: EventName = "ticket.answered"
  /// A note was added to a ticket.
  public static let ticketNoted: EventName = "ticket.noted"
  /// A ticket got another status.
  public static let ticketMoved: EventName = "ticket.moved"
  /// A ticket was solved.
  public static let ticketSolved: EventName = "ticket.solved"
  /// A ticket was assigned.
  public static let ticketAssigned: EventName = "ticket.assigned"
}
