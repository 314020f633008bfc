/// Which encoding some bytes are most likely in.
///
/// In order:
/// 1. A byte order mark decides.
/// 2. NUL bytes mean UTF-16: text with any ASCII in it (line ends, delimiters, digits) has its NULs on the odd places
///    in little endian and on the even ones in big endian.
/// 3. Well-formed UTF-8 is UTF-8; so is text in which at most one sequence in twenty is malformed.
/// 4. GB 18030 if (nearly) all bytes above 0x7F pair up, at least seven in ten pairs lie in the GB 2312 area, and the
///    bytes are not nearly all in the range of Windows-1251 letters.
/// 5. Else Windows-1251 or 1252 by neighbours: Cyrillic letters stand beside each other, Western accented letters
///    beside ASCII letters.
public struct TextEncodingDetection: Hashable, Sendable {
  /// The encoding found; UTF-8 for plain ASCII and for no bytes at all.
  public let encoding: TextEncoding
  /// How sure that is, 0…1: 1 with a byte order mark, 0.5 a guess. An ordinal, not a probability.
  public let confidence: Double
  /// Whether a byte order mark was there.
  public let hasByteOrderMark: Bool

  /// Looks at the first bytes of a text; `isComplete` says that nothing follows them. O(bytes): give some 64 KB.
  public init(of bytes: [UInt8], isComplete: Bool = false) {
    let marked: [TextEncoding] = [.utf8, .utf16LittleEndian, .utf16BigEndian, .gb18030]
    if let encoding = marked.first(where: { bytes.starts(with: $0.byteOrderMark) }) {
      self.init(encoding: encoding, confidence: 1, hasByteOrderMark: true)
      return
    }
    let (encoding, confidence) = Self.guess(bytes, isComplete: isComplete)
    self.init(encoding: encoding, confidence: confidence, hasByteOrderMark: false)
  }

  private init(encoding: TextEncoding, confidence: Double, hasByteOrderMark: Bool) {
    self.encoding = encoding
    self.confidence = confidence
    self.hasByteOrderMark = hasByteOrderMark
  }

  private static func guess(_ bytes: [UInt8], isComplete: Bool) -> (TextEncoding, Double) {
    if let found = guessUTF16(bytes) { return found }
    let census = ByteCensus(bytes)
    if census.high == 0 { return (.utf8, 0.9) }
    let (wellFormed, malformed) = countUTF8(bytes, isComplete: isComplete)
    if malformed == 0 { return (.utf8, wellFormed > 2 ? 0.99 : 0.8) }
    if wellFormed >= 20 * malformed { return (.utf8, 0.7) }
    if let found = guessGB18030(bytes, census) { return found }
    return guessCodePage(census)
  }

  private static func guessUTF16(_ bytes: [UInt8]) -> (TextEncoding, Double)? {
    var even = 0
    var odd = 0
    for index in bytes.indices where bytes[index] == 0 {
      if index & 1 == 0 { even += 1 } else { odd += 1 }
    }
    guard even + odd > 0, (even + odd) * 100 >= bytes.count else { return nil }
    if odd > even * 4 { return (.utf16LittleEndian, 0.9) }
    if even > odd * 4 { return (.utf16BigEndian, 0.9) }
    return nil
  }

  private static func countUTF8(_ bytes: [UInt8], isComplete: Bool) -> (wellFormed: Int, malformed: Int) {
    var malformed = 0
    var bad = 0
    var index = 0
    let span = bytes.span
    scan: while true {
      let (end, stop) = UTF8Sequence.scan(span, from: index)
      switch stop {
      case .end: break scan
      case .incomplete:
        if isComplete { malformed += 1 }
        bad += bytes[end...].count
        break scan
      case .malformed(let length):
        malformed += 1
        bad += bytes[end..<(end + length)].count
        index = end + length
      }
    }
    let high = bytes.reduce(0) { $0 + ($1 >= 0x80 ? 1 : 0) }
    return (max(0, high - bad) / 2, malformed)
  }

  private static func guessGB18030(_ bytes: [UInt8], _ census: ByteCensus) -> (TextEncoding, Double)? {
    var pairs = 0
    var common = 0
    var broken = 0
    var index = 0
    let span = bytes.span
    let table = GB18030Table.twoByte
    let twoByte = table.span
    while index < bytes.count {
      if bytes[index] < 0x80 {
        index += 1
        continue
      }
      switch GB18030Table.character(span, at: index, twoByte) {
      case .scalar(_, let length):
        if length == 2 {
          pairs += 1
          if bytes[index] >= 0xA1, bytes[index] <= 0xF7, bytes[index + 1] >= 0xA1 { common += 1 }
        }
        index += length
      case .malformed(let length):
        broken += 1
        index += length
      case .incomplete:
        index = bytes.count
      }
    }
    guard pairs > 0, broken * 100 <= pairs, common * 10 >= pairs * 7 else { return nil }
    guard Double(census.cyrillic) < 0.88 * Double(census.high) else { return nil }
    return (.gb18030, pairs >= 8 ? 0.9 : 0.6)
  }

  private static func guessCodePage(_ census: ByteCensus) -> (TextEncoding, Double) {
    if census.cyrillicPairs > 2 * census.besideLatin {
      return (.windows1251, census.cyrillicPairs >= 8 ? 0.9 : 0.6)
    }
    if census.besideLatin > 0 { return (.windows1252, census.besideLatin >= 4 ? 0.8 : 0.6) }
    return (.windows1252, 0.5)
  }
}

/// Counts of bytes above 0x7F and of their neighbours.
private struct ByteCensus {
  /// Bytes from 0x80.
  var high = 0
  /// Bytes that are Russian or Ukrainian letters in Windows-1251.
  var cyrillic = 0
  /// Neighbours that are both such letters.
  var cyrillicPairs = 0
  /// Letters of Windows-1252 above 0x7F beside an ASCII letter.
  var besideLatin = 0

  init(_ bytes: [UInt8]) {
    var previous: UInt8 = 0
    for byte in bytes {
      if byte >= 0x80 {
        high += 1
        if Self.isCyrillic(byte) {
          cyrillic += 1
          if Self.isCyrillic(previous) { cyrillicPairs += 1 }
        }
        if byte >= 0xC0, Self.isLatin(previous) { besideLatin += 1 }
      } else if previous >= 0xC0, Self.isLatin(byte) {
        besideLatin += 1
      }
      previous = byte
    }
  }

  private static func isLatin(_ byte: UInt8) -> Bool {
    (byte >= 0x41 && byte <= 0x5A) || (byte >= 0x61 && byte <= 0x7A)
  }

  /// А–я, Ё ё, and the Ukrainian Є є І і Ї ї Ґ ґ.
  private static func isCyrillic(_ byte: UInt8) -> Bool {
    switch byte {
    case 0xC0...0xFF, 0xA8, 0xB8, 0xAA, 0xBA, 0xB2, 0xB3, 0xAF, 0xBF, 0xA5, 0xB4: true
    default: false
    }
  }
}
