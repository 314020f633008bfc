public import Foundation

extension SalesDesk {
  /// The open deals that hang without a verdict, idle longest first, and those that pause.
  ///
  /// Reads the open deals that entered their stage early enough, page by page, and asks ``activity`` about those that would be
  /// stalled without a touch. Leaves the caller's actor. O(open deals).
  ///
  /// - Parameters:
  ///   - date: the instant it is told for; now by default.
  ///   - days: the limit for all deals; by default that of each deal's stage.
  ///   - pipeline: only deals of this pipeline.
  /// - Throws: `StoreError`, what ``activity`` throws, `CancellationError`.
  @concurrent
  public func stalled(
    asOf date: Date? = nil, days: Int? = nil, in pipeline: Identifier<SalesPipeline>? = nil
  ) async throws -> StalledDeals {
    let date = date ?? environment.now()
    let zone = environment.timeZone
    let today = CalendarDay(date, in: zone)
    let pipelines = try await pipelinesByID()
    var result = StalledDeals(at: date)
    var query = Query(Deal.openByEntry).through(date).limited(to: 500)
    while true {
      try Task.checkCancellation()
      let page = try await store.page(query)
      var candidates: [(deal: Deal, limit: Int)] = []
      for deal in page.items.map(\.record) where pipeline == nil || deal.pipeline == pipeline {
        if deal.isSuspended(on: today) { result.suspended.append(deal) }
        let limit = days ?? pipelines[deal.pipeline]?.stage(deal.stage)?.rottingLimit
        if let limit, deal.stall(at: date, limit: limit, in: zone) != nil { candidates.append((deal, limit)) }
      }
      if !candidates.isEmpty {
        let touches = try await activity.touches(of: candidates.map(\.deal.id), at: date)
        result.deals += candidates.compactMap { candidate in
          let touch = touches[candidate.deal.id] ?? .none
          return candidate.deal.stall(at: date, touch: touch, limit: candidate.limit, in: zone)
        }
      }
      guard let next = page.next else { break }
      query = query.after(next)
    }
    result.deals.sort { ($1.idleDays, $0.id) < ($0.idleDays, $1.id) }
    result.suspended.sort { left, right in
      (left.suspension?.resumeOn ?? .max, left.id) < (right.suspension?.resumeOn ?? .max, right.id)
    }
    return result
  }

  func pipelinesByID() async throws -> [Identifier<SalesPipeline>: SalesPipeline] {
    var result: [Identifier<SalesPipeline>: SalesPipeline] = [:]
    for pipeline in try await pipelines() { result[pipeline.id] = pipeline }
    return result
  }
}
