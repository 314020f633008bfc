/// Whether probabilities mean what they say: of the pairs given 0.8, four in five should be right.
public struct ReliabilityTable: Hashable, Sendable {
  /// The predictions of one range.
  public struct Bin: Hashable, Sendable {
    /// The least probability of the range.
    public var lower: Double
    /// The end of the range; the last range includes it.
    public var upper: Double
    /// How many predictions fall in it.
    public var count: Int
    /// The mean of the predictions.
    public var predicted: Double
    /// The share that came true.
    public var actual: Double
  }

  /// The ranges that hold any prediction, ascending.
  public let bins: [Bin]
  /// The mean squared error of all predictions, from 0 to 1. Source: Brier 1950.
  public let brierScore: Double
  /// The mean distance between prediction and share per range, weighed by the count. Source: Naeini et al. 2015.
  public let calibrationError: Double

  /// Sorts predictions into ranges of equal width. O(n).
  ///
  /// - Parameters:
  ///   - predictions: a probability, and whether it came true.
  ///   - count: the number of ranges, at least 1.
  public init(_ predictions: some Sequence<(probability: Double, isTrue: Bool)>, bins count: Int = 10) {
    let count = max(1, count)
    var sums = [(count: Int, predicted: Double, actual: Int)](repeating: (0, 0, 0), count: count)
    var squares = 0.0
    var total = 0
    for (probability, isTrue) in predictions {
      let bin = min(count - 1, max(0, Int(probability * Double(count))))
      sums[bin].count += 1
      sums[bin].predicted += probability
      sums[bin].actual += isTrue ? 1 : 0
      let error = probability - (isTrue ? 1 : 0)
      squares += error * error
      total += 1
    }
    var bins: [Bin] = []
    var distance = 0.0
    for (index, sum) in sums.enumerated() where sum.count > 0 {
      let predicted = sum.predicted / Double(sum.count)
      let actual = Double(sum.actual) / Double(sum.count)
      distance += abs(predicted - actual) * Double(sum.count)
      bins.append(
        Bin(
          lower: Double(index) / Double(count), upper: Double(index + 1) / Double(count), count: sum.count,
          predicted: predicted, actual: actual))
    }
    self.bins = bins
    brierScore = total > 0 ? squares / Double(total) : 0
    calibrationError = total > 0 ? distance / Double(total) : 0
  }
}
