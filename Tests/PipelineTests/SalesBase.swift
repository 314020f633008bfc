import CRMTesting
import Foundation
import Pipeline

/// The CRM sample of Maven Analytics' data playground: 8,800 opportunities of a maker of computers.
///
/// It is not part of the package. Tests look for a folder `shared/data` beside any folder above this file, or in `CRM_DATA`.
struct SalesBase {
  static let pipelineID: Identifier<SalesPipeline> = "maven"
  static let asOf = CalendarDay("2017-12-31") ?? .max

  static let directory: URL? = {
    let manager = FileManager.default
    var candidates = [ProcessInfo.processInfo.environment["CRM_DATA"].map { URL(filePath: $0) }]
    var folder = URL(filePath: #filePath)
    while folder.path() != "/" {
      folder = folder.deletingLastPathComponent()
      candidates.append(folder.appending(path: "shared/data"))
      if folder.pathComponents.count <= 1 { break }
    }
    return candidates.compactMap(\.self).first { manager.fileExists(atPath: $0.appending(path: files[0]).path()) }
  }()

  static let files = ["maven_crm_sales_pipeline.csv", "maven_crm_products.csv", "maven_crm_sales_teams.csv"]

  let deals: [Deal]
  let roster: [Identifier<StaffMember>]

  let pipeline = SalesPipeline(
    id: SalesBase.pipelineID, name: "Maven",
    stages: [
      Stage("Prospecting", name: "Prospecting"), Stage("Engaging", name: "Engaging"),
      Stage("Won", name: "Won", category: .won), Stage("Lost", name: "Lost", category: .lost),
    ])

  init() throws {
    var prices: [String: Money] = [:]
    for row in try SalesBase.rows(of: SalesBase.files[1]) {
      prices[row["product"] ?? ""] = try Money(row["sales_price"] ?? "", .usd)
    }
    roster = try SalesBase.rows(of: SalesBase.files[2]).map { SalesBase.id($0["sales_agent"] ?? "") }
    let pipeline = pipeline
    deals = try SalesBase.rows(of: SalesBase.files[0]).map { row in
      try SalesBase.deal(row, prices: prices, in: pipeline)
    }
  }

  static func id<R>(_ name: String) -> Identifier<R> { Identifier(foreign: name, in: "maven") }

  private static func deal(_ row: [String: String], prices: [String: Money], in pipeline: SalesPipeline) throws -> Deal
  {
    // The pipeline's file writes GTXPro for what the price list calls GTX Pro.
    let product = row["product"] == "GTXPro" ? "GTX Pro" : row["product"] ?? ""
    let price = prices[product] ?? .zero(.usd)
    let engaged = day(row["engage_date"])
    let closed = day(row["close_date"])
    let code = row["opportunity_id"] ?? ""
    let stage = pipeline.stage(StageID(rawValue: row["deal_stage"] ?? "")) ?? pipeline.stages[0]
    // A prospect has no engage date: it is known from the day of the file on.
    let entered = (engaged ?? asOf).startDate(in: .gmt)
    let isClosed = stage.category.isClosed
    let first = StageEntry(
      stage: isClosed ? "Engaging" : stage.id, category: .open, entered: entered,
      left: closed?.startDate(in: .gmt), author: .importRun("maven"))
    var entries = [first]
    if let closed {
      entries.append(
        StageEntry(
          stage: stage.id, category: stage.category, entered: closed.startDate(in: .gmt), author: .importRun("maven")))
    }
    return Deal(
      id: Identifier(foreign: code, in: "maven"), name: code, pipeline: pipeline.id,
      history: try StageHistory(restoring: entries),
      customer: row["account"].flatMap { $0.isEmpty ? nil : id($0) }, owner: row["sales_agent"].map { id($0) },
      lines: [DealLine(product: id(product), unitPrice: price)], currency: .usd,
      statedAmount: isClosed ? try Money(row["close_value"] ?? "", .usd) : nil, opened: engaged, closed: closed,
      loss: stage.category == .lost ? DealLoss("unknown") : nil, foreignKeys: [ForeignKey(code, in: "maven")])
  }

  /// A day written dd-mm-yy.
  private static func day(_ text: String?) -> CalendarDay? {
    let parts = (text ?? "").split(separator: "-").compactMap { Int($0) }
    return parts.count == 3 ? CalendarDay(year: 2000 + parts[2], month: parts[1], day: parts[0]) : nil
  }

  /// The rows of a file without quotes, by column.
  private static func rows(of file: String) throws -> [[String: String]] {
    guard let directory else { return [] }
    let text = try String(contentsOf: directory.appending(path: file), encoding: .utf8)
    var lines = text.split(whereSeparator: \.isNewline).map { line in
      line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let header = lines.removeFirst()
    return lines.map { Dictionary(zip(header, $0)) { first, _ in first } }
  }
}
