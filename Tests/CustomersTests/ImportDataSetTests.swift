import CRMTesting
import Customers
import Foundation
import Testing

/// The dirty account and product lists of the Maven sales base; see `shared/data/README.md` beside the checkout.
private enum DataSets {
  static let folder: URL? = {
    if let path = ProcessInfo.processInfo.environment["CRM_DATA"] { return URL(filePath: path) }
    var folder = URL(filePath: #filePath).deletingLastPathComponent()
    while folder.path != "/" {
      let candidate = folder.appending(path: "shared/data")
      if FileManager.default.fileExists(atPath: candidate.path) { return candidate }
      folder.deleteLastPathComponent()
    }
    return nil
  }()
}

@Suite(.enabled(if: DataSets.folder != nil, "No data sets: set CRM_DATA or put shared/data beside the checkout."))
struct ImportDataSetTests {
  private func source(_ name: String) throws -> ImportSource {
    .csv(contentsOf: try #require(DataSets.folder).appending(path: name))
  }

  @Test func theAccountsOfTheSalesBaseAreImportedAndRepaired() async throws {
    let environment = CRMEnvironment.fixed()
    let store = InMemoryStore(environment: environment)
    let directory = CustomerDirectory(store: store, environment: environment)
    let sectors = SpellingRepair(known: [
      "employment", "entertainment", "finance", "marketing", "medical", "retail", "services", "software", "technology",
      "telecommunications",
    ])
    let countries = SpellingRepair(known: [
      "Belgium", "Brazil", "China", "Germany", "Italy", "Japan", "Jordan", "Kenya", "Korea", "Norway", "Panama",
      "Philippines", "Poland", "Romania", "United States",
    ])
    let importer = RowImporter.customers("accounts") { row in
      guard let name = row.required("account") else { return nil }
      var account = Customer.organisation(id: Identifier(foreign: name, in: "maven"), name: name, now: row.now)
      account.organisation = OrganisationFacts(
        industry: row.known("sector", sectors), employees: row.integer("employees"),
        annualRevenue: row.money("revenue", in: .usd, times: 1_000_000), foundedYear: row.integer("year_established"))
      account.customFields["country"] = row.known("office_location", countries).map { .text($0) }
      return account
    }
    let report = try await directory.importRows(source("maven_crm_accounts.csv"), with: importer, by: .system)
    #expect(report.counts.rows == 85 && report.counts.inserted == 85 && report.problems.isEmpty)
    // 12 accounts are of the sector "technolgy", one is in the "Philipines" (counted with `cut | sort | uniq -c`).
    #expect(report.repairCounts["sector"] == [ImportReason.repairedSpelling: 12])
    #expect(report.repairCounts["office_location"] == [ImportReason.repairedSpelling: 1])
    let again = try await directory.importRows(source("maven_crm_accounts.csv"), with: importer, by: .system)
    #expect(again.counts.unchanged == 85)
    #expect(try await directory.revertImport(report.run, by: .system).removed == 85)
    #expect(try store.count(Query<Customer>()) == 0)
  }

  @Test func theProductNamesOfTheSalesBaseAreRecognised() throws {
    let known = SpellingRepair(known: [
      "GTX Basic", "GTX Pro", "MG Special", "MG Advanced", "GTX Plus Pro", "GTX Plus Basic", "GTK 500",
    ])
    let bytes = try Data(contentsOf: #require(DataSets.folder).appending(path: "maven_crm_sales_pipeline.csv"))
    var outcomes: [String: Int] = [:]
    for row in try CSVReader.rows(in: Array(bytes)) {
      switch known.match(row["product"] ?? "") {
      case .exact: outcomes["exact", default: 0] += 1
      case .repaired(let value, .spacing): outcomes[value, default: 0] += 1
      default: outcomes["other", default: 0] += 1
      }
    }
    // 1,480 rows say "GTXPro", the other 7,320 are right.
    #expect(outcomes == ["exact": 7_320, "GTX Pro": 1_480])
  }
}
