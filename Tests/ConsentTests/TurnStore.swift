import Consent
import Foundation
import Synchronization

/// Lets tasks call stores one call at a time, in an order that a test chooses, and tells which orders there are besides.
///
/// Whenever all tasks that still run wait for a call, one of them is let through: the one that the schedule names, or the
/// first. So every interleaving of calls can be tried, one after the other.
final class Turns: Sendable {
  private struct State {
    var running: Int
    var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
    var schedule: [Int]
    var choices: [(taken: Int, options: Int)] = []
  }

  private let state: Mutex<State>

  init(tasks: Int, schedule: [Int]) {
    state = Mutex(State(running: tasks, schedule: schedule))
  }

  /// Waits for the turn of a task.
  func take(_ task: Int) async {
    await withCheckedContinuation { continuation in
      let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
        state.waiting[task] = continuation
        state.running -= 1
        return Self.next(&state)
      }
      next?.resume()
    }
  }

  /// A task has ended.
  func end() {
    let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
      state.running -= 1
      return Self.next(&state)
    }
    next?.resume()
  }

  private static func next(_ state: inout State) -> CheckedContinuation<Void, Never>? {
    guard state.running == 0, !state.waiting.isEmpty else { return nil }
    let tasks = state.waiting.keys.sorted()
    let step = state.choices.count
    let taken = step < state.schedule.count ? min(state.schedule[step], tasks.count - 1) : 0
    state.choices.append((taken, tasks.count))
    state.running += 1
    return state.waiting.removeValue(forKey: tasks[taken])
  }

  /// The schedule that comes after the one that was run; `nil` when all were.
  var following: [Int]? {
    var choices = state.withLock { $0.choices }
    while let last = choices.last {
      if last.taken + 1 < last.options { return choices.dropLast().map(\.taken) + [last.taken + 1] }
      choices.removeLast()
    }
    return nil
  }
}

/// A store whose calls wait for the turn of their task.
struct TurnStore: Store {
  let base: any Store
  let turns: Turns
  let task: Int

  func fetch<R: Record>(_ type: R.Type, ids: [Identifier<R>]) async throws -> [Stored<R>?] {
    await turns.take(task)
    return try await base.fetch(type, ids: ids)
  }
  func page<R: Record>(_ query: Query<R>) async throws -> Page<Stored<R>> {
    await turns.take(task)
    return try await base.page(query)
  }
  func count<R: Record>(_ query: Query<R>) async throws -> Int {
    await turns.take(task)
    return try await base.count(query)
  }
  func commit(_ changes: ChangeSet) async throws -> Commit {
    await turns.take(task)
    return try await base.commit(changes)
  }
  func history(after position: CommitPosition?, limit: Int) async throws -> [Commit] {
    try await base.history(after: position, limit: limit)
  }
  func position() async throws -> CommitPosition? { try await base.position() }
  func waitForCommit(after position: CommitPosition?) async throws { try await base.waitForCommit(after: position) }
}
