/// Cuts UTF-8 bytes into rows and fields; can stop at any byte and go on when more bytes have come.
///
/// Offsets are those of the caller's buffer; after rows were taken out the caller drops the bytes before `keepFrom`.
/// Every decision depends on the bytes alone, never on where a chunk ended.
struct CSVTokenizer: Sendable {
  enum State: Sendable { case rowStart, fieldStart, unquoted, quoted, skippingLine }

  private static let lineFeed: UInt8 = 0x0A
  private static let carriageReturn: UInt8 = 0x0D

  let format: CSVFormat
  var delimiter: UInt8
  private let maximumRow: Int

  private(set) var state: State = .rowStart
  private var position = 0
  private var line = 1
  private var swallowsLineFeed = false
  private var rowStart = 0
  private var rowLine = 1
  private var fieldStart = 0
  private var fieldLine = 1
  private var fieldKind: CSVFieldRange.Kind = .plain
  private var isFieldReported = false
  private var firstField = 0
  private var lookahead = CSVQuoteLookahead()

  private(set) var fields: [CSVFieldRange] = []
  private(set) var rows: [CSVRowRange] = []
  private var issues = CSVIssueLog()

  init(format: CSVFormat, delimiter: UInt8) {
    self.format = format
    self.delimiter = delimiter
    maximumRow = max(1, min(format.maximumRowBytes, 1 << 30))
  }

  /// The first byte that is still needed.
  var keepFrom: Int { state == .rowStart ? position : rowStart }

  /// Where the useless rest of an overlong row begins, while it is being passed over.
  var discardFrom: Int? { state == .skippingLine ? fieldStart : nil }

  /// Passes over a line that is not a row (`sep=`), to the byte at `offset`.
  mutating func skipLine(to offset: Int) {
    position = offset
    line += 1
  }

  /// After the caller has cut its buffer at `discardFrom`.
  mutating func didDiscard() { position = fieldStart }

  /// Hands over the complete rows and moves all offsets to a buffer that begins at `keepFrom`.
  mutating func takeRows() -> (fields: [CSVFieldRange], rows: [CSVRowRange], issues: [Int: [CSVIssue]]) {
    let shift = keepFrom
    let taken = (fields: fields, rows: rows, issues: issues.take(upTo: rows.count))
    fields = state == .rowStart ? [] : Array(fields[firstField...])
    rows = []
    firstField = 0
    position -= shift
    rowStart -= shift
    fieldStart -= shift
    lookahead.shift(by: shift)
    return taken
  }

  /// Reads as far as the bytes reach. `isComplete` says that no more will come.
  mutating func run(over bytes: Span<UInt8>, isComplete: Bool) {
    var isProgressing = true
    while isProgressing {
      switch state {
      case .rowStart: isProgressing = beginRow(bytes)
      case .fieldStart: isProgressing = beginField(bytes, isComplete: isComplete)
      case .unquoted: isProgressing = readUnquoted(bytes, isComplete: isComplete)
      case .quoted: isProgressing = readQuoted(bytes, isComplete: isComplete)
      case .skippingLine: isProgressing = skipLine(bytes, isComplete: isComplete)
      }
    }
  }

  private mutating func beginRow(_ bytes: Span<UInt8>) -> Bool {
    guard position < bytes.count else { return false }
    if swallowsLineFeed {
      swallowsLineFeed = false
      if bytes[position] == Self.lineFeed {
        position += 1
        return true
      }
    }
    if format.skipsBlankLines, bytes[position].isLineEnd {
      passLineEnd(bytes[position])
      return true
    }
    rowStart = position
    rowLine = line
    state = .fieldStart
    return true
  }

  private mutating func beginField(_ bytes: Span<UInt8>, isComplete: Bool) -> Bool {
    if format.trimsFields {
      let limit = min(bytes.count, rowStart + maximumRow + 1)
      while position < limit, isBlank(bytes[position]) { position += 1 }
    }
    if position - rowStart > maximumRow { return startSkipping() }
    guard position < bytes.count else {
      guard isComplete else { return false }
      fieldStart = position
      fieldKind = .plain
      endField(at: position)
      endRow()
      return true
    }
    fieldStart = position
    fieldLine = line
    fieldKind = .plain
    isFieldReported = false
    if let quote = format.quote, bytes[position] == quote {
      fieldKind = .quoted
      position += 1
      state = .quoted
    } else {
      state = .unquoted
    }
    return true
  }

  private mutating func readUnquoted(_ bytes: Span<UInt8>, isComplete: Bool) -> Bool {
    let delimiter = self.delimiter
    let quote = format.quote ?? Self.lineFeed
    let limit = min(bytes.count, rowStart + maximumRow + 1)
    var index = position
    while index < limit {
      let byte = bytes[index]
      if byte == delimiter || byte == Self.lineFeed || byte == Self.carriageReturn || byte == quote { break }
      index += 1
    }
    position = index
    guard index < limit else {
      if index - rowStart > maximumRow { return startSkipping() }
      guard isComplete else { return false }
      endField(at: index)
      endRow()
      return true
    }
    let byte = bytes[index]
    if byte == delimiter || byte.isLineEnd {
      endField(at: trimmedEnd(bytes, index))
      finishField(with: byte)
    } else {
      if !isFieldReported { report(.strayQuote) }
      position += 1
    }
    return true
  }

