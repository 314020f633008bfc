import Foundation
import Synchronization

extension FileStore {
  /// See ``Store/fetch(_:ids:)``. O(log n) for each identifier; a record that is not in memory is read from its file.
  @concurrent
  public func fetch<R: Record>(_ type: R.Type, ids: [Identifier<R>]) async throws -> [Stored<R>?] {
    try snapshot(of: type, built: false).fetch(type, ids: ids, reader: payloads)
  }

  /// See ``Store/page(_:)``. O(log n + items).
  @concurrent
  public func page<R: Record>(_ query: Query<R>) async throws -> Page<Stored<R>> {
    try snapshot(of: R.self, built: query.index != nil).page(query, reader: payloads)
  }

  /// See ``Store/count(_:)``. O(log n).
  @concurrent
  public func count<R: Record>(_ query: Query<R>) async throws -> Int {
    try snapshot(of: R.self, built: query.index != nil).count(query)
  }

  /// The durable state; with the indexes of `type` built if they are needed.
  private func snapshot<R: Record>(of type: R.Type, built: Bool) throws -> StoreImage<PayloadLocation> {
    try state.withLock { state in
      try state.checkOpen()
      if built, state.image.collections[R.collection] != nil, !state.image.isBuilt(type) {
        try state.image.build(type, reader: payloads)
        try state.pending.build(type, reader: payloads)
      }
      return state.image
    }
  }

  /// See ``Store/position()``.
  public func position() async throws -> CommitPosition? {
    try state.withLock { state in
      try state.checkOpen()
      return state.durable == 0 ? nil : CommitPosition(state.durable)
    }
  }

  /// See ``Store/history(after:limit:)``. O(limit); commits that are not among the last few hundred are read from their file.
  @concurrent
  public func history(after position: CommitPosition?, limit: Int) async throws -> [Commit] {
    let after = position?.value ?? 0
    let (recent, locations, collections) = try state.withLock {
      state -> ([Commit], ArraySlice<JournalLoader.CommitLocation>, [JournalCollection]) in
      try state.checkOpen()
      guard after < state.durable, limit > 0 else { return ([], [], []) }
      if let first = state.recent.first, after + 1 >= first.position.value {
        return (Array(state.recent.dropFirst(Int(after + 1 - first.position.value)).prefix(limit)), [], [])
      }
      return ([], state.commits.dropFirst(Int(after)).prefix(limit), state.collections)
    }
    if !recent.isEmpty { return recent }
    return try zip(locations, (after + 1)...).map { try read($0, position: CommitPosition($1), collections) }
  }

  /// See ``Store/waitForCommit(after:)``.
  public func waitForCommit(after position: CommitPosition?) async throws {
    let after = position?.value ?? 0
    let ticket = try state.withLock { state in
      try state.checkOpen()
      state.nextFeedWaiter += 1
      return state.nextFeedWaiter
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let ready = state.withLock { state -> Result<Void, any Error>? in
          if Task.isCancelled || state.durable > after { return .success(()) }
          // No commit will come any more.
          if let closedBy = state.closedBy { return .failure(closedBy) }
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

  /// Reads one commit from its segment.
  func read(
    _ location: JournalLoader.CommitLocation, position: CommitPosition, _ collections: [JournalCollection]
  ) throws -> Commit {
    let bytes = try payloads.bytes(
      at: PayloadLocation(segment: location.segment, length: location.length, offset: location.offset))
    let damaged = StoreError(.corrupted, "log-\(location.segment), offset \(location.offset): commit \(position.value)")
    guard bytes.count > JournalFrame.headerSize else { throw damaged }
    do {
      let commit = try JournalCommit(from: bytes, in: (JournalFrame.headerSize + 1)..<bytes.count) { number in
        number < collections.count ? collections[number].indexes.count : nil
      }
      let decoder = payloads.encoder.makeDecoder()
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
    let payload = Array(bytes[change.payload])
    return ChangedRecord(reference, kind: change.kind) { type in
      func decode<R: Record>(_ type: R.Type) throws -> any Record {
        try FilePayloads.decode(type, payload, with: decoder, reference)
      }
      return try decode(type)
    }
  }
}

extension FileStoreState {
  /// A store that was closed answers nothing; one whose device failed can still be read.
  func checkOpen() throws {
    if let closedBy, closedBy.underlying == nil { throw closedBy }
  }
}
