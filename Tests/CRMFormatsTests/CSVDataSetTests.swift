import CRMCore
import CRMFormats
import Foundation
import Testing

/// Where the public data sets are, or nil.
enum PublicDataSets {
  static let folder: URL? = {
    if let path = ProcessInfo.processInfo.environment["CRM_DATA"] { return URL(filePath: path) }
    var folder = URL(filePath: #filePath)
    while folder.pathComponents.count > 1 {
      folder.deleteLastPathComponent()
      let data = folder.appending(path: "shared/data")
      if FileManager.default.fileExists(atPath: data.path()) { return data }
    }
    return nil
  }()
}

/// Counts on public data sets, which are not part of the repository: skipped (and reported so) when they are absent.
@Suite(
  .enabled(if: PublicDataSets.folder != nil, "No data sets: set CRM_DATA or put shared/data beside the checkout."))
struct CSVDataSetTests {
  // 8,800 opportunities; 4,238 won for 10,005,534 (README of the data sets).
  @Test func salesPipeline() throws {
    let url = try #require(PublicDataSets.folder).appending(path: "maven_crm_sales_pipeline.csv")
    var file = try CSVFileReader(contentsOf: url)
    #expect(file.format == CSVFormat())
    var count = 0
    var won = 0
    var sum = Decimal(0)
    var dates: [String] = []
    let numbers = NumberParser(.point)
    let days = DateParser(["dd-MM-yy"])
    while let row = try file.nextRow() {
      count += 1
      #expect(row.issues.isEmpty && row.line == count + 1)
      if let date = row["engage_date"], !date.isEmpty {
        #expect(try (2016...2017).contains(days.day(date).year))
        if dates.count < 500 { dates.append(date) }
      }
      if row["deal_stage"] == "Won" {
        won += 1
        sum += try numbers.number(try #require(row.bytes(named: "close_value")))
      }
    }
    #expect(count == 8800 && won == 4238 && sum == 10_005_534)
    #expect(DatePatternReport(samples: dates).best == "dd-MM-yy")
  }

  @Test(arguments: [
    ("maven_crm_accounts.csv", 85), ("xeducation_leads.csv", 9240), ("helpdesk.csv", 13_710), ("hillstrom.csv", 64_000),
    ("telco_churn.csv", 7043), ("febrl_dataset1.csv", 1000), ("splink_fake_1000.csv", 1000), ("surv_rossi.csv", 432),
    ("maven_crm_products.csv", 7), ("maven_crm_sales_teams.csv", 35), ("febrl_dataset2.csv", 5000),
  ])
  func rowCounts(name: String, expected: Int) throws {
    let url = try #require(PublicDataSets.folder).appending(path: name)
    var file = try CSVFileReader(contentsOf: url)
    var count = 0
    var issues = 0
    while let row = try file.nextRow() {
      count += 1
      issues += row.issues.count
    }
    #expect(count == expected)
    #expect(issues == 0)
  }
}
