import Synchronization

/// Decoded records of a file store, by the place of their payload: those whose commit is not yet durable, which have no other
/// place, and as many others as the capacity allows.
///
/// Two generations: a record that is asked for moves to the young one; when that is full it becomes the old one, and what the old
/// one held is forgotten. O(1). It holds at least two records, whatever the capacity.
final class RecordCache: Sendable {
  private struct State {
    var pinned: [PayloadLocation: any HeldRecord] = [:]
    var young: [PayloadLocation: any HeldRecord] = [:]
    var old: [PayloadLocation: any HeldRecord] = [:]
  }

  private let state = Mutex(State())
  private let generation: Int

  init(capacity: Int) {
    generation = max(1, capacity / 2)
  }

  subscript(location: PayloadLocation) -> (any HeldRecord)? {
    state.withLock { state in
      if let record = state.young[location] ?? state.pinned[location] { return record }
      guard let record = state.old[location] else { return nil }
      keep(record, location, &state)
      return record
    }
  }

  /// A record that is not yet durable.
  func pinned(_ location: PayloadLocation) -> (any HeldRecord)? { state.withLock { $0.pinned[location] } }

  func insert(_ record: any HeldRecord, at location: PayloadLocation) {
    state.withLock { keep(record, location, &$0) }
  }

  /// Keeps a record until ``unpin(_:)``, whatever else comes.
  func pin(_ record: any HeldRecord, at location: PayloadLocation) { state.withLock { $0.pinned[location] = record } }

  /// The records at these places can be read from the file from now on.
  func unpin(_ locations: [PayloadLocation]) {
    state.withLock { state in
      for location in locations {
        guard let record = state.pinned.removeValue(forKey: location) else { continue }
        keep(record, location, &state)
      }
    }
  }

  /// The records at these places were never written.
  func discard(_ locations: [PayloadLocation]) {
    state.withLock { state in
      for location in locations {
        state.pinned[location] = nil
        state.young[location] = nil
        state.old[location] = nil
      }
    }
  }

  private func keep(_ record: any HeldRecord, _ location: PayloadLocation, _ state: inout State) {
    if state.young.count >= generation, state.young[location] == nil {
      state.old = state.young
      state.young = [:]
    }
    state.young[location] = record
  }
}
