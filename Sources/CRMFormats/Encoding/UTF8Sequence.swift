/// Well-formed UTF-8 by table 3-7 of the Unicode Standard.
enum UTF8Sequence {
  /// Where a run of well-formed sequences ended.
  enum Stop {
    /// At the end of the bytes.
    case end
    /// At the start of a sequence that more bytes could complete.
    case incomplete
    /// At a sequence that no byte can mend; `length` bytes are its longest well-formed beginning, at least one.
    case malformed(length: Int)
  }

  /// Walks over well-formed sequences from `start`. O(bytes).
  static func scan(_ bytes: Span<UInt8>, from start: Int) -> (end: Int, stop: Stop) {
    let count = bytes.count
    var index = start
    while true {
      index = skipASCII(bytes, from: index)
      guard index < count else { return (index, .end) }
      let lead = bytes[index]
      if lead >= 0xC2, lead <= 0xDF, index + 1 < count, bytes[index + 1] & 0xC0 == 0x80 {
        index += 2
        continue
      }
      guard let (length, low, high) = shape(lead) else { return (index, .malformed(length: 1)) }
      var seen = 1
      while seen < length, index + seen < count {
        let byte = bytes[index + seen]
        let isFitting = seen == 1 ? byte >= low && byte <= high : byte & 0xC0 == 0x80
        guard isFitting else { return (index, .malformed(length: seen)) }
        seen += 1
      }
      guard seen == length else { return (index, .incomplete) }
      index += length
    }
  }

  /// Where the run of ASCII from `start` ends. O(run).
  static func skipASCII(_ bytes: Span<UInt8>, from start: Int) -> Int {
    let count = bytes.count
    var index = start
    while index + 16 <= count {
      let block = bytes.extracting(index..<(index + 16))
      var union: UInt8 = 0
      for offset in 0..<16 { union |= block[offset] }
      if union >= 0x80 { break }
      index += 16
    }
    while index < count, bytes[index] < 0x80 { index += 1 }
    return index
  }

  /// Length of the sequence and bounds of its second byte, by its first.
  private static func shape(_ lead: UInt8) -> (length: Int, low: UInt8, high: UInt8)? {
    switch lead {
    case 0xC2...0xDF: (2, 0x80, 0xBF)
    case 0xE0: (3, 0xA0, 0xBF)
    case 0xED: (3, 0x80, 0x9F)
    case 0xE1...0xEF: (3, 0x80, 0xBF)
    case 0xF0: (4, 0x90, 0xBF)
    case 0xF1...0xF3: (4, 0x80, 0xBF)
    case 0xF4: (4, 0x80, 0x8F)
    default: nil
    }
  }
}

extension [UInt8] {
  /// U+FFFD in UTF-8, which takes the place of malformed bytes.
  static let replacementCharacter: [UInt8] = [0xEF, 0xBF, 0xBD]

  /// Appends a Unicode scalar value in UTF-8; surrogates must not be given.
  @inline(__always) mutating func appendScalar(_ value: UInt32) {
    func continuation(_ shift: UInt32) -> UInt8 { 0x80 | UInt8(truncatingIfNeeded: value >> shift) & 0x3F }
    switch value {
    case 0..<0x80:
      append(UInt8(truncatingIfNeeded: value))
    case 0x80..<0x800:
      append(0xC0 | UInt8(truncatingIfNeeded: value >> 6))
      append(continuation(0))
    case 0x800..<0x1_0000:
      append(0xE0 | UInt8(truncatingIfNeeded: value >> 12))
      append(continuation(6))
      append(continuation(0))
    default:
      append(0xF0 | UInt8(truncatingIfNeeded: value >> 18))
      append(continuation(12))
      append(continuation(6))
      append(continuation(0))
    }
  }
}
