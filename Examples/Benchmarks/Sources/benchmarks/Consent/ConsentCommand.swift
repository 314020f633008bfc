import ArgumentParser
import CRMCore
import Foundation

/// `benchmarks consent`: what it costs to ask for permission, and to send with it.
struct ConsentCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "consent",
    abstract: "Decisions on a ledger, and a campaign through the gate on a durable FileStore.",
    discussion: """
      Each size runs in a ledger of its own: one opt-in for each contact point. "attempts" are decided and their \
      authorisation is committed, 500 to a commit; "messages" are delivered besides and their delivery is committed.
      """)

  @Option(help: "Contact points in the ledger; may be repeated.")
  var recipients: [Int] = []

  @Option(help: "Where the stores are made; a folder in it is used and removed.")
  var directory: String = FileManager.default.temporaryDirectory.path

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    guard recipients.allSatisfy({ $0 >= 1_000 }) else { throw ValidationError("--recipients must be at least 1000") }
  }

  @concurrent
  func run() async throws {
    let sizes = recipients.isEmpty ? [10_000, 100_000, 1_000_000] : recipients
    var results: [ConsentFigures] = []
    for size in sizes {
      progress("\(size) recipients")
      let folder = URL(filePath: directory).appending(path: "swift-crm-benchmarks-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      results.append(try await ConsentRun(recipients: size, folder: folder).run())
    }
    if json {
      print(try JSONValue.object(["consent": .array(results.map { .object($0.json) })]).text())
    } else {
      print(ConsentReport(results).text)
    }
  }
}

/// `benchmarks consent-fill`: started by `benchmarks consent`, so that the memory that recording took is not counted twice.
/// Prints one ``ProbeResult`` as JSON.
struct ConsentFillCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "consent-fill", shouldDisplay: false)

  @Argument var path: String
  @Option var recipients: Int

  @concurrent
  func run() async throws {
    let folder = URL(filePath: path)
    let baseline = FileProbe.residentMB()
    let store = try await FileStore.open(at: folder, options: .init(durability: .full))
    let (_, time) = try await seconds { try await ConsentRun(recipients: recipients, folder: folder).fill(store) }
    let result = ProbeResult(seconds: time, residentMB: FileProbe.residentMB(), baselineMB: baseline)
    try await store.close()
    print(String(decoding: try JSONEncoder().encode(result), as: UTF8.self))
  }
}
