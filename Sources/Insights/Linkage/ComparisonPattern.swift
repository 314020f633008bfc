/// How two records agree, feature by feature: for each feature the level of agreement, or nothing where a value is missing.
///
/// Room for 16 features of up to 15 levels in one word, so that equal patterns are counted instead of kept.
public struct ComparisonPattern: Hashable, Comparable, Sendable {
  /// The most features that a pattern has room for.
  public static let maximumFeatures = 16
  /// The most levels that a feature can have.
  public static let maximumLevels = 15

  /// Four bits for each feature from the lowest on: 0 for missing, else the level plus 1.
  public private(set) var bits: UInt64

  /// A pattern in which every feature is missing.
  public init() {
    bits = 0
  }

  /// The level of a feature, 0 being the best; `nil` for missing, which is no evidence.
  ///
  /// - Precondition: `feature` is below ``maximumFeatures``; a level is below ``maximumLevels``.
  public subscript(feature: Int) -> Int? {
    get {
      let value = bits >> UInt64(feature * 4) & 0xF
      return value == 0 ? nil : Int(value) - 1
    }
    set {
      precondition(feature < Self.maximumFeatures && newValue ?? 0 < Self.maximumLevels, "no such feature or level")
      let shift = UInt64(feature * 4)
      bits = bits & ~(0xF << shift) | UInt64((newValue ?? -1) + 1) << shift
    }
  }

  /// Order of the bits, so that sums over patterns can be made in one order.
  public static func < (left: ComparisonPattern, right: ComparisonPattern) -> Bool { left.bits < right.bits }
}

/// How often each pattern occurs among some pairs.
public struct PatternCounts: Sendable {
  private var counts: [ComparisonPattern: Int] = [:]
  /// The number of pairs counted.
  public private(set) var total = 0

  /// No pairs.
  public init() {}

  /// Counts pairs of one pattern.
  public mutating func add(_ pattern: ComparisonPattern, count: Int = 1) {
    counts[pattern, default: 0] += count
    total += count
  }

  /// Counts the pairs of another table too.
  public mutating func add(_ other: PatternCounts) {
    for (pattern, count) in other.counts { add(pattern, count: count) }
  }

  /// The patterns with their counts, in one order whatever the order of counting: sums over them are reproducible.
  /// O(distinct · log distinct).
  public var sorted: [(pattern: ComparisonPattern, count: Int)] {
    counts.map { (pattern: $0.key, count: $0.value) }.sorted { $0.pattern < $1.pattern }
  }
}
