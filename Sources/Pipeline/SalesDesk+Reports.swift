import Foundation

extension SalesDesk {
  /// What the open deals are expected to bring; see ``Forecast``.
  ///
  /// Reads all open deals page by page and leaves the caller's actor. O(open deals).
  ///
  /// - Parameters:
  ///   - day: the day it is told for; today by default.
  ///   - model: how much of each amount is expected.
  ///   - thresholds: from which chances deals count as commit and best case.
  ///   - included: which deals count, for example those of a team; all by default.
  /// - Throws: `StoreError`, `CancellationError`.
  @concurrent
  public func forecast(
    on day: CalendarDay? = nil, model: ForecastModel = .stageProbability,
    thresholds: ForecastCategory.Thresholds = ForecastCategory.Thresholds(),
    where included: @Sendable (Deal) -> Bool = { _ in true }
  ) async throws -> Forecast {
    let pipelines = try await pipelinesByID()
    var forecast = Forecast(on: day ?? CalendarDay(environment.now(), in: environment.timeZone))
    try await store.forEach(in: Query(Deal.byExpectedClose)) { deal in
      guard included(deal.record) else { return }
      forecast.add(deal.record, in: pipelines[deal.record.pipeline], model: model, thresholds: thresholds)
    }
    return forecast
  }

  /// Win rates by any key of the deals decided in a range of days, measured for a forecast or for a report.
  ///
  /// Reads the decided deals of the range page by page and leaves the caller's actor. O(decided deals).
  ///
  /// - Parameters:
  ///   - days: the days of the decision; all by default.
  ///   - keys: the keys of a deal; it counts once for each.
  /// - Throws: `StoreError`, `CancellationError`.
  @concurrent
  public func conversion<Key>(
    in days: Range<CalendarDay>? = nil, by keys: @Sendable (Deal) -> [Key]
  ) async throws -> MeasuredConversion<Key> {
    var conversion = MeasuredConversion<Key>()
    for category in [StageCategory.won, .lost] {
      try await store.forEach(in: closedDeals(category, in: days)) { deal in
        conversion.record(category, for: keys(deal.record))
      }
    }
    return conversion
  }

  /// Win rates by owner, with everybody on the roster: who has decided nothing has counts of 0 and no rate.
  ///
  /// - Parameters:
  ///   - days: the days of the decision; all by default.
  ///   - roster: who is to be in the table even without deals.
  /// - Throws: `StoreError`, `CancellationError`.
  @concurrent
  public func winRates(
    in days: Range<CalendarDay>? = nil, roster: [Identifier<StaffMember>] = []
  ) async throws -> [Identifier<StaffMember>: WinRate] {
    var conversion = try await conversion(in: days) { deal in deal.owner.map { [$0] } ?? [] }
    for member in roster { conversion.include(member) }
    return conversion.rates
  }

  /// The customers with the most revenue won in a currency, greatest first.
  ///
  /// Reads the deals won in the range page by page and leaves the caller's actor. O(won deals).
  ///
  /// - Throws: `StoreError`, `MoneyError`, `CancellationError`.
  @concurrent
  public func topCustomers(
    in days: Range<CalendarDay>? = nil, currency: Currency, limit: Int = 10
  ) async throws -> [CustomerRevenue] {
    var won: [Deal] = []
    try await store.forEach(in: closedDeals(.won, in: days)) { won.append($0.record) }
    return try CustomerRevenue.ranking(of: won, in: currency, limit: limit)
  }

  /// Counts, win rate, revenue and time to win of the deals decided in a range of days, and of all open ones.
  ///
  /// Reads these deals page by page and leaves the caller's actor. O(deals read).
  ///
  /// - Throws: `StoreError`, `MoneyError`, `CancellationError`.
  @concurrent
  public func summary(in days: Range<CalendarDay>? = nil) async throws -> SalesSummary {
    var summary = SalesSummary()
    for query in [closedDeals(.won, in: days), closedDeals(.lost, in: days), Query(Deal.openByEntry)] {
      try await store.forEach(in: query) { try summary.add($0.record) }
    }
    return summary
  }

  /// What deals do in each stage of a pipeline, in its order; see ``StageFigures``.
  ///
  /// Reads all deals of the pipeline page by page and leaves the caller's actor. O(deals of the pipeline).
  ///
  /// - Throws: `StoreError`, `MoneyError`, `CancellationError`.
  @concurrent
  public func funnel(of pipeline: Identifier<SalesPipeline>) async throws -> [StageFigures] {
    let found = try await self.pipeline(pipeline)
    var deals: [Deal] = []
    try await store.forEach(in: Query(Deal.byStage, pipeline)) { deals.append($0.record) }
    return try StageFigures.funnel(of: found, deals: deals)
  }

  private func closedDeals(_ category: StageCategory, in days: Range<CalendarDay>?) -> Query<Deal> {
    let query = Query(Deal.byClosed, ExactText(category.rawValue))
    guard let days else { return query }
    return query.from(days.lowerBound).before(days.upperBound)
  }
}
