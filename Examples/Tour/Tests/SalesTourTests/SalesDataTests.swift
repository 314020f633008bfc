import CRM
import Foundation
import SalesTour
import Testing

/// The figures of the sales base of Maven Analytics' data playground (CRM Sales Opportunities).
@Suite(.enabled(if: salesData != nil, "the sales base is not here; set CRM_DATA to its folder")) struct SalesDataTests {
  @Test func theRealBaseGivesTheKnownFigures() async throws {
    let data = try #require(salesData)
    try await withTemporaryFolder { folder in
      let options = TourOptions(
        data: data, store: folder.appending(path: "store"),
        asOf: CalendarDay(year: 2017, month: 12, day: 31), duplicateRows: 0)
      let report = try await Tour(options).run()

      #expect(report.accounts == 85)
      #expect(report.subsidiaries == 15)
      #expect(report.agents == 35)
      #expect(report.managers == 6)
      #expect(report.winRateByAgent.count { $0.rate == nil } == 5)
      #expect(report.products == 7)
      #expect(report.deals == 8_800)
      #expect(report.won == 4_238)
      #expect(report.lost == 2_473)
      #expect(report.open == 2_089)
      #expect(report.wonRevenue == 10_005_534)
      #expect(report.forecast == Decimal(string: "3110729.30"))
      #expect(report.stalledDeals == TourReport.StalledFigures(count: 1_479, value: 3_664_578))
      #expect(
        report.repairedRows == [
          "product.repairedSpacing": 1_480, "sector.repairedSpelling": 12, "office_location.repairedSpelling": 1,
        ])
      #expect(report.rejectedRows == 0)
      #expect(report.topAccountsByWonRevenue.first?.account == "Kan-code")
      #expect(report.profile?.name == "Kan-code")
      #expect(report.campaign.audience == 85)
      #expect(report.campaign.permitted + report.campaign.denied + report.campaign.deferred == 85)

      let quality = try #require(report.quality)
      func found(_ audit: QualityFigures.Audit) -> [String: Int] {
        Dictionary(audit.findings.map { ("\($0.field): \($0.sentence)", $0.count) }) { $0 + $1 }
      }
      let files = found(quality.files)
      #expect(files["opportunities.product: “GTXPro” is a misspelling of “GTX Pro”."] == 1_480)
      #expect(files["opportunities.account: Not filled in."] == 1_425)
      #expect(files["opportunities.engage_date: The text stands for no value of the kind day."] == 8_300)
      #expect(files["customer.industry: “technolgy” is a misspelling of “technology”."] == 12)
      #expect(files["custom.country: “Philipines” is a misspelling of “Philippines”."] == 1)
      #expect(found(quality.base) == ["deal.customer: Not filled in.": 1_425])
      #expect(quality.files.records == 8_885 && quality.base.records == 8_885)

      // The last day in the data is the default.
      var repeated = options
      repeated.asOf = nil
      #expect(try await Tour(repeated).run() == report)
    }
  }
}
