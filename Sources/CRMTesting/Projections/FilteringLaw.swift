/// The law of `FilteringStore` as a check that any backend can be put to: what it finds where the data are is what reading every
/// record and evaluating the condition finds, in the same order, on pages that are not too large and come to an end.
///
/// ```swift
/// try await FilteringLaw.check(store, [Query<Deal>(), Query(Deal.byStage)], where: conditions, fields: Deal.fieldSet, at: moment)
/// ```
public enum FilteringLaw {
  /// Checks a store with ranges and conditions. Nobody may write to the store meanwhile.
  ///
  /// - Parameters:
  ///   - store: the store.
  ///   - queries: the ranges; the number of items on a page is that of the query.
  ///   - conditions: what is asked of each range. One that fails on a record must fail in the same way or find nothing wrong before it.
  ///   - fields: how a record answers.
  ///   - moment: for relative dates.
  ///   - limit: the most records read for one page.
  /// - Throws: `RequirementFailure` if the store breaks the law; what the store throws. O(queries · conditions · records).
  public static func check<R: Record>(
    _ store: some FilteringStore, _ queries: [Query<R>], where conditions: [Condition], fields: FieldSet<R>,
    at moment: EvaluationMoment, scanning limit: Int = 10_000
  ) async throws {
    for query in queries {
      let all = try await store.all(query)
      for condition in conditions {
        guard let expected = matching(all, condition, fields, moment) else {
          try await checkFailure(store, query, condition, fields, moment, limit)
          continue
        }
        var found: [Stored<R>] = []
        var cursor: PageCursor?
        var pages = 0
        repeat {
          let page = try await store.filteredPage(
            query.after(cursor), where: condition, fields: fields, at: moment, scanning: limit)
          try demand(page.items.count <= query.limit, "size", "A page has at most the items asked for.", condition)
          found += page.items
          cursor = page.next
          pages += 1
          try demand(pages <= all.count + 2, "end", "The pages come to an end.", condition)
        } while cursor != nil
        try demand(found == expected, "equal", "The pages are the range, filtered.", condition)
      }
    }
  }

  private static func matching<R: Record>(
    _ all: [Stored<R>], _ condition: Condition, _ fields: FieldSet<R>, _ moment: EvaluationMoment
  ) -> [Stored<R>]? {
    try? all.filter { try condition.evaluate($0.record, fields: fields, at: moment) }
  }

  private static func checkFailure<R: Record>(
    _ store: some FilteringStore, _ query: Query<R>, _ condition: Condition, _ fields: FieldSet<R>,
    _ moment: EvaluationMoment, _ limit: Int
  ) async throws {
    var cursor: PageCursor?
    do {
      repeat {
        cursor = try await store.filteredPage(
          query.after(cursor), where: condition, fields: fields, at: moment, scanning: limit
        ).next
      } while cursor != nil
    } catch is ConditionError {
      return
    }
    try demand(false, "failure", "What fails on a record fails.", condition)
  }

  private static func demand(_ holds: Bool, _ clause: String, _ demand: String, _ condition: Condition) throws {
    guard !holds else { return }
    throw RequirementFailure(clause: "filtering.\(clause)", demand: demand, observed: "\(condition)")
  }
}
