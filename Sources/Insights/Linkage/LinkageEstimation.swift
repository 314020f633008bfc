import Foundation

/// Learns a ``LinkageModel`` from pairs of which nobody says whether they match.
///
/// `u` comes from pairs drawn at random, most of which do not match; `m` from expectation maximisation over the pairs of one
/// blocking rule at a time, leaving out the features that the rule itself makes equal; λ from rules that are hardly ever wrong.
/// Estimating everything over the union of all blocks instead drives λ towards 1, because blocks enrich the very agreements
/// that random pairs lack. Source of the procedure: Linacre et al. 2022, "Splink: Free software for probabilistic record
/// linkage at scale"; of the algorithm: Winkler 1988, "Using the EM Algorithm for Weight Computation in the Fellegi–Sunter Model".
public struct LinkageEstimation: Sendable {
  /// What is known before any data: shapes the levels, and carries the estimate where data are few.
  public var expectation: LinkageModel
  /// How many matching pairs the expectation is worth for `m`.
  public var matchStrength: Double
  /// How many pairs the expectation is worth for `u`.
  public var nonMatchStrength: Double
  /// No share falls below this part of what is expected: that something was not seen in a sample does not make it impossible.
  public var smallestPart: Double

  /// An estimation that starts from an expectation.
  ///
  /// - Parameters:
  ///   - expectation: see ``expectation``.
  ///   - matchStrength: see ``matchStrength``.
  ///   - nonMatchStrength: see ``nonMatchStrength``.
  ///   - smallestPart: see ``smallestPart``.
  public init(
    expectation: LinkageModel, matchStrength: Double = 20, nonMatchStrength: Double = 200,
    smallestPart: Double = 0.05
  ) {
    self.expectation = expectation
    self.matchStrength = matchStrength
    self.nonMatchStrength = nonMatchStrength
    self.smallestPart = smallestPart
  }

  /// The pairs of one blocking rule.
  public struct Block: Sendable {
    /// The patterns of the pairs.
    public var counts: PatternCounts
    /// The features that the rule makes (nearly) equal, and which can therefore not be learned from its pairs.
    public var excluded: Set<Int>

    /// The pairs of a rule.
    public init(_ counts: PatternCounts, excluding excluded: Set<Int>) {
      self.counts = counts
      self.excluded = excluded
    }
  }

  /// The model with `u` from pairs drawn at random.
  ///
  /// - Parameters:
  ///   - random: patterns of pairs drawn at random.
  ///   - model: weighs each pair by the probability that it does not match; `nil` takes all as non-matches, which is
  ///     right but for the few matches among them.
  public func learningNonMatches(from random: PatternCounts, weighedBy model: LinkageModel? = nil) -> LinkageModel {
    var sums = expectation.features.map { [Double](repeating: 0, count: $0.levels.count) }
    for (pattern, count) in random.sorted {
      var share = Double(count)
      if let model { share *= 1 - model.probability(ofWeight: model.weight(of: pattern)) }
      for feature in sums.indices {
        if let level = pattern[feature] { sums[feature][level] += share }
      }
    }
    var learned = model ?? expectation
    for feature in sums.indices {
      let expected = expectation.features[feature].levels.map(\.u)
      let shares = shares(sums[feature], expecting: expected, strength: nonMatchStrength)
      for level in shares.indices { learned.features[feature].levels[level].u = shares[level] }
    }
    return learned
  }

  /// The model with `m` from the pairs of several blocking rules, each by expectation maximisation of its own.
  ///
  /// - Parameters:
  ///   - blocks: the pairs of each rule.
  ///   - model: gives `u`, which stays.
  public func learningMatches(from blocks: [Block], model: LinkageModel) -> LinkageModel {
    var sums = model.features.map { [Double](repeating: 0, count: $0.levels.count) }
    for block in blocks {
      let found = maximise(block, model)
      for feature in sums.indices where !block.excluded.contains(feature) {
        for level in sums[feature].indices { sums[feature][level] += found[feature][level] }
      }
    }
    var learned = model
    for feature in sums.indices {
      let expected = expectation.features[feature].levels.map(\.m)
      let shares = shares(sums[feature], expecting: expected, strength: matchStrength)
      for level in shares.indices { learned.features[feature].levels[level].m = shares[level] }
    }
    return learned
  }

