import Foundation

/// One result as tables for people.
struct Report {
  private let result: BenchmarkResult

  init(_ result: BenchmarkResult) {
    self.result = result
  }

  var text: String { ([heading, rates, ratios, footprint].joined(separator: "\n\n")) + "\n" }

  private var heading: String {
    """
    \(Format.count(result.records)) records of \(result.jsonBytes) bytes of JSON; a single commit is \(result.commitBytes) \
    bytes in the journal.
    Median of \(result.rounds) rounds after a warm-up, all contestants in turn in each round.
    Our stores are called through `any Store`, off the main actor unless said; GRDB 7 reads and writes Codable records, one
    transaction per operation, SQLite \(result.sqliteVersion), write-ahead log, synchronous = FULL.
    """
  }

  private var rates: String {
    var table = TextTable(["operations per second"] + ContestantName.allCases.map(\.title))
    for figure in Figure.allCases {
      table.add(
        [figure.title]
          + ContestantName.allCases.map { name in
            result.timings.median(figure, name).map { Format.rate(1 / $0) } ?? "–"
          })
    }
    return table.text
  }

  private var ratios: String {
    var table = TextTable(["figure", "value", "aimed at", "what it is"], leftAligned: [0, 3])
    for ratio in result.ratios {
      table.add([ratio.key, ratio.value.map(Format.ratio) ?? "–", ratio.goal, ratio.meaning])
    }
    return table.text
  }

  private var footprint: String {
    var table = TextTable(["cold cache, own process", "seconds", "resident MB", "before", "bytes on disk"])
    let rows: [(ProbeKind, String, Int?)] = [
      (.file, "FileStore reopened", result.storeBytes), (.recent, "same, recent part verified", nil),
      (.scan, "same, every record read once", nil), (.read, "its files read raw", nil),
      (.grdb, "GRDB opened, first page", result.databaseBytes), (.memory, "InMemoryStore filled", nil),
    ]
    for (kind, title, bytes) in rows {
      guard let probe = result.probes[kind] else { continue }
      table.add([
        title, Format.ratio(probe.seconds), probe.residentMB.map(Format.ratio) ?? "–",
        probe.baselineMB.map(Format.ratio) ?? "–", bytes.map(Format.count) ?? "–",
      ])
    }
    return table.text
  }
}

/// How each figure changes with the number of records.
struct SweepReport {
  private let results: [BenchmarkResult]

  init(_ results: [BenchmarkResult]) {
    self.results = results
  }

  var text: String {
    let sizes = results.map { Format.count($0.records) }
    let change = "last / first"
    var rates = TextTable(["operations per second, by records", "", ""] + sizes + [change], leftAligned: [0, 1])
    for figure in Figure.allCases {
      for name in ContestantName.allCases {
        let values = results.map { $0.timings.median(figure, name).map { 1 / $0 } }
        guard values.contains(where: { $0 != nil }) else { continue }
        rates.add(
          [figure.title, name.title, ""] + values.map { $0.map(Format.rate) ?? "–" } + [Self.change(values)])
      }
    }
    var ratios = TextTable(["figure, by records"] + sizes + [change])
    for (index, ratio) in (results.first?.ratios ?? []).enumerated() {
      let values = results.map { $0.ratios[index].value }
      ratios.add([ratio.key] + values.map { $0.map(Format.ratio) ?? "–" } + [Self.change(values)])
    }
    return rates.text + "\n\n" + ratios.text + "\n"
  }

  private static func change(_ values: [Double?]) -> String {
    guard let first = values.first ?? nil, let last = values.last ?? nil, first > 0 else { return "–" }
    return Format.ratio(last / first)
  }
}
