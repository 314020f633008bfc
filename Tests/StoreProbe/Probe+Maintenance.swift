import CRMCore
import Foundation

extension Probe {
  /// Runs `body`; with `--maintain N` the store is compacted, or its snapshot written, about every N milliseconds meanwhile.
  static func maintaining(
    _ store: FileStore, _ arguments: Arguments, _ output: Output, _ body: @escaping @Sendable () async throws -> Void
  ) async throws {
    let pause: Int = try arguments.number("maintain", default: 0)
    guard pause > 0 else { return try await body() }
    let seed: UInt64 = try arguments.number("seed", default: 1)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        var generator = SeededGenerator(seed: seed)
        while !Task.isCancelled {
          try? await Task.sleep(for: .milliseconds(Int.random(in: 0...2 * pause, using: &generator)))
          if Int.random(in: 0..<3, using: &generator) == 0 {
            try await store.checkpoint()
            try output.print("checkpoint\n")
          } else {
            try output.print("compacting\n")
            let report = try await store.compact()
            try output.print("compacted \(report.horizon?.value ?? 0)\n")
          }
        }
      }
      group.addTask { try await body() }
      // The maintenance has no end of its own: the first to end is the body, or a failure.
      try await group.next()
      group.cancelAll()
    }
  }

  /// `read DIR [--seconds N]`: opens the store for reading only beside its owner, and looks at it again and again until standard input
  /// ends: each look has to show all the money and nothing older than the last one. Says `problem …` where it does not, and at the end
  /// `looked` with the number of looks and the last position.
  @Sendable static func read(_ arguments: Arguments, _ output: Output) async throws {
    let directory = URL(filePath: try arguments.directory(), directoryHint: .isDirectory)
    let deadline = try deadline(arguments)
    let store = try await FileStore.readOnly(at: directory, options: .init(registry: probeRegistry))
    try output.print("reading\n")
    let end = Task.detached { _ = try? FileHandle.standardInput.readToEnd() }
    let isOver = Flag()
    Task {
      await end.value
      isOver.raise()
    }
    var looks = 0
    var last: UInt64 = 0
    var followed = try await store.position()
    while !isOver.isRaised, Date() < deadline {
      let position = try await store.position()?.value ?? 0
      if position < last { try output.print("problem position \(position) after \(last)\n") }
      last = position
      let accounts = try await store.page(Query(Account.byBalance).limited(to: 100)).items
      let sum = accounts.map(\.balance).reduce(0, +)
      if !accounts.isEmpty, sum != Account.count * Account.opening { try output.print("problem the sum is \(sum)\n") }
      do {
        for commit in try await store.history(after: followed, limit: 200) {
          if commit.position.value != (followed?.value ?? 0) + 1 { try output.print("problem a gap in history\n") }
          followed = commit.position
          _ = try commit.fingerprint()
        }
      } catch let error as StoreError where error.code == .historyTruncated {
        followed = try await store.position()
      }
      let slips = try await store.page(Query(Slip.byNumber).descending().limited(to: 20)).items
      if slips.map(\.number) != slips.map(\.number).sorted(by: >) { try output.print("problem the order of slips\n") }
      looks += 1
    }
    try await store.close()
    try output.print("looked \(looks) \(last)\n")
  }
}
