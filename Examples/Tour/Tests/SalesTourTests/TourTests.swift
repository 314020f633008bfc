import CRM
import Foundation
import SalesTour
import Testing

@Suite struct TourTests {
  /// Accounts, products, agents and deals are counted once, whatever the generated base looks like.
  private func checkInvariants(_ report: TourReport) {
    #expect(report.won + report.lost + report.open == report.deals)
    #expect(report.winRateByAgent.count == report.agents)
    #expect(report.winRateByAgent.reduce(0) { $0 + $1.won } == report.won)
    #expect(report.winRateByAgent.reduce(0) { $0 + $1.lost } == report.lost)
    #expect(report.winRateByAgent.allSatisfy { ($0.rate == nil) == ($0.won + $0.lost == 0) })
    #expect(report.stalledDeals.count <= report.open)
    let campaign = report.campaign
    #expect(campaign.permitted + campaign.denied + campaign.deferred == campaign.audience)
    #expect(campaign.unexplained == 0)
    #expect(
      campaign.reasons.values.allSatisfy { $0.recipients > 0 && !$0.sentence.isEmpty && !$0.sentence.contains("{") })
  }

  @Test func withoutArgumentsItReportsOnABaseOfItsOwnAndCleansUp() async throws {
    let printed = Lines()
    let told = Lines()
    let status = await TourCommand.run(
      ["--json", "--duplicate-rows", "300"], print: { printed.add($0) }, progress: { told.add($0) })
    #expect(status == 0, "\(told.lines)")
    let text = try #require(printed.lines.first)
    #expect(printed.lines.count == 1)
    let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let keys = [
      "accounts", "agents", "products", "deals", "won", "lost", "open", "wonRevenue", "winRateByAgent",
      "topAccountsByWonRevenue", "forecast", "stalledDeals", "repairedRows", "rejectedRows", "profile", "campaign",
      "quality", "segments", "duplicates", "rights",
    ]
    for key in keys { #expect(object[key] != nil, "\(key) is missing") }

    let report = try await Tour(TourOptions(duplicateRows: 300)).run()
    checkInvariants(report)
    #expect(try report.json() == text)
    #expect(report.winRateByAgent.contains { $0.rate == nil })
    #expect(report.campaign.permitted > 0 && report.campaign.denied > 0 && report.campaign.deferred > 0)
    #expect(report.repairedRows.count == 3)
    #expect(report.rejectedRows == 0)
    // The slips of the files are found, and the import has put them right.
    let quality = try #require(report.quality)
    func counts(_ audit: QualityFigures.Audit) -> [String: Int] {
      Dictionary(audit.findings.filter(\.isRepairable).map { ($0.sentence, $0.count) }) { $0 + $1 }
    }
    #expect(
      counts(quality.files) == [
        "“technolgy” is a misspelling of “technology”.": 4, "“finanse” is a misspelling of “finance”.": 4,
        "“Philipines” is a misspelling of “Philippines”.": 5,
      ])
    #expect(counts(quality.base).isEmpty && (quality.base.score ?? 0) > (quality.files.score ?? 100))
    #expect(report.text.contains("  the base after the import: "))
    #expect(report.duplicates.count == 5 && report.duplicates.allSatisfy { $0.f1 >= 0.9 })
    #expect(report.text.contains("Duplicates in generated bases"))
    let rights = try #require(report.rights)
    #expect(rights.left.isEmpty && !rights.refusals.isEmpty && rights.shown.count > 4 && rights.plan["delete"] ?? 0 > 0)
    #expect(rights.sealed > rights.proven && rights.proven > 0 && !rights.retained.isEmpty)
    let segments = try #require(report.segments)
    #expect(segments.segments.count == 3 && segments.segments[1].members <= segments.segments[0].members)
    #expect(segments.explanation.count == 3)
    let place = try #require(told.lines.first { $0.hasPrefix("a small sales base in ") }).dropFirst(22)
    #expect(place.hasPrefix(FileManager.default.temporaryDirectory.path))
    #expect(!FileManager.default.fileExists(atPath: String(place)))
  }

  @Test func importingTwiceChangesNothing() async throws {
    try await withTemporaryFolder { folder in
      let data = folder.appending(path: "data")
      try SampleBase(deals: 150).write(to: data)
      let options = TourOptions(data: data, store: folder.appending(path: "store"), duplicateRows: 0)
      let first = Lines()
      let before = try await Tour(options, progress: { first.add($0) }).run()
      let journal = try Self.contents(of: folder)
      let second = Lines()
      let after = try await Tour(options, progress: { second.add($0) }).run()

      checkInvariants(before)
      #expect(before.deals == 150)
      #expect(after == before)
      #expect(after.text == before.text)
      #expect(try Self.contents(of: folder) == journal)
      #expect(!first.lines.contains("nothing had to be written"))
      #expect(second.lines.contains("nothing had to be written"))
      #expect(second.lines.contains { $0.hasSuffix("deals: imported before: unchanged 150") })
    }
  }

  @Test func onlyEngagedDealsAreStalledHoweverLateOneLooks() async throws {
    try await withTemporaryFolder { folder in
      let data = folder.appending(path: "data")
      try SampleBase(deals: 100).write(to: data)
      let store = folder.appending(path: "store")
      let late = CalendarDay(year: 2020, month: 1, day: 1)
      let report = try await Tour(TourOptions(data: data, store: store, asOf: late, duplicateRows: 0)).run()
      let rows = try String(contentsOf: data.appending(path: "sales_pipeline.csv"), encoding: .utf8).split(
        separator: "\n")
      #expect(rows.contains { $0.contains(",Prospecting,") })
      #expect(report.stalledDeals.count == rows.count { $0.contains(",Engaging,") })
      let patient = TourOptions(data: data, store: store, asOf: late, stalledDays: 10_000, duplicateRows: 0)
      #expect(try await Tour(patient).run().stalledDeals.count == 0)
    }
  }

  @Test func aChangedFileIsImportedOverWhatIsThere() async throws {
    try await withTemporaryFolder { folder in
      let data = folder.appending(path: "data")
      try SampleBase(deals: 60).write(to: data)
      let options = TourOptions(data: data, store: folder.appending(path: "store"), duplicateRows: 0)
      let before = try await Tour(options).run()

      let pipeline = data.appending(path: "sales_pipeline.csv")
      var lines = try String(contentsOf: pipeline, encoding: .utf8).split(separator: "\n").map(String.init)
      let won = try #require(lines.firstIndex { $0.contains(",Won,") })
      var fields = lines[won].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      let value = try #require(Int(fields[7]))
      fields[7] = String(value + 1_000)
      lines[won] = fields.joined(separator: ",")
      try Data(lines.joined(separator: "\n").utf8).write(to: pipeline)

      let told = Lines()
      let after = try await Tour(options, progress: { told.add($0) }).run()
      #expect(after.deals == before.deals)
      #expect(after.wonRevenue == before.wonRevenue + 1_000)
      #expect(told.lines.contains { $0.contains("deals: 60 rows: 1 updated, 59 unchanged") }, "\(told.lines)")
    }
  }

  @Test func rowsThatCannotBeTakenAreToldWithLineAndReason() async throws {
    try await withTemporaryFolder { folder in
      let data = folder.appending(path: "data")
      try SampleBase(deals: 20).write(to: data)
      let pipeline = data.appending(path: "sales_pipeline.csv")
      let dirt = """
        D1,Nobody Known,Dock,Fernhill,Won,01-03-17,02-03-17,60,,
        D2,Ada Brook,Dock,Fernhill,Won,01-03-17,,60,,
        D3,Ada Brook,Dock,Fernhill,Lost,05-03-17,02-03-17,0,,
        D4,Ada Brook,Dock,Fernhill,Engaging,32-03-17,,,,
        D5,Ada Brook,Dock,Fernhill,Won,01-03-17,02-03-17,,,
        D6,Ada Brook,Dock,Fernhill,Engaging,01-03-17,02-03-17,,,
        ,Ada Brook,Dock,Fernhill,Prospecting,,,,,
        D7,Ada Brook,Dock,Fernhill,Prospecting,,,,,

        """
      let clean = try String(contentsOf: pipeline, encoding: .utf8)
      try Data((clean + dirt).utf8).write(to: pipeline)
      let told = Lines()
      let options = TourOptions(data: data, store: folder.appending(path: "store"), duplicateRows: 0)
      let report = try await Tour(options, progress: { told.add($0) }).run()

      checkInvariants(report)
      #expect(report.deals == 21)
      #expect(report.rejectedRows == 7)
      let rejected = told.lines.filter { $0.hasPrefix("  rejected") }
      for (line, column) in zip(
        22...28, ["sales_agent", "close_date", "close_date", "engage_date", "close_value", "closed", "opportunity_id"])
      {
        #expect(rejected.contains { $0.contains("sales_pipeline.csv:\(line) \(column): ") }, "\(line): \(rejected)")
      }
      let remarks = try String(contentsOf: folder.appending(path: "import-remarks.csv"), encoding: .utf8)
      #expect(remarks.contains("sales_pipeline.csv,22,sales_agent,rejected,import.unknownValue,"))
    }
  }

  /// Everything in the store and in the outbox, by name.
  private static func contents(of folder: URL) throws -> [String: Data] {
    var result: [String: Data] = [:]
    for name in ["store", "outbox"] {
      let place = folder.appending(path: name)
      for file in try FileManager.default.contentsOfDirectory(atPath: place.path) {
        result["\(name)/\(file)"] = try Data(contentsOf: place.appending(path: file))
      }
    }
    return result
  }
}
