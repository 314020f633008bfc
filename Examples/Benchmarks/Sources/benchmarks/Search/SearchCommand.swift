import ArgumentParser
import Foundation

/// `benchmarks search`: customers found while somebody types.
struct SearchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "CustomerSearch over generated customers of three scripts.",
    discussion: """
      Builds the index, asks for first pages of 20 with texts of ten kinds, changes 2,000 customers and asks again. Texts and \
      customers come from a seed. A text is asked once, after a short warm-up.
      """)

  @Option(help: "Customers in the index; may be repeated.")
  var customers: [Int] = [10_000, 100_000, 1_000_000]

  @Option(help: "Texts that are asked.")
  var queries = 10_000

  @Option(help: "Determines customers and texts.")
  var seed: UInt64 = 4

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    guard customers.allSatisfy({ $0 >= 100 }) else { throw ValidationError("--customers must be at least 100") }
    guard queries >= 100 else { throw ValidationError("--queries must be at least 100") }
  }

  @concurrent
  func run() async throws {
    var results: [SearchResult] = []
    for count in customers.sorted() {
      results.append(try await SearchRun(customers: count, queries: queries, seed: seed).run(progress))
    }
    print(json ? try JSONValue.object(["results": .array(results.map(\.json))]).text() : SearchReport(results).text)
  }
}

/// The results as tables for people.
struct SearchReport {
  let results: [SearchResult]

  init(_ results: [SearchResult]) {
    self.results = results
  }

  var text: String { ([growth] + results.map(kinds)).joined(separator: "\n\n") + "\n" }

  private var growth: String {
    var table = TextTable([
      "customers", "build s", "index MB", "bytes each", "resident MB", "p50 us", "p99 us", "max us", "change us",
      "p99 us after",
    ])
    for result in results {
      table.add([
        Format.count(result.customers), Format.ratio(result.buildSeconds), Self.megabytes(result.indexBytes),
        Format.count(result.indexBytes / result.customers), Self.megabytes(result.residentBytes),
        Self.micro(result.all.p50), Self.micro(result.all.p99), Self.micro(result.all.longest),
        Self.micro(result.changeSeconds), Self.micro(result.afterChanges.p99),
      ])
    }
    return table.text
  }

  private func kinds(_ result: SearchResult) -> String {
    var table = TextTable(["\(Format.count(result.customers)) customers", "hits", "p50 us", "p99 us", "max us"])
    for kind in SearchQueryKind.allCases {
      guard let latencies = result.byKind[kind] else { continue }
      table.add([
        kind.title, Format.ratio(latencies.hits), Self.micro(latencies.p50), Self.micro(latencies.p99),
        Self.micro(latencies.longest),
      ])
    }
    return table.text
  }

  private static func micro(_ seconds: Double) -> String { Format.count(Int((seconds * 1_000_000).rounded())) }
  private static func megabytes(_ bytes: Int) -> String { Format.ratio(Double(bytes) / 1_000_000) }
}

extension SearchResult {
  var json: JSONValue {
    var kinds: [String: JSONValue] = [:]
    for (kind, latencies) in byKind { kinds[kind.rawValue] = latencies.json }
    return .object([
      "customers": .number(Double(customers)), "buildSeconds": .number(buildSeconds),
      "indexBytes": .number(Double(indexBytes)), "residentBytes": .number(Double(residentBytes)),
      "changeMicroseconds": .number(changeSeconds * 1_000_000), "all": all.json, "afterChanges": afterChanges.json,
      "kinds": .object(kinds),
    ])
  }
}

extension SearchResult.Latencies {
  var json: JSONValue {
    .object([
      "p50Microseconds": .number(p50 * 1_000_000), "p99Microseconds": .number(p99 * 1_000_000),
      "maxMicroseconds": .number(longest * 1_000_000), "hits": .number(hits),
    ])
  }
}
