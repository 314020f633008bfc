import CRM
public import Foundation

/// A small sales base with the same files, and the same kinds of dirt, as a real one. Always the same for the same seed.
public struct SampleBase: Sendable {
  /// What everything follows from.
  public var seed: UInt64
  /// The number of opportunities.
  public var deals: Int

  private static let firstDay = CalendarDay(year: 2016, month: 10, day: 20) ?? .min
  private static let lastDay = CalendarDay(year: 2017, month: 12, day: 31) ?? .max

  /// A base.
  public init(seed: UInt64 = 2_017, deals: Int = 400) {
    self.seed = seed
    self.deals = deals
  }

  /// Writes the four files into a folder, which is made.
  ///
  /// - Throws: a file error.
  public func write(to folder: URL) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var generator = SeededGenerator(seed: seed)
    let files: [(String, [[String]])] = [
      (SalesFolder.accountsEnding, accounts(&generator)), (SalesFolder.productsEnding, products()),
      (SalesFolder.teamsEnding, teams()), (SalesFolder.pipelineEnding, opportunities(&generator)),
    ]
    for (name, rows) in files {
      var writer = CSVWriter(lineEnding: .lf)
      for row in rows { writer.write(row) }
      try Data(writer.takeBytes()).write(to: folder.appending(path: name))
    }
  }

  private func accounts(_ generator: inout SeededGenerator) -> [[String]] {
    var rows = [
      ["account", "sector", "year_established", "revenue", "employees", "office_location", "subsidiary_of"]
    ]
    for (index, name) in SampleWords.accounts.enumerated() {
      let parent = index % 8 == 7 ? SampleWords.accounts[index / 8] : ""
      let revenue = "\(Int.random(in: 10...4_000, using: &generator)).\(Int.random(in: 10...99, using: &generator))"
      rows.append([
        name, SampleWords.sectors[index % SampleWords.sectors.count],
        String(Int.random(in: 1970...2015, using: &generator)), revenue,
        String(Int.random(in: 20...9_000, using: &generator)),
        SampleWords.countries[index % SampleWords.countries.count], parent,
      ])
    }
    return rows
  }

  private func products() -> [[String]] {
    [["product", "series", "sales_price"]] + SampleWords.products.map { [$0.name, $0.series, String($0.price)] }
  }

  private func teams() -> [[String]] {
    var rows = [["sales_agent", "manager", "regional_office"]]
    for (index, agent) in SampleWords.agents.enumerated() {
      let team = index % SampleWords.managers.count
      rows.append([agent, SampleWords.managers[team], SampleWords.offices[team % SampleWords.offices.count]])
    }
    return rows
  }

  private func opportunities(_ generator: inout SeededGenerator) -> [[String]] {
    var rows = [
      [
        "opportunity_id", "sales_agent", "product", "account", "deal_stage", "engage_date", "close_date", "close_value",
        "engage_quarter", "close_quarter",
      ]
    ]
    // The last agent is new and has no deals.
    let agents = SampleWords.agents.dropLast()
    for number in 0..<deals {
      let stage = Self.stage(Int.random(in: 0..<100, using: &generator))
      let product = SampleWords.products[Int.random(in: 0..<SampleWords.products.count, using: &generator)]
      let agent = agents[Int.random(in: 0..<agents.count, using: &generator)]
      let isNameless = !stage.stage.category.isClosed && Int.random(in: 0..<3, using: &generator) > 0
      let account =
        isNameless ? "" : SampleWords.accounts[Int.random(in: 0..<SampleWords.accounts.count, using: &generator)]
      let span = Self.firstDay.days(until: Self.lastDay)
      let engaged = Self.firstDay.adding(days: Int.random(in: 0..<(span - 120), using: &generator))
      let closed = engaged.adding(days: Int.random(in: 1...120, using: &generator))
      let value = product.price * Int.random(in: 85...110, using: &generator) / 100
      rows.append([
        "S" + String(10_000 + number), agent, product.written(number), account, stage.rawValue,
        stage == .prospecting ? "" : Self.text(engaged), stage.stage.category.isClosed ? Self.text(closed) : "",
        stage == .won ? String(value) : stage == .lost ? "0" : "", stage == .prospecting ? "" : Self.quarter(engaged),
        stage.stage.category.isClosed ? Self.quarter(closed) : "",
      ])
    }
    return rows
  }

  private static func stage(_ percent: Int) -> DealStage {
    switch percent {
    case ..<48: .won
    case ..<76: .lost
    case ..<94: .engaging
    default: .prospecting
    }
  }

  /// `31-12-17`.
  private static func text(_ day: CalendarDay) -> String {
    [day.day, day.month, day.year % 100].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: "-")
  }

  private static func quarter(_ day: CalendarDay) -> String { "Q\(day.quarter) \(day.year)" }
}
