import CRMCore
import Foundation
import Testing

@Suite struct CalendarDayTests {
  private func day(_ text: String) throws -> CalendarDay { try #require(CalendarDay(text)) }
  private func zone(_ name: String) throws -> TimeZone { try #require(TimeZone(identifier: name)) }
  private func date(_ text: String) throws -> Date { try Date(text, strategy: .iso8601) }

  @Test func everyDayOfFourCenturiesRoundTripsInOrder() throws {
    var expected = (year: 1799, month: 1, day: 1)
    let first = try day("1799-01-01")
    let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    for offset in 0..<146_097 {
      let current = first.adding(days: offset)
      let parts = current.components
      guard parts == expected, CalendarDay(year: parts.year, month: parts.month, day: parts.day) == current else {
        Issue.record("\(current) is not \(expected)")
        return
      }
      let leap = expected.year % 400 == 0 || (expected.year % 4 == 0 && expected.year % 100 != 0)
      let length = lengths[expected.month - 1] + (expected.month == 2 && leap ? 1 : 0)
      expected.day += 1
      if expected.day > length { expected = (expected.year, expected.month + 1, 1) }
      if expected.month > 12 { expected = (expected.year + 1, 1, 1) }
    }
  }

  /// Known dates: 1970-01-01 Thursday, 2000-02-29 Tuesday, 2026-11-21 Saturday, 1582-10-15 Friday.
  @Test func weekdays() throws {
    #expect(try day("1970-01-01").weekday == .thursday)
    #expect(try day("2000-02-29").weekday == .tuesday)
    #expect(try day("2026-11-21").weekday == .saturday)
    #expect(try day("1582-10-15").weekday == .friday)
    #expect(CalendarDay.min.weekday == .monday)
    #expect(Weekday.sunday.advanced(by: 1) == .monday && Weekday.monday.advanced(by: -8) == .sunday)
    #expect(try day("2026-11-21").startOfWeek().description == "2026-11-16")
    #expect(try day("2026-11-21").startOfWeek(.sunday).description == "2026-11-15")
  }

  @Test func monthsClampToTheEnd() throws {
    #expect(try day("2026-01-31").adding(months: 1).description == "2026-02-28")
    #expect(try day("2024-01-31").adding(months: 1).description == "2024-02-29")
    #expect(try day("2024-02-29").adding(years: 1).description == "2025-02-28")
    #expect(try day("2026-03-31").adding(months: -1).description == "2026-02-28")
    #expect(try day("2026-01-15").adding(months: -13).description == "2024-12-15")
    #expect(try day("2026-11-21").adding(months: Int.max) == .max)
    #expect(try day("2026-11-21").adding(days: Int.min) == .min)
    #expect(try day("2026-02-11").lastOfMonth.description == "2026-02-28")
    #expect(try day("2026-02-11").firstOfMonth.description == "2026-02-01")
    #expect(try day("2026-11-21").quarter == 4)
    #expect(try day("2026-11-21").days(until: day("2027-01-01")) == 41)
    #expect(CalendarDay.min.description == "0001-01-01" && CalendarDay.max.description == "9999-12-31")
  }

  @Test(arguments: [
    "2026-02-29", "2026-13-01", "2026-00-01", "2026-1-01", "0000-01-01", "2026-11-21T", "２026-11-2", "",
  ])
  func refusesWhatIsNoDate(text: String) {
    #expect(CalendarDay(text) == nil)
  }

  @Test func isTextOnDiskAndAsKey() throws {
    let value = [try day("2026-11-21"): 1]
    let json = String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
    #expect(json == #"{"2026-11-21":1}"#)
    #expect(try JSONDecoder().decode([CalendarDay: Int].self, from: Data(json.utf8)) == value)
    #expect(try JSONDecoder().decode([CalendarDay].self, from: Data(#"["2000-02-29"]"#.utf8)) == [day("2000-02-29")])
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([CalendarDay].self, from: Data(#"["2001-02-29"]"#.utf8))
    }
  }

  @Test func dayOfAnInstantDependsOnTheZone() throws {
    let instant = try date("2026-11-21T22:30:00Z")
    #expect(CalendarDay(instant, in: try zone("UTC")).description == "2026-11-21")
    #expect(CalendarDay(instant, in: try zone("Europe/Kyiv")).description == "2026-11-22")
    #expect(CalendarDay(try date("1969-12-31T23:59:59Z"), in: try zone("UTC")).dayNumber == -1)
  }

  /// Facts of the IANA time zone database: São Paulo put clocks forward at midnight of 2018-11-04, Havana puts them
  /// back from 01:00 to 00:00 (2025-11-02), Apia had no 2011-12-30.
  @Test func startIsTheFirstExistingInstant() throws {
    #expect(try day("2018-11-04").startDate(in: zone("America/Sao_Paulo")) == date("2018-11-04T03:00:00Z"))
    #expect(try day("2025-11-02").startDate(in: zone("America/Havana")) == date("2025-11-02T04:00:00Z"))
    #expect(try day("2011-12-30").startDate(in: zone("Pacific/Apia")) == date("2011-12-30T10:00:00Z"))
    #expect(try day("2011-12-31").startDate(in: zone("Pacific/Apia")) == date("2011-12-30T10:00:00Z"))
    #expect(try day("2026-03-29").period(in: zone("Europe/Berlin")).length == 23 * 3600)
    #expect(try day("2026-10-25").period(in: zone("Europe/Berlin")).length == 25 * 3600)
    #expect(try day("2026-10-26").period(in: zone("Asia/Kathmandu")).start == date("2026-10-25T18:15:00Z"))
  }

  @Test func dayAndStartAreInverseThroughYearsOfManyZones() throws {
    let names = [
      "Europe/Berlin", "America/Sao_Paulo", "America/Havana", "Asia/Tehran", "Australia/Lord_Howe", "Africa/Cairo",
    ]
    for name in names {
      let zone = try zone(name)
      for number in stride(from: 14_000, to: 21_000, by: 1) {
        let day = CalendarDay(clamping: number)
        let start = day.startDate(in: zone)
        let ok = CalendarDay(start, in: zone) == day && CalendarDay(start.addingTimeInterval(-1), in: zone) < day
        if !ok { Issue.record("\(day) in \(name)") }
      }
    }
  }
}
