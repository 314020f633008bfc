import CRMCore
import Foundation
import Testing

@Suite struct PeriodTests {
  private func at(_ seconds: Double) -> Date { Date(timeIntervalSince1970: seconds) }

  @Test func isHalfOpen() {
    let period = Period(start: at(10), end: at(20))
    #expect(period.contains(at(10)) && !period.contains(at(20)))
    #expect(!period.overlaps(Period(start: at(20), end: at(30))))
    #expect(period.intersection(Period(start: at(15), end: at(30))) == Period(start: at(15), end: at(20)))
    #expect(Period(start: at(20), end: at(10)).isEmpty)
    #expect(period.length == 10)
  }

  @Test func refusesAReversedPeriodOnDisk() throws {
    let period = Period(start: at(10), end: at(20))
    #expect(try JSONDecoder().decode(Period.self, from: JSONEncoder().encode(period)) == period)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Period.self, from: Data(#"{"start":5,"end":4}"#.utf8))
    }
  }

  /// Beyond the year 2106 neighbouring dates lie further apart than half a microsecond.
  @Test func millisecondsFarFrom1970Survive() {
    for milliseconds in stride(from: Int64(-62_000_000_000_001), to: 253_000_000_000_000, by: 99_999_999_989) {
      #expect(Date(millisecondsSince1970: milliseconds).millisecondsSince1970 == milliseconds)
    }
  }

  @Test func millisecondsTruncateAndSurvive() {
    #expect(at(1.9996).truncatedToMilliseconds == Date(millisecondsSince1970: 1999))
    #expect(at(-0.0005).millisecondsSince1970 == -1)
    for milliseconds in stride(from: Int64(1_763_700_000_000), to: 1_763_700_100_000, by: 7) {
      let date = Date(millisecondsSince1970: milliseconds)
      guard date.millisecondsSince1970 == milliseconds, date.truncatedToMilliseconds == date else {
        Issue.record("\(milliseconds)")
        return
      }
    }
    #expect(Date(timeIntervalSince1970: .nan).millisecondsSince1970 < 0)
  }
}
