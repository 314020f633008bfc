import Foundation
import Synchronization

extension FileStore {
  private struct Staged {
    var commit: Commit
    var epoch: Int
  }

  /// See ``Store/commit(_:)``. Returns when the commit is durable; cancellation is only looked at before anything is done.
  @concurrent @discardableResult
  public func commit(_ changes: ChangeSet) async throws -> Commit {
    try Task.checkCancellation()
    let encoded = EncodedChanges(changes, with: payloads.encoder)
    let (staged, leads) = try state.withLock { state -> (Staged, Bool) in
      let staged = try stage(changes, encoded, &state)
      guard !state.isFlushing, staged.commit.position.value > state.durable else { return (staged, false) }
      state.isFlushing = true
      return (staged, true)
    }
    if leads {
      try flush()
    } else {
      let turn = try await withCheckedThrowingContinuation { continuation in
        let ready = state.withLock { state in enqueue(staged, continuation, &state) }
        if let ready { continuation.resume(with: ready) }
      }
      if turn == .lead { try flush() }
    }
    return staged.commit
  }

  /// Waits for durability, unless the outcome is known or the caller has to see to it itself.
  private func enqueue(
    _ staged: Staged, _ continuation: CheckedContinuation<FileStoreState.Turn, any Error>, _ state: inout FileStoreState
  ) -> Result<FileStoreState.Turn, any Error>? {
    if state.durable >= staged.commit.position.value, state.epoch == staged.epoch { return .success(.durable) }
    if state.epoch != staged.epoch { return .failure(state.lastFailure ?? StoreError(.unavailable)) }
    if !state.isFlushing {
      state.isFlushing = true
      return .success(.lead)
    }
    state.waiters.append(.init(position: staged.commit.position.value, continuation: continuation))
    return nil
  }

  // MARK: Staging

  private func stage(
    _ changes: ChangeSet, _ encodedChanges: EncodedChanges, _ state: inout FileStoreState
  ) throws -> Staged {
    if let closed = state.closedBy { throw closed }
    if let key = changes.idempotencyKey, let position = state.pending.position(ofIdempotencyKey: key) {
      return Staged(commit: try earlierCommit(at: position, key: key, state), epoch: state.epoch)
    }
    let prepared = try state.pending.check(changes, reader: payloads)
    let encoded = try encodedChanges.payloads.get()
    guard encoded.bytes.count < JournalFrame.longestBody / 2 else {
      throw StoreError(.invalidChange, "the commit is too large")
    }
    let now = environment.now()
    let time = state.time.next(at: now)
    let position = state.durable + UInt64(state.staged?.commits.count ?? 0) + UInt64(state.inFlight) + 1
    let commit = Commit(
      position: CommitPosition(position), date: changes.date?.truncatedToMilliseconds ?? now, origin: origin,
      time: time,
      author: changes.author, reason: changes.reason, idempotencyKey: changes.idempotencyKey,
      changes: prepared.map(\.changedRecord))
    append(commit, prepared, encoded, &state)
    return Staged(commit: commit, epoch: state.epoch)
  }

  /// Writes the frames into the staged batch and applies the changes to the pending image. Cannot fail.
  private func append(
    _ commit: Commit, _ prepared: [StoreImage.PreparedChange], _ encoded: EncodedChanges.Payloads,
    _ state: inout FileStoreState
  ) {
    var batch = state.staged ?? state.emptyBatch()
    state.staged = nil
    let durable = UInt64(state.end)
    let position = commit.position.value
    let numbers = prepared.map { number(of: $0, position: position, durable: durable, &batch, &state) }
    let shapes = payloads.encoder.shapes
    if shapes.count > state.stagedShapes {
      let first = state.stagedShapes
      JournalFrame.append(
        .shapes, position: position - 1, durableThrough: durable, salt: segment.salt, base: batch.base, to: &batch.bytes
      ) { $0 += shapes.encoded(from: first) }
      state.stagedShapes = shapes.count
    }
    let start = batch.bytes.count
    let base = batch.base
    var locations: [PayloadLocation] = []
    locations.reserveCapacity(prepared.count)
    JournalFrame.append(
      .commit, position: position, durableThrough: durable, salt: segment.salt, base: base, to: &batch.bytes
    ) { bytes in
      JournalCommit.appendMetadata(commit, to: &bytes)
      bytes.appendVarint(UInt64(prepared.count))
      for index in prepared.indices {
        let range = JournalCommit.append(
          prepared[index], collection: numbers[index], payload: encoded.bytes[encoded.payload(at: index)], to: &bytes)
        locations.append(
          PayloadLocation(segment: segment.number, length: UInt32(range.count), offset: UInt64(base + range.lowerBound))
        )
      }
    }
    for (change, location) in zip(prepared, locations) {
      guard let held = change.held else { continue }
      payloads.cache.pin(held, at: location)
      batch.payloads.append(location)
    }
    state.pending.apply(
      prepared, position: position, idempotencyKey: commit.idempotencyKey, locations: locations)
    state.time = commit.time
    batch.commits.append(commit)
    batch.locations.append(
      .init(segment: segment.number, offset: UInt64(base + start), length: UInt32(batch.bytes.count - start)))
    state.staged = batch
  }

  /// The number of a change's collection, which is logged first if it is new.
  private func number(
    of change: StoreImage.PreparedChange, position: UInt64, durable: UInt64, _ batch: inout FileStoreState.Batch,
    _ state: inout FileStoreState
  ) -> Int {
    let declarations = state.pending.collections[change.collection]?.schema?.declarations ?? []
    let version = change.held?.schemaVersion ?? 1
    let collection = JournalCollection(name: change.collection, schemaVersion: version, indexes: declarations)
    if let number = state.numbers[collection] { return number }
    let number = state.collections.count
    state.collections.append(collection)
    state.numbers[collection] = number
    JournalFrame.append(
      .collection, position: position - 1, durableThrough: durable, salt: segment.salt, base: batch.base,
      to: &batch.bytes
    ) { bytes in
      bytes.appendVarint(UInt64(number))
      collection.append(to: &bytes)
    }
    return number
  }

