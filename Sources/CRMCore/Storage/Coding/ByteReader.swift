internal import Foundation

/// A bounds-checked cursor over bytes that nobody vouches for: it never traps, and never allocates by a length which
/// the bytes claim but do not have.
struct ByteReader {
  let bytes: [UInt8]
  var position: Int
  let end: Int

  init(_ bytes: [UInt8]) {
    self.init(bytes, in: bytes.indices)
  }

  /// - Precondition: `range` lies within `bytes`; callers check it.
  init(_ bytes: [UInt8], in range: Range<Int>) {
    self.bytes = bytes
    position = range.lowerBound
    end = range.upperBound
  }

  @inline(__always)
  func peek() throws(RecordCodingError) -> UInt8 {
    guard position < end else { throw truncated }
    return bytes[position]
  }

  @inline(__always)
  mutating func byte() throws(RecordCodingError) -> UInt8 {
    guard position < end else { throw truncated }
    let byte = bytes[position]
    position &+= 1
    return byte
  }

  @inline(__always)
  mutating func varint() throws(RecordCodingError) -> UInt64 {
    let first = try byte()
    if first < 0x80 { return UInt64(first) }
    return try longVarint(UInt64(first & 0x7F))
  }

  private mutating func longVarint(_ low: UInt64) throws(RecordCodingError) -> UInt64 {
    var result = low
    var shift: UInt64 = 7
    while true {
      let next = UInt64(try byte())
      // The tenth byte holds the topmost bit only; a zero last byte would be a second spelling of a shorter number.
      guard shift < 63 || next <= 1, next != 0 else { throw RecordCodingError(.malformed, offset: position) }
      result |= (next & 0x7F) &<< shift
      if next < 0x80 { return result }
      shift &+= 7
    }
  }

  /// A length or count of things which take at least one byte each; it never exceeds the bytes that are left.
  @inline(__always)
  mutating func length() throws(RecordCodingError) -> Int {
    let length = try varint()
    guard length <= UInt64(end &- position) else { throw truncated }
    return Int(length)
  }

  @inline(__always)
  mutating func skip(_ count: Int) throws(RecordCodingError) {
    guard count <= end &- position else { throw truncated }
    position &+= count
  }

  /// A fixed-width number. The load is bounds-checked; it is marked because it reinterprets bytes.
  @inline(__always)
  mutating func fixed<Value: BitwiseCopyable>(_ type: Value.Type) throws(RecordCodingError) -> Value {
    let size = MemoryLayout<Value>.size
    guard size <= end &- position else { throw truncated }
    let value = unsafe bytes.span.bytes.unsafeLoadUnaligned(fromByteOffset: position, as: type)
    position &+= size
    return value
  }

  mutating func text(byteCount: Int) throws(RecordCodingError) -> String {
    guard byteCount <= end &- position else { throw truncated }
    let place = position..<(position &+ byteCount)
    guard let text = unsafe bytes.withUnsafeBufferPointer({ unsafe String(utf8: $0, in: place) }) else {
      throw RecordCodingError(.invalidText, offset: position)
    }
    position = place.upperBound
    return text
  }

  var truncated: RecordCodingError { RecordCodingError(.truncated, offset: position) }
}

extension String {
  /// A text from a part of some bytes; nil if they are no UTF-8. `String(validating:as:)` does the same, but looks up
  /// metadata of the encoding each time, which takes longer than all the rest.
  fileprivate init?(utf8 bytes: UnsafeBufferPointer<UInt8>, in place: Range<Int>) {
    let part = unsafe UnsafeBufferPointer(rebasing: bytes[place])
    unsafe self.init(decoding: part, as: UTF8.self)
    if unsafe Self.isASCII(UnsafeRawBufferPointer(part)) { return }
    // Invalid bytes were replaced; then the text is no longer the same bytes.
    let isSame = withUTF8 { text in
      guard text.count == part.count, let left = text.baseAddress, let right = part.baseAddress else { return false }
      return unsafe memcmp(left, right, part.count) == 0
    }
    if !isSame { return nil }
  }

  private static func isASCII(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var bits: UInt64 = 0
    var index = 0
    while index &+ 8 <= bytes.count {
      bits |= unsafe bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      index &+= 8
    }
    while index < bytes.count {
      bits |= unsafe UInt64(bytes[index])
      index &+= 1
    }
    return bits & 0x8080_8080_8080_8080 == 0
  }
}

extension [UInt8] {
  /// Seven bits a byte, the lowest first, the top bit set on all but the last.
  @inline(__always)
  mutating func appendVarint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    append(UInt8(truncatingIfNeeded: rest))
  }

  /// The bytes of a number as they lie in memory; callers convert to little-endian first.
  @inline(__always)
  mutating func appendFixed<Value: BitwiseCopyable>(_ value: Value) {
    unsafe Swift.withUnsafeBytes(of: value) { unsafe append(contentsOf: $0) }
  }
}
