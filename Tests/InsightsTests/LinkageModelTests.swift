import Foundation
import Insights
import Testing

@Suite struct LinkageModelTests {
  private static let names = LinkageModel.Feature(
    "name", levels: [.init(m: 0.9, u: 0.01, k: 0.6), .init(m: 0.1, u: 0.99, k: 0.4)])
  private static let birthday = LinkageModel.Feature(
    "birthday", levels: [.init(m: 0.8, u: 0.001, k: 0.002), .init(m: 0.2, u: 0.999, k: 0.998)])
  private static let address = LinkageModel.Feature(
    "address", levels: [.init(m: 0.7, u: 0.002, k: 0.7), .init(m: 0.3, u: 0.998, k: 0.3)])
  private static let truth = LinkageModel([names, birthday, address], prior: 0.001)

  private static func pattern(_ levels: Int?...) -> ComparisonPattern {
    var pattern = ComparisonPattern()
    for (feature, level) in levels.enumerated() { pattern[feature] = level }
    return pattern
  }

  /// Counts of pairs drawn from shares.
  private static func sample(
    _ count: Int, _ path: KeyPath<LinkageModel.Level, Double>, equal: Set<Int> = [], _ random: inout LinkageRandom
  ) -> PatternCounts {
    var counts = PatternCounts()
    for _ in 0..<count {
      var pattern = ComparisonPattern()
      for (feature, shares) in truth.features.enumerated() {
        if equal.contains(feature) {
          pattern[feature] = 0
        } else if Double.random(in: 0..<1, using: &random) > 0.1 {
          pattern[feature] = Double.random(in: 0..<1, using: &random) < shares.levels[0][keyPath: path] ? 0 : 1
        }
      }
      counts.add(pattern)
    }
    return counts
  }

  @Test func evidenceAddsUpInBits() {
    let model = Self.truth
    #expect(abs(model.weight(0, 0) - log2(90)) < 1e-12)
    #expect(model.weight(0, nil) == 0)  // a missing value is no evidence
    let sum = log2(90) + log2(0.2 / 0.999)
    #expect(abs(model.weight(of: Self.pattern(0, 1, nil)) - sum) < 1e-12)
    let odds = 0.001 / 0.999 * 90 * (0.2 / 0.999)
    #expect(abs(model.probability(ofWeight: sum) - odds / (1 + odds)) < 1e-12)
    #expect(LinkageModel.probability(ofOdds: 0) == 0.5)
  }

  @Test func kinTakeWhatTheyWouldAgreeOnAsWell() {
    var model = Self.truth
    model.kinship = 0.001
    let neighbours = Self.pattern(0, 1, 0)
    // Bayes' rule with three classes, written out.
    let u = 0.01 * 0.999 * 0.002
    let k = 0.6 * 0.998 * 0.7
    let m = 0.9 * 0.2 * 0.7
    let expected = log2(m / (0.999 * u + 0.001 * k))
    #expect(abs(model.weight(of: neighbours) - expected) < 1e-9)
    // Rarity makes strangers less likely to agree, but not kin.
    let rare = model.weight(of: neighbours, rarity: [5, 0, 0])
    #expect(rare > expected && rare < expected + 1)
    // Where kin agree no better than strangers, nothing is taken.
    #expect(abs(model.kinPenalty(Self.pattern(nil, 1, nil), rarity: [])) < 0.01)
  }