  private func earlierCommit(at position: CommitPosition, key: String, _ state: FileStoreState) throws -> Commit {
    if let staged = state.allUnwritten.first(where: { $0.position == position }) { return staged }
    if let recent = state.recent.last(where: { $0.position == position }) { return recent }
    return try read(state.commits[Int(position.value) - 1], position: position, state.collections)
  }

  // MARK: Flushing

  /// Writes and syncs everything staged, tells those who wait, and hands the lead to the next one.
  func flush() throws {
    let batch = state.withLock { state -> FileStoreState.Batch? in
      guard var batch = state.staged else { return nil }
      batch.image = state.pending
      batch.collections = state.collections.count
      batch.shapes = state.stagedShapes
      batch.time = state.time
      state.staged = nil
      state.flushing = batch.commits
      state.flushingEnd = batch.base + batch.bytes.count
      return batch
    }
    guard let batch else { return finishFlush() }
    do {
      try file.write(batch.bytes, at: batch.base)
    } catch {
      throw fail(batch, error, isWritten: false)
    }
    do {
      try file.sync(options.durability)
    } catch {
      throw fail(batch, error, isWritten: true)
    }
    payloads.cache.unpin(batch.payloads)
    publish(batch)
  }

  private func publish(_ batch: FileStoreState.Batch) {
    let (done, feeds, superseded) = state.withLock { state in
      let superseded = state.image
      state.image = batch.image
      state.commits += batch.locations
      state.recent += batch.commits
      if state.recent.count > 512 { state.recent.removeFirst(state.recent.count - 256) }
      state.end = batch.base + batch.bytes.count
      state.loggedCollections = batch.collections
      state.loggedShapes = batch.shapes
      state.durableTime = batch.time
      state.flushing = []
      let durable = state.durable
      let done = state.waiters.filter { $0.position <= durable }
      state.waiters.removeAll { $0.position <= durable }
      let feeds = Array(state.feedWaiters.values)
      state.feedWaiters = [:]
      return (done, feeds, superseded)
    }
    // Freeing the nodes that only the old image had takes a while: not under the lock.
    _ = consume superseded
    for waiter in done { waiter.continuation.resume(returning: .durable) }
    for feed in feeds { feed.resume() }
    finishFlush()
  }

  private func finishFlush() {
    let next = state.withLock { state -> FileStoreState.Waiter? in
      guard state.staged != nil, !state.waiters.isEmpty else {
        state.isFlushing = false
        return nil
      }
      return state.waiters.removeFirst()
    }
    next?.continuation.resume(returning: .lead)
  }

  /// Takes everything that is not durable back, also what was staged meanwhile: it was built on the batch that failed.
  private func fail(_ batch: FileStoreState.Batch, _ error: any Error, isWritten: Bool) -> StoreError {
    var isClean = !isWritten
    if isClean {
      do {
        try file.truncate(to: batch.base)
      } catch {
        isClean = false
      }
    }
    let code: StoreError.Code = (error as? SystemError)?.code == ENOSPC ? .full : .unavailable
    let failure =
      isClean
      ? StoreError(code, "the commit was not written", underlying: error)
      : StoreError(
        .unavailable, "the device failed; whether the last commits are kept shows when the store is opened anew",
        underlying: error)
    let (waiters, unwritten) = state.withLock { state in
      let unwritten = batch.payloads + (state.staged?.payloads ?? [])
      state.rollBack()
      state.lastFailure = failure
      if !isClean { state.closedBy = failure }
      let waiters = state.waiters
      state.waiters = []
      return (waiters, unwritten)
    }
    payloads.cache.discard(unwritten)
    for waiter in waiters { waiter.continuation.resume(throwing: failure) }
    if !isClean { endFeeds(with: failure) }
    return failure
  }

  /// Finishes what is under way, marks the journal as closed and gives up the lock. Later calls fail with `unavailable`.
  @concurrent
  public func close() async throws {
    let before = state.withLock { state in
      let before = state.closedBy
      state.closedBy = StoreError(.unavailable, "the store is closed")
      return before
    }
    if let before {
      if before.underlying != nil {
        payloads.close()
        lock.close()
      }
      return
    }
    while state.withLock({ $0.isFlushing || $0.staged != nil }) {
      let leads = state.withLock { state in
        guard !state.isFlushing else { return false }
        state.isFlushing = true
        return true
      }
      if leads { try flush() } else { await Task.yield() }
    }
    var bytes: [UInt8] = []
    let (position, end) = state.withLock { ($0.durable, $0.end) }
    JournalFrame.append(
      .close, position: position, durableThrough: UInt64(end), salt: segment.salt, base: end, to: &bytes
    ) { _ in }
    defer {
      payloads.close()
      lock.close()
    }
    endFeeds(with: StoreError(.unavailable, "the store is closed"))
    do {
      try file.write(bytes, at: end)
      try file.sync(options.durability)
    } catch {
      throw StoreError(.unavailable, "cannot mark the store as closed", underlying: error)
    }
  }

  /// Tells those who wait for a commit that none will come.
  private func endFeeds(with failure: StoreError) {
    let feeds = state.withLock { state in
      defer { state.feedWaiters = [:] }
      return Array(state.feedWaiters.values)
    }
    for feed in feeds { feed.resume(throwing: failure) }
  }
}
