public import CRMCore
import Foundation

extension CustomerDirectory {
  /// The most identities whose activities one profile shows.
  public static let maximumProfileIdentities = 50

  /// Records what somebody did of whom only an identity is known. It appears on the timelines of ``profileTimeline(of:limit:after:)``
  /// while the identity belongs to one customer. The same interaction again changes nothing.
  ///
  /// - Throws: `ValidationError`.
  @discardableResult
  public func log(
    _ interaction: Interaction, under identity: IdentityKey, by author: Author
  ) async throws -> AnonymousActivity {
    try await store.perform { try await prepareLog(interaction, under: identity, by: author) }
  }

  /// The changes that ``log(_:under:by:)`` commits.
  public func prepareLog(
    _ interaction: Interaction, under identity: IdentityKey, by author: Author
  ) async throws -> Prepared<AnonymousActivity> {
    var changes = ChangeSet(author: author, date: environment.now())
    try ValidationError.check(interaction.problems())
    let activity = AnonymousActivity(interaction, under: identity)
    if let known = try await store.get(activity.id) { return Prepared(known.record, changes: changes) }
    changes.insert(activity)
    return Prepared(activity, changes: changes)
  }

  /// One page of what happened with a customer, newest first: the customer's own timeline and, between, what was recorded under
  /// identities that are linked to this customer alone. What was done on a shared device is on nobody's.
  ///
  /// - Parameters:
  ///   - customer: the customer.
  ///   - limit: the most items on the page, at least 1.
  ///   - cursor: where the page starts: `Page.next` of the page before.
  /// - Complexity: at most one page of each linked identity is read.
  public func profileTimeline(
    of customer: Identifier<Customer>, limit: Int = 50, after cursor: PageCursor? = nil
  ) async throws -> Page<Interaction> {
    let customer = try await resolve(customer)
    // The cursor's key is the moment alone: behind its own prefix, every range continues there.
    func place(_ prefix: IndexKey) -> PageCursor? {
      cursor.map { PageCursor(key: IndexKey(bytes: prefix.bytes + $0.key.bytes), id: $0.id) }
    }
    let own = Query(Interaction.byCustomer, customer).descending().limited(to: limit).after(place(IndexKey(customer)))
    let page = try await store.page(own)
    var found = page.items.map(\.record)
    var hasMore = page.next != nil
    for identity in try await soleIdentities(of: customer) {
      let query = Query(AnonymousActivity.byIdentity, prefix: identity.indexKey).descending().limited(to: limit)
      let page = try await store.page(query.after(place(identity.indexKey)))
      found += page.items.map { stored in
        var interaction = stored.interaction
        interaction.customer = customer
        return interaction
      }
      hasMore = hasMore || page.next != nil
    }
    found.sort { ($0.date, $0.id) > ($1.date, $1.id) }
    let items = Array(found.prefix(limit))
    hasMore = hasMore || found.count > limit
    let next = items.last.map { PageCursor(key: IndexKey($0.date), id: $0.id.uuid) }
    return Page(items: items, next: hasMore ? next : nil)
  }

  /// The identities that belong to a customer and to nobody else.
  private func soleIdentities(of customer: Identifier<Customer>) async throws -> [IdentityKey] {
    let links = try await store.page(
      Query(IdentityLink.byCustomer, customer).limited(to: Self.maximumProfileIdentities))
    var sole: [IdentityKey] = []
    for identity in Set(links.items.map(\.identity)).sorted() {
      if case .one = try await ownership(of: identity) { sole.append(identity) }
    }
    return sole
  }
}
