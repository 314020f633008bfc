/// Writes rows as delimited text in UTF-8.
///
/// ```swift
/// var writer = CSVWriter()
/// writer.write(["name", "phone"])
/// writer.write(["=cmd()", "+49 30 123456"])     // '=cmd(),+49 30 123456
/// try file.write(contentsOf: writer.takeBytes())
/// ```
/// `CSVReader` with the same delimiter and quote reads back equal rows; with a formula guard, after
/// `formulaGuard.removing(from:)` on each field.
public struct CSVWriter: Sendable {
  /// What ends a row.
  public enum LineEnding: String, Codable, Hashable, Sendable, CaseIterable {
    /// CR LF, as RFC 4180 has it.
    case crlf
    /// LF.
    case lf

    var bytes: [UInt8] { self == .crlf ? [0x0D, 0x0A] : [0x0A] }
  }

  /// Which fields get quotes.
  public enum Quoting: String, Codable, Hashable, Sendable, CaseIterable {
    /// Those that hold a delimiter, a quote or a line end, or spaces or tabs at an end; and a row's only field when it
    /// is empty, since a blank line is no row for most readers.
    case asNeeded
    /// All of them.
    case always
  }

  /// The ASCII byte between fields.
  public let delimiter: UInt8
  /// The ASCII byte around fields.
  public let quote: UInt8
  /// What ends a row.
  public let lineEnding: LineEnding
  /// Which fields get quotes.
  public let quoting: Quoting
  /// How fields that begin like a formula are written.
  public let formulaGuard: SpreadsheetFormulaGuard
  /// What has been written and not yet taken.
  public private(set) var bytes: [UInt8] = []

  private var hasWritten = false

  /// A writer; by default RFC 4180 with the formula guard on.
  ///
  /// A byte order mark at the beginning makes Excel read the bytes as UTF-8. When the first line is `sep=` and the delimiter,
  /// Excel ignores a byte order mark, so the two do not go well together for text beyond ASCII.
  public init(
    delimiter: UInt8 = CSVFormat.comma,
    quote: UInt8 = UInt8(ascii: "\""),
    lineEnding: LineEnding = .crlf,
    quoting: Quoting = .asNeeded,
    formulaGuard: SpreadsheetFormulaGuard = .standard,
    writesByteOrderMark: Bool = false,
    writesSeparatorLine: Bool = false
  ) {
    self.delimiter = delimiter
    self.quote = quote
    self.lineEnding = lineEnding
    self.quoting = quoting
    self.formulaGuard = formulaGuard
    if writesByteOrderMark { bytes += TextEncoding.utf8.byteOrderMark }
    if writesSeparatorLine { bytes += "sep=".utf8 + [delimiter] + lineEnding.bytes }
  }

  /// Appends a row. A row without fields writes nothing: the format has no way to say it. O(bytes).
  public mutating func write(_ fields: some Sequence<String>) {
    let start = bytes.count
    var count = 0
    for field in fields {
      if count > 0 { bytes.append(delimiter) }
      append(formulaGuard.adding(to: field), isQuoted: !hasWritten && count == 0 && looksLikeFileStart(field.utf8))
      count += 1
    }
    guard count > 0 else { return }
    if bytes.count == start { bytes += [quote, quote] }
    hasWritten = true
    bytes += lineEnding.bytes
  }

  /// Hands over what has been written since the last call, so that a large file is written in pieces.
  public mutating func takeBytes() -> [UInt8] {
    let taken = bytes
    bytes = []
    return taken
  }

  private mutating func append(_ field: String, isQuoted: Bool) {
    let text = field.utf8
    guard isQuoted || quoting == .always || needsQuotes(text) else {
      bytes += text
      return
    }
    bytes.append(quote)
    for byte in text {
      if byte == quote { bytes.append(quote) }
      bytes.append(byte)
    }
    bytes.append(quote)
  }

  private func needsQuotes(_ text: String.UTF8View) -> Bool {
    guard let first = text.first, let last = text.last else { return false }
    if first == 0x20 || first == 0x09 || last == 0x20 || last == 0x09 { return true }
    return text.contains { $0 == delimiter || $0 == quote || $0 == 0x0A || $0 == 0x0D }
  }

  /// Whether a reader would take the file's first field for a byte order mark or a `sep=` line.
  private func looksLikeFileStart(_ text: String.UTF8View) -> Bool {
    text.starts(with: TextEncoding.utf8.byteOrderMark) || text.starts(with: "sep=".utf8)
      || text.starts(with: "SEP=".utf8)
  }
}
