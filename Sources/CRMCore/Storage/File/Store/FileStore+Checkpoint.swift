import Foundation
import Synchronization

extension FileStore {
  /// From so many bytes of log on it is worth writing a snapshot when the store is closed or suspended.
  private static let worthACheckpoint = 1 << 20

  /// Writes a snapshot of the indexes, so that the next opening need not read the journal from its beginning.
  ///
  /// The store does it by itself when it is closed or suspended, and from time to time while it is written to. Reads and commits go
  /// on meanwhile. O(records + bytes of index keys).
  ///
  /// - Throws: ``StoreError`` with code `full` or `unavailable`; the store is as it was then.
  @concurrent
  public func checkpoint() async throws {
    try await maintain {
      if let refusal = state.withLock({ $0.refusal }) { throw refusal }
      try await writeSnapshot()
    }
  }

  /// Writes a snapshot and puts it in force. Maintenance only.
  ///
  /// - Parameter isClosing: no commits are taken any more, and this is the last work.
  func writeSnapshot(isClosing: Bool = false) async throws {
    let (cut, log) = state.withLock { state in (self.cut(state), state.log.handle) }
    let commits = state.withLock { Array($0.commits.prefix(Int(cut.coverage.position - cut.coverage.horizon))) }
    let entry = try StoreError.wrapping("cannot write a snapshot") {
      // A snapshot must not know of commits that the device may still lose.
      if options.durability == .relaxed {
        try log.sync(.full)
        state.withLock { state in
          guard state.log.file.number == cut.coverage.segment else { return }
          state.log.synced = max(state.log.synced, Int(cut.coverage.offset))
        }
      }
      return try write(cut, commits: commits)
    }
    do {
      try await takeLead(evenIfRefused: isClosing)
    } catch {
      try? directory.remove([entry.name])
      throw error
    }
    var (manifest, salt) = state.withLock { state in (state.manifest, state.generator.next()) }
    let superseded = manifest.snapshot?.name
    manifest.snapshot = entry
    manifest.generation += 1
    try replace(manifest, salt: salt, orRemove: [entry.name])
    state.withLock { $0.log.sinceSnapshot = $0.bytes(behind: cut.coverage) }
    handOver()
    try? directory.remove([superseded].compactMap(\.self))
  }

  /// Writes a snapshot file; nothing refers to it yet.
  func write(_ cut: Cut, commits: [JournalReplay.CommitLocation]) throws -> Manifest.Entry {
    let file = newFile(.snapshot)
    do {
      let handle = try directory.create(file)
      let pages = PageFile(handle, name: file.name, memory: memory)
      var writer = SnapshotWriter(file, handle, cut.coverage)
      let entry = try writer.write(cut.image, shapes: cut.shapes, collections: cut.collections, commits: commits)
      // The pages stand in the file now, whether or not a manifest will ever name it.
      writer.settle(cut.image, in: pages)
      return entry
    } catch {
      try? directory.remove([file.name])
      throw error
    }
  }

  /// Puts a manifest in force. Only the leader calls it; if it fails, the lead is given up.
  ///
  /// - Parameters:
  ///   - names: new files, which go again if it fails in a way that leaves the old manifest in force.
  ///   - change: what goes with the manifest.
  func replace(
    _ manifest: Manifest, salt: UInt64, orRemove names: [String], with change: (inout FileStoreState) -> Void = { _ in }
  ) throws {
    do {
      try directory.prepare(manifest, salt: salt)
    } catch {
      try? directory.remove(names)
      throw giveUp("the manifest could not be written", error)
    }
    try install(manifest, with: change)
  }

  /// Whether enough was written since the last snapshot for another one.
  func isCheckpointWorthwhile() -> Bool { state.withLock { $0.log.sinceSnapshot >= Self.worthACheckpoint } }

  /// Writes a snapshot in the background when reading the logs would take longer than reading a snapshot twice as large.
  func checkpointIfDue() {
    let isDue = state.withLock { state in
      let snapshot = Int(state.manifest.snapshot?.length ?? 0)
      return state.log.sinceSnapshot >= max(options.segmentSize, 2 * snapshot) && !state.isMaintained
    }
    guard isDue else { return }
    // If it fails, opening takes longer, and the next log brings another attempt.
    Task.detached { try? await self.checkpoint() }
  }
}

extension FileStoreState {
  /// The bytes of log behind a snapshot.
  func bytes(behind coverage: SnapshotCoverage) -> Int {
    var bytes = 0
    for entry in manifest.segments where entry.kind == .log && entry.number >= coverage.segment {
      let length = entry.number == log.file.number ? log.end : Int(entry.length)
      bytes += length - (entry.number == coverage.segment ? Int(coverage.offset) : StoreFile.headerSize)
    }
    return bytes
  }
}
