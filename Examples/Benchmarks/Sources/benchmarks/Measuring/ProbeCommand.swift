import ArgumentParser
import CRMCore
import Foundation

/// What is opened in a process of its own.
enum ProbeKind: String, CaseIterable, Codable, Sendable, ExpressibleByArgument {
  /// Opens a file store, every checksum verified.
  case file
  /// Opens it with only the snapshot and the recent log verified.
  case recent
  /// Opens it and reads every record once.
  case scan
  /// Reads the same files from beginning to end.
  case read
  /// Opens the database and fetches one record.
  case grdb
  /// Fills a store in memory.
  case memory
}

struct ProbeResult: Codable, Sendable {
  var seconds: Double
  /// Resident memory afterwards, in megabytes; `nil` where the system does not tell.
  var residentMB: Double?
  /// Resident memory before.
  var baselineMB: Double?
}

/// `benchmarks probe`: started by `benchmarks store`, prints one ``ProbeResult`` as JSON.
struct ProbeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "probe", shouldDisplay: false)

  @Argument var kind: ProbeKind
  @Argument var path: String
  @Option var records = 0

  @concurrent
  func run() async throws {
    let target = URL(filePath: path)
    let baseline = FileProbe.residentMB()
    let result: ProbeResult
    switch kind {
    case .file:
      let (store, time) = try await seconds { try await FileStore.open(at: target) }
      result = ProbeResult(seconds: time, residentMB: FileProbe.residentMB(), baselineMB: baseline)
      // No `close()`: it would write to the journal.
      guard try await store.count(Query<Client>()) == records else { throw BenchmarkError("records are missing") }
    case .recent:
      let options = FileStore.Options(verification: .recent)
      let (store, time) = try await seconds { try await FileStore.open(at: target, options: options) }
      result = ProbeResult(seconds: time, residentMB: FileProbe.residentMB(), baselineMB: baseline)
      guard try await store.count(Query<Client>()) == records else { throw BenchmarkError("records are missing") }
    case .scan:
      let store = try await FileStore.open(at: target)
      let (found, time) = try await seconds {
        try await store.scan()
      }
      result = ProbeResult(seconds: time, residentMB: FileProbe.residentMB(), baselineMB: baseline)
      guard found == records else { throw BenchmarkError("records are missing") }
    case .read:
      let (_, time) = try await seconds { try FileProbe.readAll(in: target) }
      result = ProbeResult(seconds: time, residentMB: FileProbe.residentMB(), baselineMB: baseline)
    case .grdb:
      let (found, time) = try await seconds {
        let database: any Contestant = try GRDBContestant(at: target)
        return try await database.firstPage(times: 1)
      }
      guard found == 1 else { throw BenchmarkError("records are missing") }
      result = ProbeResult(seconds: time, residentMB: FileProbe.residentMB(), baselineMB: baseline)
    case .memory:
      let store = InMemoryStore()
      var maker = ClientBase(seed: 1)
      let (_, time) = try await seconds {
        for start in stride(from: 0, to: records, by: 1_000) {
          var changes = ChangeSet()
          changes.insert(contentsOf: maker.next(min(1_000, records - start)))
          try store.commit(changes)
        }
      }
      result = ProbeResult(seconds: time, residentMB: FileProbe.residentMB(), baselineMB: baseline)
      guard try store.count(Query<Client>()) == records else { throw BenchmarkError("records are missing") }
    }
    print(String(decoding: try JSONEncoder().encode(result), as: UTF8.self))
  }
}

extension Store {
  /// Reads every client once, page by page, and counts them.
  func scan() async throws -> Int {
    var query = Query<Client>().limited(to: 500)
    var found = 0
    while true {
      let page = try await page(query)
      found += page.items.count
      guard let next = page.next else { return found }
      query = query.after(next)
    }
  }
}
