/// Something in a file of cards that was mended or left out. Holds nothing of the file's values.
public struct VCardIssue: Hashable, Sendable {
  /// The kinds of damage.
  public enum Code: String, Codable, Hashable, Sendable, CaseIterable {
    /// The card does not end; it was ended where the next one begins, or the file.
    case missingEnd
    /// The card does not say its version; it was read as 3.0.
    case missingVersion
    /// The line is none of a card and was left out.
    case malformedLine
    /// The value went on over several lines without being folded; the lines were joined.
    case unfoldedLine
    /// The line, or the card, is longer than the reader's limit; the rest was left out.
    case tooLong
  }

  /// What is wrong.
  public let code: Code
  /// The line of the file, 1-based.
  public let line: Int

  /// An issue on a line.
  public init(code: Code, line: Int) {
    self.code = code
    self.line = line
  }
}

/// A card as it was found in a file.
public struct VCardEntry: Hashable, Sendable {
  /// The card.
  public let card: VCard
  /// The version that it was written in; `nil` if it did not say.
  public let version: VCard.Version?
  /// The line of the file on which the card begins, 1-based.
  public let line: Int
  /// What was mended or left out, at most the first sixteen findings.
  public let issues: [VCardIssue]
}

/// Reads cards of versions 2.1, 3.0 and 4.0 from bytes that are pushed in pieces of any size, one card after the other.
///
/// It reads what phones, mail programs and services really write: quoted-printable with soft line breaks, character sets
/// by property, folds inside of characters, lines that should have been folded, types without name, several cards in a
/// file, cards without version or end, files in UTF-16. Nothing in the bytes makes it fail: what cannot be read is noted
/// with the card and left out.
///
/// ```swift
/// var reader = VCardReader(bytes: bytes)
/// while let entry = reader.next() { use(entry.card) }
/// ```
/// Memory is bounded by the pieces not yet read and one card of `maximumCardBytes`. Time is linear in the bytes.
public struct VCardReader: Sendable {
  private static let maximumIssues = 16

  /// The encoding of text that is not UTF-8 and for which no character set is named; `nil` finds out.
  public let fallbackEncoding: TextEncoding?
  /// The longest card in bytes; what is beyond it is left out and noted.
  public let maximumCardBytes: Int

  private var start: [UInt8]? = []
  private var decoder: TextDecoder?
  private var lines: VCardLineAssembler
  private var isFinished = false
  private var open: OpenCard?
  private var pendingIssues: [VCardIssue] = []

  private struct OpenCard: Sendable {
    var line: Int
    var version: VCard.Version?
    var builder = VCardBuilder()
    var bytes = 0
    /// The lines of a card inside of this one.
    var nested: [String]?
    var depth = 0
  }

  /// A reader without bytes.
  public init(fallbackEncoding: TextEncoding? = nil, maximumCardBytes: Int = 1 << 24) {
    self.fallbackEncoding = fallbackEncoding
    self.maximumCardBytes = max(1024, maximumCardBytes)
    lines = VCardLineAssembler(maximumBytes: self.maximumCardBytes)
  }

  /// A reader over complete bytes.
  public init(bytes: [UInt8], fallbackEncoding: TextEncoding? = nil, maximumCardBytes: Int = 1 << 24) {
    self.init(fallbackEncoding: fallbackEncoding, maximumCardBytes: maximumCardBytes)
    append(bytes)
    finish()
  }

  /// The cards of complete bytes, without what is known of their damage. Memory grows with the file.
  public static func cards(in bytes: [UInt8], fallbackEncoding: TextEncoding? = nil) -> [VCard] {
    var reader = VCardReader(bytes: bytes, fallbackEncoding: fallbackEncoding)
    var cards: [VCard] = []
    while let entry = reader.next() { cards.append(entry.card) }
    return cards
  }

  /// Adds the next bytes of the file. Bytes after `finish()` are ignored.
  public mutating func append(_ bytes: some Sequence<UInt8>) {
    guard !isFinished else { return }
    guard var held = start else { return push(Array(bytes)) }
    held += bytes
    start = held
    if held.count >= 4 { begin() }
  }

