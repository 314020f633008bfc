import CRMCore
import Foundation

extension Probe {
  /// `put DIR [--seed S] [--count N] [--sprint N]`: puts slips into the inbox, one an entry, and says `put NUMBER` after each; slowly
  /// after the first N of `--sprint`.
  @Sendable static func put(_ arguments: Arguments, _ output: Output) async throws {
    let inbox = Inbox(directory: URL(filePath: try arguments.directory(), directoryHint: .isDirectory))
    let seed: UInt64 = try arguments.number("seed", default: 1)
    let deadline = try deadline(arguments)
    let sprint: Int = try arguments.number("sprint", default: .max)
    for number in 0..<(try arguments.number("count", default: Int.max)) where Date() < deadline {
      let slip = Slip(number: "put-\(seed)-\(number)", text: String(repeating: "x", count: number % 300))
      var changes = ChangeSet(author: .integration("probe"))
      changes.insert(slip)
      try await inbox.put(changes)
      try output.print("put \(slip.number)\n")
      if number >= sprint { try await Task.sleep(for: .milliseconds(50)) }
    }
    try output.print("all put\n")
  }

  /// `own DIR [--entries N] [--maintain MILLISECONDS]`: opens the store and writes to it, and drains the inbox all the while, until N entries are merged.
  @Sendable static func own(_ arguments: Arguments, _ output: Output) async throws {
    let store = try await open(arguments)
    try output.print("open\n")
    let deadline = try deadline(arguments)
    let writer = Writer(
      store: store, output: output, seed: try arguments.number("seed", default: 1), tasks: 2,
      steps: try arguments.number("steps", default: 100), deadline: deadline, sprint: .max)
    let wanted: Int = try arguments.number("entries", default: .max)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await maintaining(store, arguments, output) { try await writer.run() } }
      group.addTask {
        let inbox = Inbox(directory: URL(filePath: try arguments.directory(), directoryHint: .isDirectory))
        var merged = 0
        while merged < wanted, Date() < deadline {
          let report = try await inbox.drain(into: store, registry: probeRegistry)
          for entry in report.merged { try output.print("merged \(entry.name)\n") }
          for entry in report.refused { try output.print("refused \(entry.failure)\n") }
          merged += report.merged.count
          try await Task.sleep(for: .milliseconds(1))
        }
      }
      try await group.waitForAll()
    }
    try await store.close()
    try output.print("closed\n")
  }
}
