import ArgumentParser
import Foundation

/// `benchmarks csv`: how fast delimited text is read and imported, and in how much memory.
struct CSVCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "csv",
    abstract: "The CSV reader by bytes, by kind of file, and an import of customers at growing sizes.",
    discussion: """
      Megabytes are those of the file, before it is decoded. "rows" counts rows, "bytes" looks at every field, "strings" \
      makes a String of every field. Figures are the best of several rounds. Memory is what the process holds.
      """)

  @Option(help: "Megabytes of each file that is read.")
  var megabytes = 32

  @Option(help: "Rounds per figure; the best counts.")
  var rounds = 3

  @Option(help: "Numbers of rows that are imported, each in a run of its own.")
  var rows: [Int] = [10_000, 100_000, 1_000_000]

  @Option(help: "Where files are made and removed.")
  var directory: String = FileManager.default.temporaryDirectory.path

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    guard megabytes >= 1, rounds >= 1 else { throw ValidationError("--megabytes and --rounds must be at least 1") }
  }

  @concurrent
  func run() async throws {
    var readings: [CSVReading] = []
    for sample in CSVSample.allCases {
      progress("reading \(sample.rawValue)")
      for use in CSVReading.Use.allCases {
        readings.append(try CSVReading.measure(sample, size: megabytes * 1_000_000, use: use, rounds: rounds))
      }
    }
    var imports: [ImportMeasurement] = []
    for way in ImportMeasurement.Way.allCases {
      for count in rows {
        progress("importing \(count) rows, \(way.rawValue)")
        imports.append(try await ImportMeasurement.measure(way, rows: count, directory: URL(filePath: directory)))
      }
    }
    print(json ? try JSONValue.object(Self.object(readings, imports)).text() : Self.text(readings, imports))
  }

  private static func text(_ readings: [CSVReading], _ imports: [ImportMeasurement]) -> String {
    var speeds = TextTable(["file", "MB", "rows MB/s", "bytes MB/s", "strings MB/s"])
    for sample in CSVSample.allCases {
      let own = readings.filter { $0.sample == sample }
      let size = own.first.map { String(Int($0.megabytes)) } ?? ""
      speeds.add([sample.rawValue, size] + own.map { String(Int($0.speed)) })
    }
    var growth = TextTable(["import", "rows", "rows/s", "MB before", "MB at most", "bytes/row"])
    for measurement in imports {
      growth.add([
        measurement.way.rawValue, Format.count(measurement.rows), Format.count(Int(measurement.rate)),
        String(Int(measurement.before)), String(Int(measurement.peak)), String(Int(measurement.bytesPerRow)),
      ])
    }
    return speeds.text + "\n\n" + growth.text
  }

  private static func object(_ readings: [CSVReading], _ imports: [ImportMeasurement]) -> [String: JSONValue] {
    let speeds = readings.map { reading in
      JSONValue.object([
        "file": .text(reading.sample.rawValue), "use": .text(reading.use.rawValue),
        "megabytes": .number(reading.megabytes), "megabytesPerSecond": .number(reading.speed),
      ])
    }
    let growth = imports.map { measurement in
      JSONValue.object([
        "way": .text(measurement.way.rawValue), "rows": .number(Double(measurement.rows)),
        "rowsPerSecond": .number(measurement.rate), "megabytesBefore": .number(measurement.before),
        "megabytesAtMost": .number(measurement.peak),
      ])
    }
    return ["reading": .array(speeds), "import": .array(growth)]
  }
}
