import CRMTesting
import Foundation
import Testing

@testable import CRMCore

/// Every call of a scripted workload fails in every way, the machine crashes, and nothing that was acknowledged is missing.
///
/// The normal run takes every call number with some kinds of faults. `CRM_SWEEP=n` runs all of them with `n` seeds.
@Suite(.timeLimit(.minutes(30))) struct FaultSweepTests {
  static let seeds = ProcessInfo.processInfo.environment["CRM_SWEEP"].flatMap { Int($0) }

  /// At most the first few problems, which name seed and call.
  private func describe(_ problems: [String]) -> Comment {
    "\(problems.count) problems: \(problems.prefix(12).joined(separator: "\n"))"
  }

  @Test func healthyWorkloadIsAcknowledgedWhole() async {
    let sweep = FaultSweep()
    for crash in SimulatedDisk.Crash.allCases {
      let problems = await sweep.problems(number: nil, .crashAfter, crash, seed: 2)
      #expect(problems.isEmpty, describe(problems))
    }
    let calls = await sweep.calls()
    #expect(calls.count { $0 == .write } > 15 && calls.count { $0 == .sync } > 15)
  }

  @Test(arguments: FaultSweep.Kind.allCases)
  func everyCallFails(_ kind: FaultSweep.Kind) async throws {
    let sweep = FaultSweep()
    let calls = await sweep.calls()
    let modes = SimulatedDisk.Crash.allCases
    let place = try #require(FaultSweep.Kind.allCases.firstIndex(of: kind))
    var problems: [String] = []
    for number in 1...calls.count where kind.concerns(calls[number - 1]) {
      guard let seeds = Self.seeds else {
        // Every call has some kinds of faults, with one mode and seed each.
        guard kind == .inputOutput || (number + place) % 3 == 0 else { continue }
        let mode = modes[(number + place) % modes.count]
        problems += await sweep.problems(number: number, kind, mode, seed: UInt64(number + place))
        continue
      }
      for seed in 0..<seeds {
        for mode in modes {
          problems += await sweep.problems(number: number, kind, mode, seed: UInt64(1000 * seed + number))
        }
      }
    }
    #expect(problems.isEmpty, describe(problems))
  }

  /// The same with no memory for pages of indexes: all of them are read and written all the time, and that fails too.
  @Test(arguments: FaultSweep.Kind.allCases)
  func everyCallFailsWithoutMemory(_ kind: FaultSweep.Kind) async throws {
    let sweep = FaultSweep(options: .init(cacheCapacity: 8, indexMemory: 0))
    let calls = await sweep.calls()
    let modes = SimulatedDisk.Crash.allCases
    let place = try #require(FaultSweep.Kind.allCases.firstIndex(of: kind))
    let stride = Self.seeds == nil ? 97 : 3
    var problems: [String] = []
    for number in 1...calls.count where kind.concerns(calls[number - 1]) && (number + place) % stride == 0 {
      let mode = modes[number % modes.count]
      problems += await sweep.problems(number: number, kind, mode, seed: UInt64(number + place))
    }
    print("without memory: \(calls.count) calls, of them \(calls.count { $0 == .read }) reads, kind \(kind)")
    #expect(problems.isEmpty, describe(problems))
  }

  @Test func crashesInRecovery() async {
    let sweep = FaultSweep()
    let calls = await sweep.calls()
    var problems: [String] = []
    let writes = calls.indices.filter { calls[$0] == .write }.map { $0 + 1 }
    for (place, number) in writes.enumerated() where Self.seeds != nil || place % 17 == 1 {
      for mode in Self.seeds == nil ? [.torn] : SimulatedDisk.Crash.allCases {
        problems += await sweep.problemsInRecovery(
          number: number, mode, seed: UInt64(number), isExhaustive: Self.seeds != nil)
      }
    }
    #expect(problems.isEmpty, describe(problems))
  }

  // MARK: The sweep can fail

  @Test func aDeviceThatLiesAboutSyncLosesAcknowledgedCommits() async {
    let problems = await FaultSweep(lies: [.sync]).problems(number: nil, .crashAfter, .losesAll, seed: 3)
    #expect(problems.contains { $0.contains("lost: acknowledged") || $0.contains("corrupted") })
  }

  @Test func aDirectoryThatIsNotSyncedLosesAcknowledgedCommits() async {
    let problems = await FaultSweep(lies: [.syncDirectory]).problems(number: nil, .crashAfter, .losesAll, seed: 3)
    #expect(problems.contains { $0.contains("lost: acknowledged") })
  }

  @Test func withoutDurabilityAReorderingCrashIsFound() async {
    var found = 0
    for seed in 0..<8 as Range<UInt64> {
      var sweep = FaultSweep(options: .init(durability: .relaxed, cacheCapacity: 8))
      // Closing brings everything to the device.
      sweep.steps.removeLast()
      let problems = await sweep.problems(number: nil, .crashAfter, .reordered, seed: 2 * seed + 1)
      found += problems.isEmpty ? 0 : 1
    }
    #expect(found > 0)
  }

  @Test func theCheckNoticesOtherContent() async throws {
    let store = InMemoryStore()
    let log = FaultSweepLog()
    var change = FaultSweepChange(changes: ChangeSet(reason: "tag"))
    change.insert(Parcel("a", shelf: "s", label: "l"))
    change.insert(Van(id: "v"))
    log.begin("tag", change.writes)
    try store.commit(change.changes)
    log.end("tag", .acknowledged(1))
    var problems = await FaultSweepCheck.problems(of: store, log)
    #expect(problems.isEmpty)

    log.begin("tag", Array(change.writes.dropLast()))
    log.end("tag", .refused)
    problems = await FaultSweepCheck.problems(of: store, log)
    #expect(problems.contains { $0.contains("holds 2 of 1 writes") })
    #expect(problems.contains { $0.contains("resurrected") })
    #expect(problems.contains { $0.contains("vans differ") })

    var other = ChangeSet(reason: "nobody asked")
    other.insert(Parcel("b"))
    try store.commit(other)
    problems = await FaultSweepCheck.problems(of: store, log)
    #expect(problems.contains { $0.contains("never requested") })
    #expect(problems.contains { $0.contains("1 parcels differ") })
  }

  @Test func theCheckAllowsHistoryThatIsTruncated() async throws {
    let store = InMemoryStore(historyLimit: 4)
    let log = FaultSweepLog()
    for number in 0..<20 {
      var change = FaultSweepChange(changes: ChangeSet(reason: "tag \(number)"))
      change.insert(Parcel(Parcel.id(number), shelf: "s", weight: number))
      log.begin("tag \(number)", change.writes)
      log.end("tag \(number)", .acknowledged(try store.commit(change.changes).position.value))
    }
    #expect(throws: StoreError.self) { try store.history(after: nil, limit: 1) }
    var problems = await FaultSweepCheck.problems(of: store, log)
    #expect(problems.isEmpty, describe(problems))
    // Records from before the horizon count.
    var loss = ChangeSet(reason: "tag 3")
    loss.delete(try #require(try store.fetch(Parcel.self, ids: [Parcel.id(2)])[0]))
    try store.commit(loss)
    problems = await FaultSweepCheck.problems(of: store, log)
    #expect(problems.contains { $0.contains("parcels differ") })
  }
}
