import ArgumentParser
import CRMCore
import Foundation

/// `benchmarks access`: what it costs to answer a person who asks for their data.
struct AccessCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "access",
    abstract: "The access export of one person with many records, from a FileStore.",
    discussion: """
      Interactions, events, follow-ups, purchases and files of one person. "provided" is the portable export; \
      "without commits" leaves out when and by whom each record was last written.
      """)

  @Option(help: "Records of the person; may be repeated.")
  var records: [Int] = []

  @Option(help: "Records to a commit.")
  var commit = 2

  @Option(help: "Where the stores are made; a folder in it is used and removed.")
  var directory: String = FileManager.default.temporaryDirectory.path

  func validate() throws {
    guard records.allSatisfy({ $0 >= 100 }) else { throw ValidationError("--records must be at least 100") }
    guard commit >= 1 else { throw ValidationError("--commit must be at least 1") }
  }

  @concurrent
  func run() async throws {
    let folder = URL(filePath: directory).appending(path: "swift-crm-benchmarks-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var table = TextTable([
      "records", "JSON, s", "records/s", "MB/s", "HTML records/s", "provided records/s", "without commits records/s",
      "MB before", "MB at most",
    ])
    for size in records.isEmpty ? [2_000, 20_000, 200_000] : records {
      progress("\(size) records")
      let figures = try await AccessRun(records: size, folder: folder, commit: commit).run()
      let count = Double(size)
      table.add([
        Format.count(size), Format.ratio(figures.json), Format.rate(count / figures.json),
        Format.ratio(Double(figures.bytes) / 1e6 / figures.json), Format.rate(count / figures.html),
        Format.rate(count / figures.portable), Format.rate(count / figures.withoutCommits),
        Format.ratio(figures.memory.before), Format.ratio(figures.memory.peak),
      ])
    }
    print(table.text)
  }
}
