import CRMCore
import Insights

/// Learns the model of one kind of party from its records, without anybody saying which of them are duplicates.
struct LinkageLearning {
  let comparator: RowComparator
  let settings: DuplicateSettings

  private var table: LinkageTable { comparator.table }

  /// The number of all pairs of records.
  var allPairs: Double { Double(table.count) * Double(table.count - 1) / 2 }

  /// The model.
  ///
  /// - Parameters:
  ///   - candidates: the pairs that the rules bring together.
  ///   - patterns: how each of them agrees.
  func model(_ candidates: CandidatePairs, _ patterns: [ComparisonPattern]) -> LinkageModel {
    let estimation = LinkageEstimation(expectation: PartyFeature.expectation)
    let random = randomPatterns()
    func block(_ rule: BlockingRule) -> LinkageEstimation.Block {
      var counts = PatternCounts()
      let bit: UInt32 = 1 << UInt32(rule.rawValue)
      for index in patterns.indices where candidates.rules[index] & bit != 0 { counts.add(patterns[index]) }
      return LinkageEstimation.Block(counts, excluding: rule.features)
    }
    let blocks = BlockingRule.allCases.filter(\.isForLearning).map(block)
    let neighbours = block(.address)
    var model = estimation.learningNonMatches(from: random)
    // The second round leaves out of the random pairs what the first one takes for matches.
    for round in 0..<2 {
      if round > 0 { model = estimation.learningNonMatches(from: random, weighedBy: model) }
      model = estimation.learningMatches(from: blocks, model: model)
      model = estimation.learningKin(from: neighbours, model: model, pairs: allPairs)
      let certain = patterns.count(where: PartyFeature.areHardlyEverWrong)
      model.prior = LinkageEstimation.prior(certain: certain, recall: settings.expectedRecall, pairs: allPairs)
      model.prior = refined(model, patterns)
    }
    return model
  }

  /// λ raised to the number of matches that the model itself expects among the candidates; at most fourfold, because what
  /// the candidates' features have in common beyond chance makes the model too sure.
  private func refined(_ model: LinkageModel, _ patterns: [ComparisonPattern]) -> Double {
    var counts = PatternCounts()
    for pattern in patterns { counts.add(pattern) }
    let sorted = counts.sorted
    var refined = model
    for _ in 0..<5 {
      let expected = sorted.reduce(0.0) {
        $0 + Double($1.count) * refined.probability(ofWeight: refined.weight(of: $1.pattern))
      }
      refined.prior = min(max(expected / allPairs, model.prior), 4 * model.prior, 0.5)
    }
    return refined.prior
  }

  /// How pairs drawn at random agree: all pairs of a small base.
  private func randomPatterns() -> PatternCounts {
    var counts = PatternCounts()
    guard table.count > 1 else { return counts }
    if allPairs <= Double(settings.sampledPairs) {
      for first in 0..<table.count {
        for second in (first + 1)..<table.count { counts.add(comparator.pattern(first, second)) }
      }
      return counts
    }
    var generator = SeededGenerator(seed: settings.seed)
    for _ in 0..<settings.sampledPairs {
      let first = Int.random(in: 0..<table.count, using: &generator)
      let second = Int.random(in: 0..<(table.count - 1), using: &generator)
      counts.add(comparator.pattern(first, second >= first ? second + 1 : second))
    }
    return counts
  }
}

extension PartyFeature {
  /// Agreements after which hardly anybody would doubt: they count how many duplicates there must be at least.
  static func areHardlyEverWrong(_ pattern: ComparisonPattern) -> Bool {
    func isAtMost(_ level: Int, _ feature: PartyFeature) -> Bool { (pattern[feature.index] ?? 15) <= level }
    let isSameName = isAtMost(1, .givenName) && isAtMost(1, .familyName) || isAtMost(1, .organisationName)
    let isLikeName =
      isAtMost(2, .givenName) || pattern[PartyFeature.givenName.index] == 4 || isAtMost(2, .organisationName)
    if isAtMost(0, .identifier), isLikeName || isAtMost(1, .birthday) { return true }
    if isAtMost(0, .email), isLikeName { return true }
    if isAtMost(0, .phone), isSameName { return true }
    return isSameName && isAtMost(0, .birthday)
  }
}
