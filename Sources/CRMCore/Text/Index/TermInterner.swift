/// Numbers for terms, in the order in which they come, without an object per term.
struct TermInterner {
  private var blob: [UInt8] = []
  private var starts: [UInt32] = [0]
  private var slots: [UInt32] = Array(repeating: .max, count: 64)

  private var count: Int { starts.count - 1 }

  func bytes(of number: UInt32) -> ArraySlice<UInt8> { blob[Int(starts[Int(number)])..<Int(starts[Int(number) + 1])] }

  mutating func number(of term: [UInt8]) -> UInt32 {
    var slot = Int(truncatingIfNeeded: Self.hash(term[...])) & (slots.count - 1)
    while slots[slot] != .max {
      if matches(slots[slot], term) { return slots[slot] }
      slot = (slot + 1) & (slots.count - 1)
    }
    let number = UInt32(count)
    blob.append(contentsOf: term)
    starts.append(UInt32(blob.count))
    slots[slot] = number
    if count * 2 > slots.count { grow() }
    return number
  }

  /// The numbers in the order of their terms.
  func sortedNumbers() -> [UInt32] {
    let keyed = (0..<UInt32(count)).map { (beginning: bytes(of: $0).firstEight, number: $0) }
    return keyed.sorted { left, right in
      if left.beginning != right.beginning { return left.beginning < right.beginning }
      return bytes(of: left.number).lexicographicallyPrecedes(bytes(of: right.number))
    }.map(\.number)
  }

  private func matches(_ number: UInt32, _ term: [UInt8]) -> Bool {
    let start = Int(starts[Int(number)])
    guard Int(starts[Int(number) + 1]) - start == term.count else { return false }
    for index in term.indices where blob[start &+ index] != term[index] { return false }
    return true
  }

  private mutating func grow() {
    slots = Array(repeating: .max, count: slots.count * 4)
    for number in 0..<UInt32(count) {
      var slot = Int(truncatingIfNeeded: Self.hash(bytes(of: number))) & (slots.count - 1)
      while slots[slot] != .max { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = number
    }
  }

  /// FNV-1a with the upper half mixed in.
  private static func hash(_ term: ArraySlice<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in term { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return hash ^ hash >> 32
  }
}

extension Collection<UInt8> {
  /// The first eight bytes as a number that orders as they do; shorter ones are filled up with zeros.
  var firstEight: UInt64 {
    var result: UInt64 = 0
    var shift: UInt64 = 56
    for byte in prefix(8) {
      result |= UInt64(byte) << shift
      shift = shift &- 8
    }
    return result
  }
}
