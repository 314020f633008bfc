/// Reads delimited text row by row from bytes that are pushed in pieces of any size.
///
/// ```swift
/// var reader = CSVReader(format: .semicolonSeparated, encoding: .windows1251)
/// for piece in pieces {
///   reader.append(piece)
///   while let row = try reader.nextRow() { use(row["Телефон"]) }
/// }
/// reader.finish()
/// while let row = try reader.nextRow() { use(row["Телефон"]) }
/// ```
///
/// Where the pieces end has no influence on the rows. Memory is bounded by the pieces not yet read, one block of about
/// 256 KB and one row of `CSVFormat.maximumRowBytes`. Time is linear in the bytes. Nothing in the bytes can trap.
public struct CSVReader: Sendable {
  private static let pieceBytes = 1 << 18

  /// The format asked for.
  public let format: CSVFormat
  /// The encoding of the bytes.
  public let encoding: TextEncoding
  /// The column names, once the first row has been read; nil before that and when the format has no header.
  public private(set) var header: CSVHeader?
  /// Issues of the header line itself; a strict reader throws the first of them.
  public private(set) var headerIssues: [CSVIssue] = []
  /// The number of rows given out or thrown so far, header excluded.
  public private(set) var rowsRead = 0

  private var inbox: [UInt8] = []
  private var inboxPosition = 0
  private var decoder: TextDecoder
  private var pending: [UInt8] = []
  private var malformed: [Int] = []
  private var tokenizer: CSVTokenizer
  private var block: CSVBlock?
  private var blockRow = 0
  private var isFinished = false
  private var isDecoded = false
  private var hasBegun = false
  private var expectedCount: Int?

  /// A reader without bytes.
  public init(format: CSVFormat = CSVFormat(), encoding: TextEncoding = .utf8) {
    self.format = format
    self.encoding = encoding
    decoder = TextDecoder(encoding)
    tokenizer = CSVTokenizer(format: format, delimiter: format.delimiter)
  }

  /// A reader over complete bytes; the array is shared, not copied.
  public init(bytes: [UInt8], format: CSVFormat = CSVFormat(), encoding: TextEncoding = .utf8) {
    self.init(format: format, encoding: encoding)
    append(bytes)
    finish()
  }

  /// The delimiter in force: that of the format, or that of the file's `sep=` line once it has been read.
  public var delimiter: UInt8 { tokenizer.delimiter }

  /// Adds the next bytes of the file. Bytes after `finish()` are ignored.
  public mutating func append(_ bytes: some Sequence<UInt8>) {
    guard !isFinished else { return }
    if inboxPosition == inbox.count {
      inbox = Array(bytes)
      inboxPosition = 0
    } else {
      inbox.append(contentsOf: bytes)
    }
  }

  /// Says that no more bytes will come, so that a last row without line end can be read.
  public mutating func finish() { isFinished = true }

  /// The next row, or nil when more bytes are needed or, after `finish()`, when there is none left.
  ///
  /// - Throws: in a strict format the first issue of a damaged row; the call after that goes on with the next row.
  public mutating func nextRow() throws(CSVIssue) -> CSVRow? {
    while true {
      while let block, blockRow < block.rows.count {
        let index = blockRow
        blockRow += 1
        if format.hasHeader, header == nil {
          try readHeader(block, index)
        } else {
          return try makeRow(block, index)
        }
      }
      block = nil
      guard readBlock() else { return nil }
    }
  }

  /// All rows of complete bytes. Memory grows with the file: for large ones use `nextRow()`.
  ///
  /// - Throws: in a strict format the first issue.
  public static func rows(
    in bytes: [UInt8], format: CSVFormat = CSVFormat(), encoding: TextEncoding = .utf8
  ) throws(CSVIssue) -> [CSVRow] {
    var reader = CSVReader(bytes: bytes, format: format, encoding: encoding)
    var rows: [CSVRow] = []
    while let row = try reader.nextRow() { rows.append(row) }
    return rows
  }

  private mutating func readHeader(_ block: CSVBlock, _ index: Int) throws(CSVIssue) {
    let range = block.rows[index]
    let issues = block.issues[index] ?? []
    let row = CSVRow(
      block: block, range: range, quote: format.quote, header: nil, count: range.fieldCount, issues: issues)
    header = CSVHeader(row.fields)
    headerIssues = issues
    expectedCount = range.fieldCount
    if format.strictness == .strict, let issue = issues.first { throw issue }
  }

