public import Foundation

/// A value that can be part of an ``IndexKey``.
///
/// Texts are folded (NFKC and lower case, see ``TextFolding``), so look-ups ignore case; use ``ExactText`` where case matters.
/// Dates are kept to the millisecond. An optional's `nil` sorts before every value.
public protocol IndexKeyPart {
  /// Appends the type byte and the content, so that the bytes sort as the values do.
  func append(to key: inout IndexKey)
}

enum IndexKeyCode {
  static let null: UInt8 = 0x01
  static let no: UInt8 = 0x02
  static let yes: UInt8 = 0x03
  static let integer: UInt8 = 0x10
  static let decimal: UInt8 = 0x11
  static let date: UInt8 = 0x12
  static let day: UInt8 = 0x13
  static let text: UInt8 = 0x20
  static let exact: UInt8 = 0x21
  static let uuid: UInt8 = 0x30
}

/// A text that is indexed by its UTF-8 bytes as they are: codes, foreign identifiers, digests.
public struct ExactText: IndexKeyPart, Hashable, Sendable {
  /// The text.
  public var text: String

  /// A text to be compared exactly.
  public init(_ text: String) {
    self.text = text
  }

  /// Appends the UTF-8 bytes.
  public func append(to key: inout IndexKey) {
    key.bytes.append(IndexKeyCode.exact)
    key.appendEscaped(text.utf8)
    key.bytes.append(0)
  }
}

extension String: IndexKeyPart {
  /// Appends the folded text.
  public func append(to key: inout IndexKey) {
    key.bytes.append(IndexKeyCode.text)
    key.appendEscaped(TextFolding.folded(self).utf8)
    key.bytes.append(0)
  }
}

extension Bool: IndexKeyPart {
  /// `false` sorts before `true`.
  public func append(to key: inout IndexKey) {
    key.bytes.append(self ? IndexKeyCode.yes : IndexKeyCode.no)
  }
}

extension Int64: IndexKeyPart {
  /// Appends the value with its sign bit flipped, big-endian.
  public func append(to key: inout IndexKey) {
    key.bytes.append(IndexKeyCode.integer)
    key.append(word: UInt64(bitPattern: self) ^ (1 << 63))
  }
}

extension Int: IndexKeyPart {
  /// As a 64-bit integer.
  public func append(to key: inout IndexKey) { Int64(self).append(to: &key) }
}

extension Date: IndexKeyPart {
  /// Appends ``millisecondsSince1970``.
  public func append(to key: inout IndexKey) {
    key.bytes.append(IndexKeyCode.date)
    key.append(word: UInt64(bitPattern: millisecondsSince1970) ^ (1 << 63))
  }
}

extension CalendarDay: IndexKeyPart {
  /// Appends year, month and day.
  public func append(to key: inout IndexKey) {
    key.bytes.append(IndexKeyCode.day)
    let ordinal = Int64(year) * 10_000 + Int64(month) * 100 + Int64(day)
    key.append(word: UInt64(bitPattern: ordinal) ^ (1 << 63))
  }
}

extension UUID: IndexKeyPart {
  /// Appends the 16 bytes.
  public func append(to key: inout IndexKey) {
    let bits = IdentifierBits(self)
    key.bytes.append(IndexKeyCode.uuid)
    key.append(word: bits.high)
    key.append(word: bits.low)
  }
}

extension Identifier: IndexKeyPart {
  /// Appends the 16 bytes of the UUID.
  public func append(to key: inout IndexKey) {
    key.bytes.append(IndexKeyCode.uuid)
    key.append(word: bits.high)
    key.append(word: bits.low)
  }
}

extension RecordReference: IndexKeyPart {
  /// Appends the collection's name, exactly, and the UUID.
  public func append(to key: inout IndexKey) {
    ExactText(collection.rawValue).append(to: &key)
    id.append(to: &key)
  }
}

extension Decimal: IndexKeyPart {
  /// Appends sign, power of ten and digits; not-a-number sorts first.
  public func append(to key: inout IndexKey) {
    key.bytes.append(IndexKeyCode.decimal)
    guard isFinite else { return key.bytes.append(0) }
    guard !isZero else { return key.bytes.append(2) }
    var digits: [UInt8] = []
    var power = 0
    var seenPoint = false
    for character in description.utf8 {
      switch character {
      case UInt8(ascii: "."): seenPoint = true
      case UInt8(ascii: "0") where digits.isEmpty:
        if seenPoint { power -= 1 }
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        digits.append(character - UInt8(ascii: "0") + 1)
        if !seenPoint { power += 1 }
      default: break
      }
    }
    while digits.last == 1 { digits.removeLast() }
    let scale = UInt16(truncatingIfNeeded: power + 0x4000)
    var content = [UInt8(truncatingIfNeeded: scale >> 8), UInt8(truncatingIfNeeded: scale)] + digits + [0]
    if self < 0 { content = content.map { ~$0 } }
    key.bytes.append(self < 0 ? 1 : 3)
    key.bytes += content
  }
}

extension Optional: IndexKeyPart where Wrapped: IndexKeyPart {
  /// `nil` sorts before every value.
  public func append(to key: inout IndexKey) {
    guard let self else { return key.bytes.append(IndexKeyCode.null) }
    self.append(to: &key)
  }
}
