import Foundation

/// A tuple of values in one canonical encoding of bytes that sorts as the values do.
///
/// Backends compare and store the bytes and need no code per type (the idea of FoundationDB's tuple layer). Each part is a type
/// byte below `0xFF` and its content; the key of `(a)` is a prefix of the key of `(a, b)`, so a range over leading parts is
/// `[key, key ‖ FF)`. The encoding is part of the file format.
public struct IndexKey: Hashable, Comparable, Sendable {
  /// The encoded parts.
  public internal(set) var bytes: [UInt8]

  /// The empty key: a prefix of every key.
  public init() {
    bytes = []
  }

  /// A key of these parts, most significant first.
  public init<each Part: IndexKeyPart>(_ part: repeat each Part) {
    bytes = []
    bytes.reserveCapacity(32)
    repeat (each part).append(to: &self)
  }

  /// A key from bytes that an `IndexKey` had before.
  public init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// What all keys have in common whose next part is a text beginning with `text` after folding.
  public init(textPrefix text: String) {
    bytes = [IndexKeyCode.text]
    appendEscaped(TextFolding.folded(text).utf8)
  }

  /// The key with one more part.
  public func appending(_ part: some IndexKeyPart) -> IndexKey {
    var copy = self
    part.append(to: &copy)
    return copy
  }

  /// The least key that is greater than every key which begins with this one.
  public var endOfPrefix: IndexKey { IndexKey(bytes: bytes + [0xFF]) }

  /// Compares byte by byte; a prefix sorts first. O(length).
  public static func < (left: IndexKey, right: IndexKey) -> Bool {
    let a = left.bytes.span
    let b = right.bytes.span
    let count = min(a.count, b.count)
    var index = 0
    while index < count {
      if a[index] != b[index] { return a[index] < b[index] }
      index += 1
    }
    return a.count < b.count
  }

  mutating func append(word: UInt64) {
    var shift: UInt64 = 56
    while true {
      bytes.append(UInt8(truncatingIfNeeded: word >> shift))
      if shift == 0 { return }
      shift -= 8
    }
  }

  /// Bytes with `00` written as `00 FF`, so that a terminating `00` sorts before every continuation.
  mutating func appendEscaped(_ content: String.UTF8View) {
    guard content.contains(0) else {
      bytes.append(contentsOf: content)
      return
    }
    for byte in content {
      bytes.append(byte)
      if byte == 0 { bytes.append(0xFF) }
    }
  }
}

extension IndexKey: Codable {
  /// Reads the bytes from their Base64 form.
  public init(from decoder: any Decoder) throws {
    bytes = Array(try decoder.singleValueContainer().decode(Data.self))
  }

  /// Writes the bytes in their Base64 form.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(Data(bytes))
  }
}
