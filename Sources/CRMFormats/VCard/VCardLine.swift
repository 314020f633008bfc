/// One line of a card, unfolded: still bytes, since folds may cut characters and each line may have its own encoding.
struct VCardLine: Sendable {
  var bytes: [UInt8]
  /// The line of the file on which it begins, 1-based.
  var number: Int
  /// Whether its end was cut off, because it was too long.
  var isCut = false
  /// Whether lines were joined to it that should have been folded and were not.
  var isMended = false

  /// Whether the head says that the value is in quoted-printable, or in Base64.
  fileprivate var transfer: (isQuotedPrintable: Bool, isBase64: Bool) {
    guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return (false, false) }
    var head = String(decoding: bytes[..<colon], as: UTF8.self).uppercased()
    if head.contains("\"") {
      // What stands in quotation marks is a value, whatever it says.
      let pieces = head.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
      head = pieces.filter { $0.offset % 2 == 0 }.map(\.element).joined()
    }
    let words = head.split(separator: ";").dropFirst()
    return (
      words.contains { $0 == "QUOTED-PRINTABLE" || $0 == "ENCODING=QUOTED-PRINTABLE" || $0 == "ENCODING=Q" },
      words.contains { $0 == "BASE64" || $0 == "ENCODING=BASE64" || $0 == "ENCODING=B" }
    )
  }

  /// Whether bytes begin a property: a name, then a colon somewhere, or a parameter with which the line may be folded.
  static func isProperty(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard let end = bytes.firstIndex(where: { $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: ":") }),
      end > bytes.startIndex, bytes[..<end].allSatisfy({ isTokenByte($0) || $0 == UInt8(ascii: ".") })
    else { return false }
    if bytes[end...].contains(UInt8(ascii: ":")) { return true }
    let parameter = bytes[(end + 1)...].prefix(while: isTokenByte)
    return !parameter.isEmpty && parameter.endIndex < bytes.endIndex && bytes[parameter.endIndex] == UInt8(ascii: "=")
  }

  private static func isTokenByte(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
      || byte == UInt8(ascii: "_")
  }

  /// Whether bytes are exactly a word, whatever its case, but for white space behind.
  static func isWord(_ bytes: ArraySlice<UInt8>, _ word: String) -> Bool {
    guard bytes.count < 40 else { return false }
    var end = bytes.endIndex
    while end > bytes.startIndex, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
    return String(decoding: bytes[..<end], as: UTF8.self).uppercased() == word
  }
}

/// Cuts pushed bytes into unfolded lines. Lines may end in CR, LF or CRLF; empty ones are passed over.
///
/// A line is complete when the next one has begun and turned out not to go on with it, so one line is held back.
struct VCardLineAssembler: Sendable {
  /// In vCard 2.1 a fold stands before a space that belongs to the text.
  var keepsFoldSpace = false

  private let maximumBytes: Int
  private var buffer: [UInt8] = []
  private var position = 0
  private var searched = 0
  private var line = 0
  private var isFinished = false
  private var swallowsLineFeed = false
  private var current: VCardLine?
  private var isQuotedPrintable = false
  private var isBase64 = false
  /// Whether the line begins or ends a card, and has no value that could go on.
  private var isBoundary = false

  init(maximumBytes: Int) {
    self.maximumBytes = maximumBytes
  }

  mutating func append(_ bytes: some Sequence<UInt8>) {
    if position > 0 {
      buffer.removeSubrange(..<position)
      searched -= position
      position = 0
    }
    buffer.append(contentsOf: bytes)
  }

  mutating func finish() { isFinished = true }

  /// The next unfolded line; `nil` when more bytes are needed, or none are left.
  mutating func next() -> VCardLine? {
    while let piece = nextPiece() {
      if let done = take(piece) { return done }
    }
    guard isFinished, let last = current else { return nil }
    current = nil
    return last
  }

  /// The next line as it stands in the file.
  private mutating func nextPiece() -> ArraySlice<UInt8>? {
    if swallowsLineFeed, position < buffer.count {
      swallowsLineFeed = false
      if buffer[position] == 0x0A { position += 1 }
    }
    let from = max(searched, position)
    guard let end = buffer[from...].firstIndex(where: \.isLineEnd) else {
      searched = buffer.count
      return atLastPiece()
    }
    let piece = buffer[position..<end]
    swallowsLineFeed = buffer[end] == 0x0D
    position = end + 1
    searched = position
    line += 1
    return piece
  }

  private mutating func atLastPiece() -> ArraySlice<UInt8>? {
    // An endless line is given in pieces, so that it cannot fill the memory; `take` cuts what is too much.
    let isOverlong = buffer.count - position > maximumBytes
    guard isFinished || isOverlong, position < buffer.count else { return nil }
    let piece = buffer[position...]
    position = buffer.count
    if isFinished { line += 1 }
    return piece
  }

  /// Joins a line of the file to the one before, or begins a new one and gives the old one out.
  private mutating func take(_ piece: ArraySlice<UInt8>) -> VCardLine? {
    guard let first = piece.first else { return nil }
    guard let open = current else { return begin(piece) }
    if isQuotedPrintable, let end = Self.softBreak(open.bytes), !VCardLine.isWord(piece, "END:VCARD") {
      current?.bytes.removeSubrange(end...)
      join(piece)
    } else if first == 0x20 || first == 0x09 {
      join(keepsFoldSpace && !isBase64 && !isQuotedPrintable ? piece : piece.dropFirst())
    } else if VCardLine.isProperty(piece) || isBoundary {
      return begin(piece)
    } else {
      if !isBase64 {
        join((isQuotedPrintable ? Array("=0D=0A".utf8) : Array("\\n".utf8))[...])
        current?.isMended = true
      }
      join(piece)
    }
    return nil
  }

  private mutating func begin(_ piece: ArraySlice<UInt8>) -> VCardLine? {
    let done = current
    let next = VCardLine(
      bytes: Array(piece.prefix(maximumBytes)), number: max(1, line), isCut: piece.count > maximumBytes)
    (isQuotedPrintable, isBase64) = next.transfer
    isBoundary = VCardLine.isWord(next.bytes[...], "BEGIN:VCARD") || VCardLine.isWord(next.bytes[...], "END:VCARD")
    current = next
    return done
  }

  private mutating func join(_ piece: ArraySlice<UInt8>) {
    let room = maximumBytes - (current?.bytes.count ?? 0)
    current?.bytes += piece.prefix(max(0, room))
    if piece.count > room { current?.isCut = true }
    // The colon may come in a later line only: `TEL;TYPE=work` + ` ;ENCODING=QUOTED-PRINTABLE:…`.
    if let current, !isQuotedPrintable, !isBase64, current.bytes.count < 2_000 {
      (isQuotedPrintable, isBase64) = current.transfer
    }
  }

  /// Where the `=` stands at the end of a line, white space behind it included.
  private static func softBreak(_ bytes: [UInt8]) -> Int? {
    guard let last = bytes.lastIndex(where: { $0 != 0x20 && $0 != 0x09 }), bytes[last] == UInt8(ascii: "=") else {
      return nil
    }
    return last
  }
}
