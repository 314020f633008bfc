/// Finds out whether a quoted field still closes on the current line: then a stray quote inside of it is an ordinary
/// character (`"Inn "Zur Post" in Ulm"`), else it ends the quoted part (`"5" pipe,x`).
///
/// Remembers what it found, so that a line is searched once however many stray quotes it holds.
struct CSVQuoteLookahead: Sendable {
  private var resume = 0
  private var closing: Int?
  private var nothingBefore: Int?

  /// Moves the remembered offsets when the buffer lost its first bytes.
  mutating func shift(by count: Int) {
    resume = max(0, resume - count)
    closing = closing.map { $0 - count }
    nothingBefore = nothingBefore.map { $0 - count }
  }

  /// Whether a closing quote follows the quote at `position` on the same line and before `limit`; nil when more bytes
  /// are needed to know.
  mutating func closes(
    _ bytes: Span<UInt8>, after position: Int, limit: Int, quote: UInt8, delimiter: UInt8, isComplete: Bool
  ) -> Bool? {
    if let closing, closing > position { return true }
    if let nothingBefore, position < nothingBefore { return false }
    var index = max(resume, position + 1)
    while index < bytes.count {
      let byte = bytes[index]
      if index >= limit || byte.isLineEnd { return conclude(nothingBefore: index) }
      if byte == quote {
        guard index + 1 < bytes.count else {
          if isComplete { return conclude(closing: index) }
          resume = index
          return nil
        }
        let next = bytes[index + 1]
        if next == delimiter || next.isLineEnd { return conclude(closing: index) }
        if next == quote { index += 1 }
      }
      index += 1
    }
    if isComplete { return conclude(nothingBefore: index) }
    resume = index
    return nil
  }

  private mutating func conclude(closing index: Int) -> Bool {
    closing = index
    return true
  }

  private mutating func conclude(nothingBefore index: Int) -> Bool {
    nothingBefore = index
    return false
  }
}

extension UInt8 {
  /// Whether the byte is LF or CR.
  @inline(__always) var isLineEnd: Bool { self == 0x0A || self == 0x0D }
}
