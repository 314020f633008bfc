import Foundation

/// Everything measured at one number of records.
struct BenchmarkResult: Sendable {
  var records: Int
  var rounds: Int
  var jsonBytes = 0
  var commitBytes = 0
  var storeBytes = 0
  var databaseBytes = 0
  /// The bytes of all files before a compaction, and how long it took.
  var compaction: (bytes: Int, seconds: Double)?
  var compactedBytesPerRecord = 0
  var sqliteVersion = ""
  var probes: [ProbeKind: ProbeResult] = [:]
  var timings = Timings()

  init(records: Int, rounds: Int) {
    self.records = records
    self.rounds = rounds
  }

  var ratios: [Ratio] { Ratio.all(self) }

  /// The result under stable names; a figure that was not measured is null.
  var json: [String: JSONValue] {
    var output: [String: JSONValue] = [
      "records": .number(Double(records)), "rounds": .number(Double(rounds)),
      "bytesOfJSON": .number(Double(jsonBytes)), "bytesPerCommit": .number(Double(commitBytes)),
      "storeBytes": .number(Double(storeBytes)), "databaseBytes": .number(Double(databaseBytes)),
      "sqlite": .text(sqliteVersion),
      "processors": .number(Double(ProcessInfo.processInfo.activeProcessorCount)),
    ]
    for ratio in ratios { output[ratio.key] = ratio.value.map { .number($0) } ?? .null }
    var rates: [String: JSONValue] = [:]
    for figure in Figure.allCases {
      var row: [String: JSONValue] = [:]
      for name in ContestantName.allCases {
        if let seconds = timings.median(figure, name) { row[name.rawValue] = .number(1 / seconds) }
      }
      rates[figure.rawValue] = .object(row)
    }
    output["operationsPerSecond"] = .object(rates)
    return output
  }
}
