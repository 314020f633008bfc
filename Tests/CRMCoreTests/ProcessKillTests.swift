import CRMCore
import Foundation
import Testing

@testable import StoreProbe

/// A writer is killed in the midst of its work, again and again in one directory.
@Suite struct ProcessKillTests {
  /// - Parameter maintains: whether the writer also compacts the store and writes snapshots all the while, over many small logs.
  @Test(.timeLimit(.minutes(ProcessSweep.isOn ? 15 : 5)), arguments: [false, true])
  func whatWasAcknowledgedSurvivesAKill(maintains: Bool) async throws {
    let seed = ProcessSweep.seed
    var generator = SeededGenerator(seed: seed)
    let folder = try TemporaryFolder()
    var acknowledged: [Acknowledgement] = []
    var torn = 0
    var compactions = 0
    for round in 0..<(ProcessSweep.isOn ? 100 : 8) {
      let durability = ["full", "relaxed"].randomElement(using: &generator) ?? "full"
      let writer = try ProcessProbe(
        "write", folder.current, "--seed", "\(seed + UInt64(round))", "--durability", durability,
        "--maintain", maintains ? "5" : "0", "--segment", maintains ? "20000" : "60000000", printingTo: folder)
      // Mostly in the midst of writing, sometimes while opening.
      if Int.random(in: 0..<5, using: &generator) > 0 { _ = try await writer.line(maintains ? "compacting" : "done") }
      try await Task.sleep(for: .milliseconds(Int.random(in: 0..<(maintains ? 40 : 120), using: &generator)))
      try await writer.killNow()
      acknowledged += Acknowledgement.all(in: try writer.printed())
      compactions += try writer.lines().count { $0.hasPrefix("compacted") }

      let store = try await FileStore.open(at: folder.current, options: .init(registry: probeRegistry))
      torn += store.openReport.tornBytes > 0 ? 1 : 0
      let ledger = try await Ledger(of: store)
      let problems = try await ledger.problems(with: acknowledged) + ledger.lost(acknowledged, in: store)
      #expect(problems.isEmpty, "round \(round) of seed \(seed): \(problems.prefix(5))")
      try await store.close()
    }
    #expect(!acknowledged.isEmpty, "no round of seed \(seed) came to a commit")
    print(
      "kill -9: seed \(seed), \(acknowledged.count) acknowledged commits, \(compactions) compactions, \(torn) torn ends"
    )
  }

  /// The ledger is what finds a lost commit: here one is lost.
  @Test func theLedgerMissesALostCommit() async throws {
    let folder = try TemporaryFolder()
    let writer = try ProcessProbe(
      "write", folder.current, "--steps", "20", "--durability", "relaxed", printingTo: folder)
    _ = try await writer.line("written")
    #expect(try await writer.finish() == 0)
    let acknowledged = Acknowledgement.all(in: try writer.printed())
    #expect(acknowledged.count == 80)

    let store = try await FileStore.open(at: folder.current)
    let ledger = try await Ledger(of: store)
    #expect(ledger.problems(with: acknowledged) == [])
    var changed = acknowledged
    changed[3].fingerprint = "0"
    #expect(ledger.problems(with: changed).count == 1)
    // Two commits of one task that were never acknowledged cannot be told from commits that nobody asked for.
    let task = acknowledged[0].step.task
    let cut = acknowledged.filter { $0.step.task != task || $0.step.number < 18 }
    #expect(ledger.problems(with: cut).count == 1)
    try await store.close()

    let other = try InMemoryStore(seeded: [])
    try await Writer.openAccounts(in: other)
    let empty = try await Ledger(of: other)
    #expect(empty.problems == [])
    #expect(empty.problems(with: acknowledged).count == 80)
    var account = try #require(try other.fetch(Account.self, ids: [Account.id(3)])[0])
    account.balance += 1
    try other.commit(changeSet { $0.update(account) })
    let forged = try await Ledger(of: other).problems
    #expect(forged.count == 4, "\(forged)")
  }
}
