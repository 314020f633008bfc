/// A set of days of one year, counted from 0, as bits.
struct DaySet {
  private var words = SIMD8<UInt64>()

  /// No day.
  init() {}

  /// The days of a range.
  init(_ range: Range<Int>) {
    insert(range)
  }

  var isEmpty: Bool { words == SIMD8() }

  func contains(_ day: Int) -> Bool { words[day >> 6] >> UInt64(day & 63) & 1 == 1 }

  mutating func insert(_ day: Int) { words[day >> 6] |= 1 << UInt64(day & 63) }

  mutating func insert(_ range: Range<Int>) {
    for day in range { insert(day) }
  }

  mutating func formIntersection(_ other: DaySet) { words &= other.words }

  /// The first day of the set from this one on, below 512; nil when there is none.
  func first(from day: Int) -> Int? {
    guard day < 512 else { return nil }
    var index = day >> 6
    var word = words[index] & (~0 << UInt64(day & 63))
    while word == 0 {
      index += 1
      guard index < 8 else { return nil }
      word = words[index]
    }
    return index << 6 + word.trailingZeroBitCount
  }
}
