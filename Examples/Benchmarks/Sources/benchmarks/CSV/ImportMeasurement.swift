import CRMCore
import Customers
import Foundation
import Synchronization

/// One import of a file of customers.
struct ImportMeasurement {
  /// What the import does with the rows.
  enum Way: String, CaseIterable {
    /// Every row is read, mapped, checked and left out: what is held is the import's own.
    case checking
    /// Every row becomes a customer in an `InMemoryStore`, with what undoing the import needs.
    case storing
  }

  let way: Way
  let rows: Int
  /// Rows a second.
  let rate: Double
  /// Megabytes that the process held before.
  let before: Double
  /// The most megabytes that it held after a batch.
  let peak: Double

  var bytesPerRow: Double { max(0, peak - before) * 1e6 / Double(rows) }

  @concurrent
  static func measure(_ way: Way, rows: Int, directory: URL) async throws -> ImportMeasurement {
    let url = directory.appending(path: "swift-crm-import-\(UUID().uuidString).csv")
    try write(rows, to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    let people = CustomerDirectory(store: InMemoryStore())
    let source = ImportSource.csv(contentsOf: url)
    let mapping = CSVColumnMapping(header: try source.columnNames())
    var importer = RowImporter.mapped("customers", by: mapping, in: "benchmark", region: "DE")
    if way == .checking {
      importer.check = { _, _ in [FieldProblem("benchmark", FieldProblem.Code.contradicts)] }
    }
    let before = ResidentMemory.megabytes ?? 0
    let peak = Mutex(before)
    let start = ContinuousClock.now
    let report = try await people.importRows(source, with: importer, by: .system) { _ in
      peak.withLock { $0 = max($0, ResidentMemory.megabytes ?? 0) }
    }
    let time = ContinuousClock.now - start
    guard report.counts.rows == rows, way == .checking || report.counts.inserted == rows else {
      throw BenchmarkError("wrong number of rows")
    }
    let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
    return ImportMeasurement(
      way: way, rows: rows, rate: Double(rows) / seconds, before: before, peak: peak.withLock { $0 })
  }

  private static func write(_ rows: Int, to url: URL) throws {
    guard FileManager.default.createFile(atPath: url.path, contents: nil) else {
      throw BenchmarkError("cannot make a file")
    }
    let file = try FileHandle(forWritingTo: url)
    defer { try? file.close() }
    var text = "First name,Last name,Email,Phone,Street,City,Postal code,Country,Birthday\r\n"
    for index in 0..<rows {
      text += "Ann \(index % 97),Example,ann\(index)@example.com,030 1\(1_000_000 + index),"
      text += "\"\(index) Long Street, Flat 2\",Berlin,10115,Germany,1985-04-12\r\n"
      if index % 10_000 == 9_999 || index + 1 == rows {
        try file.write(contentsOf: Data(text.utf8))
        text = ""
      }
    }
  }
}
