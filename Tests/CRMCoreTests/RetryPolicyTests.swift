import CRMCore
import CRMTesting
import Foundation
import Testing

@Suite struct RetryPolicyTests {
  @Test func staysBetweenHalfAndAllOfTheDoubledSpan() throws {
    var generator = SeededGenerator(seed: 61)
    let now = CRMEnvironment.testStart
    let policy = RetryPolicy(attempts: 100, first: 2, longest: 500)
    for attempt in 1..<100 {
      let full = min(500, 2 * pow(2, Double(attempt - 1)))
      var spans: [TimeInterval] = []
      for _ in 0..<50 {
        let next = try #require(policy.next(after: attempt, at: now, using: &generator))
        spans.append(next.timeIntervalSince(now))
      }
      #expect(spans.allSatisfy { $0 >= full / 2 - 0.001 && $0 <= full + 0.000_001 }, "seed 61, attempt \(attempt)")
      #expect((spans.max() ?? 0) - (spans.min() ?? 0) > full / 10, "no jitter")
    }
  }

  @Test func endsAfterTheLastAttempt() {
    var generator = SeededGenerator(seed: 62)
    let policy = RetryPolicy(attempts: 3, first: 1)
    #expect(policy.next(after: 2, at: CRMEnvironment.testStart, using: &generator) != nil)
    #expect(policy.next(after: 3, at: CRMEnvironment.testStart, using: &generator) == nil)
    #expect(policy.next(after: .max, at: CRMEnvironment.testStart, using: &generator) == nil)
    #expect(RetryPolicy(attempts: -5).attempts == 1)
    let immediate = RetryPolicy(attempts: 3, first: 0)
    #expect(immediate.next(after: 1, at: CRMEnvironment.testStart, using: &generator) == CRMEnvironment.testStart)
    #expect(RetryPolicy(attempts: .max).next(after: 5000, at: CRMEnvironment.testStart, using: &generator) != nil)
  }
}
