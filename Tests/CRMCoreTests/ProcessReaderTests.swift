import Foundation
import Testing

@testable import CRMCore
@testable import StoreProbe

/// Readers beside an owner that writes, compacts and drains its inbox: each in a process of its own.
@Suite(.timeLimit(.minutes(5))) struct ProcessReaderTests {
  @Test func readersAndInboxWorkBesideAnOwnerThatCompacts() async throws {
    let folder = try TemporaryFolder()
    let owner = try ProcessProbe(
      "own", folder.current, "--entries", "30", "--steps", "150", "--maintain", "10", "--segment", "20000",
      "--durability",
      "relaxed", printingTo: folder)
    _ = try await owner.line("compacted")
    let other = try ProcessProbe("read", folder.current, printingTo: folder)
    let putter = try ProcessProbe("put", folder.current, "--count", "30", printingTo: folder)

    // This process reads too: whatever was acknowledged before a read began has to be seen by it.
    let reader = try await FileStore.readOnly(at: folder.current, options: .init(registry: probeRegistry))
    var looks = 0
    while try !owner.lines().contains("closed") {
      let acknowledged = Acknowledgement.all(in: try owner.printed()).map(\.position.value).max() ?? 0
      let position = try await reader.position()?.value ?? 0
      #expect(position >= acknowledged)
      let accounts = try await reader.page(Query(Account.byBalance).limited(to: 100)).items
      #expect(accounts.map(\.balance).reduce(0, +) == Account.count * Account.opening)
      looks += 1
      try await Task.sleep(for: .milliseconds(1))
    }
    #expect(try await [putter.finish(), owner.finish(), other.finish()] == [0, 0, 0])
    let said = try other.lines()
    #expect(!said.contains { $0.hasPrefix("problem") }, "\(said.filter { $0.hasPrefix("problem") }.prefix(3))")
    #expect(try #require(said.last).hasPrefix("looked"))
    let ledger = try await Ledger(of: reader)
    #expect(ledger.problems(with: Acknowledgement.all(in: try owner.printed())) == [])
    #expect(ledger.slips.count { $0.number.hasPrefix("put-") } == 30)
    #expect(ledger.horizon > 0)
    print("readers: \(said.last ?? ""), here \(looks) looks, horizon \(ledger.horizon)")
    try await reader.close()
  }
}
