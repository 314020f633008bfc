/// One row of a file. Fields are cut and decoded only when asked for.
///
/// Rows are read in blocks of about 256 KB and share the block's bytes, so keeping a row keeps its block: take the
/// `fields` out of rows that are kept for long.
public struct CSVRow: Sendable {
  let block: CSVBlock
  let range: CSVRowRange
  let quote: UInt8?

  /// The column names, when the format has a header.
  public let header: CSVHeader?
  /// The number of fields, padding included.
  public let count: Int
  /// What is wrong with this row, at most the first eight findings; empty for a good row.
  public let issues: [CSVIssue]

  /// The line of the file on which the row begins, 1-based; quoted line ends and passed-over lines count.
  public var line: Int { range.line }

  /// The field of a 0-based column, or nil when the row is too short. Invalid UTF-8 cannot occur: it was replaced.
  public subscript(column: Int) -> String? {
    bytes(at: column).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The field under a column name (exact, else differing in case only), or nil when there is no such column or the
  /// row is too short.
  public subscript(name: String) -> String? {
    guard let column = header?.index(of: name) else { return nil }
    return self[column]
  }

  /// The UTF-8 bytes of a 0-based column, or nil when the row is too short. No copy unless quotes were doubled.
  public func bytes(at column: Int) -> ArraySlice<UInt8>? {
    guard column >= 0, column < count else { return nil }
    guard column < range.fieldCount else { return [] }
    return block.content(row: range, field: block.fields[range.firstField + column], quote: quote)
  }

  /// The UTF-8 bytes under a column name, or nil as for `subscript(name:)`.
  public func bytes(named name: String) -> ArraySlice<UInt8>? {
    guard let column = header?.index(of: name) else { return nil }
    return bytes(at: column)
  }

  /// Whether the field was written in quotes: tells `""` (an empty text) from nothing at all.
  public func isQuoted(at column: Int) -> Bool {
    guard column >= 0, column < range.fieldCount else { return false }
    return block.fields[range.firstField + column].kind != .plain
  }

  /// All fields in order. O(bytes of the row).
  public var fields: [String] {
    (0..<count).map { self[$0] ?? "" }
  }
}

extension CSVRow: Equatable {
  /// Whether both rows hold the same fields, on the same line and with the same issues.
  public static func == (left: CSVRow, right: CSVRow) -> Bool {
    guard left.count == right.count, left.line == right.line, left.issues == right.issues else { return false }
    return (0..<left.count).allSatisfy { left.bytes(at: $0) == right.bytes(at: $0) }
  }
}
