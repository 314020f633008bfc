/// Hashes under which records are brought together: equal in every run, and good enough that unequal parts hardly ever meet.
enum BlockKey {
  /// What a hash begins with.
  static let start: UInt64 = 0x9E37_79B9_7F4A_7C15

  /// The hash with one more part. The finishing function of SplitMix64 (Steele, Lea and Flood 2014).
  static func mix(_ hash: UInt64, _ part: UInt64) -> UInt64 {
    var mixed = hash ^ (part &+ 0x9E37_79B9_7F4A_7C15 &+ hash << 6 &+ hash >> 2)
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  static func hash(_ first: UInt64, _ second: UInt64) -> UInt64 { mix(mix(start, first), second) }

  static func hash(_ first: UInt64, _ second: UInt64, _ third: UInt64) -> UInt64 {
    mix(hash(first, second), third)
  }

  static func hash(_ units: some Sequence<UInt16>) -> UInt64 { units.reduce(start) { mix($0, UInt64($1)) } }
}
