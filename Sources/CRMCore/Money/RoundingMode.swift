/// How an exact result between two representable values becomes one of them.
public enum RoundingMode: String, CaseIterable, Codable, Hashable, Sendable {
  /// To the nearest, a tie to the even neighbour (banker's rounding): 2.5 → 2, 3.5 → 4, −2.5 → −2.
  case halfEven
  /// To the nearest, a tie away from zero (commercial rounding): 2.5 → 3, −2.5 → −3.
  case halfUp
  /// To the nearest, a tie towards zero: 2.5 → 2, −2.5 → −2.
  case halfDown
  /// Away from zero: 2.1 → 3, −2.1 → −3.
  case up
  /// Towards zero: 2.9 → 2, −2.9 → −2.
  case down
  /// Towards positive infinity: 2.1 → 3, −2.9 → −2.
  case ceiling
  /// Towards negative infinity: 2.9 → 2, −2.1 → −3.
  case floor

  /// Whether the magnitude of a quotient grows by one, given what was left over.
  ///
  /// - Parameters:
  ///   - remainder: what the division left, less than `divisor`.
  ///   - divisor: the divisor, positive.
  ///   - isOdd: whether the truncated quotient is odd.
  ///   - isNegative: whether the exact result is below zero.
  func growsMagnitude(remainder: UInt128, divisor: UInt128, isOdd: Bool, isNegative: Bool) -> Bool {
    if remainder == 0 { return false }
    // remainder against divisor − remainder compares with one half without doubling, which could overflow.
    let other = divisor - remainder
    return switch self {
    case .halfEven: remainder > other || (remainder == other && isOdd)
    case .halfUp: remainder >= other
    case .halfDown: remainder > other
    case .up: true
    case .down: false
    case .ceiling: !isNegative
    case .floor: isNegative
    }
  }
}
