import CRM

/// A small file with all of its rows in memory, for those who have to look at it more than once.
struct SourceTable: Sendable {
  var file: SourceFile
  var rows: [ImportRow] = []

  init(_ file: SourceFile, columns required: [String]) throws {
    self.file = file
    var reader = Self.reader(of: file)
    var columns: ImportRow.Columns?
    while let row = try reader.nextRow() {
      let known = columns ?? ImportRow.Columns(reader.header?.names ?? [])
      columns = known
      let damage = row.issues.filter { $0.code != .raggedRow }.map(\.code.rawValue)
      rows.append(ImportRow(line: row.line, columns: known, fields: row.fields, damage: damage))
    }
    for column in required where rows.first?.hasColumn(column) == false {
      throw TourError.noColumn(column, file: file.name)
    }
  }

  /// The different values of a column in the order in which they come.
  func values(_ column: String) -> [String] {
    var seen: Set<String> = []
    return rows.compactMap { $0[column] }.filter { seen.insert($0).inserted }
  }

  /// The rows as a source of an import.
  var source: ImportSource { .rows(rows, name: file.name) }

  /// A reader of a file, row by row.
  static func reader(of file: SourceFile) -> CSVReader {
    let found = CSVDetection(of: Array(file.bytes.prefix(CSVDetection.sampleBytes)), isComplete: true)
    var format = found.format
    format.hasHeader = true
    return CSVReader(bytes: file.bytes, format: format, encoding: found.encoding)
  }
}
