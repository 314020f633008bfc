import Synchronization

@testable import CRMCore

/// What was asked of a store, what it answered, and what it was seen to hold.
final class FaultSweepLog: Sendable {
  /// One record written, with its new value if it has one.
  struct Write: Hashable, Sendable {
    var kind: ChangedRecord.Kind
    var reference: RecordReference
    var parcel: Parcel?
    var van: Van?
  }

  enum Outcome: Hashable, Sendable {
    case waiting
    case acknowledged(UInt64)
    /// Refused, and nothing was written.
    case refused
    /// Failed in a way that leaves it open.
    case unknown
  }

  struct Request: Sendable {
    var writes: [Write]
    var outcome = Outcome.waiting
  }

  struct State: Sendable {
    /// By tag, which is the reason that the commit carries.
    var requests: [String: Request] = [:]
    /// The tags of commits that a store without faults showed, by position.
    var seen: [UInt64: String] = [:]
  }

  private let state: Mutex<State>

  init(_ state: State = State()) {
    self.state = Mutex(state)
  }

  func copy() -> FaultSweepLog { FaultSweepLog(state.withLock { $0 }) }

  var requests: [String: Request] { state.withLock { $0.requests } }
  /// The positions that are known, from answers and from what was seen.
  var known: [UInt64: String] {
    state.withLock { state in
      var known = state.seen
      for (tag, request) in state.requests {
        if case .acknowledged(let position) = request.outcome { known[position] = tag }
      }
      return known
    }
  }
  /// The commits that a healthy store showed.
  var seen: [UInt64: String] { state.withLock { $0.seen } }
  /// How many requests have no answer yet.
  var waiting: Int { state.withLock { $0.requests.values.count { $0.outcome == .waiting } } }
  var acknowledged: Int {
    state.withLock { state in
      state.requests.values.count {
        if case .acknowledged = $0.outcome { true } else { false }
      }
    }
  }

  func begin(_ tag: String, _ writes: [Write]) { state.withLock { $0.requests[tag] = Request(writes: writes) } }

  func end(_ tag: String, _ outcome: Outcome) { state.withLock { $0.requests[tag]?.outcome = outcome } }

  func see(_ tags: [UInt64: String]) { state.withLock { $0.seen.merge(tags) { $1 } } }
}

/// A change set and what it will write, side by side.
struct FaultSweepChange: Sendable {
  var changes: ChangeSet
  var writes: [FaultSweepLog.Write] = []

  mutating func insert(_ parcel: Parcel) {
    changes.insert(parcel)
    writes.append(.init(kind: .inserted, reference: RecordReference(parcel), parcel: parcel))
  }

  mutating func insert(_ van: Van) {
    changes.insert(van)
    writes.append(.init(kind: .inserted, reference: RecordReference(van), van: van))
  }

  mutating func update(_ parcel: Stored<Parcel>) {
    changes.update(parcel)
    writes.append(.init(kind: .updated, reference: RecordReference(parcel.record), parcel: parcel.record))
  }

  mutating func delete(_ parcel: Stored<Parcel>) {
    changes.delete(parcel)
    writes.append(.init(kind: .deleted, reference: RecordReference(parcel.record)))
  }

  mutating func touch(_ parcel: Stored<Parcel>) {
    changes.touch(parcel)
    writes.append(.init(kind: .touched, reference: RecordReference(parcel.record)))
  }
}
