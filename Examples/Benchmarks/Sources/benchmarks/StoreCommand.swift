import ArgumentParser
import Foundation

/// `benchmarks store`: the two stores against the raw limit of the device and against GRDB.
struct StoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "store",
    abstract: "InMemoryStore and FileStore against append + fdatasync and GRDB 7 on SQLite.",
    discussion: """
      Every figure is the median of several rounds after a warm-up. In each round all contestants take their turn, and a \
      ratio is the median of the ratios of the rounds, so that other load on the machine strikes both sides.
      """)

  @Option(help: "Records in each store while reads and edits are measured.")
  var records = 10_000

  @Option(help: "Rounds per figure; the median counts.")
  var rounds = 5

  @Option(help: "Where the databases are made; a folder in it is used and removed.")
  var directory: String = FileManager.default.temporaryDirectory.path

  @Option(help: "Measure only this line of the table, for a profiler; may be repeated.")
  var only: [Figure] = []

  @Option(help: "Let only this contestant take part; may be repeated.")
  var contestant: [ContestantName] = []

  @Flag(help: "Also measure 1,000, 10,000 and 100,000 records, and show how each figure changes.")
  var sweep = false

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    guard records >= 1_000 else { throw ValidationError("--records must be at least 1000") }
    guard rounds >= 1 else { throw ValidationError("--rounds must be at least 1") }
  }

  @concurrent
  func run() async throws {
    let sizes = sweep ? Set([1_000, 10_000, 100_000, records]).sorted() : [records]
    var results: [BenchmarkResult] = []
    for size in sizes {
      let folder = URL(filePath: directory).appending(path: "swift-crm-benchmarks-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      results.append(
        try await Session(records: size, rounds: rounds, folder: folder, figures: only, names: contestant).run())
    }
    guard let result = results.first(where: { $0.records == records }) else { return }
    if json {
      var output = result.json
      if sweep { output["sweep"] = .array(results.map { .object($0.json) }) }
      print(try JSONValue.object(output).text())
    } else {
      print(Report(result).text)
      if sweep { print(SweepReport(results).text) }
    }
  }
}

extension Figure: ExpressibleByArgument {}
extension ContestantName: ExpressibleByArgument {}

/// Tells on the error stream what is being done; the output stream has results only.
func progress(_ text: String) {
  FileHandle.standardError.write(Data((text + "\n").utf8))
}
