/// A store that answers conditions about one record type from typed columns: a page of those who fulfil a condition costs the
/// evaluation of the columns and the reading of the page, however few they are among how many.
///
/// That holds for ranges of identifiers and conditions over the kept fields; everything else is scanned as by any other store, with the
/// same results.
public struct ColumnFilteringStore<Kept: Record>: FilteringStore {
  private let base: any Store
  private let columns: Live<RecordColumns<Kept>>

  /// A store over another one.
  ///
  /// - Parameters:
  ///   - base: where the records are.
  ///   - columns: the columns, kept beside `base`.
  public init(_ base: any Store, columns: Live<RecordColumns<Kept>>) {
    self.base = base
    self.columns = columns
  }

  /// See `FilteringStore`. The columns contain every commit that was acknowledged before the call.
  public func filteredPage<R: Record>(
    _ query: Query<R>, where condition: Condition, fields: FieldSet<R>, at moment: EvaluationMoment, scanning limit: Int
  ) async throws -> Page<Stored<R>> {
    if query.index == nil, let own = query as? Query<Kept>, let ownFields = fields as? FieldSet<Kept>,
      let page = try await pageOfIdentifiers(own, condition, ownFields, moment, limit)
    {
      let anyPage: any Sendable = page
      if let page = anyPage as? Page<Stored<R>> { return page }
    }
    return try await base.scannedPage(query, where: condition, fields: fields, at: moment, scanning: limit)
  }

  /// `nil` if the columns cannot answer, or if the condition fails on some record, which need not be on the page.
  private func pageOfIdentifiers(
    _ query: Query<Kept>, _ condition: Condition, _ fields: FieldSet<Kept>, _ moment: EvaluationMoment, _ limit: Int
  ) async throws -> Page<Stored<Kept>>? {
    let current = try await columns.current()
    guard condition.segments.isEmpty, condition.relations.isEmpty,
      condition.terms.allSatisfy({ $0.isPlain && current.place(of: $0.name) != nil })
    else { return nil }
    let rows: Bitmap
    do { rows = try await current.rows(where: condition, at: moment) } catch { return nil }
    var ids = current.ids(in: rows).sorted()
    if query.isDescending { ids.reverse() }
    if let cursor = query.cursor {
      let last = Identifier<Kept>(cursor.id)
      ids = Array(ids.drop { query.isDescending ? $0 >= last : $0 <= last })
    }
    var items: [Stored<Kept>] = []
    var read = 0
    for start in stride(from: 0, to: ids.count, by: query.limit) {
      try Task.checkCancellation()
      let batch = Array(ids[start..<min(start + query.limit, ids.count, start + max(1, limit - read))])
      for (id, stored) in zip(batch, try await base.fetch(Kept.self, ids: batch)) {
        read += 1
        // What has changed since the columns were read is judged as it is now.
        if let stored, try condition.evaluate(stored.record, fields: fields, at: moment) { items.append(stored) }
        if items.count == query.limit || read == limit {
          return Page(items: items, next: id == ids.last ? nil : PageCursor(key: IndexKey(), id: id.uuid))
        }
      }
    }
    return Page(items: items, next: nil)
  }

  /// Passed on.
  public func fetch<R: Record>(_ type: R.Type, ids: [Identifier<R>]) async throws -> [Stored<R>?] {
    try await base.fetch(type, ids: ids)
  }

  /// Passed on.
  public func page<R: Record>(_ query: Query<R>) async throws -> Page<Stored<R>> { try await base.page(query) }

  /// Passed on.
  public func count<R: Record>(_ query: Query<R>) async throws -> Int { try await base.count(query) }

  /// Passed on.
  @discardableResult
  public func commit(_ changes: ChangeSet) async throws -> Commit { try await base.commit(changes) }

  /// Passed on.
  public func history(after position: CommitPosition?, limit: Int) async throws -> [Commit] {
    try await base.history(after: position, limit: limit)
  }

  /// Passed on.
  public func position() async throws -> CommitPosition? { try await base.position() }

  /// Passed on.
  public func waitForCommit(after position: CommitPosition?) async throws {
    try await base.waitForCommit(after: position)
  }
}
