/// A reproducible random generator: the same seed gives the same numbers on every platform and in every release.
///
/// It is xoshiro256** (Blackman & Vigna, prng.di.unimi.it) whose state is filled by SplitMix64, as its authors advise.
/// It is a value: a copy repeats what the original will give, and an encoded one goes on where it was. It is good for
/// assignments, samples, simulations and tests, and useless for secrets.
public struct SeededGenerator: RandomNumberGenerator, Sendable, Hashable, Codable {
  private var s0: UInt64
  private var s1: UInt64
  private var s2: UInt64
  private var s3: UInt64

  /// A generator for `seed`; any value is allowed, 0 too.
  public init(seed: UInt64) {
    var expander = SplitMix64(state: seed)
    self.init(state: (expander.next(), expander.next(), expander.next(), expander.next()))
  }

  init(state: (UInt64, UInt64, UInt64, UInt64)) {
    (s0, s1, s2, s3) = state
  }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    let result = Self.rotate(s1 &* 5, 7) &* 9
    let shifted = s1 << 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    s3 = Self.rotate(s3, 45)
    return result
  }

  private static func rotate(_ value: UInt64, _ count: UInt64) -> UInt64 {
    (value &<< count) | (value &>> (64 &- count))
  }
}

/// The generator that expands one seed into the state of another (Steele, Lea & Flood, OOPSLA 2014).
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
