import Foundation
import Synchronization

extension FileStore {
  /// The state at the moment when a new log was begun.
  struct Cut: Sendable {
    var image: StoreImage<PayloadLocation>
    var records: FileRecords
    var coverage: SnapshotCoverage
    var collections: [JournalCollection]
    var shapes: ShapeTable
  }

  /// Works on the files while nobody else does; commits and reads go on.
  func maintain<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
    await withCheckedContinuation { continuation in
      let isFree = state.withLock { state in
        guard state.isMaintained else {
          state.isMaintained = true
          return true
        }
        state.maintenanceWaiters.append(continuation)
        return false
      }
      if isFree { continuation.resume() }
    }
    defer {
      let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
        guard state.maintenanceWaiters.isEmpty else { return state.maintenanceWaiters.removeFirst() }
        state.isMaintained = false
        return nil
      }
      next?.resume()
    }
    return try await body()
  }

  /// Ends the log and begins a new one. Only the leader calls it; if it fails, the lead is given up.
  ///
  /// - Parameter forCompaction: from this moment on the changed records are noted.
  @discardableResult
  func rotate(forCompaction: Bool = false) throws -> Cut {
    // The number is taken at once: a compaction may want numbers for its files at the same time.
    let file = newFile(.log)
    var (manifest, salt) = state.withLock { ($0.manifest, $0.generator.next()) }
    let handle: any OpenFile
    do {
      handle = try manifest.add(file, in: directory)
    } catch {
      throw giveUp("no new log could be made", error)
    }
    let (old, cut) = try switchLog(to: file, handle, forCompaction: forCompaction)
    do {
      try old.handle.truncate(to: old.end)
      try old.handle.sync(.full)
    } catch {
      throw giveUp("the log could not be ended", error, isPoisoned: true)
    }
    manifest.segments[manifest.segments.count - 2].length = UInt64(old.end)
    do {
      try directory.prepare(manifest, salt: salt)
    } catch {
      state.withLock { state in
        state.log = old
        state.log.allocated = old.end
        state.changedSinceRotation = nil
      }
      throw giveUp("the manifest could not be written", error)
    }
    try install(manifest) { state in
      var handles = state.records.files.handles
      handles[file.number] = handle
      state.records.files = SegmentFiles(handles)
    }
    return cut
  }

  /// Writes what is staged for the old log, and from then on stages for the new one.
  private func switchLog(
    to file: StoreFile, _ handle: any OpenFile, forCompaction: Bool
  ) throws -> (old: FileStoreState.Log, cut: Cut) {
    // Writers who go on are kept waiting until then, or there might always be something staged.
    var waiting: [FileStoreState.Waiter] = []
    defer { resume(waiting) }
    while true {
      waiting += try writeStaged()
      let switched = state.withLock { state -> (FileStoreState.Log, Cut)? in
        guard state.staged == nil else { return nil }
        let old = state.log
        state.log = .init(
          file: file, handle: handle, end: StoreFile.headerSize, synced: StoreFile.headerSize,
          allocated: StoreFile.headerSize,
          sinceSnapshot: old.sinceSnapshot)
        if forCompaction { state.changedSinceRotation = [:] }
        return (old, self.cut(state))
      }
      if let switched { return switched }
    }
  }

  /// Everything durable, as of now.
  func cut(_ state: FileStoreState) -> Cut {
    Cut(
      image: state.image, records: state.records,
      coverage: SnapshotCoverage(
        position: state.durable, segment: state.log.file.number, offset: UInt64(state.log.end), horizon: state.horizon,
        time: state.durableTime),
      collections: Array(state.collections.prefix(state.loggedCollections)),
      shapes: state.records.encoder.shapes.first(state.loggedShapes))
  }

  /// Puts a prepared manifest in force. Only the leader calls it; if it fails, nobody knows which one is, and the store is poisoned.
  ///
  /// - Parameter change: what goes with the manifest. Commits are staged all the time, so they must not see one without the other.
  func install(_ manifest: Manifest, with change: (inout FileStoreState) -> Void = { _ in }) throws {
    do {
      try directory.installManifest()
    } catch {
      throw giveUp("the manifest could not be replaced", error, isPoisoned: true)
    }
    state.withLock { state in
      let next = max(state.manifest.nextNumber, manifest.nextNumber)
      state.manifest = manifest
      state.manifest.nextNumber = next
      change(&state)
      state.writeMark()
      published.withLock { view in
        view.image = state.image
        view.records = state.records
      }
    }
  }

  /// Fails what is staged, gives up the lead, and says why.
  func giveUp(_ message: String, _ error: any Error, isPoisoned: Bool = false) -> StoreError {
    let code: StoreError.Code = (error as? SystemError)?.code == ENOSPC && !isPoisoned ? .full : .unavailable
    let failure = (error as? StoreError) ?? StoreError(code, message, underlying: error)
    drop(failure, isPoisoned: isPoisoned)
    return failure
  }

  /// A number and a salt for a new file.
  func newFile(_ kind: StoreFile.Kind) -> StoreFile {
    state.withLock { state in
      defer { state.manifest.nextNumber += 1 }
      return StoreFile(
        kind, number: state.manifest.nextNumber, salt: state.generator.next(), origin: state.manifest.origin)
    }
  }
}

extension ShapeTable {
  /// The shapes below a number.
  func first(_ count: Int) -> ShapeTable {
    guard count < self.count else { return self }
    var table = ShapeTable()
    for shape in shapes[..<count] { _ = table.insert(shape.fields) }
    return table
  }
}
