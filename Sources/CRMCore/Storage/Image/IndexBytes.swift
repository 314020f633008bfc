// Numbers and comparisons in the bytes of index pages.

extension Span where Element == UInt8 {
  @inline(__always)
  func littleEndian16(at index: Int) -> UInt16 { UInt16(self[index]) | UInt16(self[index &+ 1]) &<< 8 }

  @inline(__always)
  func littleEndian32(at index: Int) -> UInt32 {
    UInt32(littleEndian16(at: index)) | UInt32(littleEndian16(at: index &+ 2)) &<< 16
  }

  @inline(__always)
  func bigEndian64(at index: Int) -> UInt64 {
    var word: UInt64 = 0
    for offset in 0..<8 { word = word &<< 8 | UInt64(self[index &+ offset]) }
    return word
  }

  /// Compares a range of these bytes with the bytes of `other` in `from..<to` (the end if `nil`): negative, zero or positive.
  @inline(__always)
  func compare(_ range: Range<Int>, with other: Span<UInt8>, from: Int, to: Int? = nil) -> Int {
    let left = range.count
    let right = (to ?? other.count) &- from
    let shared = Swift.min(left, right)
    var offset = 0
    while offset < shared {
      let a = self[range.lowerBound &+ offset]
      let b = other[from &+ offset]
      if a != b { return a < b ? -1 : 1 }
      offset &+= 1
    }
    return left &- right
  }
}

extension [UInt8] {
  mutating func append(littleEndian value: UInt16) {
    append(UInt8(truncatingIfNeeded: value))
    append(UInt8(truncatingIfNeeded: value >> 8))
  }

  mutating func append(littleEndian value: UInt32) {
    append(littleEndian: UInt16(truncatingIfNeeded: value))
    append(littleEndian: UInt16(truncatingIfNeeded: value >> 16))
  }

  mutating func append(_ id: IdentifierBits) {
    for shift in stride(from: 56 as UInt64, through: 0, by: -8) { append(UInt8(truncatingIfNeeded: id.high &>> shift)) }
    for shift in stride(from: 56 as UInt64, through: 0, by: -8) { append(UInt8(truncatingIfNeeded: id.low &>> shift)) }
  }

  /// How many bytes both begin with.
  func sharedPrefix(with other: [UInt8]) -> Int {
    let a = span
    let b = other.span
    let count = Swift.min(a.count, b.count)
    var index = 0
    while index < count, a[index] == b[index] { index &+= 1 }
    return index
  }
}
