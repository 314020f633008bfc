import CRMTesting
import Consent
import Foundation
import Testing

@Suite struct LegalDeadlineTests {
  private func due(
    _ deadline: LegalDeadline?, _ day: String, in calendar: WorkingCalendar? = nil, isExtended: Bool = false
  ) throws -> String {
    let deadline = try #require(deadline)
    return deadline.due(from: try #require(CalendarDay(day)), in: calendar, isExtended: isExtended).description
  }

  @Test func monthsClampAndRollToTheNextWorkingDay() throws {
    let month = PolicyPack.europeanUnion.deadlines["default"]
    #expect(try due(month, "2026-03-10") == "2026-04-10")
    // 31 January and a month: 28 February 2026, a Saturday; the Monday after it.
    #expect(try due(month, "2026-01-31") == "2026-03-02")
    // 10 and 2 months more.
    #expect(try due(month, "2026-03-10", isExtended: true) == "2026-06-10")
    #expect(try due(month, "2026-11-30", isExtended: true) == "2027-03-01")
  }

  @Test func holidaysOfTheCalendarCount() throws {
    let calendar = WorkingCalendar(
      layers: [
        WorkingHours(
          timeZone: TimeZone(identifier: "Europe/Berlin"), weekly: WorkingHours.weekly([.wholeDay]).weekly,
          holidays: [
            Holiday(.yearly(month: 12, day: 25)), Holiday(.yearly(month: 12, day: 26)),
            Holiday(.yearly(month: 1, day: 1)),
          ])
      ])
    let month = PolicyPack.europeanUnion.deadlines["default"]
    // Christmas 2026 is a Friday, Boxing Day a Saturday.
    #expect(try due(month, "2026-11-25", in: calendar) == "2026-12-28")
    #expect(try due(month, "2026-12-01", in: calendar) == "2027-01-04")
    // Ten working days, 152-FZ art. 20(1): from a Friday on, over two weekends and two holidays on working days.
    let ten = PolicyPack.russia.deadlines["default"]
    #expect(try due(ten, "2026-12-18", in: calendar) == "2027-01-05")
    #expect(try due(ten, "2026-03-02") == "2026-03-16")
  }

  @Test func daysMayEndOnAnyDayWhereThePackSaysSo() throws {
    // 152-FZ art. 21(5): thirty days; 31 October 2026 is a Saturday.
    #expect(try due(PolicyPack.russia.deadlines["erasure"], "2026-10-01") == "2026-10-31")
    #expect(try due(PolicyPack.ukraine.deadlines["default"], "2026-10-01") == "2026-11-02")
  }

  @Test func aCalendarThatNeverOpensDoesNotHang() throws {
    let closed = WorkingCalendar(layers: [.weekly([], timeZone: .gmt)])
    #expect(try due(PolicyPack.europeanUnion.deadlines["default"], "2026-03-10", in: closed) == "2026-04-10")
  }
}
