import CRMTesting
import Foundation
import Pipeline
import Testing

@Suite struct StageHistoryTests {
  private func entry(_ stage: StageID, _ entered: Double, _ left: Double?) -> StageEntry {
    StageEntry(
      stage: stage, category: .open, entered: Fixture.days(entered), left: left.map { Fixture.days($0) },
      author: Fixture.author)
  }

  @Test func gapsOverlapsAndOpenEndsAreRefusedAllAtOnce() {
    let entries = [entry("a", 0, 2), entry("b", 3, 2.5), entry("c", 2.5, nil), entry("d", 4, 5)]
    let error = #expect(throws: ValidationError.self) { try StageHistory(restoring: entries) }
    #expect(error?.problems.map(\.field) == ["history[1]", "history[2]", "history[3]"])
    #expect(throws: ValidationError.self) { try StageHistory(restoring: []) }
  }

  @Test func aBrokenHistoryIsNotDecoded() throws {
    let good = try StageHistory(restoring: [entry("a", 0, 2), entry("b", 2, nil)])
    let data = try JSONEncoder().encode(good)
    #expect(try JSONDecoder().decode(StageHistory.self, from: data) == good)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(StageHistory.self, from: Data("[]".utf8)) }
  }

  @Test func timeInAStageCountsAllStays() throws {
    let history = try StageHistory(restoring: [entry("a", 0, 2), entry("b", 2, 3), entry("a", 3, nil)])
    #expect(history.time(in: "a", at: Fixture.days(7)) == 6 * 86_400)
    #expect(history.time(in: "b", at: Fixture.days(7)) == 86_400)
    #expect(history.time(in: "c", at: Fixture.days(7)) == 0)
  }
}
