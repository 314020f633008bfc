/// What is wrong with a row, and where. Holds no text of the file, so that it may be logged.
public struct CSVIssue: Error, Hashable, Codable, Sendable {
  /// The kinds of damage that a reader reports.
  public enum Code: String, Codable, Hashable, Sendable, CaseIterable {
    /// A quoted field is not closed before the end of the file or within the maximum row length. The opening quote
    /// is read as an ordinary character, so that the damage ends with the line.
    case unterminatedQuote
    /// A quote stands inside an unquoted field, or undoubled inside a quoted one. It is read as an ordinary character.
    case strayQuote
    /// Text follows a closing quote and the line holds no further closing quote. The text is joined to the field.
    case textAfterQuote
    /// The row has fewer or more fields than the header or, without a header, than the first row.
    case raggedRow
    /// The row is longer than `CSVFormat.maximumRowBytes`; the fields that did not fit are missing.
    case rowTooLong
    /// A field is longer than `CSVFormat.maximumFieldBytes`; it is given whole.
    case fieldTooLong
    /// Bytes are not valid in the encoding; U+FFFD stands in their place.
    case malformedText
  }

  /// What is wrong.
  public let code: Code
  /// The line of the file at which it was noticed, 1-based; CR, LF and CRLF each end one line.
  public let line: Int
  /// The field concerned, 1-based; for a ragged row the first field that is missing or too many.
  public let column: Int

  /// An issue at a place.
  public init(code: Code, line: Int, column: Int) {
    self.code = code
    self.line = line
    self.column = column
  }
}

extension CSVIssue: CustomStringConvertible {
  /// For logs: code, line and column.
  public var description: String { "\(code.rawValue) at line \(line), column \(column)" }
}
