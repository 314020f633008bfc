/// One of the figures that the file store is held against.
struct Ratio: Sendable {
  /// The stable name in the JSON output.
  var key: String
  var meaning: String
  /// What is aimed at, in words; nothing is asserted.
  var goal: String
  var value: Double?

  static func all(_ result: BenchmarkResult) -> [Ratio] {
    let times = result.timings
    let file = result.probes[.file]
    let read = result.probes[.read]
    return [
      Ratio(
        key: "durableCommitVsRaw", meaning: "time of a durable commit / append + fdatasync of its bytes",
        goal: "≤ 1.3", value: times.ratio(.commit, .full, to: .raw)),
      Ratio(
        key: "durableCommitVsGRDB", meaning: "GRDB's time of a durable insert / ours", goal: "≥ 3",
        value: times.ratio(.commit, .grdb, to: .full)),
      Ratio(
        key: "groupCommitGain", meaning: "rate with 64 writers / rate with one", goal: "≥ 10",
        value: times.ratio(.commit, .full, to: .full, of: .writers)),
      Ratio(
        key: "batchVsGRDB", meaning: "GRDB's time of a batch of 1,000 records / ours", goal: "≥ 8",
        value: times.ratio(.batch, .grdb, to: .full)),
      Ratio(
        key: "batchVsGRDBBlobs", meaning: "GRDB's time of the same bytes as 1,000 blobs / ours", goal: "≥ 1",
        value: times.ratio(.blobs, .grdb, to: .full, of: .batch)),
      Ratio(
        key: "readVsGRDB", meaning: "GRDB's time of a fetch by id, whole base / ours", goal: "≥ 50",
        value: times.ratio(.get, .grdb, to: .full)),
      Ratio(
        key: "workingSetReadVsGRDB", meaning: "the same within 1,000 records", goal: "≥ 50",
        value: times.ratio(.getWorkingSet, .grdb, to: .full)),
      Ratio(
        key: "mainActorReadVsGRDB", meaning: "the same, called from the main actor", goal: "–",
        value: times.ratio(.getOnMainActor, .grdb, to: .full)),
      Ratio(
        key: "memoryReadVsGRDB", meaning: "GRDB's time of a fetch by id / InMemoryStore's", goal: "≥ 50",
        value: times.ratio(.get, .grdb, to: .memory)),
      Ratio(
        key: "lookupVsGRDB", meaning: "GRDB's time of a look-up by unique e-mail / ours", goal: "≥ 50",
        value: times.ratio(.lookUp, .grdb, to: .full)),
      Ratio(
        key: "firstPageMicroseconds", meaning: "first page of 50 by name, µs", goal: "< 50 at 1 M",
        value: times.median(.firstPage, .full).map { $0 * 1e6 }),
      Ratio(
        key: "reopenVsRead", meaning: "time to reopen, checksums verified / cold raw read of the files", goal: "≤ 2",
        value: file.flatMap { file in read.map { file.seconds / $0.seconds } }),
      Ratio(key: "reopenSeconds", meaning: "time to reopen, s", goal: "< 1 at 1 M", value: file?.seconds),
      Ratio(
        key: "residentMB", meaning: "resident memory after reopening, MB", goal: "< 200 at 1 M",
        value: file?.residentMB),
      Ratio(
        key: "sizeVsGRDB", meaning: "bytes with indexes / GRDB's", goal: "≤ 0.6",
        value: result.databaseBytes > 0 ? Double(result.storeBytes) / Double(result.databaseBytes) : nil),
      Ratio(
        key: "compactedSizeVsGRDB", meaning: "the same after a compaction, per record", goal: "–",
        value: result.databaseBytes > 0 && result.compactedBytesPerRecord > 0
          ? Double(result.compactedBytesPerRecord * result.records) / Double(result.databaseBytes) : nil),
      Ratio(
        key: "compactionMBs", meaning: "compaction, MB of input per second", goal: "≥ 600",
        value: result.compaction.map { Double($0.bytes) / 1e6 / $0.seconds }),
      Ratio(
        key: "writeUnderScanMicroseconds", meaning: "edit in memory while another task reads everything, µs",
        goal: "< 100 at 1 M", value: times.median(.editUnderScan, .memory).map { $0 * 1e6 }),
      Ratio(
        key: "openRecentSeconds", meaning: "time to reopen, snapshot and recent log verified only, s",
        goal: "≤ GRDB's", value: result.probes[.recent]?.seconds),
      Ratio(
        key: "scanResidentMB", meaning: "resident memory after reading every record once, MB", goal: "bounded",
        value: result.probes[.scan]?.residentMB),
    ]
  }
}
