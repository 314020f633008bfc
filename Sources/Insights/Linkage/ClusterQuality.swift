/// How well groups that were found agree with the truth.
public struct ClusterQuality: Hashable, Sendable {
  /// Precision, recall and their harmonic mean.
  public struct Figures: Hashable, Sendable {
    /// The share of what was found that is right; 1 if nothing was found.
    public var precision: Double
    /// The share of what is there that was found; 1 if nothing is there.
    public var recall: Double

    /// Figures of these two shares.
    public init(precision: Double, recall: Double) {
      self.precision = precision
      self.recall = recall
    }

    /// The harmonic mean of both; 0 if both are.
    public var f1: Double {
      precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0
    }
  }

  /// Counted over pairs of things in one group: large groups weigh with the square of their size.
  public var pairwise: Figures
  /// Counted over things, each with the share of its group that is right: B-cubed, in which every thing weighs the same.
  public var bCubed: Figures

  /// Compares labels: things with equal labels are in one group.
  ///
  /// O(n). Source of B-cubed: Bagga and Baldwin 1998; Amigó et al. 2009.
  ///
  /// - Precondition: there are as many labels of either kind.
  public init<Found: Hashable, Truth: Hashable>(found: [Found], truth: [Truth]) {
    precondition(found.count == truth.count, "each thing needs both labels")
    var foundSizes: [Found: Int] = [:]
    var truthSizes: [Truth: Int] = [:]
    var commonSizes: [Pair<Found, Truth>: Int] = [:]
    for (label, actual) in zip(found, truth) {
      foundSizes[label, default: 0] += 1
      truthSizes[actual, default: 0] += 1
      commonSizes[Pair(found: label, truth: actual), default: 0] += 1
    }
    let common = Self.pairs(commonSizes.values)
    pairwise = Self.figures(common: common, found: Self.pairs(foundSizes.values), truth: Self.pairs(truthSizes.values))
    var precision = 0.0
    var recall = 0.0
    for (label, actual) in zip(found, truth) {
      let together = Double(commonSizes[Pair(found: label, truth: actual)] ?? 0)
      precision += together / Double(foundSizes[label] ?? 1)
      recall += together / Double(truthSizes[actual] ?? 1)
    }
    let count = Double(found.count)
    bCubed = Figures(precision: count > 0 ? precision / count : 1, recall: count > 0 ? recall / count : 1)
  }

  /// Figures from numbers of pairs.
  ///
  /// - Parameters:
  ///   - common: pairs that were found and are there.
  ///   - found: pairs that were found.
  ///   - truth: pairs that are there.
  public static func figures(common: Int, found: Int, truth: Int) -> Figures {
    Figures(
      precision: found > 0 ? Double(common) / Double(found) : 1, recall: truth > 0 ? Double(common) / Double(truth) : 1)
  }

  private static func pairs(_ sizes: some Sequence<Int>) -> Int {
    sizes.reduce(0) { $0 + $1 * ($1 - 1) / 2 }
  }

  private struct Pair<Found: Hashable, Truth: Hashable>: Hashable {
    var found: Found
    var truth: Truth
  }
}
