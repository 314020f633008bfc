import CRMCore
import Foundation
import Testing

/// The program of the page Recurrence does what the page says.
@Suite struct RecurrenceDocExampleTests {
  @Test func reviewsOnTheLastWorkingDay() throws {
    let zone = try #require(TimeZone(identifier: "Europe/Berlin"))
    let found = try reviews(in: zone).map(\.start)
    #expect(
      found == [
        "2026-08-31T16:30:00", "2026-09-30T16:30:00", "2026-10-30T16:30:00", "2026-11-30T16:30:00",
        "2026-12-22T16:30:00",
      ])
  }
}
