import CRMTesting
import Foundation
import Service
import Testing

/// The program of the page "Service" does what the page says.
@Suite struct ServiceDocExampleTests {
  @Test func theTicketIsSolvedAfterARefusal() async throws {
    let (solved, refusal) = try await silentPrinter(environment: .fixed())
    #expect(refusal == ["Nobody is assigned."])
    #expect(solved.status == .solved && solved.resolvedAt != nil && solved.assignee != nil)
  }
}
