import CRM

/// What has to be known of the opportunities before they are imported.
struct PipelineScan: Sendable {
  /// How the file writes days.
  var pattern: DatePattern
  /// The last day in the file.
  var lastDay: CalendarDay?
  /// The accounts that have bought.
  var buyers: Set<String> = []

  init(_ file: SourceFile) throws {
    var reader = SourceTable.reader(of: file)
    var texts: Set<String> = []
    while let row = try reader.nextRow() {
      for column in ["engage_date", "close_date"] {
        if let text = row[column], !text.isEmpty { texts.insert(text) }
      }
      if let account = row["account"], DealStage(row["deal_stage"]) == .won { buyers.insert(account) }
    }
    let report = DatePatternReport(samples: texts)
    // Where several patterns fit, deals lie close together: 20-10-16 and 01-03-17 are days of two years, not of twenty.
    let readings = ([report.best].compactMap(\.self) + report.alternatives).map { pattern in
      (pattern: pattern, days: texts.compactMap { try? DateParser([pattern]).day($0) })
    }
    let reading = readings.min { Self.years($0.days) < Self.years($1.days) }
    pattern = reading?.pattern ?? "yyyy-MM-dd"
    lastDay = reading?.days.max()
  }

  private static func years(_ days: [CalendarDay]) -> Int { (days.max()?.year ?? 0) - (days.min()?.year ?? 0) }
}

/// The stages of the sales base.
enum DealStage: String, CaseIterable, Sendable {
  case prospecting = "Prospecting"
  case engaging = "Engaging"
  case won = "Won"
  case lost = "Lost"

  init?(_ text: String?) {
    guard let text, let stage = DealStage(rawValue: text) else { return nil }
    self = stage
  }

  /// The stage in the pipeline.
  var stage: Stage {
    switch self {
    case .prospecting: Stage("prospecting", name: rawValue)
    case .engaging: Stage("engaging", name: rawValue)
    case .won: Stage("won", name: rawValue, category: .won)
    case .lost: Stage("lost", name: rawValue, category: .lost)
    }
  }

  /// The pipeline that the sales base runs through.
  static let pipeline = SalesPipeline(
    id: SalesBase.id("pipeline"), name: "Hardware sales", stages: allCases.map(\.stage))
}
