import Synchronization

/// A projection kept in memory beside a store, brought up to date before it is read.
///
/// ```swift
/// let tally = Live(Tally<Deal>(group: { $0.stage }), of: store)
/// let open = try await tally.read { $0.count(in: "negotiation") }
/// ```
public final class Live<P: Projection>: Sendable {
  private struct State: Sendable {
    var projection: P
    var position: CommitPosition?
  }

  private let store: any Store
  private let state: Mutex<State>

  /// A projection over `store`, built at the first reading.
  public init(_ projection: P, of store: any Store) {
    self.store = store
    state = Mutex(State(projection: projection))
  }

  /// Reads the state after every commit that was acknowledged before the call.
  public func read<Value: Sendable>(_ body: (P) throws -> Value) async throws -> Value {
    try body(try await current())
  }

  /// The state after every commit that was acknowledged before the call.
  ///
  /// Callers that come at the same time may fold the same commits; the furthest state is kept.
  public func current() async throws -> P {
    var copy = state.withLock { $0 }
    let position = try await copy.projection.catchUp(with: store, after: copy.position)
    copy.position = position
    let result = copy
    state.withLock { state in
      if (state.position ?? CommitPosition(0)) < (result.position ?? CommitPosition(0)) { state = result }
    }
    return result.projection
  }
}
