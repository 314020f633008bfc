public import CRMFormats
public import Foundation

/// Where the rows of an import come from. Reading starts anew each time, and holds no more than a block of the file.
public struct ImportSource: Sendable {
  /// What the rows come from, for the record: a file's name.
  public var name: String?
  private let open: @Sendable () throws -> any RowSequence

  /// Rows that are at hand.
  public static func rows(_ rows: [ImportRow], name: String? = nil) -> ImportSource {
    ImportSource(name: name) { RowList(rows: rows[...]) }
  }

  /// A delimited text that is at hand.
  ///
  /// - Parameters:
  ///   - bytes: the text.
  ///   - format: how it is written; `nil` detects it. It needs a header.
  ///   - encoding: how it is encoded; `nil` detects it.
  ///   - name: what it is called.
  public static func csv(
    _ bytes: [UInt8], format: CSVFormat? = nil, encoding: TextEncoding? = nil, name: String? = nil
  ) -> ImportSource {
    ImportSource(name: name) {
      let found = CSVDetection(of: Array(bytes.prefix(CSVDetection.sampleBytes)), isComplete: true, encoding: encoding)
      return CSVRows(
        reader: CSVReader(bytes: bytes, format: Self.lenient(format ?? found.format), encoding: found.encoding))
    }
  }

  /// A file of delimited text; opening and reading it is part of the import and throws there.
  public static func csv(
    contentsOf url: URL, format: CSVFormat? = nil, encoding: TextEncoding? = nil
  ) -> ImportSource {
    ImportSource(name: url.lastPathComponent) {
      CSVFileRows(reader: try CSVFileReader(contentsOf: url, format: format.map(Self.lenient), encoding: encoding))
    }
  }

  init(name: String?, open: @escaping @Sendable () throws -> any RowSequence) {
    self.name = name
    self.open = open
  }

  /// The names of the columns, for ``CRMFormats/CSVColumnMapping/init(header:)``; empty for rows that are at hand.
  ///
  /// - Throws: what opening or reading the source throws.
  public func columnNames() throws -> [String] {
    var rows = try open()
    _ = try rows.next()
    return rows.names
  }

  func makeRows() throws -> any RowSequence { try open() }

  /// Damage is reported with its row, never thrown.
  private static func lenient(_ format: CSVFormat) -> CSVFormat {
    var format = format
    format.strictness = .lenient
    format.hasHeader = true
    return format
  }
}

/// Rows one after the other.
protocol RowSequence {
  /// The names of the columns, once the first row has been asked for.
  var names: [String] { get }
  mutating func next() throws -> ImportRow?
}

private struct RowList: RowSequence {
  var rows: ArraySlice<ImportRow>
  var names: [String] { [] }
  mutating func next() -> ImportRow? { rows.popFirst() }
}

private struct CSVRows: RowSequence {
  var reader: CSVReader
  var columns: ImportRow.Columns?
  var names: [String] { reader.header?.names ?? [] }

  mutating func next() throws -> ImportRow? {
    guard let row = try reader.nextRow() else { return nil }
    let columns = columns ?? ImportRow.Columns(reader.header?.names ?? [])
    self.columns = columns
    return ImportRow(row, columns: columns)
  }
}

private struct CSVFileRows: RowSequence {
  var reader: CSVFileReader
  var columns: ImportRow.Columns?
  var names: [String] { reader.header?.names ?? [] }

  mutating func next() throws -> ImportRow? {
    guard let row = try reader.nextRow() else { return nil }
    let columns = columns ?? ImportRow.Columns(reader.header?.names ?? [])
    self.columns = columns
    return ImportRow(row, columns: columns)
  }
}