  /// Says that no more bytes will come, so that a last card without end can be read.
  public mutating func finish() {
    guard !isFinished else { return }
    begin()
    if var decoder {
      var text: [UInt8] = []
      decoder.finish(into: &text)
      lines.append(text)
      self.decoder = decoder
    }
    isFinished = true
    lines.finish()
  }

  /// Finds out whether the file is in UTF-16, as old address books write it.
  private mutating func begin() {
    guard let held = start else { return }
    start = nil
    let mark = TextEncoding.utf8.byteOrderMark
    if held.starts(with: [0xFE, 0xFF]) || held.starts(with: [0x00, 0x42]) {
      decoder = TextDecoder(.utf16BigEndian)
    } else if held.starts(with: [0xFF, 0xFE]) || held.starts(with: [0x42, 0x00]) {
      decoder = TextDecoder(.utf16LittleEndian)
    }
    push(decoder == nil && held.starts(with: mark) ? Array(held.dropFirst(mark.count)) : held)
  }

  private mutating func push(_ bytes: [UInt8]) {
    guard decoder != nil else { return lines.append(bytes) }
    var text: [UInt8] = []
    decoder?.decode(bytes, into: &text)
    lines.append(text)
  }

  /// The next card, or `nil` when more bytes are needed or, after `finish()`, when there is none left.
  public mutating func next() -> VCardEntry? {
    while let line = lines.next() {
      if let entry = take(line) { return entry }
    }
    guard isFinished, let last = open else { return nil }
    note(.missingEnd, last.line)
    return close()
  }

  private mutating func take(_ line: VCardLine) -> VCardEntry? {
    if line.isCut { note(.tooLong, line.number) }
    if VCardLine.isWord(line.bytes[...], "BEGIN:VCARD") {
      if open?.builder.expectsNestedCard == true {
        if open?.nested == nil { open?.nested = [] }
        open?.depth += 1
      } else {
        let unfinished = open
        if let unfinished { note(.missingEnd, unfinished.line) }
        let entry = unfinished == nil ? nil : close()
        open = OpenCard(line: line.number)
        lines.keepsFoldSpace = false
        return entry
      }
    } else if VCardLine.isWord(line.bytes[...], "END:VCARD"), open?.depth == 0 {
      return close()
    }
    guard open != nil else { return nil }
    if open?.nested != nil { takeNested(line) } else { takeProperty(line) }
    return nil
  }

  private mutating func takeNested(_ line: VCardLine) {
    open?.bytes += line.bytes.count
    if let bytes = open?.bytes, bytes <= maximumCardBytes {
      open?.nested?.append(line.bytes.text(orIn: fallbackEncoding))
    }
    guard VCardLine.isWord(line.bytes[...], "END:VCARD") else { return }
    open?.depth -= 1
    if open?.depth == 0 {
      let nested = open?.nested ?? []
      open?.builder.takeNestedCard(nested)
      open?.nested = nil
    }
  }

  private mutating func takeProperty(_ line: VCardLine) {
    open?.bytes += line.bytes.count
    guard let bytes = open?.bytes, bytes <= maximumCardBytes else {
      // One note says it for all that follows.
      if let bytes = open?.bytes, bytes - line.bytes.count <= maximumCardBytes { note(.tooLong, line.number) }
      return
    }
    guard let reading = VCardPropertyReading(line.bytes, version: open?.version, fallback: fallbackEncoding) else {
      return note(.malformedLine, line.number)
    }
    if line.isMended { note(.unfoldedLine, line.number) }
    if reading.name == "VERSION" {
      open?.version = VCard.Version(rawValue: reading.value.trimmingASCIIBlanks())
      lines.keepsFoldSpace = open?.version == .v21
      return
    }
    open?.builder.take(reading)
  }

  private mutating func close() -> VCardEntry? {
    guard var card = open else { return nil }
    open = nil
    if let nested = card.nested { card.builder.takeNestedCard(nested) }
    if card.version == nil { note(.missingVersion, card.line) }
    let entry = VCardEntry(card: card.builder.build(), version: card.version, line: card.line, issues: pendingIssues)
    pendingIssues = []
    return entry
  }

  private mutating func note(_ code: VCardIssue.Code, _ line: Int) {
    if pendingIssues.count < Self.maximumIssues { pendingIssues.append(VCardIssue(code: code, line: line)) }
  }
}
