/// Groups of things of which pairs match, guarded against chains: that a is like b and b like c does not make a and c the same.
///
/// Links are taken from the strongest down. Two groups become one only if the evidence between *all* their members, on average,
/// speaks for it, so one doubtful link cannot join what everything else keeps apart. A single group costs at most the square of
/// its size in comparisons, of which no more than ``maximumComparisons`` are made for one link.
public struct GuardedClusters: Codable, Hashable, Sendable {
  /// A pair with its evidence.
  public struct Link: Hashable, Sendable {
    /// One of the two.
    public var first: Int
    /// The other one.
    public var second: Int
    /// The odds in bits that they are the same.
    public var odds: Double

    /// A link.
    public init(_ first: Int, _ second: Int, odds: Double) {
      self.first = first
      self.second = second
      self.odds = odds
    }
  }

  /// The least average of the odds between all members of two groups, in bits, at which they become one.
  public var threshold: Double
  /// No pair counts for more than this many bits on either side, so that one certain pair does not outvote many doubts.
  public var bound: Double
  /// The most comparisons made for one link; of larger groups the first members are compared.
  public var maximumComparisons: Int

  /// A way to make groups.
  ///
  /// - Parameters:
  ///   - threshold: see ``threshold``.
  ///   - bound: see ``bound``.
  ///   - maximumComparisons: see ``maximumComparisons``.
  public init(threshold: Double = 0, bound: Double = 10, maximumComparisons: Int = 400) {
    self.threshold = threshold
    self.bound = bound
    self.maximumComparisons = maximumComparisons
  }

  /// The groups of two and more, each ascending, in order of their first members.
  ///
  /// - Parameters:
  ///   - links: the pairs to start from, in any order.
  ///   - odds: the odds in bits that two things are the same; `nil` if they must never be in one group.
  /// - Complexity: O(n log n) for n links, and the comparisons.
  public func groups(_ links: [Link], odds: (Int, Int) -> Double?) -> [[Int]] {
    let ordered = links.sorted {
      $0.odds != $1.odds ? $0.odds > $1.odds : ($0.first, $0.second) < ($1.first, $1.second)
    }
    var groupOf: [Int: Int] = [:]
    var members: [Int: [Int]] = [:]
    for link in ordered {
      let left = groupOf[link.first] ?? link.first
      let right = groupOf[link.second] ?? link.second
      guard left != right else { continue }
      let a = members[left] ?? [link.first]
      let b = members[right] ?? [link.second]
      guard agrees(a, b, odds) else { continue }
      let target = min(left, right)
      let united = (a + b).sorted()
      members[max(left, right)] = nil
      members[target] = united
      for member in united { groupOf[member] = target }
    }
    return members.values.sorted { $0[0] < $1[0] }
  }

  private func agrees(_ a: [Int], _ b: [Int], _ odds: (Int, Int) -> Double?) -> Bool {
    var sum = 0.0
    var count = 0
    for first in a {
      for second in b {
        guard count < maximumComparisons else { return sum / Double(count) >= threshold }
        guard let bits = odds(min(first, second), max(first, second)) else { return false }
        sum += min(max(bits, -bound), bound)
        count += 1
      }
    }
    return count > 0 && sum / Double(count) >= threshold
  }
}
