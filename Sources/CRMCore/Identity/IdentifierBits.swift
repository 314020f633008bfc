import Foundation

/// The 128 bits of an identifier as two words: compares and hashes faster than `UUID` and sorts in the UUID's byte order.
struct IdentifierBits: Hashable, Comparable, Sendable {
  let high: UInt64
  let low: UInt64

  init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  init(_ uuid: UUID) {
    let u = uuid.uuid
    high = Self.word(u.0, u.1, u.2, u.3, u.4, u.5, u.6, u.7)
    low = Self.word(u.8, u.9, u.10, u.11, u.12, u.13, u.14, u.15)
  }

  var uuid: UUID {
    let h = high
    let l = low
    return UUID(
      uuid: (
        Self.byte(h, 56), Self.byte(h, 48), Self.byte(h, 40), Self.byte(h, 32),
        Self.byte(h, 24), Self.byte(h, 16), Self.byte(h, 8), Self.byte(h, 0),
        Self.byte(l, 56), Self.byte(l, 48), Self.byte(l, 40), Self.byte(l, 32),
        Self.byte(l, 24), Self.byte(l, 16), Self.byte(l, 8), Self.byte(l, 0)
      ))
  }

  /// The same bits marked as an RFC 9562 UUID of the given version.
  func marked(version: UInt64) -> IdentifierBits {
    let versioned: UInt64 = (high & 0xFFFF_FFFF_FFFF_0FFF) | (version << 12)
    let varianted: UInt64 = (low & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000
    return IdentifierBits(high: versioned, low: varianted)
  }

  static func < (left: IdentifierBits, right: IdentifierBits) -> Bool {
    left.high != right.high ? left.high < right.high : left.low < right.low
  }

  static let least = IdentifierBits(high: 0, low: 0)
  static let greatest = IdentifierBits(high: .max, low: .max)

  private static func byte(_ word: UInt64, _ shift: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: word >> shift) }

  private static func word(
    _ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8, _ e: UInt8, _ f: UInt8, _ g: UInt8, _ h: UInt8
  ) -> UInt64 {
    var word = UInt64(a)
    word = word << 8 | UInt64(b)
    word = word << 8 | UInt64(c)
    word = word << 8 | UInt64(d)
    word = word << 8 | UInt64(e)
    word = word << 8 | UInt64(f)
    word = word << 8 | UInt64(g)
    word = word << 8 | UInt64(h)
    return word
  }
}
