/// Quantiles of a sample by linear interpolation between order statistics.
///
/// Definition 7 of Hyndman and Fan (1996), "Sample Quantiles in Statistical Packages", the default of R, NumPy and Excel's
/// `PERCENTILE.INC`: with n sorted values the p-quantile stands at position (n − 1) · p.
public struct Quantiles: Sendable {
  private let sorted: [Double]

  /// Takes the finite values of a sample. O(n log n).
  public init(_ values: some Sequence<Double>) {
    sorted = values.filter(\.isFinite).sorted()
  }

  /// The number of finite values.
  public var count: Int { sorted.count }

  /// The quantile for `p` from 0 (least) to 1 (greatest), bounded to that range; `nil` for an empty sample. O(1).
  public subscript(p: Double) -> Double? {
    guard let last = sorted.last, !p.isNaN else { return nil }
    let position = min(max(p, 0), 1) * Double(sorted.count - 1)
    let lower = Int(position)
    guard lower + 1 < sorted.count else { return last }
    let fraction = position - Double(lower)
    return sorted[lower] + fraction * (sorted[lower + 1] - sorted[lower])
  }

  /// The middle of the sample.
  public var median: Double? { self[0.5] }
  /// The arithmetic mean.
  public var mean: Double? { sorted.isEmpty ? nil : sorted.reduce(0, +) / Double(sorted.count) }
}
