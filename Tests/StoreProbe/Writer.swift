import CRMCore
import Foundation

/// Writes random transfers and slips from several tasks, and acknowledges every commit.
struct Writer: Sendable {
  let store: FileStore
  let output: Output
  let seed: UInt64
  let tasks: Int
  /// Steps of each task.
  let steps: Int
  /// When to stop in any case, so that a forgotten writer ends.
  let deadline: Date
  /// Steps of each task after which it writes slowly, so that a writer nobody gets round to ending does not fill its disk.
  let sprint: Int

  /// Opens the accounts unless they are there.
  static func openAccounts(in store: some Store) async throws {
    var changes = ChangeSet(author: .system, idempotencyKey: "accounts")
    for number in 0..<Account.count { changes.insert(Account(id: Account.id(number), balance: Account.opening)) }
    try await store.commit(changes)
  }

  func run() async throws {
    try await Self.openAccounts(in: store)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for task in 0..<tasks { group.addTask { try await run(task: task) } }
      try await group.waitForAll()
    }
  }

  private func run(task: Int) async throws {
    let name = "\(seed)/\(task)"
    var generator = SeededGenerator(seed: seed &* 31 &+ UInt64(task))
    var slips: [Identifier<Slip>] = []
    for number in 0..<steps where Date() < deadline {
      let step = Step(task: name, number: number)
      let commit: Commit
      if Bool.random(using: &generator) {
        commit = try await transfer(step, &generator)
      } else {
        commit = try await write(step, &slips, &generator)
      }
      try output.print(try Acknowledgement(commit, step: step).line)
      if number >= sprint { try await Task.sleep(for: .milliseconds(50)) }
    }
  }

  private func transfer(_ step: Step, _ generator: inout SeededGenerator) async throws -> Commit {
    let from = Int.random(in: 0..<Account.count, using: &generator)
    let to = (from + Int.random(in: 1..<Account.count, using: &generator)) % Account.count
    let amount = Int.random(in: 1...50, using: &generator)
    while true {
      var source = try await store.require(Account.id(from))
      var target = try await store.require(Account.id(to))
      source.balance -= amount
      target.balance += amount
      var changes = ChangeSet(author: .system, idempotencyKey: step.key)
      changes.update(source)
      changes.insert(
        Transfer(id: Identifier(derivedFrom: "transfer", step.key), from: source.id, to: target.id, amount: amount))
      changes.update(target)
      do {
        return try await store.commit(changes)
      } catch let error as StoreError where error.code == .conflict {
        await Task.yield()
      }
    }
  }

  /// Adds a slip, or changes or removes one of this task's own. Now and then one is long.
  private func write(
    _ step: Step, _ slips: inout [Identifier<Slip>], _ generator: inout SeededGenerator
  ) async throws -> Commit {
    let length = Int.random(in: 0..<20, using: &generator) == 0 ? 20_000 : Int.random(in: 0..<400, using: &generator)
    let text = String(repeating: "\(generator.next() % 10)", count: length)
    var changes = ChangeSet(author: .system, idempotencyKey: step.key)
    let choice = Int.random(in: 0..<10, using: &generator)
    if choice >= 6, let id = slips.last {
      var slip = try await store.require(id)
      if choice == 9 {
        changes.delete(slip)
        slips.removeLast()
      } else {
        slip.text = text
        changes.update(slip)
      }
    } else {
      let slip = Slip(number: step.key, text: text)
      changes.insert(slip)
      slips.append(slip.id)
    }
    return try await store.commit(changes)
  }
}
