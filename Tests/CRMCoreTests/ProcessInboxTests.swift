import Foundation
import Testing

@testable import CRMCore
@testable import StoreProbe

/// The owner of a store and those who put into its inbox are processes of their own.
@Suite struct ProcessInboxTests {
  @Test(.timeLimit(.minutes(5))) func whatTwoProcessesPutArrivesOnceWhileTheOwnerWrites() async throws {
    let folder = try TemporaryFolder()
    let first = try ProcessProbe("put", folder.current, "--seed", "1", "--count", "40", printingTo: folder)
    let second = try ProcessProbe("put", folder.current, "--seed", "2", "--count", "40", printingTo: folder)
    let owner = try ProcessProbe(
      "own", folder.current, "--entries", "80", "--steps", "40", "--durability", "relaxed", printingTo: folder)
    _ = try await owner.line("closed")
    #expect(try await [first.finish(), second.finish(), owner.finish()] == [0, 0, 0])

    let store = try await FileStore.open(at: folder.current, options: .init(registry: probeRegistry))
    let ledger = try await Ledger(of: store)
    #expect(ledger.problems(with: Acknowledgement.all(in: try owner.printed())) == [])
    let arrived = ledger.slips.map(\.number).filter { $0.hasPrefix("put-") }
    #expect(Set(arrived) == Set((0..<40).flatMap { ["put-1-\($0)", "put-2-\($0)"] }))
    let names = try owner.lines().filter { $0.hasPrefix("merged") }
    #expect(names.count == 80 && Set(names).count == 80)
    let inbox = Inbox(directory: folder.current)
    #expect(try await inbox.waiting() == [])
    #expect(try await inbox.refused() == [])
    try await store.close()
  }

  @Test(.timeLimit(.minutes(ProcessSweep.isOn ? 15 : 5)))
  func whatWasPutArrivesOnceAlsoWhenAllAreKilled() async throws {
    let seed = ProcessSweep.seed
    var generator = SeededGenerator(seed: seed)
    let folder = try TemporaryFolder()
    let inbox = Inbox(directory: folder.current)
    var put: Set<String> = []
    var merged = 0
    let rounds = ProcessSweep.isOn ? 60 : 6
    for round in 0..<rounds {
      let putter = try ProcessProbe(
        "put", folder.current, "--seed", "\(seed &* 1000 &+ UInt64(round))", printingTo: folder)
      let owner = try ProcessProbe("own", folder.current, "--seed", "\(round)", "--steps", "20", printingTo: folder)
      _ = try await putter.line("put")
      try await Task.sleep(for: .milliseconds(Int.random(in: 0..<80, using: &generator)))
      for probe in [putter, owner].shuffled(using: &generator) { try await probe.killNow() }
      put.formUnion(try putter.lines().map { String($0.dropFirst(4)) })
      merged += try owner.lines().count { $0.hasPrefix("merged") }
    }
    let store = try await FileStore.open(at: folder.current, options: .init(registry: probeRegistry))
    let rest = try await inbox.drain(into: store, registry: probeRegistry, removingUnfinishedBefore: .distantFuture)
    let ledger = try await Ledger(of: store)
    #expect(ledger.problems == [], "seed \(seed)")
    let arrived = Set(ledger.slips.map(\.number).filter { $0.hasPrefix("put-") })
    #expect(put.isSubset(of: arrived), "seed \(seed) lost \(put.subtracting(arrived).count) entries")
    #expect(arrived.count <= put.count + rounds, "seed \(seed) brought entries that nobody put")
    #expect(rest.refused.isEmpty)
    #expect(try await inbox.refused() == [])
    #expect(try FileManager.default.contentsOfDirectory(atPath: inbox.folder.path).allSatisfy { $0 == "refused" })
    print("inbox: seed \(seed), \(put.count) entries put, \(merged) merged before a kill, \(rest.merged.count) after")
    try await store.close()
  }
}