  @Test func sharesAreLearnedFromUnlabelledPairs() {
    var random = LinkageRandom(seed: 3)
    let expectation = LinkageModel(
      Self.truth.features.map { feature in
        LinkageModel.Feature(feature.name, levels: [.init(m: 0.6, u: 0.05, k: 0.3), .init(m: 0.4, u: 0.95, k: 0.7)])
      }, prior: 0.01)
    let estimation = LinkageEstimation(expectation: expectation)
    var model = estimation.learningNonMatches(from: Self.sample(50_000, \.u, &random))
    #expect(abs(model.features[0].levels[0].u - 0.01) < 0.003)
    // A block on the name: matches and namesakes.
    var byName = Self.sample(3_000, \.m, equal: [0], &random)
    byName.add(Self.sample(6_000, \.u, equal: [0], &random))
    var byBirthday = Self.sample(3_000, \.m, equal: [1], &random)
    byBirthday.add(Self.sample(9_000, \.u, equal: [1], &random))
    model = estimation.learningMatches(
      from: [.init(byName, excluding: [0]), .init(byBirthday, excluding: [1])], model: model)
    for feature in 0..<3 {
      let found = model.features[feature].levels[0].m
      #expect(abs(found - Self.truth.features[feature].levels[0].m) < 0.05, "feature \(feature): \(found)")
    }
    // A block on the address: matches and families.
    var byAddress = Self.sample(2_000, \.m, equal: [2], &random)
    byAddress.add(Self.sample(2_000, \.k, equal: [2], &random))
    model = estimation.learningKin(from: .init(byAddress, excluding: [2]), model: model, pairs: 1e6)
    #expect(abs(model.features[0].levels[0].k - 0.6) < 0.05)
    #expect(abs(model.features[1].levels[0].k - 0.002) < 0.05)
    #expect(model.features[2].levels[0].k == model.features[2].levels[0].m)
    #expect(abs(model.kinship - 0.002) < 0.0002)
  }

  @Test func withoutPairsTheExpectationStays() {
    let estimation = LinkageEstimation(expectation: Self.truth)
    var model = estimation.learningNonMatches(from: PatternCounts())
    model = estimation.learningMatches(from: [.init(PatternCounts(), excluding: [0])], model: model)
    for (learned, expected) in zip(model.features, Self.truth.features) {
      for (left, right) in zip(learned.levels, expected.levels) {
        #expect(abs(left.m - right.m) < 1e-12 && abs(left.u - right.u) < 1e-12)
      }
    }
  }

  @Test func nothingThatWasNotSeenBecomesImpossible() {
    var counts = PatternCounts()
    counts.add(Self.pattern(1, 1, 1), count: 10_000_000)
    let model = LinkageEstimation(expectation: Self.truth).learningNonMatches(from: counts)
    #expect(model.features[1].levels[0].u >= 0.001 * 0.05 * 0.99)
  }

  @Test func rareValuesWeighMoreAndCommonOnesLess() {
    let adjustment = TermFrequency(strength: 200, mostAdded: 6, mostTaken: 20)
    let smith = adjustment.bits(count: 1_002, total: 10_002, average: 0.005)
    #expect(abs(smith - log2(0.005 / ((1_000 + 1) / 10_200))) < 1e-9)
    #expect(smith < -4)
    #expect(adjustment.bits(count: 2, total: 10_002, average: 0.005) > 5)
    // In a small base two equal names are no sign of a common one.
    #expect(adjustment.bits(count: 2, total: 10, average: 0.005) >= 0)
    #expect(adjustment.bits(count: 2, total: 10_000_000, average: 0.5) == 6)
  }

  @Test func thresholdsTellThreeVerdicts() {
    let thresholds = LinkageThresholds(match: 0.9, possible: 0.4)
    #expect(
      [0.95, 0.9, 0.6, 0.4, 0.39].map { thresholds.verdict($0) } == [.match, .match, .possible, .possible, .nonMatch])
    #expect(LinkageThresholds(match: 0.3, possible: 0.8).possible == 0.3)
  }

  @Test func certainRulesGiveThePrior() {
    #expect(abs(LinkageEstimation.prior(certain: 69, recall: 0.5, pairs: 1e6) - 1.39e-4) < 1e-12)
    #expect(LinkageEstimation.prior(certain: 5, recall: 0.5, pairs: 0) == 0.5)
  }

  @Test func patternsHoldSixteenFeatures() {
    var pattern = ComparisonPattern()
    for feature in 0..<16 { pattern[feature] = feature % 15 }
    pattern[3] = nil
    #expect((0..<16).map { pattern[$0] } == (0..<16).map { $0 == 3 ? nil : $0 % 15 })
  }
}
