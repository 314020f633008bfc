import ArgumentParser
import CRMCore
import Foundation

/// `benchmarks retention`: what a daily pass of retention costs where one record of a thousand is due.
struct RetentionCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retention",
    abstract: "A daily pass of retention: reading everything, and reading only what can be due.",
    discussion: """
      Every day one record of a thousand is due and deleted, and as many are edited. "everything" reads all records every day \
      (fullReadingDays: 1), "what is due" follows the history and reads its list; every 28th day it costs what "everything" does.
      """)

  @Option(help: "Numbers of records, separated by commas.")
  var records = "10000,100000,1000000"

  @Option(help: "Daily passes measured; the median counts.")
  var days = 7

  @Option(help: "Where the stores are made; a folder in it is used and removed.")
  var directory: String = FileManager.default.temporaryDirectory.path

  func validate() throws {
    guard days >= 1, days <= 20 else { throw ValidationError("--days must be from 1 to 20") }
    guard sizes.allSatisfy({ $0 >= 1_000 }), !sizes.isEmpty else {
      throw ValidationError("--records must be numbers of at least 1000")
    }
  }

  private var sizes: [Int] { records.split(separator: ",").map { Int($0) ?? 0 } }

  @concurrent
  func run() async throws {
    let folder = URL(filePath: directory).appending(path: "swift-crm-benchmarks-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var table = TextTable([
      "store", "records", "a pass reads", "first pass, s", "daily pass, ms", "due", "µs per due record", "looked at",
      "list, records", "memory, MB", "peak, MB",
    ])
    for size in sizes {
      for isFile in [false, true] {
        for reading in [1, 28] {
          progress("\(size) records, \(isFile ? "file" : "memory"), \(reading == 1 ? "everything" : "what is due")")
          let run = RetentionRun(records: size, days: days, reading: reading, folder: isFile ? folder : nil)
          table.add(try await run.row())
        }
      }
    }
    print(table.text)
  }
}

/// A visit: kept for a thousand days.
private struct Visit: Record {
  static let collection: CollectionName = "visits"
  var id: Identifier<Visit>
  var date: Date
  var place: String
  var note: String

  static var personalData: PersonalData<Visit>? { PersonalData(.behaviour, obtained: { $0.date }) }
}

/// One base, swept every day.
private struct RetentionRun {
  let records: Int
  let days: Int
  let reading: Int
  let folder: URL?

  private static let start = Date(timeIntervalSince1970: 1_770_000_000)
  private static let policy = RetentionPolicy(
    id: "benchmark", version: "1", timeZone: "Europe/Berlin",
    schedules: [
      RetentionSchedule(
        "visits", category: .behaviour, purpose: "service", basis: .contract, start: RetentionStart(.created),
        period: RetentionPeriod(days: 1_000), reference: "benchmark")
    ])

  @concurrent
  func row() async throws -> [String] {
    guard let folder else { return try await row("memory", InMemoryStore()) }
    let directory = folder.appending(path: "\(records)-\(reading)")
    let store = try await FileStore.open(at: directory, options: .init(durability: .full))
    let row = try await row("file", store)
    try await store.close()
    try FileManager.default.removeItem(at: directory)
    return row
  }

  private func row(_ name: String, _ store: any Store) async throws -> [String] {
    let ids = try await fill(store)
    let before = FileProbe.residentMB() ?? 0
    let desk = try RetentionDesk(
      store: store, policy: Self.policy, registry: RecordRegistry([Visit.self] + RetentionDesk.recordTypes),
      fullReadingDays: reading)
    let first = try await seconds { try await sweep(desk, on: 0) }
    var passes: [(seconds: Double, due: Int, examined: Int)] = []
    var peak = FileProbe.residentMB() ?? 0
    for day in 1...days {
      try await edit(ids, store, day)
      let daily = try await seconds { try await sweep(desk, on: day) }
      passes.append((daily.seconds, daily.result.done["delete"] ?? 0, daily.result.examined))
      peak = max(peak, FileProbe.residentMB() ?? 0)
    }
    passes.sort { $0.seconds < $1.seconds }
    let median = passes[passes.count / 2]
    guard passes.allSatisfy({ abs($0.due - records / 1_000) <= max(10, records / 5_000) }) else {
      throw BenchmarkError("a pass deleted \(passes.map(\.due)) of \(records) records")
    }
    return [
      name, Format.count(records), reading == 1 ? "everything" : "what is due", Format.ratio(first.seconds),
      Format.ratio(median.seconds * 1e3), Format.count(median.due),
      Format.ratio(median.seconds * 1e6 / Double(max(1, median.due))), Format.count(median.examined),
      Format.count(try await store.count(Query<RetentionDue>())), Format.ratio(before), Format.ratio(peak),
    ]
  }

  /// Records whose dates have nothing to do with their order, one of a thousand for each day.
  private func fill(_ store: any Store) async throws -> [Identifier<Visit>] {
    var ids: [Identifier<Visit>] = []
    ids.reserveCapacity(records)
    for start in stride(from: 0, to: records, by: 1_000) {
      var changes = ChangeSet(author: .system)
      for number in start..<min(start + 1_000, records) {
        let visit = Visit(
          id: Identifier(derivedFrom: "visit", String(number)), date: date(of: number), place: "Room \(number % 40)",
          note: "Asked for the price of the large one, and will call back in number \(number % 50) days.")
        changes.insert(visit)
        ids.append(visit.id)
      }
      try await store.commit(changes)
    }
    return ids
  }

  /// Due at the start of the first, second … day after the first pass.
  private func date(of number: Int) -> Date { Self.start.addingTimeInterval(Double(number % 1_000 - 1_000) * 86_400) }

  private func edit(_ ids: [Identifier<Visit>], _ store: any Store, _ day: Int) async throws {
    // Those that are due last.
    for number in stride(from: 1_000 - 10 * day, to: ids.count, by: 1_000) {
      try await store.edit(ids[number]) { $0.note = "edited on day \(day)" }
    }
  }

  private func sweep(_ desk: RetentionDesk, on day: Int) async throws -> RetentionPass {
    let now = Self.start.addingTimeInterval(Double(day) * 86_400 + 3_600)
    let work = desk.sweeping(batch: 500)
    while try await work.perform(WorkSlice(now: now, limit: 5_000)).hasMore {}
    guard let pass = try await desk.store.get(RetentionPass.id(of: desk.policy)) else {
      throw BenchmarkError("there was no pass")
    }
    return pass.record
  }
}
