public import CRMCore
import Foundation

/// Finds customers while somebody types: by the beginnings of words, across scripts, and in spite of typing errors.
///
/// A projection: keep it beside the store with `Live` and ask it for pages.
///
/// ```swift
/// let search = Live(CustomerSearch(), of: store)
/// let page = try await search.current().page("anna sm")
/// ```
/// It is a value. A copy is a snapshot that is read without a lock, by as many as like, while another copy takes in commits; copies
/// share everything large.
public struct CustomerSearch: Projection, Equatable {
  private var index = TextIndex()

  /// A search over no customers.
  public init() {}

  /// A search over these customers, each once. O(n log n), about 15 µs per customer.
  public init(_ customers: some Sequence<Customer>) {
    var builder = IndexSegmentBuilder()
    for customer in customers { builder.add(customer.searchDocument) }
    index = TextIndex(builder)
  }

  /// The number of customers that can be found.
  public var count: Int { index.count }

  /// About how many bytes the index takes in memory; copies share them.
  public var byteCount: Int { index.byteCount }

  /// Reads all customers. O(n log n).
  public mutating func rebuild(from store: any Store) async throws {
    var builder = IndexSegmentBuilder()
    var seen: Set<Identifier<Customer>> = []
    try await store.forEach(in: Query(Customer.self)) { stored in
      if seen.insert(stored.id).inserted { builder.add(stored.record.searchDocument) }
    }
    index = TextIndex(builder)
  }

  /// Takes in what happened to customers. O(changes · log n) on average: now and then changes of the past are united with older
  /// ones.
  public mutating func apply(_ commit: Commit) throws {
    for change in commit.changes(to: Customer.self) {
      if let customer = try change.record(as: Customer.self) {
        index.put(customer.searchDocument)
      } else if change.kind == .deleted {
        index.remove(change.reference.id)
      }
    }
  }

  /// Unites everything that was taken in one by one: a little less memory and time per query. O(n); a good time is the night.
  public mutating func compact() { index.compact() }

  /// The customers that answer to every word of a text, the best first.
  ///
  /// Which ones those are, and in what order, is said in the article on searching customers. The work depends on the page and on
  /// the number of words, hardly on the number of customers.
  ///
  /// - Parameters:
  ///   - text: what somebody typed so far. Of more than eight words the first eight count.
  ///   - limit: the greatest number of hits.
  ///   - cursor: where the page before ended; `nil` for the first page. It stays good when customers change meanwhile.
  public func page(_ text: String, limit: Int = 20, after cursor: CustomerSearchCursor? = nil) -> CustomerSearchPage {
    let hits = index.hits(SearchQuery(text), after: cursor?.position, limit: limit)
    let last = hits.count == limit ? hits.last : nil
    return CustomerSearchPage(
      hits: hits.map { CustomerSearchHit(customer: Identifier($0.id), match: SearchMatch(cost: $0.cost)) },
      next: last.map { CustomerSearchCursor(position: $0) })
  }
}

/// A page of search results.
public struct CustomerSearchPage: Hashable, Sendable {
  /// The hits, the best first.
  public let hits: [CustomerSearchHit]
  /// Where the next page begins; `nil` if this is the last one. The next page may be empty.
  public let next: CustomerSearchCursor?
}

/// A customer that was found.
public struct CustomerSearchHit: Hashable, Sendable {
  /// The customer.
  public let customer: Identifier<Customer>
  /// How well the customer answers to the text.
  public let match: SearchMatch
}

/// The end of a page of search results.
public struct CustomerSearchCursor: Hashable, Codable, Sendable {
  let position: HitPosition
}

/// How well a text was found: as well as its worst word.
public enum SearchMatch: Int, Hashable, Codable, Sendable, Comparable {
  /// Every word, letter by letter.
  case exact
  /// The beginnings of words.
  case beginning
  /// Another spelling or script of the same name.
  case spelling
  /// What the same keys mean on another keyboard layout.
  case keyboardLayout
  /// A word with typing errors.
  case typingError

  /// The better match is less.
  public static func < (left: SearchMatch, right: SearchMatch) -> Bool { left.rawValue < right.rawValue }
}
