import CRMTesting
import Consent
import Foundation
import Testing

/// What holds as time passes, or is set back.
extension ConsentLawTests {
  @Test func nothingIsPermittedFromValidUntilOn() {
    check(atLeast: 5) { histories, seed in
      var acts = histories.acts()
      for index in acts.indices where ConsentHistories.grants.contains(acts[index].kind) {
        acts[index].validity = histories.validity()
      }
      let question = histories.question(about: acts)
      guard let end = decide(acts, question, histories.now()).validUntil else { return false }
      #expect(decide(acts, question, end.addingTimeInterval(-0.001)).outcome != .deny, "seed \(seed)")
      #expect(!decide(acts, question, end).isPermitted, "seed \(seed)")
      #expect(!decide(acts, question, end.addingTimeInterval(histories.hours(2000) * 3600)).isPermitted, "seed \(seed)")
      return true
    }
  }

  @Test func whatWasDeferredIsNotDeferredAgainThen() {
    check(atLeast: 5) { histories, seed in
      let acts = histories.acts()
      var question = histories.question(about: acts)
      if histories.chance(70) { question.context.messageClass = .marketing }
      let now = histories.now()
      let sent = histories.sent()
      let decision = decide(acts, question, now, sent: sent)
      guard let until = decision.deferredUntil else { return false }
      let then = decide(acts, question, until, sent: sent)
      #expect(until > now && then.deferredUntil == nil, "seed \(seed)")
      #expect(Set(then.codes).isDisjoint(with: decision.codes), "seed \(seed)")
      return true
    }
  }

  @Test func aClockSetBackRevivesNothing() {
    check(atLeast: 30) { histories, seed in
      let acts = histories.acts()
      let question = histories.question(about: acts)
      let sent = histories.sent()
      guard let last = acts.map(\.recordedAt).max() else { return false }
      let before = decide(acts, question, last, sent: sent)
      let earlier = last.addingTimeInterval(-histories.hours() * 3600)
      if before.outcome == .deny {
        #expect(decide(acts, question, earlier, sent: sent).outcome == .deny, "seed \(seed)")
      }
      if before.codes.contains(ConsentCode.frequency) {
        #expect(!decide(acts, question, earlier, sent: sent).isPermitted, "seed \(seed)")
      }
      return before.rank < 2
    }
  }
}
