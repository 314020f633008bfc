import CRMTesting
import Consent
import Foundation
import Testing

/// A legal hold keeps data; it permits no message.
@Suite struct RetentionSendTests {
  private static let clerk = Author(.staff, "clerk")

  private func desk(_ fixture: ConsentFixture) throws -> RetentionDesk {
    try RetentionDesk(
      store: fixture.store, policy: RetentionFixture.policy(),
      registry: RecordRegistry(ConsentLedger.recordTypes + RetentionDesk.recordTypes),
      environment: .fixed(clock: fixture.clock, seed: 5))
  }

  @Test func aHoldNeverEnablesASend() async throws {
    for isStopped in [false, true] {
      let fixture = ConsentFixture()
      let ann = try ConsentFixture.address("ann")
      if isStopped {
        try await fixture.optIn(ann)
        try await fixture.ledger.withdraw(
          .email(ann), from: ConsentScope(purpose: .marketing), method: .form, by: .dataSubject)
        fixture.clock.advance(by: 60)
      }
      let before = try await fixture.ledger.decide(ConsentFixture.news(), to: .email(ann), through: .email)
      #expect(before.outcome == .deny)
      let desk = try desk(fixture)
      let acts = try await fixture.ledger.acts(of: .email(ann))
      var scopes: [LegalHoldScope] = [.category(.consent), .category(.identity), .category(.marketing)]
      scopes += acts.flatMap {
        [.record(RecordReference($0)), .subject(RecordReference($0)), .matter(RecordReference($0))]
      }
      for scope in scopes { try await desk.setHold(on: scope, reason: LegalHoldReason.litigation, by: Self.clerk) }
      let after = try await fixture.ledger.decide(ConsentFixture.news(), to: .email(ann), through: .email)
      #expect(after == before)
      #expect(try await fixture.ledger.acts(of: .email(ann)) == acts)
      guard case .denied = try await fixture.gate.decide(ConsentFixture.request(ann)) else {
        Issue.record("a hold let a message through")
        return
      }
    }
  }
}
