extension SHA256 {
  /// A SHA-256 digest: 32 bytes, kept inline (no heap allocation), ordered like its bytes.
  ///
  /// It encodes as a lower-case hexadecimal string of 64 characters.
  public struct Digest: Hashable, Sendable {
    private let first: UInt64
    private let second: UInt64
    private let third: UInt64
    private let fourth: UInt64

    /// The number of bytes.
    static let byteCount = 32

    init(_ first: UInt64, _ second: UInt64, _ third: UInt64, _ fourth: UInt64) {
      self.first = first
      self.second = second
      self.third = third
      self.fourth = fourth
    }

    /// The digest whose bytes are `bytes`, or nil unless there are exactly 32.
    public init?(bytes: [UInt8]) {
      guard bytes.count == 32 else { return nil }
      var words: [UInt64] = [0, 0, 0, 0]
      for (index, byte) in bytes.enumerated() {
        words[index / 8] = (words[index / 8] << 8) | UInt64(byte)
      }
      self.init(words[0], words[1], words[2], words[3])
    }

    /// Reads 64 hexadecimal digits, upper or lower case; nil for anything else.
    public init?(hex: String) {
      guard hex.utf8.count == 64 else { return nil }
      // Every record of the ledger has some of these: read them without a look at the characters.
      let digits = Array(hex.utf8)
      guard let first = Self.word(digits.span, at: 0), let second = Self.word(digits.span, at: 16),
        let third = Self.word(digits.span, at: 32), let fourth = Self.word(digits.span, at: 48)
      else { return nil }
      self.init(first, second, third, fourth)
    }

    /// The number that 16 hexadecimal digits write.
    private static func word(_ digits: Span<UInt8>, at start: Int) -> UInt64? {
      var word: UInt64 = 0
      for index in start..<start + 16 {
        guard let value = value(ofHexDigit: digits[index]) else { return nil }
        word = word << 4 | UInt64(value)
      }
      return word
    }

    /// The first 16 bytes as two numbers.
    var leadingWords: (high: UInt64, low: UInt64) { (first, second) }

    /// The 32 bytes as they lie in memory.
    var bigEndianWords: (UInt64, UInt64, UInt64, UInt64) {
      (first.bigEndian, second.bigEndian, third.bigEndian, fourth.bigEndian)
    }

    init(bigEndianWords words: (UInt64, UInt64, UInt64, UInt64)) {
      self.init(
        UInt64(bigEndian: words.0), UInt64(bigEndian: words.1), UInt64(bigEndian: words.2), UInt64(bigEndian: words.3))
    }

    /// The 32 bytes in the order of the standard.
    public var bytes: [UInt8] {
      var result: [UInt8] = []
      result.reserveCapacity(32)
      for word in [first, second, third, fourth] {
        for shift in stride(from: 56, through: 0, by: -8) {
          result.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
        }
      }
      return result
    }

    /// 64 lower-case hexadecimal digits.
    public var hex: String {
      var digits = [UInt8](repeating: 0, count: 64)
      var position = 0
      func append(_ word: UInt64) {
        for shift in stride(from: 60, through: 0, by: -4) {
          let nibble = UInt8(truncatingIfNeeded: word >> UInt64(shift)) & 15
          digits[position] = nibble < 10 ? 48 + nibble : 87 + nibble
          position += 1
        }
      }
      append(first)
      append(second)
      append(third)
      append(fourth)
      return String(decoding: digits, as: UTF8.self)
    }

    private static func value(ofHexDigit digit: UInt8) -> UInt8? {
      switch digit {
      case 48...57: digit - 48
      case 65...70: digit - 55
      case 97...102: digit - 87
      default: nil
      }
    }
  }
}

extension SHA256.Digest: Comparable {
  /// Orders digests like their bytes, so that they can be index keys.
  public static func < (left: Self, right: Self) -> Bool {
    (left.first, left.second, left.third, left.fourth) < (right.first, right.second, right.third, right.fourth)
  }
}

extension SHA256.Digest: Codable {
  /// Reads a hexadecimal string; throws `DecodingError.dataCorrupted` for anything but 64 hexadecimal digits.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let digest = Self(hex: try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not 64 hexadecimal digits")
    }
    self = digest
  }

  /// Writes ``hex``.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(hex)
  }
}

extension SHA256.Digest: IndexKeyPart {
  /// Appends the bytes as four integers: 36 bytes instead of the 65 of the text. The order is not that of the bytes.
  public func append(to key: inout IndexKey) {
    for word in [first, second, third, fourth] { Int64(bitPattern: word).append(to: &key) }
  }
}

extension SHA256.Digest: CustomStringConvertible {
  /// The same as ``hex``.
  public var description: String { hex }
}