  /// The expected number of matches at each level after convergence.
  private func maximise(_ block: Block, _ start: LinkageModel) -> [[Double]] {
    let patterns = block.counts.sorted
    let used = start.features.indices.filter { !block.excluded.contains($0) }
    let empty = start.features.map { [Double](repeating: 0, count: $0.levels.count) }
    guard block.counts.total > 0, !used.isEmpty else { return empty }
    var model = start
    for feature in used {
      for level in model.features[feature].levels.indices {
        model.features[feature].levels[level].m = expectation.features[feature].levels[level].m
      }
    }
    // Blocks enrich matches: one in five is a start from which the iteration finds few and many alike.
    model.prior = 0.2
    var sums = empty
    for _ in 0..<200 {
      let weights = model.features.map { $0.levels.map(\.weight) }
      let priorWeight = model.priorWeight
      sums = empty
      var matches = 0.0
      for (pattern, count) in patterns {
        var odds = priorWeight
        for feature in used {
          if let level = pattern[feature] { odds += weights[feature][level] }
        }
        let share = Double(count) * LinkageModel.probability(ofOdds: odds)
        matches += share
        for feature in used {
          if let level = pattern[feature] { sums[feature][level] += share }
        }
      }
      var change = 0.0
      for feature in used {
        let expected = expectation.features[feature].levels.map(\.m)
        let shares = shares(sums[feature], expecting: expected, strength: matchStrength)
        for level in shares.indices {
          change = max(change, abs(model.features[feature].levels[level].m - shares[level]))
          model.features[feature].levels[level].m = shares[level]
        }
      }
      // One pair more on either side keeps λ off 0 and 1.
      let prior = (matches + 1) / (Double(block.counts.total) + 2)
      change = max(change, abs(model.prior - prior))
      model.prior = prior
      if change < 1e-5 { break }
    }
    return sums
  }

  /// The model with `k` and κ from the pairs of a rule that brings kin together, such as a common address.
  ///
  /// Of these pairs some match, as `m` says, and the others are kin by definition: what they agree on beyond the rule is learned
  /// by expectation maximisation with `m` held. On the rule's own features kin agree like matches.
  ///
  /// - Parameters:
  ///   - block: the pairs of the rule.
  ///   - model: gives `m`, which stays.
  ///   - pairs: the number of all pairs of records.
  public func learningKin(from block: Block, model: LinkageModel, pairs: Double) -> LinkageModel {
    var learned = model
    for feature in learned.features.indices {
      for level in learned.features[feature].levels.indices {
        learned.features[feature].levels[level].k =
          block.excluded.contains(feature)
          ? model.features[feature].levels[level].m : expectation.features[feature].levels[level].k
      }
    }
    let patterns = block.counts.sorted
    let used = model.features.indices.filter { !block.excluded.contains($0) }
    var share = 0.5
    var kin = 0.0
    for _ in 0..<100 {
      var sums = model.features.map { [Double](repeating: 0, count: $0.levels.count) }
      kin = 0
      for (pattern, count) in patterns {
        var odds = log2(share / (1 - share))
        for feature in used {
          guard let level = pattern[feature] else { continue }
          let shares = learned.features[feature].levels[level]
          odds += log2(max(shares.k, LinkageModel.floor) / max(shares.m, LinkageModel.floor))
        }
        let part = Double(count) * LinkageModel.probability(ofOdds: odds)
        kin += part
        for feature in used {
          if let level = pattern[feature] { sums[feature][level] += part }
        }
      }
      for feature in used {
        let expected = expectation.features[feature].levels.map(\.k)
        let shares = shares(sums[feature], expecting: expected, strength: matchStrength)
        for level in shares.indices { learned.features[feature].levels[level].k = shares[level] }
      }
      let next = (kin + 1) / (Double(block.counts.total) + 2)
      let change = abs(next - share)
      share = next
      if change < 1e-5 { break }
    }
    learned.kinship = pairs >= 1 ? min(0.5, kin / pairs) : 0
    return learned
  }

  /// Shares of sums with pseudo-counts, above the floor, adding up to 1.
  private func shares(_ sums: [Double], expecting expected: [Double], strength: Double) -> [Double] {
    let total = sums.reduce(0, +) + strength
    let raw = zip(sums, expected).map { max(($0 + strength * $1) / total, smallestPart * $1) }
    let sum = raw.reduce(0, +)
    return raw.map { $0 / sum }
  }

  /// λ: the share of matches among all pairs, from rules that are hardly ever wrong.
  ///
  /// - Parameters:
  ///   - certain: the number of pairs that such rules find.
  ///   - recall: the share of all matches that they find, as one expects.
  ///   - pairs: the number of all pairs of records.
  public static func prior(certain: Int, recall: Double, pairs: Double) -> Double {
    guard pairs >= 1 else { return 0.5 }
    return min(0.5, (Double(certain) + 0.5) / max(recall, 0.01) / pairs)
  }
}
