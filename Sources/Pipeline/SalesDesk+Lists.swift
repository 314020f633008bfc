extension SalesDesk {
  /// The deals in a stage, longest there first, a page at a time.
  public func deals(
    in stage: StageID, of pipeline: Identifier<SalesPipeline>, limit: Int = 100, after cursor: PageCursor? = nil
  ) async throws -> Page<Deal> {
    try await deals(Query(Deal.byStage, pipeline, ExactText(stage.rawValue)), limit, cursor)
  }

  /// The deals of an owner (`nil`: of nobody) with a status, by expected close, a page at a time.
  public func deals(
    of owner: Identifier<StaffMember>?, _ status: StageCategory = .open, limit: Int = 100,
    after cursor: PageCursor? = nil
  ) async throws -> Page<Deal> {
    try await deals(Query(Deal.byOwner, owner, ExactText(status.rawValue)), limit, cursor)
  }

  /// The deals that a customer is part of, in any role, newest first, a page at a time.
  public func deals(
    with customer: Identifier<Customer>, limit: Int = 100, after cursor: PageCursor? = nil
  ) async throws -> Page<Deal> {
    try await deals(Query(Deal.byCustomer, customer).descending(), limit, cursor)
  }

  /// The open deals whose decision is expected in a range of days, by day, a page at a time.
  public func deals(
    expectedIn days: Range<CalendarDay>, limit: Int = 100, after cursor: PageCursor? = nil
  ) async throws -> Page<Deal> {
    let query = Query(Deal.byExpectedClose).from(days.lowerBound).before(days.upperBound)
    return try await deals(query, limit, cursor)
  }

  private func deals(_ query: Query<Deal>, _ limit: Int, _ cursor: PageCursor?) async throws -> Page<Deal> {
    let page = try await store.page(query.limited(to: limit).after(cursor))
    return Page(items: page.items.map(\.record), next: page.next)
  }
}
