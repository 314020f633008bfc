import Foundation
import Synchronization

extension FileStore {
  /// See ``Store/fetch(_:ids:)``. O(log n) for each identifier; a record that is not in memory is read from its file.
  @concurrent
  public func fetch<R: Record>(_ type: R.Type, ids: [Identifier<R>]) async throws -> [Stored<R>?] {
    let view = try view()
    return try view.image.fetch(type, ids: ids, reader: view.records)
  }

  /// See ``Store/get(_:)``. O(log n); a record that is not in memory is read from its file.
  @concurrent
  public func get<R: Record>(_ id: Identifier<R>) async throws -> Stored<R>? {
    let view = try view()
    return try view.image.get(id, reader: view.records)
  }

  /// See ``Store/page(_:)``. O(log n + items).
  @concurrent
  public func page<R: Record>(_ query: Query<R>) async throws -> Page<Stored<R>> {
    let view = try query.index == nil ? view() : view(for: R.self)
    return try view.image.page(query, reader: view.records)
  }

  /// See ``Store/count(_:)``. O(log n).
  @concurrent
  public func count<R: Record>(_ query: Query<R>) async throws -> Int {
    try (query.index == nil ? view() : view(for: R.self)).image.count(query)
  }

  /// See ``Store/position()``.
  public func position() async throws -> CommitPosition? {
    let position = try view().position
    return position == 0 ? nil : CommitPosition(position)
  }

  /// The durable state.
  private func view() throws -> FileStoreView {
    try follow()
    relieve()
    let view = published.withLock { $0 }
    if let closedBy = view.closedBy { throw closedBy }
    return view
  }

  /// The durable state with the indexes of `type` built.
  private func view<R: Record>(for type: R.Type) throws -> FileStoreView {
    let found = try view()
    guard found.image.collections[R.collection] != nil, !found.image.isBuilt(type) else { return found }
    let built = try state.withLock { state in
      if let closedBy = published.withLock({ $0.closedBy }) { throw closedBy }
      try state.image.build(type, reader: state.records)
      if state.staged == nil, state.flight == nil {
        // Nothing is ahead of what is durable: both go on with the same pages.
        state.pending = state.image
      } else {
        try state.pending.build(type, reader: state.records)
        try state.flight?.image.build(type, reader: state.records)
      }
      return published.withLock { view in
        view.image = state.image
        return view
      }
    }
    takeStock()
    return built
  }

  /// See ``Store/history(after:limit:)``. O(limit); commits that are not among the last few hundred are read from their file.
  @concurrent
  public func history(after position: CommitPosition?, limit: Int) async throws -> [Commit] {
    _ = try view()
    let after = position?.value ?? 0
    let (recent, locations, collections, records) = try state.withLock {
      state -> ([Commit], ArraySlice<JournalReplay.CommitLocation>, [JournalCollection], FileRecords) in
      guard after >= state.horizon else {
        throw StoreError(.historyTruncated, "the history begins behind commit \(state.horizon)")
      }
      guard after < state.durable, limit > 0 else { return ([], [], [], state.records) }
      if let first = state.recent.first, after + 1 >= first.position.value {
        return (
          Array(state.recent.dropFirst(Int(after + 1 - first.position.value)).prefix(limit)), [], [], state.records
        )
      }
      let locations = state.commits.dropFirst(Int(after - state.horizon)).prefix(limit)
      return ([], locations, state.collections, state.records)
    }
    if !recent.isEmpty { return recent }
    return try zip(locations, (after + 1)...).map { try read($0, position: CommitPosition($1), collections, records) }
  }

  /// See ``Store/waitForCommit(after:)``.
  public func waitForCommit(after position: CommitPosition?) async throws {
    let after = position?.value ?? 0
    if isReader { return try await waitForOwner(after: after) }
    let ticket = try state.withLock { state in
      if let closedBy = published.withLock({ $0.closedBy }) { throw closedBy }
      state.nextFeedWaiter += 1
      return state.nextFeedWaiter
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let ready = state.withLock { state -> Result<Void, any Error>? in
          if Task.isCancelled || state.durable > after { return .success(()) }
          // No commit will come any more.
          if let end = published.withLock({ $0.closedBy }) ?? state.refusal.flatMap({ $0.underlying == nil ? nil : $0 })
          {
            return .failure(end)
          }
          state.feedWaiters[ticket] = continuation
          return nil
        }
        if let ready { continuation.resume(with: ready) }
      }
      try Task.checkCancellation()
    } onCancel: {
      state.withLock { $0.feedWaiters.removeValue(forKey: ticket) }?.resume(throwing: CancellationError())
    }
  }

  /// Reads one commit from its file.
  func read(
    _ location: JournalReplay.CommitLocation, position: CommitPosition, _ collections: [JournalCollection],
    _ records: FileRecords
  ) throws -> Commit {
    let bytes = try records.bytes(segment: location.segment, offset: location.offset, length: location.length)
    let damaged = StoreError(.corrupted, "log-\(location.segment), offset \(location.offset): commit \(position.value)")
    guard bytes.count > JournalFrame.headerSize else { throw damaged }
    do {
      let commit = try JournalCommit(from: bytes, in: (JournalFrame.headerSize + 1)..<bytes.count) { number in
        number < collections.count ? collections[number].indexes.count : nil
      }
      let decoder = records.encoder.makeDecoder()
      let changes = commit.changes.map { change in
        Self.changedRecord(change, in: bytes, collections[change.collection].name, decoder)
      }
      return Commit(
        position: position, date: commit.date, origin: origin, time: commit.time, author: commit.author,
        reason: commit.reason, idempotencyKey: commit.idempotencyKey, changes: changes)
    } catch {
      throw StoreError(.corrupted, damaged.message, underlying: error)
    }
  }

  private static func changedRecord(
    _ change: JournalCommit.Change, in bytes: [UInt8], _ collection: CollectionName, _ decoder: RecordDecoder
  ) -> ChangedRecord {
    let reference = RecordReference(collection: collection, id: change.id.uuid)
    guard !change.payload.isEmpty else { return ChangedRecord(reference, kind: change.kind) }
    let stored = Array(bytes[change.payload])
    return ChangedRecord(reference, kind: change.kind) { type in
      let payload = try Payload(stored, of: reference)
      func decode<R: Record>(_ type: R.Type) throws -> any Record { try payload.decode(type, with: decoder) }
      return try decode(type)
    }
  }
}