  private mutating func makeRow(_ block: CSVBlock, _ index: Int) throws(CSVIssue) -> CSVRow {
    let range = block.rows[index]
    var issues = block.issues.isEmpty ? [] : block.issues[index] ?? []
    let expected = expectedCount ?? range.fieldCount
    expectedCount = expected
    var count = range.fieldCount
    if count != expected {
      issues.append(CSVIssue(code: .raggedRow, line: range.line, column: min(count, expected) + 1))
      if format.raggedRows == .pad { count = max(count, expected) }
    }
    rowsRead += 1
    if format.strictness == .strict, let issue = issues.first { throw issue }
    return CSVRow(block: block, range: range, quote: format.quote, header: header, count: count, issues: issues)
  }
}

extension CSVReader {
  /// Reads on until at least one row is complete; false when the bytes do not reach for that.
  private mutating func readBlock() -> Bool {
    while true {
      guard decodeMore() || isDecoded else { return false }
      if !hasBegun {
        guard passSeparatorLine() else { continue }
        hasBegun = true
      }
      tokenize()
      discardSkipped()
      if !tokenizer.rows.isEmpty {
        makeBlock()
        return true
      }
      if isDecoded { return false }
    }
  }

  /// Turns the next piece of bytes into UTF-8; false when there is none.
  private mutating func decodeMore() -> Bool {
    guard !isDecoded else { return false }
    guard inboxPosition < inbox.count else {
      guard isFinished else { return false }
      decoder.finish(into: &pending, malformed: &malformed)
      isDecoded = true
      return true
    }
    let end = min(inbox.count, inboxPosition + Self.pieceBytes)
    decoder.decode(inbox[inboxPosition..<end], into: &pending, malformed: &malformed)
    inboxPosition = end
    if end == inbox.count {
      inbox = []
      inboxPosition = 0
    }
    return true
  }

  private mutating func tokenize() {
    let bytes = pending
    tokenizer.run(over: bytes.span, isComplete: isDecoded)
  }

  private mutating func discardSkipped() {
    guard let cut = tokenizer.discardFrom, cut < pending.count else { return }
    pending.removeSubrange(cut...)
    malformed.removeAll { $0 >= cut }
    tokenizer.didDiscard()
  }

  private mutating func makeBlock() {
    let cut = tokenizer.keepFrom
    let (fields, rows, issues) = tokenizer.takeRows()
    let bytes = pending
    pending = Array(bytes[cut...])
    let damaged = malformed.prefix { $0 < cut }
    malformed = malformed.dropFirst(damaged.count).map { $0 - cut }
    let all = damaged.isEmpty ? issues : Self.addingMalformed(damaged, to: issues, rows: rows, fields: fields)
    block = CSVBlock(bytes: bytes, fields: fields, rows: rows, issues: all)
    blockRow = 0
  }

  private static func addingMalformed(
    _ offsets: ArraySlice<Int>, to issues: [Int: [CSVIssue]], rows: [CSVRowRange], fields: [CSVFieldRange]
  ) -> [Int: [CSVIssue]] {
    var result = CSVIssueLog(issues)
    var row = 0
    for offset in offsets {
      while row + 1 < rows.count, rows[row + 1].base <= offset { row += 1 }
      let range = rows[row]
      let inRow = UInt32(truncatingIfNeeded: offset - range.base)
      let ends = fields[range.firstField..<(range.firstField + range.fieldCount)]
      guard let field = ends.firstIndex(where: { $0.end > inRow }) else { continue }
      let issue = CSVIssue(code: .malformedText, line: range.line, column: field - range.firstField + 1)
      if result.issues[row]?.last != issue { result.add(issue, row: row) }
    }
    return result.issues
  }

  /// Looks for `sep=;` in the first line; false when more bytes are needed to know.
  private mutating func passSeparatorLine() -> Bool {
    guard format.honoursSeparatorLine else { return true }
    let longest = 16
    guard pending.count >= longest || isDecoded else { return false }
    guard let found = CSVSeparatorLine(pending.prefix(longest), quote: format.quote) else { return true }
    tokenizer.delimiter = found.delimiter
    tokenizer.skipLine(to: found.length)
    return true
  }
}
