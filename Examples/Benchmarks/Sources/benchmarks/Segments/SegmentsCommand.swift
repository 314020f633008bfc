import ArgumentParser
import CRMCore
import Customers
import Foundation

/// `benchmarks segments`: a segment of ten leaves over all customers, beside DuckDB's filter on the same data.
struct SegmentsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "segments",
    abstract: "Conditions over typed columns against DuckDB's filter.",
    discussion: """
      The columns follow commits with customers made by a formula; DuckDB makes the same rows by the same formula, in memory. \
      DuckDB is asked through python3 where its package is installed (`pip install duckdb`); both count the same rows, or it is an error.
      """)

  @Option(help: "Customers; may be repeated.")
  var records: [Int] = [10_000, 100_000, 1_000_000]

  @Option(help: "Rounds per figure; the median counts.")
  var rounds = 15

  @Flag(help: "Do not ask DuckDB.")
  var alone = false

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    guard !records.isEmpty, records.allSatisfy({ $0 >= 1_000 }) else {
      throw ValidationError("--records must be at least 1000")
    }
    guard rounds >= 1 else { throw ValidationError("--rounds must be at least 1") }
  }

  @concurrent
  func run() async throws {
    var results: [SegmentsResult] = []
    for count in records.sorted() { results.append(try await measure(count)) }
    if json {
      print(try JSONValue.object(["segments": .array(results.map { .object($0.json) })]).text())
    } else {
      print(SegmentsResult.table(results))
    }
  }

  @concurrent
  private func measure(_ count: Int) async throws -> SegmentsResult {
    progress("\(count) customers")
    let base = SegmentsBase(count)
    let clock = ContinuousClock()
    var columns = try RecordColumns(SegmentsBase.names, of: Customer.fieldSet)
    var result = SegmentsResult(records: count)
    for commit in 0..<(count + 9_999) / 10_000 {
      let batch = base.commit(commit * 10_000..<min((commit + 1) * 10_000, count))
      result.buildSeconds += try clock.measure { try columns.apply(batch) }.seconds
    }
    result.columnBytes = columns.columnBytes
    result.apply = try measureApplying(columns, base, clock)
    for question in SegmentsQuestion.all {
      let moment = EvaluationMoment(now: SegmentsBase.now)
      var times: [Double] = []
      var alone: [Double] = []
      var found = 0
      for _ in 0...rounds {
        let start = clock.now
        found = try await columns.rows(where: question.condition, at: moment).ones
        times.append((clock.now - start).seconds)
        let second = clock.now
        guard try columns.rowsNow(where: question.condition, at: moment).ones == found else {
          throw BenchmarkError("several cores find other rows than one")
        }
        alone.append((clock.now - second).seconds)
      }
      result.questions.append(
        SegmentsResult.Question(
          name: question.name, leaves: question.condition.cost.leaves, found: found, seconds: median(times),
          secondsOnOneCore: median(alone)))
    }
    if !self.alone, let peers = try DuckDB.filter(count, SegmentsQuestion.all, rounds: rounds) {
      for (index, peer) in peers.enumerated() {
        guard peer.count == result.questions[index].found else {
          throw BenchmarkError("DuckDB counts \(peer.count) rows, we \(result.questions[index].found)")
        }
        result.questions[index].peerSeconds = peer.seconds
      }
    }
    return result
  }

  /// The time that one changed customer takes, the columns being shared with somebody who reads.
  private func measureApplying(
    _ columns: CustomerColumns, _ base: SegmentsBase, _ clock: ContinuousClock
  ) throws -> Double {
    var copy = columns
    let rows = (0..<1_000).map { ($0 * 7_919) % base.count }
    let commits = rows.map { base.commit($0..<$0 + 1) }
    let time = try clock.measure { for commit in commits { try copy.apply(commit) } }
    return time.seconds / Double(commits.count)
  }

  private func median(_ times: [Double]) -> Double {
    let sorted = times.dropFirst().sorted()
    return sorted.isEmpty ? times[0] : sorted[sorted.count / 2]
  }
}

extension Duration {
  fileprivate var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) / 1e18
  }
}
