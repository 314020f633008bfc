import CRMCore
import Foundation

/// One run at one number of records: loads all contestants, looks at their files, then measures them in turn.
struct Session {
  let records: Int
  let rounds: Int
  let folder: URL
  /// What to measure; everything if empty.
  let figures: [Figure]
  /// Who takes part; all if empty.
  let names: [ContestantName]

  private var storeFolder: URL { folder.appending(path: "store") }
  private var relaxedFolder: URL { folder.appending(path: "relaxed") }
  private var database: URL { folder.appending(path: "client.sqlite") }

  @concurrent
  func run() async throws -> BenchmarkResult {
    progress("\(records) records: loading")
    var maker = ClientBase(seed: 1)
    let base = maker.next(records)
    try await load(base)
    progress("\(records) records: size, reopening, memory")
    var result = BenchmarkResult(records: records, rounds: rounds)
    result.jsonBytes = try meanJSONSize(base)
    result.storeBytes = try FileProbe.bytes(in: storeFolder)
    result.databaseBytes = try FileProbe.bytes(of: database)
    result.probes = try await probes()
    let load = Workload(base: base, rounds: rounds + 1, more: &maker, seed: 2)
    let field = try await contestants(base, &maker)
    result.commitBytes = field.commitBytes
    result.sqliteVersion = field.sqliteVersion
    for measurement in Measurement.all(load, recordBytes: field.batchBytes / Workload.batch)
    where figures.isEmpty || figures.contains(measurement.figure) {
      progress("\(records) records: \(measurement.figure.title)")
      try await measure(measurement, field.contestants, &result.timings)
    }
    for case let contestant as StoreContestant in field.contestants {
      guard let store = contestant.store as? FileStore else { continue }
      if contestant.name == .full {
        progress("\(records) records: compaction")
        let (report, time) = try await seconds { try await store.compact() }
        result.compaction = (report.bytesBefore, time)
      }
      try await store.close()
    }
    result.compactedBytesPerRecord = try FileProbe.bytes(in: storeFolder) / (records + field.added)
    return result
  }

  /// All contestants in turn in each round; the first round is the warm-up and counts for nothing.
  @concurrent
  private func measure(
    _ measurement: Measurement, _ contestants: [any Contestant], _ timings: inout Timings
  ) async throws {
    for round in 0...rounds {
      for contestant in contestants where names.isEmpty || names.contains(contestant.name) {
        let (done, time) = try await seconds { try await measurement.run(contestant, round) }
        guard let done else { continue }
        guard done == measurement.expected else {
          throw BenchmarkError(
            "\(contestant.name.title), \(measurement.figure.title): \(done) instead of \(measurement.expected)")
        }
        if round > 0 { timings.add(time / Double(measurement.operations), measurement.figure, contestant.name) }
      }
    }
  }

  // MARK: Loading

  private func load(_ base: [Client]) async throws {
    let grdb = try GRDBContestant(at: database)
    for (directory, durability) in [(storeFolder, FileStore.Durability.full), (relaxedFolder, .relaxed)] {
      let store = try await FileStore.open(at: directory, options: .init(durability: durability))
      try await fill(StoreContestant(name: .full, store: store), base)
      try await store.close()
    }
    try await fill(grdb, base)
    try grdb.close()
  }

  private func fill(_ contestant: any Contestant, _ base: [Client]) async throws {
    for start in stride(from: 0, to: base.count, by: 1_000) {
      let part = Array(base[start..<min(start + 1_000, base.count)])
      guard try await contestant.insertBatch(part) == part.count else { throw BenchmarkError("records are missing") }
    }
  }

  private func meanJSONSize(_ base: [Client]) throws -> Int {
    let encoder = JSONEncoder()
    let sample = base.prefix(1_000)
    return try sample.reduce(0) { $0 + (try encoder.encode($1).count) } / max(1, sample.count)
  }

  // MARK: Contestants

  private struct Field {
    var contestants: [any Contestant]
    /// Records beside the base at the end.
    var added: Int
    var commitBytes: Int
    var batchBytes: Int
    var sqliteVersion: String
  }

  private func contestants(_ base: [Client], _ maker: inout ClientBase) async throws -> Field {
    let memory = StoreContestant(name: .memory, store: InMemoryStore())
    try await fill(memory, base)
    let full = StoreContestant(
      name: .full, store: try await FileStore.open(at: storeFolder, options: .init(durability: .full)))
    let relaxed = StoreContestant(
      name: .relaxed, store: try await FileStore.open(at: relaxedFolder, options: .init(durability: .relaxed)))
    let grdb = try GRDBContestant(at: database)

    // What commits add to a journal is what the raw limit has to append: told by the store that makes no room ahead. The same commits go
    // to every contestant.
    let singles = maker.next(100)
    let batch = maker.next(Workload.batch)
    for contestant in [memory, full, grdb] as [any Contestant] {
      _ = try await contestant.insertEach(singles)
      _ = try await contestant.insertBatch(batch)
    }
    let start = try FileProbe.bytes(in: relaxedFolder)
    _ = try await relaxed.insertEach(singles)
    let middle = try FileProbe.bytes(in: relaxedFolder)
    _ = try await relaxed.insertBatch(batch)
    let commitBytes = (middle - start) / singles.count
    let batchBytes = try FileProbe.bytes(in: relaxedFolder) - middle
    let raw = try RawAppend(
      at: folder.appending(path: "raw"), commitBytes: commitBytes, batchBytes: batchBytes)
    // Single inserts, those of the writers and batches, in each round and the warm-up.
    let perRound = Workload.singleCommits + Workload.writers * 16 + Workload.batch
    let added = singles.count + batch.count + (rounds + 1) * perRound
    return Field(
      contestants: [memory, full, relaxed, grdb, raw], added: added, commitBytes: commitBytes, batchBytes: batchBytes,
      sqliteVersion: try grdb.sqliteVersion())
  }

  // MARK: Probes

  /// Opens the files in processes of their own, so that time and memory are those of opening and of nothing else.
  private func probes() async throws -> [ProbeKind: ProbeResult] {
    var results: [ProbeKind: [ProbeResult]] = [:]
    for _ in 0..<min(rounds, 3) {
      for kind in ProbeKind.allCases {
        try FileProbe.evict(storeFolder)
        try FileProbe.evict(folder)
        let target = kind == .grdb ? database : storeFolder
        results[kind, default: []].append(try FileProbe.launch(kind, target, records: records))
      }
    }
    return results.mapValues { runs in
      ProbeResult(
        seconds: Timings.median(runs.map(\.seconds)) ?? 0,
        residentMB: Timings.median(runs.compactMap(\.residentMB)),
        baselineMB: Timings.median(runs.compactMap(\.baselineMB)))
    }
  }
}
