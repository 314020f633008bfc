import Foundation
import Synchronization

extension FileStore {
  struct Staged: Sendable {
    var commit: Commit
    var epoch: Int
  }

  /// See ``Store/commit(_:)``. Returns when the commit is durable; cancellation is only looked at before anything is done.
  @concurrent @discardableResult
  public func commit(_ changes: ChangeSet) async throws -> Commit {
    try Task.checkCancellation()
    let encoder = published.withLock { $0.records.encoder }
    let encoded = EncodedChanges(changes, with: encoder)
    let (staged, leads) = try state.withLock { state -> (Staged, Bool) in
      guard state.records.encoder === encoder else { throw StoreError(.unavailable, "the store was being resumed") }
      let staged = try stage(changes, encoded, &state)
      guard !state.isLed, staged.commit.position.value > state.durable else { return (staged, false) }
      state.isLed = true
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
    // A flush that failed later takes nothing back that was durable before.
    let durable = state.epoch == staged.epoch ? state.durable : state.epochEnds[staged.epoch]
    if durable >= staged.commit.position.value { return .success(.durable) }
    if state.epoch != staged.epoch { return .failure(state.lastFailure ?? StoreError(.unavailable)) }
    if !state.isLed {
      state.isLed = true
      return .success(.lead)
    }
    state.waiters.append(.init(position: staged.commit.position.value, continuation: continuation))
    return nil
  }

  // MARK: Staging

  private func stage(
    _ changes: ChangeSet, _ encodedChanges: EncodedChanges, _ state: inout FileStoreState
  ) throws -> Staged {
    if let refusal = state.refusal { throw refusal }
    if let key = changes.idempotencyKey, let mark = try state.pending.mark(ofIdempotencyKey: key) {
      return Staged(commit: try earlierCommit(mark, key: key, state), epoch: state.epoch)
    }
    try NewerVersionCheck.check(changes, state)
    let prepared = try state.pending.check(changes, reader: state.records)
    let encoded = try encodedChanges.payloads.get()
    guard encoded.bytes.count < JournalFrame.longestBody / 2 else {
      throw StoreError(.invalidChange, "the commit is too large")
    }
    let now = environment.now()
    let commit = Commit(
      position: CommitPosition(state.nextPosition), date: changes.date?.truncatedToMilliseconds ?? now, origin: origin,
      time: state.time.next(at: now), author: changes.author, reason: changes.reason,
      idempotencyKey: changes.idempotencyKey, changes: prepared.map(\.changedRecord))
    try memory.keeping {
      if memory.mayLackPages { try state.pending.provide(prepared) }
      append(commit, prepared, encoded, &state)
    }
    return Staged(commit: commit, epoch: state.epoch)
  }

  /// Writes the frames into the staged batch and applies the changes to the pending image. Cannot fail.
  private func append(
    _ commit: Commit, _ prepared: [PreparedChange], _ encoded: EncodedChanges.Payloads,
    _ state: inout FileStoreState
  ) {
    var batch = state.staged ?? state.emptyBatch()
    state.staged = nil
    let durable = UInt64(state.log.synced)
    let segment = state.log.file
    let position = commit.position.value
    var numbers: [Int] = []
    numbers.reserveCapacity(prepared.count)
    for (index, change) in prepared.enumerated() {
      let isRepeated = index > 0 && prepared[index - 1].collection == change.collection
      numbers.append(isRepeated ? numbers[index - 1] : number(of: change, position: position, &batch, &state))
    }
    let shapes = state.records.encoder.shapes
    if shapes.count > state.stagedShapes {
      let first = state.stagedShapes
      JournalFrame.append(
        .shapes, position: position - 1, durableThrough: durable, salt: segment.salt, base: batch.base, to: &batch.bytes
      ) { $0 += shapes.encoded(from: first) }
      state.stagedShapes = shapes.count
    }
    let start = batch.bytes.count
    let base = batch.base
    let indexes = numbers.map { state.collections[$0].indexes.count }
    var locations: [PayloadLocation] = []
    locations.reserveCapacity(prepared.count)
    JournalFrame.append(
      .commit, position: position, durableThrough: durable, salt: segment.salt, base: base, to: &batch.bytes
    ) { bytes in
      JournalCommit.appendMetadata(commit, to: &bytes)
      bytes.appendVarint(UInt64(prepared.count))
      for index in prepared.indices {
        let range = JournalCommit.append(
          prepared[index], collection: numbers[index], indexes: indexes[index],
          payload: encoded.bytes[encoded.payload(at: index)], to: &bytes)
        locations.append(
          PayloadLocation(segment: segment.number, length: UInt32(range.count), offset: UInt64(base + range.lowerBound))
        )
      }
    }
    for (change, location) in zip(prepared, locations) {
      state.changedSinceRotation?[change.collection, default: []].insert(change.id)
      guard let held = change.held else { continue }
      cache.pin(held, at: location)
      batch.payloads.append(location)
    }
    state.pending.apply(prepared, of: commit) { locations[$0] }
    memory.note(prepared.reduce(0) { $0 + $1.indexBytes })
    state.time = commit.time
    batch.commits.append(commit)
    batch.locations.append(
      .init(offset: UInt64(base + start), segment: segment.number, length: UInt32(batch.bytes.count - start)))
    state.staged = batch
  }

  /// The number of a change's collection, which is logged first if it is new.
  private func number(
    of change: PreparedChange, position: UInt64, _ batch: inout FileStoreState.Batch,
    _ state: inout FileStoreState
  ) -> Int {
    let schema = state.pending.collections[change.collection]?.schema
    let collection = JournalCollection(
      name: change.collection, schemaVersion: schema?.schemaVersion ?? 1, indexes: schema?.declarations ?? [])
    if let number = state.numbers[collection] { return number }
    let number = state.collections.count
    state.collections.append(collection)
    state.numbers[collection] = number
    state.note(collection)
    JournalFrame.append(
      .collection, position: position - 1, durableThrough: UInt64(state.log.synced), salt: state.log.file.salt,
      base: batch.base, to: &batch.bytes
    ) { bytes in
      bytes.appendVarint(UInt64(number))
      collection.append(to: &bytes)
    }
    return number
  }

  /// The commit that used an idempotency key. One before the compaction horizon tells no changes any more.
  private func earlierCommit(_ mark: IdempotencyMark, key: String, _ state: FileStoreState) throws -> Commit {
    let position = CommitPosition(mark.position)
    if let staged = state.unwritten.first(where: { $0.position == position }) { return staged }
    if let recent = state.recent.last(where: { $0.position == position }) { return recent }
    guard mark.position > state.horizon else {
      return Commit(
        position: position, date: Date(millisecondsSince1970: mark.milliseconds), origin: origin,
        time: HybridTime(milliseconds: mark.timeMilliseconds, counter: mark.timeCounter), idempotencyKey: key,
        changes: [])
    }
    return try read(
      state.commits[Int(mark.position - state.horizon) - 1], position: position, state.collections, state.records)
  }
}
