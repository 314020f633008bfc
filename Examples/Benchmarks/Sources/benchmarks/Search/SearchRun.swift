import CRMCore
import Customers
import Foundation

/// What was measured at one number of customers.
struct SearchResult: Sendable {
  struct Latencies: Sendable {
    var p50 = 0.0
    var p99 = 0.0
    var longest = 0.0
    var hits = 0.0
    /// The query that took longest.
    var slowest = ""
  }

  var customers: Int
  var buildSeconds = 0.0
  var indexBytes = 0
  var residentBytes = 0
  var all = Latencies()
  var byKind: [SearchQueryKind: Latencies] = [:]
  /// Seconds per changed customer, folding included.
  var changeSeconds = 0.0
  /// All queries again after the changes, without compacting.
  var afterChanges = Latencies()
}

/// Builds a base, asks it, changes it, asks it again.
struct SearchRun {
  let customers: Int
  let queries: Int
  let seed: UInt64

  func run(_ tell: (String) -> Void) async throws -> SearchResult {
    var result = SearchResult(customers: customers)
    let base = SearchBase(count: customers, seed: seed)
    tell("\(customers) customers: building")
    let before = Self.residentBytes()
    let clock = ContinuousClock()
    let generated = clock.measure { for number in 0..<customers { _ = base.customer(number) } }
    let start = clock.now
    var search = CustomerSearch((0..<customers).lazy.map { base.customer($0) })
    result.buildSeconds = (clock.now - start - generated) / .seconds(1)
    result.indexBytes = search.byteCount
    result.residentBytes = Self.residentBytes() - before

    let texts = Self.texts(base, count: queries, seed: seed)
    tell("\(customers) customers: asking")
    (result.all, result.byKind) = Self.ask(search, texts)

    tell("\(customers) customers: changing")
    let store = InMemoryStore()
    for number in 0..<min(2_000, customers) {
      var changed = base.customer(number * 7 % customers)
      changed.tags.insert("changed")
      var changes = ChangeSet(author: .system, date: changed.updatedAt)
      changes.insert(changed)
      _ = try? store.commit(changes)
    }
    let commits = try store.history(after: nil, limit: 2_000)
    let elapsed = try clock.measure { for commit in commits { try search.apply(commit) } }
    result.changeSeconds = elapsed / .seconds(1) / Double(max(commits.count, 1))
    (result.afterChanges, _) = Self.ask(search, texts)
    return result
  }

  private static func texts(_ base: SearchBase, count: Int, seed: UInt64) -> [(SearchQueryKind, String)] {
    var queries = SearchQueries(base, seed: seed &+ 1)
    return (0..<count).map { number in
      let kind = SearchQueryKind.allCases[number % SearchQueryKind.allCases.count]
      return (kind, queries.query(kind))
    }
  }

  private static func ask(
    _ search: CustomerSearch, _ texts: [(SearchQueryKind, String)]
  ) -> (SearchResult.Latencies, [SearchQueryKind: SearchResult.Latencies]) {
    let clock = ContinuousClock()
    var measured: [(kind: SearchQueryKind, seconds: Double, hits: Int, text: String)] = []
    for (_, text) in texts.prefix(200) { _ = search.page(text) }
    for (kind, text) in texts {
      let start = clock.now
      let page = search.page(text)
      measured.append((kind, (clock.now - start) / .seconds(1), page.hits.count, text))
    }
    func latencies(_ some: [(kind: SearchQueryKind, seconds: Double, hits: Int, text: String)])
      -> SearchResult.Latencies
    {
      let sorted = some.sorted { $0.seconds < $1.seconds }
      guard let last = sorted.last else { return SearchResult.Latencies() }
      return SearchResult.Latencies(
        p50: sorted[sorted.count / 2].seconds, p99: sorted[sorted.count * 99 / 100].seconds, longest: last.seconds,
        hits: Double(some.reduce(0) { $0 + $1.hits }) / Double(some.count), slowest: last.text)
    }
    return (latencies(measured), Dictionary(grouping: measured) { $0.kind }.mapValues(latencies))
  }

  /// The memory of this process; 0 where the system does not tell it in a file.
  private static func residentBytes() -> Int {
    guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return 0 }
    let parts = text.split(separator: " ")
    return parts.count > 1 ? (Int(parts[1]) ?? 0) * 4_096 : 0
  }
}
