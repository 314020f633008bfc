import Foundation

/// What it adds to the evidence that two records agree on a rare value rather than on a common one.
///
/// The weight of exact agreement is log₂(m / u) with u the chance that two values are equal *on average*; for a given value that
/// chance is its own frequency. Source: Winkler 2000, "Frequency-Based Matching in the Fellegi–Sunter Model".
public struct TermFrequency: Codable, Hashable, Sendable {
  /// How many imagined records stand for the average frequency, so that a value seen twice in a small base is not taken for common.
  public var strength: Double
  /// The most that a rare value adds, in bits.
  public var mostAdded: Double
  /// The most that a common value takes, in bits.
  public var mostTaken: Double

  /// An adjustment.
  public init(strength: Double = 200, mostAdded: Double = 6, mostTaken: Double = 20) {
    self.strength = strength
    self.mostAdded = mostAdded
    self.mostTaken = mostTaken
  }

  /// Bits to add to the weight of agreement.
  ///
  /// - Parameters:
  ///   - count: how many records have the value, the two compared among them.
  ///   - total: how many records have any value.
  ///   - average: u of the level of exact agreement.
  public func bits(count: Int, total: Int, average: Double) -> Double {
    let floor = max(average, LinkageModel.floor)
    // The two compared are perhaps one and the same thing: only the others show how common the value is.
    let others = Double(max(0, count - 2))
    let frequency = (others + strength * floor) / (Double(max(0, total - 2)) + strength)
    return min(max(log2(floor / max(frequency, LinkageModel.floor)), -mostTaken), mostAdded)
  }
}
