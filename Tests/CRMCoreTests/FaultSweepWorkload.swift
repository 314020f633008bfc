import Foundation
import Synchronization

@testable import CRMCore

extension FaultSweepRun {
  /// The scripted workload: every way to write, two openings, and commits that share a sync.
  static let workload: [Step] = [
    Step(name: "open") { try $0.open() },
    Step(name: "commit one after another") { run in
      for number in 0..<3 { try await run.commitPair(number) }
    },
    Step(name: "commit from several tasks") { try await $0.commitTogether(100..<105) }, changes,
    Step(name: "batch") { run in
      try await run.commit { change in
        for number in 200..<210 {
          change.insert(Parcel(Parcel.id(number), shelf: "batch \(number % 2)" + padding, weight: number))
        }
      }
    },
    Step(name: "touch") { run in
      guard let parcel = try await run.parcel(0) else { return }
      try await run.commit { $0.touch(parcel) }
    },
    Step(name: "checkpoint") { try await $0.store().checkpoint() },
    Step(name: "compact") { _ = try await $0.store().compact() },
    Step(name: "commit after compaction") { try await $0.commitPair(4) },
    Step(name: "commit during compaction") { run in
      async let compaction = run.store().compact()
      _ = try await run.commitTogether(400..<403)
      _ = try await compaction
    },
    Step(name: "suspend and resume") { run in
      try await run.store().suspend()
      try await run.store().resume()
      try await run.commitPair(5)
    },
    Step(name: "close") { try await $0.close() },
    Step(name: "reopen") { run in
      try run.open()
      await run.check("after reopening")
    },
    Step(name: "commit again") { run in
      try await run.commitPair(3)
      try await run.commitTogether(300..<304)
    },
    Step(name: "last close") { try await $0.close() },
  ]

  private static let padding = String(repeating: ".", count: 60)

  /// Updates and deletes, with a label that moves from one record to another in one commit.
  private static let changes = Step(name: "update and delete") { run in
    if let first = try await run.parcel(0), let second = try await run.parcel(1) {
      try await run.commit { change in
        change.delete(second)
        var first = first
        first.label = second.label
        first.weight += 1000
        change.update(first)
      }
    }
    if var third = try await run.parcel(2) {
      third.label = nil
      third.shelf = "s1"
      let moved = third
      try await run.commit { $0.update(moved) }
    }
  }

  /// Commits from several tasks at once; the first sync waits, within bounds, until the others have come.
  func commitTogether(_ numbers: Range<Int>) async throws {
    _ = try store()
    let isFirst = Mutex(true)
    let log = log
    fileSystem.pace {
      let waits = isFirst.withLock { first in
        defer { first = false }
        return first
      }
      guard waits else { return }
      for _ in 0..<20 where log.waiting < numbers.count { Thread.sleep(forTimeInterval: 0.000_02) }
    }
    defer { fileSystem.pace(nil) }
    await withTaskGroup(of: Void.self) { group in
      for number in numbers { group.addTask { _ = try? await self.commitPair(number) } }
    }
  }
}
