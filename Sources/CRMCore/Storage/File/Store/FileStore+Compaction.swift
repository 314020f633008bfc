import Foundation
import Synchronization

extension FileStore {
  /// What a compaction did.
  public struct CompactionReport: Hashable, Sendable {
    /// Records that were alive and are kept.
    public var records = 0
    /// The bytes of all files before.
    public var bytesBefore = 0
    /// The bytes of all files afterwards, with what was committed meanwhile.
    public var bytesAfter = 0
    /// The last commit that is not in the history any more.
    public var horizon: CommitPosition?
  }

  /// Copies the records that are alive into new files and removes the old ones: what was deleted or overwritten before the call is in
  /// no file of the store afterwards, also not what an unfinished write left aside.
  ///
  /// The history up to the call is gone with it: ``Store/history(after:limit:)`` throws `historyTruncated` for positions before
  /// ``CompactionReport/horizon``, and idempotency keys still count. Reads and commits go on meanwhile; readers that are under way
  /// finish on the old files. A crash at any moment leaves the old files or the new ones in force, never both.
  ///
  /// O(bytes of all files). It needs room for the records that are alive beside the old files.
  ///
  /// - Throws: ``StoreError`` with code `full`, `corrupted` or `unavailable`. The store is as it was then, unless only the removal of the old
  ///   files failed: the next opening removes them.
  @concurrent @discardableResult
  public func compact() async throws -> CompactionReport {
    try await maintain {
      if let refusal = state.withLock({ $0.refusal }) { throw refusal }
      var report = CompactionReport()
      report.bytesBefore = try bytesOfFiles()
      try await takeLead()
      let cut = try rotate(forCompaction: true)
      handOver()
      do {
        try await compact(cut, &report)
      } catch {
        state.withLock { $0.changedSinceRotation = nil }
        throw error
      }
      report.horizon = cut.coverage.position == 0 ? nil : CommitPosition(cut.coverage.position)
      report.bytesAfter = try bytesOfFiles()
      return report
    }
  }

  private func compact(_ cut: Cut, _ report: inout CompactionReport) async throws {
    var writer = BaseWriter(directory: directory, cut: cut) { self.newFile(.base) }
    let (image, snapshot): (StoreImage<PayloadLocation>, Manifest.Entry)
    do {
      (image, snapshot) = try StoreError.wrapping("cannot write the compacted files") {
        let image = try writer.write()
        var compacted = cut
        compacted.image = image
        compacted.coverage.horizon = cut.coverage.position
        return (image, try write(compacted, commits: []))
      }
    } catch {
      try? directory.remove(writer.entries.map(\.name))
      throw error
    }
    report.records = image.collections.values.reduce(0) { $0 + $1.records.count }
    let names = writer.entries.map(\.name) + [snapshot.name]
    do {
      try await takeLead()
    } catch {
      try? directory.remove(names)
      throw error
    }
    var (manifest, salt) = state.withLock { state in (state.manifest, state.generator.next()) }
    let old = manifest.names
    manifest.segments.removeAll { $0.kind == .base || $0.number < cut.coverage.segment }
    manifest.segments = writer.entries + manifest.segments
    manifest.snapshot = snapshot
    manifest.horizon = cut.coverage.position
    manifest.horizonTime = cut.coverage.time
    manifest.generation += 1
    let dropped = state.withLock { Int(cut.coverage.position - $0.horizon) }
    var superseded: [StoreImage<PayloadLocation>] = []
    try replace(manifest, salt: salt, orRemove: names) { state in
      superseded = [state.image, state.pending]
      memory.keeping { state.adopt(image, writer.handles, dropping: dropped, cut) }
    }
    // Freeing the nodes that only the old images had takes a while: not under the lock.
    _ = consume superseded
    handOver()
    if let refusal = state.withLock({ $0.refusal }) {
      endFeeds(with: refusal)
      throw refusal
    }
    takeStock()
    try StoreError.wrapping("the old files could not be removed") {
      let torn = try directory.fileSystem.list(directory.url).filter { $0.hasPrefix("torn-") }
      try directory.remove(Array(old.subtracting(manifest.names)) + torn)
    }
  }

  private func bytesOfFiles() throws -> Int {
    let (manifest, end) = state.withLock { ($0.manifest, $0.log.end) }
    let sealed = manifest.segments.reduce(0) { $0 + Int($1.length) }
    return sealed + Int(manifest.snapshot?.length ?? 0) + end
  }
}

extension FileStoreState {
  /// Goes on with the compacted files. The manifest that names them must come in force in the same step: where the history begins
  /// and which commits it has tell together at which position the next commit stands.
  fileprivate mutating func adopt(
    _ compacted: StoreImage<PayloadLocation>, _ handles: [UInt32: any OpenFile], dropping commits: Int,
    _ cut: FileStore.Cut
  ) {
    let changed = changedSinceRotation ?? [:]
    changedSinceRotation = nil
    let kept = Set(manifest.segments.map(\.number))
    do {
      try take(compacted, except: changed, in: kept)
      records.files = SegmentFiles(
        handles.merging(records.files.handles.filter { kept.contains($0.key) }) { new, _ in new })
    } catch {
      // Readers go on with the old files, which are open; who opens the store anew has the new ones.
      refusal = (error as? StoreError) ?? StoreError(.unavailable, "the index cannot be read", underlying: error)
    }
    self.commits.removeFirst(commits)
    log.sinceSnapshot = bytes(behind: cut.coverage)
  }
}

extension FileStoreState {
  /// Takes the places of records from a compacted image, in all images or in none.
  private mutating func take(
    _ compacted: StoreImage<PayloadLocation>, except changed: [CollectionName: Set<IdentifierBits>],
    in files: Set<UInt32>
  ) throws {
    var images = (image, pending, flight?.image)
    try images.0.relocate(compacted, except: changed, in: files)
    try images.1.relocate(compacted, except: changed, in: files)
    try images.2?.relocate(compacted, except: changed, in: files)
    (image, pending) = (images.0, images.1)
    if let moved = images.2 { flight?.image = moved }
  }
}

extension StoreImage<PayloadLocation> {
  /// Takes the places of records from an image that has the same records as this one had some commits ago.
  ///
  /// - Parameters:
  ///   - changed: the records of which a change was staged since. Those that were written keep their places; those that were touched, or
  ///     whose change is not in this image yet, have theirs from the compacted one, too.
  ///   - files: the files that there are from now on.
  fileprivate mutating func relocate(
    _ compacted: StoreImage, except changed: [CollectionName: Set<IdentifierBits>], in files: Set<UInt32>
  ) throws {
    for name in Array(collections.keys) {
      guard var collection = collections[name] else { continue }
      var tree = compacted.collections[name]?.records ?? SortedTree()
      for id in changed[name] ?? [] {
        // Looked up in any case: its page has to be in memory.
        let moved = try tree[id]
        guard var slot = try collection.records[id] else {
          tree.remove(id)
          continue
        }
        if let moved, !files.contains(slot.place.segment) { slot.place = moved.place }
        tree.set(id, slot)
      }
      collection.replaceRecords(tree)
      load(collection, as: name)
    }
  }
}
