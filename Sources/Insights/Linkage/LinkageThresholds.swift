/// From which probability on a pair counts as a match, and from which on somebody should look at it.
public struct LinkageThresholds: Codable, Hashable, Sendable {
  /// From here on two records are taken as the same.
  public var match: Double
  /// From here on two records may be the same.
  public var possible: Double

  /// Thresholds; the lower one is never above the upper one.
  public init(match: Double, possible: Double) {
    self.match = match
    self.possible = min(possible, match)
  }

  /// What a probability means.
  public func verdict(_ probability: Double) -> LinkageVerdict {
    probability >= match ? .match : probability >= possible ? .possible : .nonMatch
  }
}

/// What the probability of a pair means.
public enum LinkageVerdict: String, Codable, Hashable, Sendable, CaseIterable {
  /// The same.
  case match
  /// Somebody should look at it.
  case possible
  /// Not the same.
  case nonMatch
}
