extension Store {
  /// The record with this identifier, or `nil`, from ``fetch(_:ids:)``.
  public func get<R: Record>(_ id: Identifier<R>) async throws -> Stored<R>? {
    try await fetch(R.self, ids: [id])[0]
  }

  /// The record with this identifier.
  ///
  /// - Throws: ``StoreError/Code/notFound``.
  public func require<R: Record>(_ id: Identifier<R>) async throws -> Stored<R> {
    guard let stored = try await get(id) else { throw StoreError(.notFound, records: [RecordReference(id)]) }
    return stored
  }

  /// The first record of a range, or `nil`.
  public func first<R: Record>(_ query: Query<R>) async throws -> Stored<R>? {
    try await page(query.limited(to: 1)).items.first
  }

  /// All records of a range, read page by page. For ranges known to be small; use ``forEach(in:pageSize:_:)`` otherwise.
  public func all<R: Record>(_ query: Query<R>) async throws -> [Stored<R>] {
    var result: [Stored<R>] = []
    try await forEach(in: query) { result.append($0) }
    return result
  }

  /// Visits a range page by page; each page is a consistent read, the whole range need not be. Cancellable between pages.
  public func forEach<R: Record>(
    in query: Query<R>, pageSize: Int = 500, _ body: (Stored<R>) throws -> Void
  ) async throws {
    var query = query.limited(to: pageSize)
    while true {
      try Task.checkCancellation()
      let page = try await page(query)
      for item in page.items { try body(item) }
      guard let next = page.next else { return }
      query = query.after(next)
    }
  }

  /// Adds one record in a commit of its own.
  @discardableResult
  public func insert<R: Record>(_ record: R, author: Author? = nil) async throws -> Stored<R> {
    var changes = ChangeSet(author: author)
    changes.insert(record)
    let commit = try await commit(changes)
    return Stored(record, revision: commit.revision)
  }
}
