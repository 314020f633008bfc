// Numbers and comparisons in the bytes of index pages.

extension Span where Element == UInt8 {
  @inline(__always)
  func littleEndian16(at index: Int) -> UInt16 {
    UInt16(self[index]) | UInt16(self[index &+ 1]) &<< 8
  }

  @inline(__always)
  func littleEndian32(at index: Int) -> UInt32 {
    UInt32(littleEndian16(at: index)) | UInt32(littleEndian16(at: index &+ 2)) &<< 16
  }

  @inline(__always)
  func bigEndian64(at index: Int) -> UInt64 {
    // One check ahead lets the compiler read the eight bytes at once.
    precondition(index >= 0 && index <= count &- 8)
    var word: UInt64 = 0
    for offset in 0..<8 { word = word &<< 8 | UInt64(self[index &+ offset]) }
    return word
  }

  /// The first eight bytes of a range as a number that sorts as they do; a shorter range is filled up with zeros.
  @inline(__always)
  func head(_ range: Range<Int>) -> UInt64 {
    let length = range.upperBound &- range.lowerBound
    if length >= 8 { return bigEndian64(at: range.lowerBound) }
    if range.lowerBound &+ 8 <= count {
      let unused = UInt64(truncatingIfNeeded: 64 &- 8 &* length)
      return length == 0 ? 0 : (bigEndian64(at: range.lowerBound) &>> unused) &<< unused
    }
    return shortHead(range)
  }

  @inline(never)
  private func shortHead(_ range: Range<Int>) -> UInt64 {
    var head: UInt64 = 0
    var shift: UInt64 = 56
    for index in range {
      head |= UInt64(self[index]) &<< shift
      shift &-= 8
    }
    return head
  }

  /// How many bytes two ranges of equal length have in common at their beginning.
  @inline(__always)
  func sharedPrefix(from index: Int, with other: Span<UInt8>, from otherIndex: Int, count: Int) -> Int {
    var offset = 0
    while offset &+ 8 <= count {
      let difference = bigEndian64(at: index &+ offset) ^ other.bigEndian64(at: otherIndex &+ offset)
      if difference != 0 { return offset &+ difference.leadingZeroBitCount / 8 }
      offset &+= 8
    }
    while offset < count, self[index &+ offset] == other[otherIndex &+ offset] { offset &+= 1 }
    return offset
  }

  /// Compares a range of these bytes with a range of others, a prefix first: negative, zero or positive.
  @inline(__always)
  func compare(_ range: Range<Int>, with other: Span<UInt8>, in otherRange: Range<Int>) -> Int {
    let (left, right) = (range.count, otherRange.count)
    let count = Swift.min(left, right)
    let shared = sharedPrefix(from: range.lowerBound, with: other, from: otherRange.lowerBound, count: count)
    guard shared < count else { return left &- right }
    return Int(self[range.lowerBound &+ shared]) &- Int(other[otherRange.lowerBound &+ shared])
  }
}

extension MutableSpan where Element == UInt8 {
  /// Adds a number to each of the 32-bit little-endian numbers that stand in a range of bytes.
  mutating func move(_ range: Range<Int>, by distance: Int) {
    var index = range.lowerBound
    while index < range.upperBound {
      let old = span.littleEndian32(at: index)
      let new = old &+ UInt32(truncatingIfNeeded: distance)
      self[index] = UInt8(truncatingIfNeeded: new)
      self[index &+ 1] = UInt8(truncatingIfNeeded: new &>> 8)
      self[index &+ 2] = UInt8(truncatingIfNeeded: new &>> 16)
      self[index &+ 3] = UInt8(truncatingIfNeeded: new &>> 24)
      index &+= 4
    }
  }
}

extension [UInt8] {
  /// The 16 bytes of the UUID.
  mutating func append(_ id: IdentifierBits) {
    appendFixed(id.high.bigEndian)
    appendFixed(id.low.bigEndian)
  }

  /// How many bytes both begin with.
  func sharedPrefix(with other: [UInt8]) -> Int {
    span.sharedPrefix(from: 0, with: other.span, from: 0, count: Swift.min(count, other.count))
  }
}
