/// A store that can evaluate conditions where the data are: a database that turns them into its own language.
///
/// The outcome must be the same as that of reading every record and evaluating the condition on it. A backend that cannot push
/// down a part of a condition narrows by what it can and evaluates the rest on what it reads.
public protocol FilteringStore: Store {
  /// One page of those records of an index range for which the condition holds; see `Store.page(_:where:fields:at:scanning:)`.
  func filteredPage<R: Record>(
    _ query: Query<R>, where condition: Condition, fields: FieldSet<R>, at moment: EvaluationMoment, scanning limit: Int
  ) async throws -> Page<Stored<R>>
}

extension Store {
  /// One page of those records of an index range for which the condition holds, in the query's order.
  ///
  /// A ``FilteringStore`` evaluates the condition itself; any other store is scanned. A page can have fewer items than the query's
  /// limit, even none, and still name a next one: the work of one call is bounded by `limit` records read.
  ///
  /// - Parameters:
  ///   - query: the range, direction, number of items and cursor.
  ///   - condition: what the records must satisfy, over the record's own fields.
  ///   - fields: the declared fields.
  ///   - moment: for relative dates.
  ///   - limit: the most records read for the page, at least 1.
  /// - Throws: ``ConditionError`` if the evaluation of a record fails, ``StoreError``, `CancellationError`.
  public func page<R: Record>(
    _ query: Query<R>, where condition: Condition, fields: FieldSet<R>, at moment: EvaluationMoment,
    scanning limit: Int = 10_000
  ) async throws -> Page<Stored<R>> {
    if let store = self as? any FilteringStore {
      return try await store.filteredPage(query, where: condition, fields: fields, at: moment, scanning: limit)
    }
    return try await scannedPage(query, where: condition, fields: fields, at: moment, scanning: limit)
  }

  /// ``page(_:where:fields:at:scanning:)`` by reading the range and evaluating each record: the reference for what a
  /// ``FilteringStore`` does.
  public func scannedPage<R: Record>(
    _ query: Query<R>, where condition: Condition, fields: FieldSet<R>, at moment: EvaluationMoment,
    scanning limit: Int = 10_000
  ) async throws -> Page<Stored<R>> {
    var items: [Stored<R>] = []
    var cursor = query.cursor
    var unread = max(1, limit)
    var batch = max(query.limit, 100)
    while unread > 0 {
      try Task.checkCancellation()
      let page = try await self.page(query.after(cursor).limited(to: min(batch, unread)))
      var matching: [Stored<R>] = []
      var end = page.items.count
      for (index, stored) in page.items.enumerated() {
        guard try condition.evaluate(stored.record, fields: fields, at: moment) else { continue }
        matching.append(stored)
        if items.count + matching.count == query.limit, index + 1 < page.items.count {
          end = index + 1
          break
        }
      }
      if end < page.items.count {
        // Full before the end of the batch: read again up to the last item, so that the cursor stands behind it.
        batch = end
        continue
      }
      items += matching
      cursor = page.next
      if items.count >= query.limit || page.next == nil { return Page(items: items, next: page.next) }
      unread -= page.items.count
    }
    return Page(items: items, next: cursor)
  }
}
