import ArgumentParser
import CRMTesting
import Customers
import Foundation

/// `benchmarks dedupe`: time and quality of the search for duplicates.
struct DedupeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dedupe",
    abstract: "DuplicateDetector with its default settings on public and generated bases with the truth.",
    discussion: """
      The time is that of one search, from plain rows to groups, without reading files. Public bases are taken from --data if \
      it is given: febrl_dataset1.csv, febrl_dataset2.csv, splink_fake_1000.csv.
      """)

  @Option(help: "The folder with the public bases.")
  var data: String?

  @Option(help: "Rows of a generated base in Latin letters; may be repeated.")
  var rows: [Int] = [5_000, 50_000, 500_000]

  @Flag(help: "Also generate 5,000 rows per script, and across scripts.")
  var scripts = false

  @Flag(help: "Print one JSON object.")
  var json = false

  @concurrent
  func run() async throws {
    var results: [DedupeResult] = []
    if let data {
      for base in PublicBase.allCases {
        let (records, truth) = try base.load(URL(filePath: data))
        results.append(try await DedupeResult(base.rawValue, records, truth))
      }
    }
    if scripts {
      for script in PartyScript.allCases {
        var generator = PartyGenerator(script: script, seed: 7)
        results.append(try await DedupeResult(script.rawValue, generator.parties(count: 5_000)))
      }
      for script in [PartyScript.russian, .ukrainian, .chinese] {
        var generator = PartyGenerator(script: script, seed: 7)
        let parties = generator.partiesInTwoScripts(count: 2_500)
        results.append(try await DedupeResult(script.rawValue + " and Latin", parties))
      }
    }
    for count in rows {
      progress("searching \(Format.count(count)) rows")
      var generator = PartyGenerator(seed: 3)
      results.append(try await DedupeResult("generated", generator.parties(count: count)))
    }
    print(json ? try JSONValue.array(results.map { .object($0.json) }).text() : DedupeResult.table(results))
  }
}
