import CRMFormats
import Foundation

/// One measurement of the reader.
struct CSVReading {
  let sample: CSVSample
  let megabytes: Double
  /// How the rows are used.
  let use: Use
  /// Megabytes of the file a second, the best of the rounds.
  let speed: Double

  enum Use: String, CaseIterable {
    /// Rows are counted.
    case rows
    /// The bytes of every field are looked at.
    case bytes
    /// Every field becomes a `String`.
    case strings
  }

  static func measure(_ sample: CSVSample, size: Int, use: Use, rounds: Int) throws -> CSVReading {
    let (bytes, expected) = sample.bytes(atLeast: size)
    var best = Duration.seconds(1_000)
    for _ in 0..<max(1, rounds) {
      var rows = 0
      var total = 0
      let time = try ContinuousClock().measure {
        var reader = CSVReader(bytes: bytes, format: sample.format, encoding: sample.encoding)
        while let row = try reader.nextRow() {
          rows += 1
          switch use {
          case .rows: break
          case .bytes: for column in 0..<row.count { total += row.bytes(at: column)?.count ?? 0 }
          case .strings: for column in 0..<row.count { total += row[column]?.utf8.count ?? 0 }
          }
        }
      }
      guard rows == expected, use == .rows || total > 0 else { throw BenchmarkError("wrong number of rows") }
      best = min(best, time)
    }
    let seconds = Double(best.components.seconds) + Double(best.components.attoseconds) / 1e18
    return CSVReading(
      sample: sample, megabytes: Double(bytes.count) / 1e6, use: use, speed: Double(bytes.count) / 1e6 / seconds)
  }
}

/// The memory that the process holds, from the operating system; nil where it does not say.
enum ResidentMemory {
  static var megabytes: Double? {
    guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return nil }
    let fields = text.split(separator: " ")
    guard fields.count > 1, let pages = Double(fields[1]) else { return nil }
    return pages * 4096 / 1e6
  }
}