  private mutating func readQuoted(_ bytes: Span<UInt8>, isComplete: Bool) -> Bool {
    let quote = format.quote ?? 0
    let limit = min(bytes.count, rowStart + maximumRow + 1)
    var index = position
    while index < limit {
      let byte = bytes[index]
      if byte == quote || byte == Self.lineFeed || byte == Self.carriageReturn { break }
      index += 1
    }
    position = index
    guard index < limit else {
      guard isComplete || index - rowStart > maximumRow else { return false }
      return rereadAsUnquoted()
    }
    let byte = bytes[index]
    if byte == quote { return readQuote(bytes, quote: quote, isComplete: isComplete) }
    if byte == Self.carriageReturn {
      guard index + 1 < bytes.count || isComplete else { return false }
      if index + 1 < bytes.count, bytes[index + 1] == Self.lineFeed { position += 1 }
    }
    position += 1
    line += 1
    return true
  }

  /// At a quote inside of a quoted field: half of a doubled one, the closing one, or a stray one.
  private mutating func readQuote(_ bytes: Span<UInt8>, quote: UInt8, isComplete: Bool) -> Bool {
    var next = position + 1
    if next < bytes.count, bytes[next] == quote {
      fieldKind = .escaped
      position += 2
      return true
    }
    let limit = rowStart + maximumRow + 1
    if format.trimsFields {
      while next < min(bytes.count, limit), isBlank(bytes[next]) { next += 1 }
    }
    guard next < bytes.count else {
      guard isComplete else { return false }
      closeQuoted(at: position)
      position = next
      endRow()
      return true
    }
    if bytes[next] == delimiter || bytes[next].isLineEnd {
      closeQuoted(at: position)
      position = next
      finishField(with: bytes[next])
      return true
    }
    let search = lookahead.closes(
      bytes, after: position, limit: limit, quote: quote, delimiter: delimiter, isComplete: isComplete)
    guard let closes = search else { return false }
    if closes {
      if !isFieldReported { report(.strayQuote) }
      fieldKind = .escaped
    } else {
      if !isFieldReported { report(.textAfterQuote) }
      fieldKind = .joined
      state = .unquoted
    }
    position += 1
    return true
  }

  private mutating func skipLine(_ bytes: Span<UInt8>, isComplete: Bool) -> Bool {
    while position < bytes.count, !bytes[position].isLineEnd { position += 1 }
    guard position < bytes.count else {
      if isComplete { endRow() }
      return false
    }
    let byte = bytes[position]
    endRow()
    passLineEnd(byte)
    return true
  }

  private mutating func startSkipping() -> Bool {
    report(.rowTooLong)
    fieldStart = min(position, rowStart + maximumRow + 1)
    state = .skippingLine
    return true
  }

  private mutating func rereadAsUnquoted() -> Bool {
    line = fieldLine
    report(.unterminatedQuote)
    lookahead = CSVQuoteLookahead()
    position = fieldStart + 1
    fieldKind = .plain
    state = .unquoted
    return true
  }

  private mutating func closeQuoted(at end: Int) {
    fieldStart += 1
    endField(at: end)
  }

  private mutating func endField(at end: Int) {
    if end - fieldStart > format.maximumFieldBytes { report(.fieldTooLong) }
    let start = UInt32(truncatingIfNeeded: fieldStart - rowStart)
    let stop = UInt32(truncatingIfNeeded: end - rowStart)
    fields.append(CSVFieldRange(start: start, end: stop, kind: fieldKind))
  }

  private mutating func finishField(with byte: UInt8) {
    if byte == delimiter {
      position += 1
      state = .fieldStart
    } else {
      endRow()
      passLineEnd(byte)
    }
  }

  private mutating func endRow() {
    rows.append(
      CSVRowRange(base: rowStart, firstField: firstField, fieldCount: fields.count - firstField, line: rowLine))
    firstField = fields.count
    state = .rowStart
  }

  private mutating func passLineEnd(_ byte: UInt8) {
    position += 1
    line += 1
    swallowsLineFeed = byte == Self.carriageReturn
  }

  private mutating func report(_ code: CSVIssue.Code) {
    isFieldReported = true
    let column = fields.count - firstField + 1
    issues.add(CSVIssue(code: code, line: line, column: column), row: rows.count)
  }

  private func trimmedEnd(_ bytes: Span<UInt8>, _ end: Int) -> Int {
    guard format.trimsFields else { return end }
    var end = end
    while end > fieldStart, isBlank(bytes[end - 1]) { end -= 1 }
    return end
  }

  private func isBlank(_ byte: UInt8) -> Bool { (byte == 0x20 || byte == 0x09) && byte != delimiter }
}
