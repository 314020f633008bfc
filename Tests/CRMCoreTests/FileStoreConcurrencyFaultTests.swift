import CRMTesting
import Foundation
import Synchronization
import Testing

@testable import CRMCore

/// Many tasks at once on a device that fails now and then.
@Suite(.timeLimit(.minutes(5))) struct FileStoreConcurrencyFaultTests {
  private func makeRun(seed: UInt64) throws -> FaultSweepRun {
    let fileSystem = SimulatedFileSystem(seed: seed)
    fileSystem.prepare(FaultSweepRun.directory)
    let run = FaultSweepRun(fileSystem, options: .init(cacheCapacity: 8), environment: .fixed(seed: seed))
    try run.open()
    return run
  }

  /// What was answered must be true also for those whose commit was durable before somebody else's failed.
  @Test func answersAreTrueWhenWritesFailBetweenThem() async throws {
    for seed in 0..<UInt64(12 + 100 * (FaultSweepTests.seeds ?? 0)) {
      let run = try makeRun(seed: seed)
      await withTaskGroup(of: Void.self) { group in
        for task in 0..<16 {
          group.addTask {
            for round in 0..<12 {
              if round % 3 == 2 { run.fileSystem.fail(.init(number: 1, kind: .write, effect: .error(ENOSPC))) }
              _ = try? await run.commitPair(100 * task + round)
            }
          }
        }
      }
      await run.check("after failed writes")
      run.fileSystem.fail(nil)
      await run.recover(on: run.fileSystem.crash(seed: seed, .random), "power lost")
      #expect(run.problems.isEmpty, "seed \(seed): \(run.problems)")
      #expect(run.log.acknowledged > 16)
    }
  }

  /// A record that is touched while a compaction is under way, or whose edit is staged when it comes in force, has its bytes in the
  /// compacted files.
  @Test func recordsTouchedAndEditedDuringACompactionCanBeRead() async throws {
    for seed in 0..<UInt64(4) {
      let run = try makeRun(seed: seed)
      let store = try run.store()
      var parcels = ChangeSet()
      for number in 0..<200 { parcels.insert(Parcel(Parcel.id(number), shelf: "s", weight: number)) }
      try await store.commit(parcels)
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { for _ in 0..<20 { _ = try await store.compact() } }
        for task in 0..<4 {
          group.addTask {
            for round in 0..<100 {
              var parcel = try await store.require(Parcel.id(task + 4 * (round % 50)))
              var changes = ChangeSet()
              if round % 3 == 0 {
                parcel.weight += 1
                changes.update(parcel)
              } else {
                changes.touch(parcel)
              }
              try await store.commit(changes)
            }
          }
        }
        try await group.waitForAll()
      }
      let before = try await store.all(Query<Parcel>())
      try await store.compact()
      #expect(try await store.all(Query<Parcel>()) == before, "seed \(seed)")
      try await store.close()
      try run.openOnce()
      #expect(try await run.store().all(Query<Parcel>()) == before, "seed \(seed)")
      try await run.store().close()
    }
  }

  /// Where the history begins and which commits it has change in one step: a commit staged meanwhile must not skip positions.
  @Test func commitsStagedWhileACompactionComesInForceHaveTheNextPosition() async throws {
    for seed in 0..<UInt64(6 + 40 * (FaultSweepTests.seeds ?? 0)) {
      let run = try makeRun(seed: seed)
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { for _ in 0..<40 { _ = try await run.store().compact() } }
        for task in 0..<4 {
          group.addTask { for round in 0..<150 { _ = try await run.commitPair(10_000 * task + round) } }
        }
        try await group.waitForAll()
      }
      await run.recover(on: run.fileSystem.kill(), "killed")
      #expect(run.problems.isEmpty, "seed \(seed): \(run.problems.prefix(5))")
    }
  }

  /// A part of a refused batch that got to the device must not be there after a loss of power, even if its frames are whole.
  @Test func aRefusedBatchDoesNotComeBack() async throws {
    var refusals = 0
    for seed in 0..<32 as Range<UInt64> {
      let run = try makeRun(seed: seed)
      try await run.commitPair(0)
      run.fileSystem.fail(.init(number: Int(seed / 2 % 4) + 1, kind: .write, effect: .full))
      try await run.commitTogether(1..<8)
      refusals += run.log.requests.values.count { $0.outcome == .refused }
      await run.recover(on: run.fileSystem.crash(seed: seed, seed % 2 == 0 ? .inOrder : .random), "power lost")
      #expect(run.problems.isEmpty, "seed \(seed): \(run.problems)")
    }
    #expect(refusals > 8)
  }

  /// Whoever waits for the device when the task is cancelled gets the commit or an error, and is told the truth.
  @Test func commitsCancelledWhileTheDeviceIsBusyAreWholeOrNotThere() async throws {
    for seed in 0..<4 as Range<UInt64> {
      let run = try makeRun(seed: seed)
      let isHeld = Mutex(true)
      run.fileSystem.pace {
        for _ in 0..<2000 where isHeld.withLock({ $0 }) { Thread.sleep(forTimeInterval: 0.000_1) }
      }
      let writers = (0..<12).map { number in Task { try await run.commitPair(number) } }
      for _ in 0..<10_000 where run.log.waiting < 12 { await Task.yield() }
      for writer in writers.indices where writer % 2 == Int(seed % 2) { writers[writer].cancel() }
      isHeld.withLock { $0 = false }
      for writer in writers { _ = await writer.result }
      run.fileSystem.pace(nil)
      let store = try run.store()
      #expect(store.state.withLock { $0.waiters.isEmpty && $0.staged == nil && !$0.isLed })
      await run.recover(on: run.fileSystem.crash(seed: seed, .losesAll), "power lost")
      let problems = run.problems.filter { !$0.contains("CancellationError") }
      #expect(problems.isEmpty, "seed \(seed): \(problems)")
    }
  }

  /// Closing lets go of the directory, whatever is under way and whatever fails.
  @Test func closingWhileCommitsFailLetsGoOfEverything() async throws {
    for seed in 0..<20 as Range<UInt64> {
      let run = try makeRun(seed: seed)
      run.fileSystem.fail(.init(number: Int(seed % 5) + 1, kind: .write, effect: .error(seed % 2 == 0 ? ENOSPC : EIO)))
      await withTaskGroup(of: Void.self) { group in
        for task in 0..<8 {
          group.addTask { for round in 0..<3 { _ = try? await run.commitPair(10 * task + round) } }
        }
        group.addTask {
          for _ in 0..<seed { await Task.yield() }
          try? await run.close()
        }
      }
      #expect(run.fileSystem.openHandles == 0, "seed \(seed)")
      run.fileSystem.fail(nil)
      await run.recover(on: run.fileSystem.kill(), "opened again")
      #expect(run.problems.isEmpty, "seed \(seed): \(run.problems)")
    }
  }

  /// The directory's own name must not be lost with everything in it.
  @Test func theFirstCommitMakesTheDirectoryDurableToo() async throws {
    let fileSystem = SimulatedFileSystem(seed: 1)
    fileSystem.prepare(URL(filePath: "/data"))
    let run = FaultSweepRun(fileSystem, options: .init(cacheCapacity: 8), environment: .fixed(seed: 1))
    try run.open()
    try await run.commitPair(1)
    await run.recover(on: run.fileSystem.crash(seed: 1, .losesAll), "power lost")
    #expect(run.problems.isEmpty, "\(run.problems)")
  }
}
