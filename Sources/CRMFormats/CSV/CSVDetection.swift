/// What a file of delimited text looks like, from its first bytes: encoding, delimiter, quote and header.
///
/// - **Delimiter**: a `sep=` line decides. Else each of comma, semicolon, tab and bar is tried; the one under which most
///   rows (the first one too) have the same number of fields, more than one, wins. The comma counts a fifth less, since
///   it also stands in decimal fractions and prose.
/// - **Quote**: the double quote, unless only apostrophes stand at both ends of fields.
/// - **Header**: names of the import vocabulary in the first row, or a first row of distinct texts above columns of
///   numbers, dates and addresses; not when it holds numbers or e-mail addresses itself.
public struct CSVDetection: Hashable, Sendable {
  /// The number of bytes that are worth giving.
  public static let sampleBytes = 1 << 16

  /// The format found, with lenient reading and defaults for what cannot be detected.
  public let format: CSVFormat
  /// The encoding found or given.
  public let encoding: TextEncoding
  /// 0…1, as in `TextEncodingDetection`; 1 when the encoding was given.
  public let encodingConfidence: Double
  /// 0…1: share of rows with the most frequent number of fields; 0 when no delimiter separated anything.
  public let delimiterConfidence: Double
  /// 0…1: how clearly the first row is, or is not, a header.
  public let headerConfidence: Double
  /// The number of rows examined.
  public let rowsExamined: Int

  /// Examines the first bytes of a file; `isComplete` says that nothing follows them, `encoding` when it is known.
  /// O(bytes); give no more than `sampleBytes`.
  public init(of bytes: [UInt8], isComplete: Bool = false, encoding known: TextEncoding? = nil) {
    let detected = TextEncodingDetection(of: bytes, isComplete: isComplete)
    encoding = known ?? detected.encoding
    encodingConfidence = known == nil ? detected.confidence : 1
    var decoder = TextDecoder(encoding)
    var text: [UInt8] = []
    decoder.decode(bytes, into: &text)
    if isComplete { decoder.finish(into: &text) }

    let double = UInt8(ascii: "\"")
    let announced = CSVSeparatorLine(text.prefix(16), quote: double)
    let delimiters = announced.map { [$0.delimiter] } ?? CSVTrial.delimiters
    let trials = delimiters.map { CSVTrial(text, isComplete: isComplete, delimiter: $0, quote: double) }
    var best = CSVTrial(text, isComplete: isComplete, delimiter: CSVFormat.comma, quote: double)
    for trial in trials where trial.score > best.score || announced != nil { best = trial }
    if !best.hasQuotedFields {
      let quote = UInt8(ascii: "'")
      let trial = CSVTrial(text, isComplete: isComplete, delimiter: best.delimiter, quote: quote)
      if trial.hasQuotedFields, trial.isClean { best = trial }
    }
    let (hasHeader, confidence) = best.headerVerdict()
    format = CSVFormat(delimiter: best.delimiter, quote: best.quote, hasHeader: hasHeader)
    delimiterConfidence = best.modalCount > 1 ? best.consistency : 0
    headerConfidence = confidence
    rowsExamined = best.rows.count
  }
}

/// One way to read a sample.
private struct CSVTrial {
  static let delimiters = [CSVFormat.tab, CSVFormat.semicolon, CSVFormat.bar, CSVFormat.comma]
  private static let maximumRows = 500

  let delimiter: UInt8
  let quote: UInt8
  let rows: [CSVRow]
  /// The most frequent number of fields, and the share of rows that have it.
  let modalCount: Int
  let consistency: Double

  init(_ text: [UInt8], isComplete: Bool, delimiter: UInt8, quote: UInt8) {
    self.delimiter = delimiter
    self.quote = quote
    let format = CSVFormat(delimiter: delimiter, quote: quote, hasHeader: false)
    var reader = CSVReader(bytes: text, format: format)
    var rows: [CSVRow] = []
    while rows.count < Self.maximumRows, let row = try? reader.nextRow() { rows.append(row) }
    let isCut = !isComplete && rows.count < Self.maximumRows && rows.count > 1
    if isCut { rows.removeLast() }
    self.rows = rows
    var counts: [Int: Int] = [:]
    for row in rows { counts[row.count, default: 0] += 1 }
    let modal = counts.max { ($0.value, $0.key) < ($1.value, $1.key) }
    modalCount = modal?.key ?? 0
    consistency = rows.isEmpty ? 0 : Double(modal?.value ?? 0) / Double(rows.count)
  }

  /// Higher is better, 0 when nothing was separated.
  var score: Double {
    guard modalCount > 1 else { return rows.contains { $0.count > 1 } ? 0.01 : 0 }
    let isFirstFitting = rows.first?.count == modalCount
    let damaged = rows.count { row in row.issues.contains { $0.code != .raggedRow } }
    let clean: Double = 1 - Double(damaged) / Double(max(1, rows.count))
    var result = consistency * (0.5 + 0.5 * clean)
    if delimiter == CSVFormat.comma { result *= 0.8 }
    if !isFirstFitting { result *= 0.5 }
    return result
  }

  var hasQuotedFields: Bool {
    rows.contains { row in (0..<row.count).contains { row.isQuoted(at: $0) } }
  }

  var isClean: Bool { rows.allSatisfy { row in row.issues.allSatisfy { $0.code == .raggedRow } } }

  func headerVerdict() -> (Bool, Double) {
    guard let first = rows.first else { return (true, 0) }
    let names = first.fields.map { String($0.trimmingASCIIAndNoBreakSpaces()) }
    if names.contains(where: { !$0.isEmpty && CSVFieldShape($0) != .text }) { return (false, 0.9) }
    let known = CSVColumnMapping(header: names).suggestions.count
    if known * 2 >= names.count { return (true, 0.95) }
    let filled = names.filter { !$0.isEmpty }
    guard Set(filled).count == filled.count, !filled.isEmpty else { return (false, 0.7) }
    let body = rows.dropFirst().prefix(50)
    var typed = 0
    var repeated = 0
    for (column, name) in names.enumerated() {
      let values = body.compactMap { $0[column] }.filter { !$0.isEmpty }
      if values.contains(name) { repeated += 1 }
      let others = values.count { CSVFieldShape($0) != .text }
      if !values.isEmpty, others * 10 >= values.count * 8 { typed += 1 }
    }
    if repeated > 0 { return (false, 0.8) }
    if typed > 0 || known > 0 { return (true, 0.9) }
    return (filled.count == names.count, 0.5)
  }
}

/// What a field's text looks like, roughly.
private enum CSVFieldShape {
  case number, address, text

  init(_ text: String) {
    let digits = text.utf8.count { $0 >= 0x30 && $0 <= 0x39 }
    let letters = text.utf8.count { ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) || $0 >= 0x80 }
    if text.contains("@") {
      self = .address
    } else if digits > 0, digits > letters {
      self = .number
    } else {
      self = .text
    }
  }
}
