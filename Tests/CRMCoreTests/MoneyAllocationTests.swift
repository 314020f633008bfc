import CRMCore
import Foundation
import Testing

@Suite struct MoneyAllocationTests {
  private func allocate(_ units: Int64, _ weights: [Int]) throws -> [Int64] {
    try Money(minorUnits: units, currency: .eur).allocated(by: weights).map(\.minorUnits)
  }

  /// Martin Fowler, "Patterns of Enterprise Application Architecture", Money: 5 cents by 70 and 30, 1 dollar by three.
  @Test func splitsThePublishedExamples() throws {
    #expect(try allocate(5, [70, 30]) == [4, 1])
    #expect(try allocate(100, [1, 1, 1]) == [34, 33, 33])
    #expect(try allocate(-100, [1, 1, 1]) == [-34, -33, -33])
    #expect(try Money(minorUnits: 10, currency: .eur).allocated(parts: 4).map(\.minorUnits) == [3, 3, 2, 2])
  }

  /// The example of the largest remainder method with 100 seats and six parties (Hamilton).
  @Test func largestRemaindersWin() throws {
    #expect(try allocate(10, [47_000, 16_000, 15_800, 12_000, 6_100, 3_100]) == [5, 2, 1, 1, 1, 0])
    #expect(try allocate(1, [0, 1]) == [0, 1])
    #expect(try allocate(7, [0, 0, 3]) == [0, 0, 7])
  }

  @Test func refusesUselessWeights() {
    for weights in [[], [0, 0], [1, -1]] {
      #expect(throws: MoneyError.invalidWeights) { try allocate(100, weights) }
    }
    #expect(throws: MoneyError.invalidWeights) { try Money.zero(.eur).allocated(parts: 0) }
  }

  @Test func extremesFit() throws {
    #expect(try allocate(.min, [1]) == [.min])
    #expect(try allocate(.max, [.max, .max, .max]).reduce(0, +) == .max)
  }

  @Test func partsAlwaysAddUpAndStayWithinOneUnit() throws {
    let seed: UInt64 = 0x5EED_0001
    var generator = SeededGenerator(seed: seed)
    for round in 0..<3000 {
      let units = Int64.random(in: -1_000_000...1_000_000, using: &generator)
      let weights = (0..<Int.random(in: 1...9, using: &generator)).map { _ in Int.random(in: 0...50, using: &generator)
      }
      let total = weights.reduce(0, +)
      guard total > 0 else { continue }
      let parts = try allocate(units, weights)
      var ok = parts.reduce(0, +) == units
      for (part, weight) in zip(parts, weights) {
        let distance = (part * Int64(total) - units * Int64(weight)).magnitude
        ok = ok && distance < UInt64(total) && (weight > 0 || part == 0)
      }
      if !ok { Issue.record("seed \(seed) round \(round): \(units) by \(weights) gives \(parts)") }
    }
  }
}
