import Consent
import Testing

/// Runs the example of the article *A trail that shows tampering*, which stands word for word in `AuditTrailDocExample.swift`.
@Suite struct AuditTrailDocExampleTests {
  @Test func fromTheLedgerToTheAuditorsDesk() async throws {
    let outcome = try await auditedNewsletter()
    #expect(outcome.intact.isComplete)
    #expect(outcome.intact.proven == 3)
    #expect(outcome.forged == .changed(index: 3))
    #expect(outcome.annsFacts == 2)
    #expect(outcome.bobsFacts == 0)
  }
}
