public import Foundation

extension Deal {
  /// Since when nobody has touched the deal: the latest of entering its stage, the last touch, and the end of a pause.
  public func idleSince(touch: DealTouch = .none, in zone: TimeZone = .gmt) -> Date {
    var since = history.current.entered
    if let last = touch.last { since = max(since, last) }
    if let suspension { since = max(since, suspension.resumeOn.startDate(in: zone)) }
    return since
  }

  /// The finding if the deal is stalled at `now`, else `nil`. Computed, never stored.
  ///
  /// An open deal is stalled when nobody has touched it for more than the limit, unless an activity is planned for `now` or
  /// later. A suspended deal is not stalled; when its pause ends it counts from there.
  ///
  /// - Parameters:
  ///   - now: the present instant.
  ///   - touch: what the timeline knows.
  ///   - limit: days without a touch that are still fine; `nil` (a stage without ``Stage/rottingLimit``) is never stalled.
  ///   - zone: the zone in which `now` is a day.
  public func stall(
    at now: Date, touch: DealTouch = .none, limit: Int?, in zone: TimeZone = .gmt
  ) -> StalledDeal? {
    let today = CalendarDay(now, in: zone)
    // During a pause the idle time has not begun, so no further question is needed.
    guard let limit, status == .open else { return nil }
    if let planned = touch.planned, planned >= now { return nil }
    let idle = now.timeIntervalSince(idleSince(touch: touch, in: zone))
    guard idle > Double(limit) * 86_400 else { return nil }
    let days = Int(idle / 86_400)
    return StalledDeal(
      deal: self, idleDays: days, limit: limit, amount: knownAmount,
      suggestion: suggestion(idleDays: days, limit: limit, today: today))
  }

  /// Whether the deal is stalled by the limit of its stage; see ``stall(at:touch:limit:in:)``.
  public func isStalled(
    at now: Date, touch: DealTouch = .none, in pipeline: SalesPipeline, zone: TimeZone = .gmt
  ) -> Bool {
    stall(at: now, touch: touch, limit: pipeline.stage(stage)?.rottingLimit, in: zone) != nil
  }

  private func suggestion(idleDays: Int, limit: Int, today: CalendarDay) -> Reason {
    if let expectedClose, expectedClose < today {
      let days = expectedClose.days(until: today)
      return Reason(SalesReason.suggestDecision, ["days": .integer(Int64(days))])
    }
    if idleDays > 2 * limit { return Reason(SalesReason.suggestVerdict, ["days": .integer(Int64(idleDays))]) }
    let hasNextStep = !(nextStep ?? "").allSatisfy(\.isWhitespace)
    return Reason(hasNextStep ? SalesReason.suggestNextStep : SalesReason.suggestContact)
  }
}
