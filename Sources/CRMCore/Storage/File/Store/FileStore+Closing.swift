import Foundation
import Synchronization

extension FileStore {
  /// Finishes what is under way, writes a snapshot if that makes the next opening faster, and gives up the lock. Later calls fail
  /// with `unavailable`. Closing twice does no harm.
  ///
  /// - Throws: ``StoreError/Code/unavailable`` if the journal could not be marked as closed; the store is closed all the same, and what
  ///   was acknowledged is kept.
  @concurrent
  public func close() async throws {
    try await maintain {
      guard !published.withLock({ $0.closedBy != nil }) else { return }
      let isWritable = state.withLock { state in
        defer { state.refusal = Self.closed }
        return state.refusal == nil
      }
      defer { release() }
      guard isWritable else {
        // Commits may have been staged when the store began to refuse them.
        try? await finishStaged()
        return
      }
      try await drain()
      try finishLog()
    }
  }

  /// Finishes what is under way, writes a snapshot if that makes the next opening faster, and gives up the lock, as an app must before
  /// the system suspends it. Commits fail with `unavailable` until ``resume()``; reads go on.
  ///
  /// - Throws: ``StoreError/Code/unavailable`` if the journal could not be written; the store is suspended all the same, and what was
  ///   acknowledged is kept.
  @concurrent
  public func suspend() async throws {
    try await maintain {
      // Also a store that takes no commits, because a newer program wrote it or the device failed, holds the lock.
      let (isLocked, isWritable) = state.withLock { state in
        let found = (state.lock != nil, state.refusal == nil)
        if found.0 { state.refusal = Self.suspended }
        return found
      }
      guard isLocked else { return }
      defer {
        let lock = state.withLock { state in
          defer { state.lock = nil }
          return state.lock
        }
        lock?.close()
      }
      guard isWritable else { return }
      try await drain()
      try finishLog()
    }
  }

  /// Takes the lock again after ``suspend()``, and everything that another process has committed meanwhile.
  ///
  /// Does nothing in a store that is not suspended.
  ///
  /// - Throws: ``StoreError`` as in opening: `locked` while another process owns the store, `corrupted`, `unavailable`. The store stays
  ///   suspended then. O(size of the journal) if another process has written, else O(1).
  @concurrent
  public func resume() async throws {
    try await maintain {
      guard state.withLock({ $0.refusal?.message }) == Self.suspended.message else { return }
      try StoreError.wrapping("cannot resume the store") {
        let opening = try StoreOpening(directory, options, environment, memory)
        let (fresh, view): (FileStoreState, FileStoreView)
        do {
          guard opening.origin == origin.rawValue else {
            throw StoreError(.unavailable, "another store is in its place")
          }
          (fresh, view) = try opening.finish(cache)
        } catch {
          opening.lock.close()
          throw error
        }
        let feeds = state.withLock { state in
          state.adopt(fresh)
          published.withLock { $0 = view }
          defer { state.feedWaiters = [:] }
          return Array(state.feedWaiters.values)
        }
        for feed in feeds { feed.resume() }
        takeStock()
      }
    }
  }

  private static var closed: StoreError { StoreError(.unavailable, "the store is closed") }
  private static var suspended: StoreError { StoreError(.unavailable, "the store is suspended") }

  /// Writes what is staged; no new commits are taken any more.
  private func drain() async throws {
    try await finishStaged()
    // Opening takes longer without it, and that is all.
    if isCheckpointWorthwhile() { try? await writeSnapshot(isClosing: true) }
  }

  private func finishStaged() async throws {
    try await takeLead(evenIfRefused: true)
    resume(try writeStaged())
    handOver()
  }

  /// Marks the log as closed and cuts off the space that was made ready.
  private func finishLog() throws {
    let (log, position) = state.withLock { ($0.log, $0.durable) }
    var bytes: [UInt8] = []
    JournalFrame.append(
      .close, position: position, durableThrough: UInt64(log.end), salt: log.file.salt, base: log.end, to: &bytes
    ) { _ in }
    do {
      try log.handle.truncate(to: log.end)
      // The marker says that everything before it is durable.
      if log.synced < log.end { try log.handle.sync(.full) }
      try log.handle.write(bytes, at: log.end)
      try log.handle.sync(options.durability)
    } catch {
      throw StoreError(.unavailable, "cannot mark the store as closed", underlying: error)
    }
    state.withLock { state in
      state.log.synced = state.log.end
      state.log.end += bytes.count
      state.writeMark()
    }
  }

  /// Lets go of the files and of the lock; reads that are under way finish.
  private func release() {
    let closed = Self.closed
    let (lock, superseded) = state.withLock { state in
      let images =
        [state.image, state.pending]
        + published.withLock { view in
          defer { view.image = StoreImage() }
          view.closedBy = closed
          view.records.files = SegmentFiles([:])
          return [view.image]
        }
      state.records.files = SegmentFiles([:])
      (state.image, state.pending) = (StoreImage(), StoreImage())
      state.log.handle = ClosedFile()
      defer { state.lock = nil }
      return (state.lock, images)
    }
    // Freeing them takes a while, and closes the files of their pages.
    _ = consume superseded
    endFeeds(with: closed)
    lock?.close()
  }
}

extension FileStoreState {
  /// Takes over what was read anew, and keeps those who wait.
  mutating func adopt(_ fresh: FileStoreState) {
    var fresh = fresh
    fresh.isLed = isLed
    fresh.waiters = waiters
    fresh.isMaintained = isMaintained
    fresh.maintenanceWaiters = maintenanceWaiters
    fresh.feedWaiters = feedWaiters
    fresh.nextFeedWaiter = nextFeedWaiter
    fresh.epochEnds = epochEnds + [durable]
    self = fresh
  }
}

/// Stands where a log was before its store was closed.
private struct ClosedFile: OpenFile {
  private var closed: StoreError { StoreError(.unavailable, "the store is closed") }

  func size() throws -> Int { throw closed }
  func read(at offset: Int, count: Int) throws -> [UInt8] { throw closed }
  func write(_ bytes: [UInt8], at offset: Int) throws { throw closed }
  func truncate(to size: Int) throws { throw closed }
  func sync(_ durability: FileStore.Durability) throws { throw closed }
  func close() {}
}
