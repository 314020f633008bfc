/// What the open deals are expected to bring: one line per deal, to be added up by anything. Overdue deals stand apart.
///
/// A value: keep it as a snapshot, compare it with what came, change its lines to play through an alternative.
public struct Forecast: Hashable, Codable, Sendable {
  /// The day it is told for.
  public var day: CalendarDay
  /// The deals whose expected close is this day or later, or not known.
  public var lines: [ForecastLine]
  /// The deals whose expected close has passed without a decision.
  public var overdue: [ForecastLine]
  /// Open deals that nobody put an amount to, or whose stage is not in their pipeline.
  public var unvalued: [Identifier<Deal>]
  /// Deals that pause on this day; they do not count.
  public var suspended: [Identifier<Deal>]

  /// An empty forecast for a day.
  public init(on day: CalendarDay) {
    self.day = day
    lines = []
    overdue = []
    unvalued = []
    suspended = []
  }

  /// A forecast over deals; decided ones do not count. O(deals).
  public init(
    on day: CalendarDay, deals: some Sequence<Deal>, in pipelines: [SalesPipeline],
    model: ForecastModel = .stageProbability,
    thresholds: ForecastCategory.Thresholds = ForecastCategory.Thresholds()
  ) {
    self.init(on: day)
    var byID: [Identifier<SalesPipeline>: SalesPipeline] = [:]
    for pipeline in pipelines { byID[pipeline.id] = pipeline }
    for deal in deals { add(deal, in: byID[deal.pipeline], model: model, thresholds: thresholds) }
  }

  /// Adds one deal; a decided one adds nothing.
  public mutating func add(
    _ deal: Deal, in pipeline: SalesPipeline?, model: ForecastModel = .stageProbability,
    thresholds: ForecastCategory.Thresholds = ForecastCategory.Thresholds()
  ) {
    guard deal.status == .open else { return }
    if deal.isSuspended(on: day) { return suspended.append(deal.id) }
    guard let pipeline, let line = ForecastLine(deal, in: pipeline, model: model, thresholds: thresholds) else {
      return unvalued.append(deal.id)
    }
    if let expectedClose = line.expectedClose, expectedClose < day { overdue.append(line) } else { lines.append(line) }
  }

  /// The totals of all lines but the overdue ones, by currency.
  ///
  /// - Throws: `MoneyError.overflow`.
  public func totals() throws(MoneyError) -> [Currency: ForecastTotal] { try ForecastTotal.totals(of: lines) }

  /// The totals of the overdue lines, by currency.
  ///
  /// - Throws: `MoneyError.overflow`.
  public func overdueTotals() throws(MoneyError) -> [Currency: ForecastTotal] { try ForecastTotal.totals(of: overdue) }

  /// The totals of each group of lines, overdue ones apart: `by: \.owner`, `by: \.category`,
  /// `by: { $0.expectedClose?.firstOfMonth }`.
  ///
  /// - Throws: `MoneyError.overflow`.
  public func totals<Key: Hashable>(
    by key: (ForecastLine) -> Key
  ) throws(MoneyError) -> [Key: [Currency: ForecastTotal]] {
    var result: [Key: [Currency: ForecastTotal]] = [:]
    for (group, lines) in Dictionary(grouping: lines, by: key) { result[group] = try ForecastTotal.totals(of: lines) }
    return result
  }
}
