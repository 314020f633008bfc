import Insights
import Testing

@Suite struct LinkageClusterTests {
  @Test func aChainDoesNotJoinWhatEverythingElseKeepsApart() {
    // 0–1 and 2–3 are certain, 1–2 is doubtful, all others speak against it.
    let odds: (Int, Int) -> Double? = { a, b in
      switch (a, b) {
      case (0, 1), (2, 3): 9
      case (1, 2): 1
      default: -8
      }
    }
    let links = [GuardedClusters.Link(0, 1, odds: 9), .init(1, 2, odds: 1), .init(2, 3, odds: 9)]
    #expect(GuardedClusters().groups(links, odds: odds) == [[0, 1], [2, 3]])
    #expect(GuardedClusters(threshold: -100).groups(links, odds: odds) == [[0, 1, 2, 3]])
    #expect(GuardedClusters().groups(links.reversed(), odds: odds) == [[0, 1], [2, 3]])
  }

  @Test func oneCertainPairDoesNotOutvoteManyDoubts() {
    let odds: (Int, Int) -> Double? = { a, b in a == 0 && b == 1 ? 1_000 : b == 1 || a == 1 ? -9 : 5 }
    let links = [GuardedClusters.Link(0, 2, odds: 5), .init(0, 3, odds: 5), .init(2, 3, odds: 5), .init(0, 1, odds: 4)]
    #expect(GuardedClusters().groups(links, odds: odds) == [[0, 2, 3]])
  }

  @Test func whatMustNotBeTogetherIsNot() {
    let links = [GuardedClusters.Link(0, 1, odds: 9), .init(1, 2, odds: 8)]
    let groups = GuardedClusters().groups(links) { a, b in a == 0 && b == 2 ? nil : 9 }
    #expect(groups == [[0, 1]])
  }

  @Test func aLargeGroupCostsABoundedNumberOfComparisons() {
    var comparisons = 0
    let links = (0..<500).flatMap { a in [1, 2].map { GuardedClusters.Link(a, a + $0, odds: 5) } }
    let groups = GuardedClusters(maximumComparisons: 50).groups(links) { _, _ in
      comparisons += 1
      return 5
    }
    #expect(groups.count == 1)
    #expect(comparisons <= 501 * 50)
  }

  /// The example of Bagga and Baldwin 1998: groups {1–5}, {6–7}, {8–12} in truth, the last two united.
  @Test func qualityIsThatOfThePaper() {
    let truth = [1, 1, 1, 1, 1, 2, 2, 3, 3, 3, 3, 3]
    let found = [1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2]
    let quality = ClusterQuality(found: found, truth: truth)
    #expect(abs(quality.bCubed.precision - 0.7619) < 1e-4)
    #expect(quality.bCubed.recall == 1)
    #expect(abs(quality.pairwise.precision - 21.0 / 31) < 1e-12)
    #expect(quality.pairwise.recall == 1)
    let worse = ClusterQuality(found: [1, 1, 1, 1, 1, 2, 2, 1, 1, 1, 1, 1], truth: truth)
    #expect(abs(worse.bCubed.precision - 0.5833) < 1e-4)
  }

  @Test func qualityOfNothingIsPerfect() {
    let quality = ClusterQuality(found: [Int](), truth: [Int]())
    #expect(quality.pairwise.f1 == 1 && quality.bCubed.f1 == 1)
    #expect(ClusterQuality.figures(common: 0, found: 5, truth: 5).f1 == 0)
  }

  @Test func reliabilityComparesPromiseAndOutcome() {
    let predictions = [(0.82, true), (0.88, true), (0.84, false), (0.86, true), (0.1, false), (1.0, true)]
    let table = ReliabilityTable(predictions.map { (probability: $0.0, isTrue: $0.1) })
    #expect(table.bins.map(\.count) == [1, 4, 1])
    #expect(abs(table.bins[1].predicted - 0.85) < 1e-12 && table.bins[1].actual == 0.75)
    #expect(abs(table.calibrationError - (0.1 + 4 * 0.1 + 0) / 6) < 1e-12)
    let squares = 0.18 * 0.18 + 0.12 * 0.12 + 0.84 * 0.84 + 0.14 * 0.14 + 0.01
    #expect(abs(table.brierScore - squares / 6) < 1e-12)
  }
}
