import CRMTesting
import Campaigns
import Testing

/// The program of the page "Campaigns" does what the page says.
@Suite struct CampaignsDocExampleTests {
  @Test func oneIsReachedAndTheOtherHasAReason() async throws {
    let (report, reasons) = try await novemberNews(environment: .fixed())
    #expect(report.audience == 2 && report[.sent] == 1 && report[.denied] == 1)
    #expect(report.permitted + report.denied + report.deferred == report.audience)
    #expect(!reasons.isEmpty && reasons.allSatisfy { $0.contains(" ") })
  }
}
