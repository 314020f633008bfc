import CRMCore
import CRMTesting
import Foundation
import Testing

@Suite struct RecurrenceTests {
  let berlin = TimeZone(identifier: "Europe/Berlin")!

  private func utc(_ set: Recurrence, _ count: Int) -> [String] {
    set.occurrences.prefix(count).map { LocalDateTime($0.date, in: .gmt).description }
  }

  @Test func nineOClockStaysNineOClockWhenClocksChange() throws {
    let set = Recurrence(start: "2026-03-28T09:00:00", in: berlin, RecurrenceRule(.daily))
    #expect(utc(set, 3) == ["2026-03-28T08:00:00", "2026-03-29T07:00:00", "2026-03-30T07:00:00"])
  }

  /// RFC 5545, 3.3.5: a time in the gap is read with the offset before it, one that occurs twice is its first occurrence.
  @Test func timesThatDoNotExistAndTimesThatOccurTwice() throws {
    var spring = Recurrence(start: "2026-03-28T02:30:00", in: berlin, RecurrenceRule(.daily))
    #expect(utc(spring, 3) == ["2026-03-28T01:30:00", "2026-03-29T01:30:00", "2026-03-30T00:30:00"])
    #expect(spring.occurrences.dropFirst().first { _ in true }?.id == "2026-03-29T02:30:00")
    spring.nonexistentTimes = .skipped
    #expect(utc(spring, 2) == ["2026-03-28T01:30:00", "2026-03-30T00:30:00"])
    spring.rules[0].end = .count(2)
    #expect(utc(spring, 9) == ["2026-03-28T01:30:00", "2026-03-30T00:30:00"])
    let autumn = Recurrence(start: "2026-10-24T02:30:00", in: berlin, RecurrenceRule(.daily))
    #expect(utc(autumn, 3) == ["2026-10-24T00:30:00", "2026-10-25T00:30:00", "2026-10-26T01:30:00"])
    // The example of the RFC.
    let york = TimeZone(identifier: "America/New_York")!
    #expect(LocalDateTime(stringLiteral: "2007-11-04T01:30:00").date(in: york) == Date("2007-11-04T05:30:00Z"))
    #expect(LocalDateTime(stringLiteral: "2007-03-11T02:30:00").date(in: york) == Date("2007-03-11T07:30:00Z"))
  }

  /// What is moved out of a gap takes its place among later local times, and is given once.
  @Test func occurrencesStayInOrderAcrossAGap() throws {
    let dense = Recurrence(start: "2026-03-29T01:10:00", in: berlin, RecurrenceRule(.minutely, every: 50))
    let dates = dense.occurrences.prefix(6).map(\.date)
    #expect(zip(dates, dates.dropFirst()).allSatisfy { $0 < $1 })
    // 01:10, 02:00 → 03:00, 02:50 → 03:50 and 03:40, which comes before.
    #expect(utc(dense, 5).map { $0.suffix(8) } == ["00:10:00", "01:00:00", "01:40:00", "01:50:00", "02:30:00"])
    let quarters = Recurrence(start: "2026-03-29T01:00:00", in: berlin, RecurrenceRule(.minutely, every: 15))
    #expect(Set(utc(quarters, 12)).count == 12 && utc(quarters, 12).last == "2026-03-29T02:45:00")
    // What meets is counted once.
    let counted = Recurrence(
      start: "2026-03-29T01:00:00", in: berlin, RecurrenceRule(.minutely, every: 15, end: .count(12)))
    #expect(utc(counted, 20) == utc(quarters, 12))
    // Every occurrence but the start lies in a gap: nothing is lost, and nothing waits for one that does not.
    let yearly = Recurrence(
      start: "2026-03-29T02:30:00", in: berlin, RecurrenceRule(.yearly, months: [3], weekdays: [.nth(-1, .sunday)]))
    #expect(utc(yearly, 3) == ["2026-03-29T01:30:00", "2027-03-28T01:30:00", "2028-03-26T01:30:00"])
  }

  @Test func wholeDaysBeginWithTheDay() throws {
    let beirut = TimeZone(identifier: "Asia/Beirut")!
    // Clocks go forward at midnight there: the day begins at one.
    var set = Recurrence(start: "2022-03-26T00:00:00", in: beirut, RecurrenceRule(.daily), isAllDay: true)
    #expect(utc(set, 3) == ["2022-03-25T22:00:00", "2022-03-26T22:00:00", "2022-03-27T21:00:00"])
    set.rules = [RecurrenceRule(.daily, hours: [9, 15])]
    #expect(utc(set, 2) == ["2022-03-25T22:00:00", "2022-03-26T22:00:00"], "BYHOUR is not for dates")
    set.rules = [RecurrenceRule(.hourly)]
    #expect(set.occurrences.map(\.id) == ["2022-03-26T00:00:00"])
    #expect(set.problems().map(\.field) == ["rules[0].FREQ"])
  }

