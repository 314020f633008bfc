import CRMTesting
import Consent
import Foundation
import Testing

/// What holds for every policy, base and set of holds. The seed of a failing run is in the message.
@Suite struct ConsentRetentionLawTests {
  private func check(
    atLeast percent: Double, sourceLocation: SourceLocation = #_sourceLocation,
    _ law: (inout RetentionHistories, UInt64) throws -> Bool
  ) rethrows {
    try ConsentHistories.tryLaw(atLeast: percent, sourceLocation: sourceLocation) { seed in
      var histories = RetentionHistories(seed: seed)
      return try law(&histories, seed)
    }
  }

  @Test func aHoldOnlyTakesAway() {
    check(atLeast: 40) { histories, seed in
      let (policy, rows, now) = (histories.policy(), histories.rows(), histories.now())
      let holds = histories.holds(over: rows)
      let free = policy.sweep(rows, at: now)
      var before = free
      for count in 1...holds.count {
        let plan = policy.sweep(rows, holds: holds.prefix(count), at: now)
        #expect(Set(plan.items).isSubset(of: before.items), "seed \(seed)")
        #expect(Set(plan.items + plan.held.map(\.item)) == Set(free.items), "seed \(seed)")
        #expect(plan.held.allSatisfy { $0.item.action.isDestructive }, "seed \(seed)")
        before = plan
      }
      for item in before.items where item.action.isDestructive {
        let row = rows.first { $0.reference == item.record }!
        #expect(!holds.contains { $0.isInForce(at: now) && $0.scope.covers(row) }, "seed \(seed)")
      }
      return before.items.count < free.items.count
    }
  }

  @Test func aLaterMomentNeverTakesBackADeletion() {
    check(atLeast: 50) { histories, seed in
      let (policy, rows) = (histories.policy(), histories.rows())
      let now = histories.now()
      let later = now.addingTimeInterval(histories.span())
      let deleted = Set(policy.sweep(rows, at: now).items.filter { $0.action == .delete }.map(\.record))
      let deletedLater = Set(policy.sweep(rows, at: later).items.filter { $0.action == .delete }.map(\.record))
      #expect(deleted.isSubset(of: deletedLater), "seed \(seed)")
      return !deleted.isEmpty
    }
  }

  @Test func orderDoesNotMatter() throws {
    try check(atLeast: 60) { histories, seed in
      var policy = histories.policy()
      var rows = histories.rows()
      var holds = histories.holds(over: rows)
      let now = histories.now()
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      let plan = policy.sweep(rows, holds: holds, at: now, listing: 3)
      let bytes = try encoder.encode(plan)
      policy.schedules.shuffle(using: &histories.generator)
      rows.shuffle(using: &histories.generator)
      holds.shuffle(using: &histories.generator)
      let again = policy.sweep(rows, holds: holds, at: now, listing: 3)
      let bytesAgain = try encoder.encode(again)
      #expect(bytes == bytesAgain, "seed \(seed)")
      // In parts, too: how a store is swept.
      var parts = RetentionPlan(policy: policy.tag, date: now, listing: 3)
      for row in rows { parts.merge(policy.sweep([row], holds: holds, at: now, listing: 3)) }
      let bytesInParts = try encoder.encode(parts)
      #expect(bytes == bytesInParts, "seed \(seed)")
      return !plan.items.isEmpty
    }
  }

  @Test func sweptTwiceIsSweptOnce() {
    check(atLeast: 60) { histories, seed in
      let (policy, rows, now) = (histories.policy(), histories.rows(), histories.now())
      let holds = histories.holds(over: rows)
      let plan = policy.sweep(rows, holds: holds, at: now)
      let swept = RetentionHistories.applying(plan, to: rows)
      let again = policy.sweep(swept, holds: holds, at: now)
      #expect(again.items.isEmpty, "seed \(seed)")
      #expect(again.held == plan.held, "seed \(seed)")
      return !plan.items.isEmpty
    }
  }

  /// Nothing goes while an obligation lasts, everything is gone that no obligation keeps and whose permission is over, and one
  /// millisecond before its moment nothing is due.
  @Test func nothingGoesTooEarlyAndNothingStaysTooLong() {
    check(atLeast: 60) { histories, seed in
      let (policy, rows, now) = (histories.policy(), histories.rows(), histories.now())
      let plan = policy.sweep(rows, at: now)
      let items = Dictionary(uniqueKeysWithValues: plan.items.map { ($0.record, $0) })
      for row in rows {
        let timeline = policy.timeline(of: row)
        let obligations = timeline.terms.filter { $0.force == .obligation }
        let mustStay = obligations.contains { $0.end.map { $0 > now } ?? true }
        let ended = timeline.terms.filter { $0.force == .permission && $0.end.map { $0 <= now } ?? false }
        let item = items[row.reference]
        if mustStay { #expect(!(item?.action.isDestructive ?? false), "seed \(seed)") }
        if !mustStay, let furthest = ended.map(\.action).max() { #expect(item?.action == furthest, "seed \(seed)") }
        guard let item else { continue }
        #expect(item.date <= now, "seed \(seed)")
        let before = policy.sweep([row], at: item.date.addingTimeInterval(-0.001))
        #expect(!before.items.contains { $0.schedule == item.schedule }, "seed \(seed)")
        #expect(!policy.sweep([row], at: item.date).items.isEmpty, "seed \(seed)")
      }
      return !items.isEmpty
    }
  }

  /// What is told to come next does come then, and nothing before.
  @Test func nextIsWhenSomethingComes() {
    check(atLeast: 50) { histories, seed in
      let (policy, rows, now) = (histories.policy(), histories.rows(), histories.now())
      let plan = policy.sweep(rows, at: now)
      let swept = RetentionHistories.applying(plan, to: rows)
      guard let next = policy.sweep(swept, at: now).next else { return false }
      #expect(next > now, "seed \(seed)")
      #expect(policy.sweep(swept, at: next.addingTimeInterval(-0.001)).items.isEmpty, "seed \(seed)")
      #expect(!policy.sweep(swept, at: next).items.isEmpty, "seed \(seed)")
      return true
    }
  }
}
