/// What was measured at one number of customers.
struct SegmentsResult: Sendable {
  struct Question: Sendable {
    var name: String
    var leaves: Int
    var found: Int
    var seconds: Double
    var secondsOnOneCore: Double
    var peerSeconds: Double?
  }

  var records: Int
  var buildSeconds = 0.0
  var columnBytes = 0
  /// Seconds for one changed customer.
  var apply = 0.0
  var questions: [Question] = []

  init(records: Int) { self.records = records }

  var json: [String: JSONValue] {
    [
      "records": .number(Double(records)), "buildSeconds": .number(buildSeconds),
      "columnBytesPerRecord": .number(Double(columnBytes) / Double(records)), "applyMicroseconds": .number(apply * 1e6),
      "questions": .array(
        questions.map { question in
          .object([
            "name": .text(question.name), "found": .number(Double(question.found)),
            "milliseconds": .number(question.seconds * 1e3),
            "millisecondsOnOneCore": .number(question.secondsOnOneCore * 1e3),
            "nanosecondsPerLeafAndRow": .number(perLeaf(question)),
            "duckDBMilliseconds": question.peerSeconds.map { .number($0 * 1e3) } ?? .null,
            "ratioToDuckDB": question.peerSeconds.map { .number(question.seconds / $0) } ?? .null,
          ])
        }),
    ]
  }

  private func perLeaf(_ question: Question) -> Double {
    question.seconds * 1e9 / Double(question.leaves * records)
  }

  static func table(_ results: [SegmentsResult]) -> String {
    var times = TextTable(
      ["question", "customers", "found", "ms", "one core", "ns/leaf/row", "DuckDB ms", "ours/DuckDB"])
    for index in results.first?.questions.indices ?? 0..<0 {
      for result in results {
        let question = result.questions[index]
        times.add([
          question.name, Format.count(result.records), Format.count(question.found),
          Format.ratio(question.seconds * 1e3), Format.ratio(question.secondsOnOneCore * 1e3),
          Format.ratio(result.perLeaf(question)), question.peerSeconds.map { Format.ratio($0 * 1e3) } ?? "–",
          question.peerSeconds.map { Format.ratio(question.seconds / $0) } ?? "–",
        ])
      }
    }
    var building = TextTable(["columns", "build s", "bytes per customer", "µs per change"])
    for result in results {
      building.add([
        Format.count(result.records), Format.ratio(result.buildSeconds),
        Format.count(result.columnBytes / result.records), Format.ratio(result.apply * 1e6),
      ])
    }
    return times.text + "\n\n" + building.text
  }
}
