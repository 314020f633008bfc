import Foundation

/// DuckDB's filter, through python3.
enum DuckDB {
  struct Answer: Decodable {
    var seconds: Double
    var count: Int
  }

  /// The times of the questions; `nil` if DuckDB is not installed.
  static func filter(_ rows: Int, _ questions: [SegmentsQuestion], rounds: Int) throws -> [Answer]? {
    let columns = SegmentsBase.columns.map { "\($0.sql) AS \($0.name)" }.joined(separator: ", ")
    let list = questions.map { "\"\"\"\($0.sql)\"\"\"" }.joined(separator: ",\n")
    let program = """
      import json, sys, time
      try:
          import duckdb
      except ImportError:
          sys.exit(3)
      base = duckdb.connect()
      base.execute(\"\"\"CREATE TABLE customers AS SELECT \(columns) FROM range(\(rows)) t(i)\"\"\")
      answers = []
      for question in [\(list)]:
          times = []
          for round in range(\(rounds + 1)):
              start = time.perf_counter()
              count = base.execute("SELECT count(*) FROM customers WHERE " + question).fetchone()[0]
              times.append(time.perf_counter() - start)
          times = sorted(times[1:])
          answers.append({"seconds": times[len(times) // 2], "count": count})
      print(json.dumps(answers))
      """
    let python = Process()
    python.executableURL = URL(filePath: "/usr/bin/env")
    python.arguments = ["python3", "-c", program]
    let output = Pipe()
    python.standardOutput = output
    try python.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    python.waitUntilExit()
    guard python.terminationStatus != 3 else {
      progress("DuckDB is not installed: pip install duckdb")
      return nil
    }
    guard python.terminationStatus == 0 else { throw BenchmarkError("DuckDB failed") }
    return try JSONDecoder().decode([Answer].self, from: data)
  }
}
