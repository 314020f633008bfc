/// One bit for each of a number of rows, packed into 64-bit words: the outcome of a condition over many subjects.
///
/// The bits past the last row are always 0, so words can be counted and compared without a mask.
public struct Bitmap: Hashable, Sendable {
  /// The number of rows.
  public let count: Int
  /// The bits, the first row being the lowest bit of the first word.
  public private(set) var words: [UInt64]

  /// A bitmap with the same bit in every row. O(count / 64).
  ///
  /// - Precondition: `count` ≥ 0.
  public init(repeating bit: Bool = false, count: Int) {
    precondition(count >= 0, "a bitmap has no negative number of rows")
    self.count = count
    words = [UInt64](repeating: bit ? .max : 0, count: (count + 63) / 64)
    clearTail()
  }

  /// A bitmap of these bits.
  public init(_ bits: some Sequence<Bool>) {
    var words: [UInt64] = []
    var count = 0
    for bit in bits {
      if count % 64 == 0 { words.append(0) }
      if bit { words[count / 64] |= 1 << UInt64(count % 64) }
      count += 1
    }
    self.count = count
    self.words = words
  }

  /// A bitmap of words, the first row being the lowest bit of the first one. Bits past the last row are dropped.
  ///
  /// - Precondition: there are as many words as the rows need.
  public init(words: [UInt64], count: Int) {
    precondition(words.count == (count + 63) / 64, "the words must fit the number of rows")
    self.count = count
    self.words = words
    clearTail()
  }

  /// The bit of a row.
  ///
  /// - Precondition: the row is within `0..<count`.
  public subscript(row: Int) -> Bool {
    get {
      precondition(row >= 0 && row < count, "no such row")
      return words[row / 64] >> UInt64(row % 64) & 1 == 1
    }
    set {
      precondition(row >= 0 && row < count, "no such row")
      let bit: UInt64 = 1 << UInt64(row % 64)
      if newValue { words[row / 64] |= bit } else { words[row / 64] &= ~bit }
    }
  }

  /// The number of rows whose bit is set. O(count / 64).
  public var ones: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }
  /// Whether no bit is set. O(count / 64).
  public var isZero: Bool { words.allSatisfy { $0 == 0 } }

  /// The first row whose bit is set. O(count / 64).
  public var first: Int? {
    guard let index = words.firstIndex(where: { $0 != 0 }) else { return nil }
    return index * 64 + words[index].trailingZeroBitCount
  }

  /// Visits the rows whose bit is set, ascending. O(count / 64 + ones).
  public func forEachOne<Failure>(_ body: (Int) throws(Failure) -> Void) throws(Failure) {
    for (index, word) in words.enumerated() {
      var rest = word
      while rest != 0 {
        try body(index * 64 + rest.trailingZeroBitCount)
        rest &= rest &- 1
      }
    }
  }

  /// The rows whose bit is set, ascending.
  public var rows: [Int] {
    var rows: [Int] = []
    rows.reserveCapacity(ones)
    forEachOne { rows.append($0) }
    return rows
  }

  /// Keeps the rows that the other has as well.
  ///
  /// - Precondition: both have the same number of rows; so for all that follow.
  public mutating func formIntersection(_ other: Bitmap) {
    precondition(count == other.count, "bitmaps of different numbers of rows")
    for index in words.indices { words[index] &= other.words[index] }
  }

  /// Adds the rows that the other has.
  public mutating func formUnion(_ other: Bitmap) {
    precondition(count == other.count, "bitmaps of different numbers of rows")
    for index in words.indices { words[index] |= other.words[index] }
  }

  /// Takes away the rows that the other has.
  public mutating func subtract(_ other: Bitmap) {
    precondition(count == other.count, "bitmaps of different numbers of rows")
    for index in words.indices { words[index] &= ~other.words[index] }
  }

  /// The rows that both have.
  public static func & (left: Bitmap, right: Bitmap) -> Bitmap {
    var result = left
    result.formIntersection(right)
    return result
  }

  /// The rows that either has.
  public static func | (left: Bitmap, right: Bitmap) -> Bitmap {
    var result = left
    result.formUnion(right)
    return result
  }

  /// The rows that it does not have.
  public static prefix func ~ (bitmap: Bitmap) -> Bitmap {
    var result = bitmap
    for index in result.words.indices { result.words[index] = ~result.words[index] }
    result.clearTail()
    return result
  }

  private mutating func clearTail() {
    let used = UInt64(count % 64)
    if used != 0 { words[words.count - 1] &= (1 << used) - 1 }
  }

  /// The rows whose value passes.
  @inline(__always)
  init<Value>(_ values: [Value], where passes: (Value) -> Bool) {
    let span = values.span
    let count = span.count
    var words = [UInt64](repeating: 0, count: (count + 63) / 64)
    var row = 0
    for index in words.indices {
      let end = min(row + 64, count)
      var word: UInt64 = 0
      var bit: UInt64 = 0
      while row < end {
        word |= (passes(span[row]) ? 1 : 0) &<< bit
        bit &+= 1
        row &+= 1
      }
      words[index] = word
    }
    self.count = count
    self.words = words
  }
}
