public import CRMCore

/// A customer that was found, ready to be shown.
public struct FoundCustomer: Hashable, Sendable {
  /// The record as it is now.
  public let customer: Customer
  /// How well it answers to what was typed.
  public let match: SearchMatch
  /// Which texts answer, and which parts of them.
  public let highlights: [SearchHighlight]
}

/// A page of found customers.
public struct FoundCustomers: Hashable, Sendable {
  /// The customers, the best match first.
  public let customers: [FoundCustomer]
  /// Where the next page begins; `nil` if this is the last one.
  public let next: CustomerSearchCursor?
}

extension CustomerDirectory {
  /// The customers that answer to every word of a text, with what to mark; after every commit that was acknowledged before.
  ///
  /// - Parameters:
  ///   - text: what somebody typed so far.
  ///   - search: the index that the host keeps beside this directory's store. The first call builds it: O(n log n).
  ///   - limit: the greatest number of customers.
  ///   - cursor: where the page before ended; `nil` for the first page.
  /// - Note: Without an index, ``customers(named:limit:after:)`` finds names by their beginning from the store alone.
  public func search(
    _ text: String, in search: Live<CustomerSearch>, limit: Int = 20, after cursor: CustomerSearchCursor? = nil
  ) async throws -> FoundCustomers {
    try await self.search(text, in: try await search.current(), limit: limit, after: cursor)
  }

  /// The customers that answer to every word of a text in a snapshot of the index; records that are gone since are left out.
  ///
  /// - Parameters:
  ///   - text: what somebody typed so far.
  ///   - search: the snapshot.
  ///   - limit: the greatest number of customers.
  ///   - cursor: where the page before ended; `nil` for the first page.
  public func search(
    _ text: String, in search: CustomerSearch, limit: Int = 20, after cursor: CustomerSearchCursor? = nil
  ) async throws -> FoundCustomers {
    let page = search.page(text, limit: limit, after: cursor)
    let records = try await store.fetch(Customer.self, ids: page.hits.map(\.customer))
    let found = zip(page.hits, records).compactMap { hit, stored in
      stored.map { stored in
        FoundCustomer(
          customer: stored.record, match: hit.match,
          highlights: CustomerSearch.highlights(of: text, in: stored.record))
      }
    }
    return FoundCustomers(customers: found, next: page.next)
  }
}
