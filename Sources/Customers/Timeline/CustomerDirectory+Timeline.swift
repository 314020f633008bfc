public import CRMCore
import Foundation

extension CustomerDirectory {
  /// Records a contact with a customer, together with an `interaction.logged` event and, if given, the follow-up it calls for.
  ///
  /// One that another system has handed over before (``Interaction/foreignKey``) is not recorded twice: the first one is given back.
  ///
  /// - Parameters:
  ///   - interaction: what took place.
  ///   - followUp: what has to be done next.
  ///   - author: who records it.
  /// - Throws: `ValidationError`; `notFound` if the customer does not exist.
  @discardableResult
  public func log(
    _ interaction: Interaction, followUp: FollowUp? = nil, by author: Author
  ) async throws -> Interaction {
    try await store.perform { try await prepareLog(interaction, followUp: followUp, by: author) }
  }

  /// The changes that ``log(_:followUp:by:)`` commits.
  public func prepareLog(
    _ interaction: Interaction, followUp: FollowUp? = nil, by author: Author
  ) async throws -> Prepared<Interaction> {
    let now = environment.now()
    if let key = interaction.foreignKey,
      let known = try await store.first(Query(Interaction.byForeignKey, prefix: key.indexKey))
    {
      return Prepared(known.record, changes: ChangeSet(author: author, date: now))
    }
    let customer = try await requireCurrent(interaction.customer)
    var interaction = interaction
    interaction.customer = customer.id
    try ValidationError.check(interaction.problems())
    var changes = ChangeSet(author: author, date: now)
    changes.require(unchanged: customer)
    changes.insert(interaction)
    var properties: [String: FieldValue] = [
      "kind": .choice(interaction.kind.rawValue), "direction": .choice(interaction.direction.rawValue),
    ]
    if let outcome = interaction.outcome { properties["outcome"] = .text(outcome) }
    changes.insert(
      Event(
        id: environment.id(), name: .interactionLogged, about: RecordReference(interaction),
        customer: RecordReference(interaction.customer), date: interaction.date, author: author, properties: properties)
    )
    if let followUp { changes.append(try prepareAddFollowUp(followUp, by: author, now: now).changes) }
    return Prepared(interaction, changes: changes)
  }

  /// One page of what happened with a customer, newest first.
  ///
  /// With a filter on n kinds at most n pages are read; without one, exactly the page.
  ///
  /// - Parameters:
  ///   - customer: the customer.
  ///   - filter: which part is wanted.
  ///   - limit: the most items on the page, at least 1.
  ///   - cursor: where the page starts: `Page.next` of the page before.
  public func timeline(
    of customer: Identifier<Customer>, _ filter: TimelineFilter = TimelineFilter(), limit: Int = 50,
    after cursor: PageCursor? = nil
  ) async throws -> Page<Interaction> {
    guard !filter.kinds.isEmpty else {
      let query = bounded(Query(Interaction.byCustomer, customer), by: filter)
      return try await page(query.descending().limited(to: limit).after(cursor))
    }
    // A cursor names a place in the customer's whole timeline; behind the customer its key is the moment, in every index.
    let moment = cursor.map { $0.key.bytes.dropFirst(IndexKey(customer).bytes.count) }
    var found: [Interaction] = []
    var hasMore = false
    for kind in filter.kinds {
      var query = bounded(Query(Interaction.byCustomerAndKind, customer, ExactText(kind.rawValue)), by: filter)
      if let cursor, let moment {
        let key = IndexKey(bytes: IndexKey(customer, ExactText(kind.rawValue)).bytes + moment)
        query = query.after(PageCursor(key: key, id: cursor.id))
      }
      let page = try await store.page(query.descending().limited(to: limit))
      found += page.items.map(\.record)
      hasMore = hasMore || page.next != nil
    }
    found.sort { ($0.date, $0.id) > ($1.date, $1.id) }
    hasMore = hasMore || found.count > limit
    let items = Array(found.prefix(limit))
    let next = items.last.map { PageCursor(key: IndexKey(customer, $0.date), id: $0.id.uuid) }
    return Page(items: items, next: hasMore ? next : nil)
  }

  /// One page of what happened about a deal, a ticket or a campaign, newest first. Exactly the page is read.
  public func timeline(
    about subject: RecordReference, limit: Int = 50, after cursor: PageCursor? = nil
  ) async throws -> Page<Interaction> {
    try await page(Query(Interaction.bySubject, subject).descending().limited(to: limit).after(cursor))
  }

  private func bounded(_ query: Query<Interaction>, by filter: TimelineFilter) -> Query<Interaction> {
    var query = query
    if let from = filter.from { query = query.from(from) }
    if let before = filter.before { query = query.before(before) }
    return query
  }
}
