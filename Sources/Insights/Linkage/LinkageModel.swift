import Foundation

/// How much agreement and disagreement say about whether two records mean the same thing, after Fellegi and Sunter.
///
/// For each feature and level of agreement `m` is the share among pairs that match and `u` the share among pairs that do not;
/// log₂(m / u) is the weight of evidence in bits. Features are taken as independent given the truth. A missing value has no weight.
///
/// Pairs that do not match are of two kinds: strangers, and *kin*, which are different but share things for a reason, as a family
/// shares its name and its door. Taking kin for strangers would make the model sure of what is only likely, so they are a class of
/// their own with shares `k`; ``kinPenalty(_:rarity:)`` is what they take from the weight.
/// Source: Fellegi and Sunter 1969, "A Theory for Record Linkage"; classes beyond two after Winkler 1993, "Improved Decision
/// Rules in the Fellegi–Sunter Model of Record Linkage".
public struct LinkageModel: Codable, Hashable, Sendable {
  /// The shares of one level of agreement.
  public struct Level: Codable, Hashable, Sendable {
    /// The share among matching pairs in which the feature is known, from 0 to 1.
    public var m: Double
    /// The share among other pairs in which the feature is known, from 0 to 1.
    public var u: Double
    /// The share among pairs of kin in which the feature is known, from 0 to 1.
    public var k: Double

    /// A level with these shares; without a share of its own, kin agree as strangers do.
    public init(m: Double, u: Double, k: Double? = nil) {
      self.m = m
      self.u = u
      self.k = k ?? u
    }

    /// The weight in bits: log₂(m / u), with both kept above 10⁻¹².
    public var weight: Double { log2(max(m, LinkageModel.floor) / max(u, LinkageModel.floor)) }
  }

  /// One thing that is compared.
  public struct Feature: Codable, Hashable, Sendable {
    /// The stable name.
    public var name: String
    /// The levels of agreement, the best first.
    public var levels: [Level]

    /// A feature with these levels.
    ///
    /// - Precondition: at most ``ComparisonPattern/maximumLevels``.
    public init(_ name: String, levels: [Level]) {
      precondition(levels.count <= ComparisonPattern.maximumLevels, "too many levels")
      self.name = name
      self.levels = levels
    }

    /// The greatest weight of any level.
    public var greatestWeight: Double { levels.map(\.weight).max() ?? 0 }
  }

  /// Below this no share goes, so that no weight is infinite.
  static let floor = 1e-12

  /// What is compared.
  public var features: [Feature]
  /// The share of matches among all pairs of records, λ.
  public var prior: Double
  /// The share of kin among all pairs of records that do not match; 0 for a model without kin.
  public var kinship: Double

  /// A model.
  ///
  /// - Parameters:
  ///   - features: what is compared; at most ``ComparisonPattern/maximumFeatures``.
  ///   - prior: the share of matches among all pairs of records.
  ///   - kinship: the share of kin among the others.
  public init(_ features: [Feature], prior: Double, kinship: Double = 0) {
    precondition(features.count <= ComparisonPattern.maximumFeatures, "too many features")
    self.features = features
    self.prior = prior
    self.kinship = kinship
  }

  /// The odds of a match before anything is compared, in bits: log₂(λ / (1 − λ)).
  public var priorWeight: Double {
    let share = min(max(prior, Self.floor), 1 - Self.floor)
    return log2(share / (1 - share))
  }

  /// The weight of a level of a feature in bits; 0 for a missing value.
  public func weight(_ feature: Int, _ level: Int?) -> Double {
    level.map { features[feature].levels[$0].weight } ?? 0
  }

  /// The sum of all weights of a pattern in bits, without the prior.
  ///
  /// - Parameters:
  ///   - pattern: how two records agree.
  ///   - rarity: bits that the rarity of the values in common adds to each feature; empty for none.
  public func weight(of pattern: ComparisonPattern, rarity: [Double] = []) -> Double {
    var sum = -kinPenalty(pattern, rarity: rarity)
    for feature in features.indices { sum += weight(feature, pattern[feature]) }
    return rarity.reduce(sum, +)
  }

  /// The bits by which kin speak against a match: log₂((1 − κ) + κ · K / U) with the probabilities of the pattern among kin and
  /// among strangers. Close to 0 where kin would agree no better than strangers.
  ///
  /// - Parameters:
  ///   - pattern: how two records agree.
  ///   - rarity: bits that the rarity of the values in common adds to each feature; empty for none.
  public func kinPenalty(_ pattern: ComparisonPattern, rarity: [Double] = []) -> Double {
    guard kinship > 0 else { return 0 }
    var bits = 0.0
    for feature in features.indices {
      guard let level = pattern[feature] else { continue }
      let shares = features[feature].levels[level]
      let u = max(shares.u, Self.floor)
      let k = max(shares.k, Self.floor)
      let rare = rarity.isEmpty ? 0 : rarity[feature]
      if rare == 0 || k <= u {
        bits += log2(k / u)
      } else {
        // Kin agree because they share the value, or by chance like strangers: only then its frequency matters.
        let frequency = min(1, u * exp2(-rare))
        let sharing = (k - u) / (1 - u)
        bits += log2((sharing + (1 - sharing) * frequency) / frequency)
      }
    }
    return log2((1 - kinship) + kinship * exp2(min(bits, 500)))
  }

  /// The probability of a match for a sum of weights in bits, the prior not among them.
  public func probability(ofWeight weight: Double) -> Double { Self.probability(ofOdds: weight + priorWeight) }

  /// The probability for odds in bits: 0 bits is one half.
  public static func probability(ofOdds bits: Double) -> Double { 1 / (1 + exp2(-bits)) }
}
