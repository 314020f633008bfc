import CRMTesting
import Consent
import Foundation
import Testing

/// What comes next: the rule alone, without a store for the work.
@Suite struct FulfilmentMoveTests {
  @Test func everyRightHasItsSteps() {
    let rights: [SubjectRight: [FulfilmentStep]] = [
      .access: [.export, .delivery], .portability: [.export, .delivery], .erasure: [.plan, .erasure],
      .restriction: [.restriction, .contactPoints], .objection: [.objection], .rectification: [.correction],
      .complaint: [.staff], "optOutOfSale": [.staff],
    ]
    for (right, steps) in rights { #expect(FulfilmentStep.steps(of: right) == steps, "\(right)") }
    for step in FulfilmentStep.allCases { #expect(FulfilmentStep(step.name) == step) }
    #expect(FulfilmentStep("warehouse") == nil)
  }

  @Test func theMoveFollowsFromTheRequestAlone() async throws {
    let fixture = RightsFixture()
    let now = fixture.clock.now
    let received = try await fixture.receive()
    #expect(received.nextMove(at: now) == .rest, "nothing before it is approved")
    try await fixture.desk.verify(received.id, IdentityCheck(.account), by: RightsFixture.staff)
    let approved = try await fixture.desk.approve(received.id, by: RightsFixture.staff)
    #expect(approved.nextMove(at: now) == .begin)
    #expect(approved.approver == RightsFixture.staff)
    // Out of time, and still owed.
    fixture.clock.advance(by: 86_400 * 60)
    try await fixture.beat()
    let late = try await fixture.desk.request(received.id)
    #expect(late.state == .expired && late.nextMove(at: fixture.clock.now) == .begin)
    // The host does it itself.
    let own = try await fixture.desk.begin(received.id, steps: ["a"], by: RightsFixture.staff)
    #expect(own.fulfilment == nil && own.nextMove(at: .distantFuture) == .rest)
  }
}
