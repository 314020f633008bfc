import Foundation
import Synchronization

extension FileStore {
  /// Writes and syncs everything staged, tells those who wait, and hands the lead to the next one. Only the leader calls it.
  func flush() throws {
    resume(try writeStaged())
    let isFull = state.withLock { $0.log.end >= options.segmentSize }
    if isFull {
      // If there is no room for another log, this one goes on.
      guard (try? rotate()) != nil else { return }
      checkpointIfDue()
    }
    handOver()
    relieve()
  }

  /// Counts how much the pages of indexes take, after many have come at once, and evicts what is too much.
  func takeStock() {
    var stock = PageStock()
    published.withLock { $0.image }.visitLeaves(&stock)
    memory.set(stock.residentBytes)
    relieve()
  }

  /// Evicts pages of indexes if more are in memory than there is room for. Never waits for a commit.
  func relieve() {
    guard memory.isDue else { return }
    memory.sweepIfDue(published.withLock { $0.image })
  }

  /// Writes and syncs everything staged, and keeps the lead.
  ///
  /// - Returns: those whose commits are durable now. They are still waiting: whoever calls resumes them.
  /// - Throws: what the waiting commits are told; the lead is given up then.
  func writeStaged() throws -> [FileStoreState.Waiter] {
    let flight = state.withLock { state -> FileStoreState.Flight? in
      guard let batch = state.staged else { return nil }
      let flight = FileStoreState.Flight(
        batch: batch, image: state.pending, collections: state.collections.count, shapes: state.stagedShapes,
        time: state.time)
      state.staged = nil
      state.flight = flight
      return flight
    }
    guard let flight else { return [] }
    do {
      try write(flight.batch)
    } catch {
      throw fail(flight.batch, error, isWritten: false)
    }
    do {
      try state.withLock { $0.log.handle }.sync(options.durability)
    } catch {
      throw fail(flight.batch, error, isWritten: true)
    }
    cache.unpin(flight.batch.payloads)
    return publish(flight.batch)
  }

  /// Writes a batch, with zeros behind it where the file has to grow: writing over them later leaves the size as it is, and a sync
  /// need not wait for the file system's own journal.
  private func write(_ batch: FileStoreState.Batch) throws {
    let (handle, allocated) = state.withLock { ($0.log.handle, $0.log.allocated) }
    let end = batch.base + batch.bytes.count
    guard end > allocated, options.durability != .relaxed else {
      try handle.write(batch.bytes, at: batch.base)
      if end > allocated { state.withLock { $0.log.allocated = end } }
      return
    }
    let spare = min(max(end / 4, 1 << 16), 1 << 20)
    var extended = end
    do {
      try handle.write(batch.bytes + [UInt8](repeating: 0, count: spare), at: batch.base)
      extended += spare
    } catch {
      // There may be room for the commit and not for the zeros.
      try handle.truncate(to: batch.base)
      try handle.write(batch.bytes, at: batch.base)
    }
    let size = extended
    state.withLock { $0.log.allocated = size }
  }

  private func publish(_ batch: FileStoreState.Batch) -> [FileStoreState.Waiter] {
    var superseded: StoreImage<PayloadLocation>?
    let (done, feeds) = state.withLock { state in
      superseded = state.image
      state.commits += batch.locations
      state.remember(batch.commits)
      state.log.end = batch.base + batch.bytes.count
      if options.durability != .relaxed { state.log.synced = state.log.end }
      state.log.sinceSnapshot += batch.bytes.count
      if let flight = state.flight {
        state.image = flight.image
        state.loggedCollections = flight.collections
        state.loggedShapes = flight.shapes
        state.durableTime = flight.time
        state.flight = nil
      }
      state.writeMark()
      let durable = state.durable
      published.withLock { view in
        view.image = state.image
        view.position = durable
      }
      let done = state.waiters.filter { ($0.position ?? .max) <= durable }
      state.waiters.removeAll { ($0.position ?? .max) <= durable }
      let feeds = Array(state.feedWaiters.values)
      state.feedWaiters = [:]
      return (done, feeds)
    }
    // Freeing the nodes that only the old image had takes a while: not under the lock.
    _ = consume superseded
    for feed in feeds { feed.resume() }
    return done
  }

  /// Tells those who wait that their commits are durable.
  func resume(_ waiters: [FileStoreState.Waiter]) {
    for waiter in waiters { waiter.continuation.resume(returning: .durable) }
  }

  /// Gives the lead to somebody who waits for it: whoever has a commit staged, else maintenance.
  func handOver() {
    let next = state.withLock { state -> FileStoreState.Waiter? in
      let index =
        state.staged == nil
        ? state.waiters.firstIndex { $0.position == nil } : (state.waiters.isEmpty ? nil : state.waiters.startIndex)
      guard let index else {
        state.isLed = false
        return nil
      }
      return state.waiters.remove(at: index)
    }
    next?.continuation.resume(returning: .lead)
  }

  /// Waits for the lead without a commit of its own.
  ///
  /// - Throws: why the store takes no commits, unless that is of no interest.
  func takeLead(evenIfRefused: Bool = false) async throws {
    _ = try await withCheckedThrowingContinuation { continuation in
      let ready = state.withLock { state -> FileStoreState.Turn? in
        guard state.isLed else {
          state.isLed = true
          return .lead
        }
        state.waiters.append(.init(position: nil, continuation: continuation))
        return nil
      }
      if let ready { continuation.resume(returning: ready) }
    }
    guard !evenIfRefused, let refusal = state.withLock({ $0.refusal }) else { return }
    handOver()
    throw refusal
  }

  /// Takes everything that is not durable back, also what was staged meanwhile: it was built on the batch that failed.
  private func fail(_ batch: FileStoreState.Batch, _ error: any Error, isWritten: Bool) -> StoreError {
    let handle = state.withLock { $0.log.handle }
    var isClean = !isWritten
    if isClean {
      do {
        try handle.truncate(to: batch.base)
        // Or a loss of power could bring back a part that had got to the device.
        try handle.sync(options.durability)
        state.withLock { $0.log.allocated = batch.base }
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
    drop(failure, isPoisoned: !isClean)
    return failure
  }

  /// Fails everything that is staged or waits, and gives up the lead.
  func drop(_ failure: StoreError, isPoisoned: Bool) {
    let (waiters, unwritten) = state.withLock { state in
      let unwritten = (state.flight?.batch.payloads ?? []) + (state.staged?.payloads ?? [])
      state.rollBack()
      state.lastFailure = failure
      if isPoisoned { state.refusal = failure }
      let waiters = state.waiters.filter { $0.position != nil }
      state.waiters.removeAll { $0.position != nil }
      return (waiters, unwritten)
    }
    cache.discard(unwritten)
    for waiter in waiters { waiter.continuation.resume(throwing: failure) }
    if isPoisoned { endFeeds(with: failure) }
    handOver()
  }

  /// Tells those who wait for a commit that none will come.
  func endFeeds(with failure: StoreError) {
    let feeds = state.withLock { state in
      defer { state.feedWaiters = [:] }
      return Array(state.feedWaiters.values)
    }
    for feed in feeds { feed.resume(throwing: failure) }
  }
}