  @Test func furtherDatesExceptionsAndMovedOccurrences() throws {
    var set = Recurrence(
      start: "2026-01-05T09:00:00", in: berlin, RecurrenceRule(.weekly, end: .count(4)),
      dates: ["2026-01-07T10:00:00", "2026-01-12T09:00:00"], exceptions: ["2026-01-19T09:00:00"])
    func starts() -> [String] { set.occurrences.map { String($0.start.description.prefix(10)) } }
    #expect(starts() == ["2026-01-05", "2026-01-07", "2026-01-12", "2026-01-26"])
    // One is moved behind the next, one before all; one that does not exist and one that is left out move nothing.
    set.overrides = [
      "2026-01-12T09:00:00": "2026-01-27T08:00:00", "2026-01-26T09:00:00": "2026-01-02T09:00:00",
      "2026-01-13T09:00:00": "2026-01-14T09:00:00", "2026-01-19T09:00:00": "2026-01-20T09:00:00",
    ]
    #expect(starts() == ["2026-01-02", "2026-01-05", "2026-01-07", "2026-01-27"])
    #expect(set.occurrences.map(\.id).last == "2026-01-12T09:00:00")
    let later = set.occurrences(from: Date("2026-01-06T00:00:00Z")).map(\.start)
    #expect(later == ["2026-01-07T10:00:00", "2026-01-27T08:00:00"])
    let period = Period(start: Date("2026-01-05T00:00:00Z"), end: Date("2026-01-07T09:00:00Z"))
    #expect(set.occurrences(in: period).map(\.start) == ["2026-01-05T09:00:00"])
    // Two rules; what both give comes once.
    set = Recurrence(
      start: "2026-01-05T09:00:00", in: berlin, RecurrenceRule(.daily, every: 2, end: .count(3)),
      RecurrenceRule(.daily, every: 3, end: .count(3)))
    #expect(starts() == ["2026-01-05", "2026-01-07", "2026-01-08", "2026-01-09", "2026-01-11"])
  }

  /// The start is an occurrence and counts as the first one, unless one says otherwise.
  @Test func theStartCounts() throws {
    var set = Recurrence(
      start: "2026-01-06T09:00:00", in: berlin, RecurrenceRule(.weekly, end: .count(3), weekdays: [.every(.monday)]))
    #expect(set.occurrences.map(\.id.day.day) == [6, 12, 19])
    set.includesStart = false
    #expect(set.occurrences.map(\.id.day.day) == [12, 19, 26])
  }

  @Test func whereARuleEnds() throws {
    func count(_ end: RecurrenceRule.End) -> Int {
      Recurrence(start: "2026-03-27T09:00:00", in: berlin, RecurrenceRule(.daily, end: end)).occurrences.map(\.id).count
    }
    #expect(count(.day(CalendarDay(year: 2026, month: 3, day: 30)!)) == 4)
    #expect(count(.local("2026-03-30T09:00:00")) == 4 && count(.local("2026-03-30T08:59:59")) == 3)
    #expect(count(.instant(Date("2026-03-30T07:00:00Z"))) == 4 && count(.instant(Date("2026-03-30T06:59:59Z"))) == 3)
    #expect(count(.local("2026-03-26T09:00:00")) == 1, "the start")
    let last = Recurrence(start: "9998-12-30T09:00:00", in: .gmt, RecurrenceRule(.yearly)).occurrences.map(\.id)
    #expect(last == ["9998-12-30T09:00:00", "9999-12-30T09:00:00"])
  }

  @Test(arguments: [
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=HOURLY;INTERVAL=24;BYHOUR=10",
    "FREQ=MINUTELY;INTERVAL=2;BYMINUTE=1,3",
    "FREQ=SECONDLY;INTERVAL=86400;BYSECOND=1", "FREQ=YEARLY;BYDAY=54MO", "FREQ=YEARLY;BYWEEKNO=20;BYMONTH=1;BYDAY=MO",
    "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6", "FREQ=DAILY;INTERVAL=7;BYDAY=SU", "FREQ=MONTHLY;INTERVAL=12;BYMONTH=7",
    "FREQ=SECONDLY;INTERVAL=86399;BYHOUR=3;BYMINUTE=3;BYSECOND=3;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=WEEKLY;INTERVAL=1000000;BYMONTH=2;BYDAY=MO",
  ])
  func workIsBoundedWhereNothingMatches(_ text: String) throws {
    guard let rule = RecurrenceRule(text) else { return }
    let time = ContinuousClock().measure {
      // A Tuesday, an even minute.
      #expect(rule.occurrences(from: "2026-01-06T09:00:00").first { _ in true } == nil, "\(text)")
    }
    #expect(time < .seconds(1), "\(text): \(time)")
  }

  @Test func aRareDayIsFound() throws {
    // 29 February on a Monday, each seventh year only.
    let rule = try RecurrenceRule(parsing: "FREQ=YEARLY;INTERVAL=7;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO")
    let found = rule.occurrences(from: "2000-01-01T00:00:00").prefix(2).map(\.day)
    #expect(found.allSatisfy { $0.weekday == .monday && $0.month == 2 && $0.day == 29 && ($0.year - 2000) % 7 == 0 })
    #expect(found.count == 2)
  }

