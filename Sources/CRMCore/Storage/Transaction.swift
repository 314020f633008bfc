/// Reads and writes over several records that become one commit. Get one from ``Store/transact(attempts:author:reason:_:)``.
///
/// Every record read through it, also an absent one, becomes a precondition of the commit: a decision is never made on a
/// record that has changed meanwhile. Ranges are not protected: rules over *how many* records there are need a guard record
/// that every change touches, or a unique index.
public struct Transaction: ~Copyable {
  private let store: any Store
  private var read: [RecordReference: Revision?] = [:]
  private var writes: [RecordReference: any Record] = [:]

  /// What will be committed. Add events, outbox items or the parts that other facades prepared.
  public var changes: ChangeSet

  init(store: any Store, changes: ChangeSet) {
    self.store = store
    self.changes = changes
  }

  /// The record with this identifier, or `nil`.
  public mutating func get<R: Record>(_ id: Identifier<R>) async throws -> Stored<R>? {
    try await get([id])[0]
  }

  /// The records with these identifiers, in order. One call to the store.
  public mutating func get<R: Record>(_ ids: [Identifier<R>]) async throws -> [Stored<R>?] {
    let found = try await store.fetch(R.self, ids: ids)
    for (id, stored) in zip(ids, found) { require(id, stored) }
    return found
  }

  /// One page of a range; every record on it becomes a precondition.
  public mutating func page<R: Record>(_ query: Query<R>) async throws -> Page<Stored<R>> {
    let page = try await store.page(query)
    for stored in page.items { require(stored.id, stored) }
    return page
  }

  /// Adds a new record.
  public mutating func insert<R: Record>(_ record: R) {
    // `insert` itself states that the identifier is free.
    changes.insert(record)
  }

  /// Writes a record that was read and changed.
  public mutating func update<R: Record>(_ stored: Stored<R>) { changes.update(stored) }

  /// Removes a record that was read.
  public mutating func delete<R: Record>(_ stored: Stored<R>) { changes.delete(stored) }

  private mutating func require<R: Record>(_ id: Identifier<R>, _ stored: Stored<R>?) {
    let reference = RecordReference(id)
    // The first reading counts: if a later one differs, the commit conflicts and the body runs again.
    guard read[reference] == nil else { return }
    read[reference] = .some(stored?.revision)
    if let stored { changes.require(unchanged: stored) } else { changes.require(absent: id) }
  }
}

extension Store {
  /// Reads, decides and writes over several records as if nobody else were there.
  ///
  /// `body` may run several times: it must have no effect but on the transaction. It is run again after a conflict, at most
  /// `attempts` times in all; a taken unique key is not retried. A body that writes nothing commits nothing and its reads are
  /// not checked.
  ///
  /// - Returns: what `body` returned in the attempt that was committed.
  /// - Throws: what `body` throws; ``StoreError/Code/exhausted`` after the last attempt; other ``StoreError``s at once.
  @discardableResult
  public func transact<T>(
    attempts: Int = 16, author: Author? = nil, reason: String? = nil,
    _ body: (inout Transaction) async throws -> T
  ) async throws -> T {
    var last = StoreError(.exhausted)
    for _ in 0..<attempts {
      try Task.checkCancellation()
      var transaction = Transaction(store: self, changes: ChangeSet(author: author, reason: reason))
      let result = try await body(&transaction)
      guard transaction.changes.hasWrites else { return result }
      do {
        try await commit(transaction.changes)
        return result
      } catch let error as StoreError where error.code == .conflict {
        last = error
        await Task.yield()
      }
    }
    throw StoreError(.exhausted, "gave up after \(attempts) conflicting attempts", records: last.records)
  }

  /// Changes one record, retrying when somebody else changed it first.
  ///
  /// - Parameters:
  ///   - id: the record.
  ///   - author: who makes the change.
  ///   - attempts: how often to try before giving up.
  ///   - body: changes the value; may run several times. If it changes nothing, nothing is committed.
  /// - Returns: the record as written (or as found, if nothing changed).
  /// - Throws: what `body` throws; ``StoreError/Code/notFound``, ``StoreError/Code/exhausted``, other ``StoreError``s.
  @discardableResult
  public func edit<R: Record>(
    _ id: Identifier<R>, author: Author? = nil, attempts: Int = 16, _ body: (inout R) throws -> Void
  ) async throws -> Stored<R> {
    for _ in 0..<attempts {
      try Task.checkCancellation()
      guard let stored = try await get(id) else {
        throw StoreError(.notFound, records: [RecordReference(id)])
      }
      var changed = stored
      try body(&changed.record)
      guard changed.record != stored.record else { return stored }
      do {
        var changes = ChangeSet(author: author)
        changes.update(changed)
        let commit = try await commit(changes)
        return Stored(changed.record, revision: commit.revision)
      } catch let error as StoreError where error.code == .conflict {
        await Task.yield()
      }
    }
    throw StoreError(.exhausted, "gave up after \(attempts) conflicting attempts", records: [RecordReference(id)])
  }
}
