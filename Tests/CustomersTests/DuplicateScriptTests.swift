import CRMTesting
import Customers
import Testing

/// Bases of generated customers with the truth, in four scripts and across scripts.
@Suite struct DuplicateScriptTests {
  /// 5,000 rows are the bar; by default a smaller base shows the same in a fraction of the time.
  static let rows = CommandLine.sweeps ? 5_000 : 300

  private func figures(_ parties: [GeneratedParty]) async throws -> DuplicateScore {
    let records = try parties.map { LinkageRecord(try $0.customer()) }
    return try DuplicateScore(await DuplicateDetector().detect(records), parties)
  }

  @Test(arguments: PartyScript.allCases)
  func duplicatesAreFoundInEveryScript(_ script: PartyScript) async throws {
    var generator = PartyGenerator(script: script, seed: 7)
    let figures = try await figures(generator.parties(count: Self.rows))
    #expect(figures.pairs.f1 >= 0.95, "pairs \(figures.pairs)")
    #expect(figures.clusters.pairwise.f1 >= 0.95, "clusters \(figures.clusters)")
    #expect(figures.reliability.calibrationError < 0.05)
  }

  @Test(arguments: [PartyScript.russian, .ukrainian, .chinese])
  func onePartyInTwoScriptsIsOne(_ script: PartyScript) async throws {
    var generator = PartyGenerator(script: script, seed: 7)
    let figures = try await figures(generator.partiesInTwoScripts(count: Self.rows / 2))
    #expect(figures.pairs.f1 >= 0.95, "pairs \(figures.pairs)")
    #expect(figures.clusters.pairwise.f1 >= 0.95, "clusters \(figures.clusters)")
  }
}