  @Test func everythingWrongWithATextIsSaid() {
    func fields(_ text: String) -> [String] {
      do {
        _ = try RecurrenceRule(parsing: text)
        return []
      } catch { return error.problems.map(\.field) }
    }
    #expect(fields("INTERVAL=0;COUNT=0") == ["FREQ", "INTERVAL", "COUNT"])
    #expect(fields("FREQ=FORTNIGHTLY") == ["FREQ"])
    #expect(
      fields("FREQ=DAILY;BYHOUR=24;BYMINUTE=60;BYSECOND=61;BYMONTH=13") == [
        "BYSECOND", "BYMINUTE", "BYHOUR", "BYMONTH",
      ])
    #expect(fields("FREQ=DAILY;COUNT=1;UNTIL=20260101") == ["UNTIL"])
    #expect(fields("FREQ=DAILY;BYHOUR=1,,2;WKST=XX;UNTIL=20260230") == ["UNTIL", "BYHOUR", "WKST"])
    #expect(fields("FREQ=DAILY;FREQ=DAILY;X-PART=1;nonsense") == ["FREQ", "RRULE", "X-PART"])
    #expect(
      fields("FREQ=WEEKLY;BYDAY=1MO;BYMONTHDAY=1;BYWEEKNO=1;BYYEARDAY=1") == [
        "BYWEEKNO", "BYYEARDAY", "BYMONTHDAY", "BYDAY",
      ])
    #expect(fields("FREQ=YEARLY;BYWEEKNO=1;BYDAY=1MO") == ["BYDAY"])
    #expect(
      fields("FREQ=YEARLY;BYMONTHDAY=0,32;BYYEARDAY=-367;BYWEEKNO=54;BYSETPOS=0") == [
        "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS",
      ])
    #expect(fields("FREQ=DAILY;BYSETPOS=1") == ["BYSETPOS"])
    #expect(
      fields("RSCALE=GREGORIAN;FREQ=DAILY;SKIP=OMIT") == []
        && fields("RSCALE=CHINESE;FREQ=DAILY;SKIP=FORWARD") == ["RSCALE", "SKIP"])
    let broken = RecurrenceRule(.daily, months: [13])
    #expect(broken.occurrences(from: "2026-01-01T00:00:00").first { _ in true } == nil)
  }

  @Test func aSetIsReadFromItsLinesAndWrittenBack() throws {
    let text = """
      DTSTART;TZID=Europe/Berlin:20260105T090000
      RRULE:FREQ=WEEKLY;COU
       NT=10
      RDATE;TZID=America/New_York:20260107T040000,20260108T040000
      EXDATE:20260112T080000Z
      """
    let set = try Recurrence(parsing: text)
    #expect(set.timeZone == berlin && set.dates == ["2026-01-07T10:00:00", "2026-01-08T10:00:00"])
    #expect(set.exceptions == ["2026-01-12T09:00:00"] && set.rules == [RecurrenceRule(.weekly, end: .count(10))])
    #expect(try Recurrence(parsing: set.text) == set)
    let whole = try Recurrence(parsing: "DTSTART;VALUE=DATE:20260105\nRRULE:FREQ=DAILY\nEXDATE;VALUE=DATE:20260106")
    #expect(whole.isAllDay && whole.text.contains("EXDATE;VALUE=DATE:20260106"))
    #expect(try Recurrence(parsing: whole.text) == whole)
    let floating = try Recurrence(parsing: "DTSTART:20260105T090000", floatingIn: berlin)
    #expect(floating.timeZone == berlin)
    #expect(try Recurrence(parsing: "DTSTART:20260105T090000Z").timeZone == .gmt)
    func fields(_ text: String) -> [String] {
      do {
        _ = try Recurrence(parsing: text)
        return []
      } catch { return error.problems.map(\.field) }
    }
    #expect(fields("RRULE:FREQ=DAILY") == ["DTSTART"])
    #expect(
      fields("DTSTART;TZID=Nowhere/Land:20260105T090000\nRRULE:FREQ=X\nEXDATE;VALUE=DATE:20260106\nSUMMARY:x") == [
        "DTSTART.TZID", "FREQ", "EXDATE", "SUMMARY",
      ])
    #expect(fields("DTSTART;VALUE=DATE:20260105\nRRULE:FREQ=HOURLY") == ["rules[0].FREQ"])
  }

  @Test func whatIsOnDiskIsReadBackEqual() throws {
    var set = Recurrence(start: "2026-01-05T09:00:00", in: berlin, RecurrenceRule(.weekly, end: .count(3)))
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let short = #"{"rules":["FREQ=WEEKLY;COUNT=3"],"start":"2026-01-05T09:00:00","timeZone":"Europe/Berlin"}"#
    #expect(String(decoding: try encoder.encode(set), as: UTF8.self) == short)
    set.dates = ["2026-01-06T09:00:00"]
    set.exceptions = ["2026-01-12T09:00:00"]
    set.overrides = ["2026-01-19T09:00:00": "2026-01-20T09:00:00"]
    set.includesStart = false
    set.nonexistentTimes = .skipped
    #expect(try JSONDecoder().decode(Recurrence.self, from: encoder.encode(set)) == set)
  }
}
