import CRMCore
import Foundation
import Testing

@Suite struct WorkingCalendarTests {
  private func zone(_ name: String) throws -> TimeZone { try #require(TimeZone(identifier: name)) }
  private func date(_ text: String) throws -> Date { try Date(text, strategy: .iso8601) }
  private func day(_ text: String) throws -> CalendarDay { try #require(CalendarDay(text)) }

  /// Monday to Friday 9–17 in Berlin.
  private func office(_ zoneName: String = "Europe/Berlin", _ spans: [ClockSpan] = ["09:00-17:00"]) throws
    -> WorkingCalendar
  {
    WorkingCalendar(layers: [.weekly(spans, timeZone: try zone(zoneName))])
  }

  @Test func exactlyFilledSpanEndsAtClosingTime() throws {
    let calendar = try office()
    // Friday 2026-11-20 09:00 in Berlin is 08:00Z; eight hours fill the day.
    let friday = try date("2026-11-20T08:00:00Z")
    #expect(calendar.add(.hours(8), to: friday) == (try date("2026-11-20T16:00:00Z")))
    let opening = try date("2026-11-23T08:00:00Z")
    let justAfter = try #require(calendar.add(.hours(8) + .milliseconds(1), to: friday))
    #expect(justAfter.millisecondsSince1970 == opening.millisecondsSince1970 + 1)
    #expect(calendar.add(.hours(16), to: friday) == (try date("2026-11-23T16:00:00Z")))
    // The mirror image: what fills a span begins at its opening.
    #expect(calendar.subtract(.hours(8), from: try date("2026-11-23T16:00:00Z")) == (try date("2026-11-23T08:00:00Z")))
    #expect(calendar.subtract(.hours(9), from: try date("2026-11-23T16:00:00Z")) == (try date("2026-11-20T15:00:00Z")))
    // No work ends at once, also on a Sunday; work begun on Sunday begins on Monday.
    let sunday = try date("2026-11-22T12:00:00Z")
    #expect(calendar.add(.zero, to: sunday) == sunday)
    #expect(calendar.add(.hours(1), to: sunday) == (try date("2026-11-23T09:00:00Z")))
    #expect(calendar.add(.hours(-1), to: sunday) == calendar.subtract(.hours(1), from: sunday))
    #expect(calendar.subtract(.hours(1), from: sunday) == (try date("2026-11-20T15:00:00Z")))
  }

  @Test func opensAndCloses() throws {
    let calendar = try office()
    #expect(calendar.isOpen(at: try date("2026-11-20T08:00:00Z")))
    #expect(!calendar.isOpen(at: try date("2026-11-20T16:00:00Z")))
    #expect(calendar.nextOpening(from: try date("2026-11-20T16:00:00Z")) == (try date("2026-11-23T08:00:00Z")))
    #expect(calendar.nextOpening(from: try date("2026-11-20T10:30:00Z")) == (try date("2026-11-20T10:30:00Z")))
    let week = Period(start: try date("2026-11-16T00:00:00Z"), end: try date("2026-11-23T00:00:00Z"))
    #expect(calendar.working(in: week) == .hours(40) && calendar.openPeriods(in: week).count == 5)
  }

  /// Europe/Berlin: 2026-03-29 02:00 → 03:00, 2026-10-25 03:00 → 02:00 (IANA time zone database).
  @Test func roundTheClockDaysHaveTwentyThreeOrTwentyFiveHours() throws {
    let calendar = WorkingCalendar.alwaysOpen(timeZone: try zone("Europe/Berlin"))
    #expect(calendar.working(in: try day("2026-03-29").period(in: zone("Europe/Berlin"))) == .hours(23))
    #expect(calendar.working(in: try day("2026-10-25").period(in: zone("Europe/Berlin"))) == .hours(25))
    let start = try date("2026-03-28T23:00:00Z")
    #expect(calendar.add(.hours(24 * 365), to: start) == start.addingTimeInterval(86_400 * 365))
  }

  @Test func boundariesInGapAndOverlap() throws {
    let everyDay = Weekday.allCases
    let berlin = try zone("Europe/Berlin")
    // 02:30 does not exist on 2026-03-29: the first instant after the gap is 01:00Z.
    let gap = WorkingCalendar(layers: [.weekly(["02:30-04:00"], on: everyDay, timeZone: berlin)])
    #expect(gap.nextOpening(from: try date("2026-03-28T23:00:00Z")) == (try date("2026-03-29T01:00:00Z")))
    let lost = WorkingCalendar(layers: [.weekly(["02:00-03:00"], on: everyDay, timeZone: berlin)])
    #expect(lost.working(in: try day("2026-03-29").period(in: berlin)) == .zero)
    // 02:30 happens twice on 2026-10-25: the first is 00:30Z.
    let opens = WorkingCalendar(layers: [.weekly(["02:30-04:00"], on: everyDay, timeZone: berlin)])
    #expect(
      opens.openPeriods(in: try day("2026-10-25").period(in: berlin)) == [
        Period(start: try date("2026-10-25T00:30:00Z"), end: try date("2026-10-25T03:00:00Z"))
      ])
    let closes = WorkingCalendar(layers: [.weekly(["01:00-02:30"], on: everyDay, timeZone: berlin)])
    #expect(
      closes.openPeriods(in: try day("2026-10-25").period(in: berlin)).first?.end == (try date("2026-10-25T00:30:00Z")))
  }

  @Test func spansOverMidnightAreSplit() throws {
    let night = WorkingCalendar(layers: [.weekly(["22:00-06:00"], on: [.monday], timeZone: .gmt)])
    let tuesday = try day("2026-11-24").period(in: .gmt)
    #expect(night.working(in: tuesday) == .hours(6))
    #expect(night.openPeriods(in: Period(start: try date("2026-11-23T00:00:00Z"), end: tuesday.end)).count == 1)
    let evening: ClockSpan = "22:00-24:00"
    #expect(!evening.crossesMidnight)
    // The part after midnight is Tuesday's: a holiday on Tuesday closes it, one on Monday does not.
    var layer = night.layers[0]
    layer.holidays = [Holiday(.day(try day("2026-11-24")))]
    #expect(WorkingCalendar(layers: [layer]).working(in: tuesday) == .zero)
    layer.holidays = [Holiday(.day(try day("2026-11-23")))]
    #expect(WorkingCalendar(layers: [layer]).working(in: tuesday) == .hours(6))
  }

  @Test func holidaysBreaksAndOverrides() throws {
    var hours = WorkingHours.weekly(["09:00-17:00"], timeZone: .gmt)
    for weekday in Weekday.workweek { hours.breaks[weekday] = ["12:00-13:00"] }
    hours.holidays = [
      Holiday(.yearly(month: 12, day: 25), name: "Christmas"),
      Holiday(.day(try day("2026-12-24")), closed: ["14:00-24:00"]),
    ]
    hours.overrides = [try day("2026-12-19"): ["10:00-14:00"], try day("2026-12-23"): []]
    let calendar = WorkingCalendar(layers: [hours])
    func worked(_ text: String) throws -> Duration { calendar.working(in: try day(text).period(in: .gmt)) }
    #expect(try worked("2026-12-21") == .hours(7))
    #expect(try worked("2026-12-19") == .hours(4))
    #expect(try worked("2026-12-23") == .zero)
    #expect(try worked("2026-12-24") == .hours(4))
    #expect(try worked("2026-12-25") == .zero && worked("2028-12-25") == .zero)
  }

  @Test func layersFromOrganisationToPerson() throws {
    let christmas = try day("2026-12-25")
    var organisation = WorkingHours.weekly(["09:00-17:00"], timeZone: try zone("Europe/Berlin"))
    organisation.holidays = [Holiday(.yearly(month: 12, day: 25))]
    organisation.overrides = [try day("2026-12-19"): ["09:00-12:00"]]
    let team = WorkingHours(overrides: [christmas: ["10:00-12:00"]])
    let person = WorkingHours(
      weekly: [.monday: ["08:00-10:00"], .tuesday: []], holidays: [Holiday(.day(try day("2026-12-19")))])
    let company = WorkingCalendar(layers: [organisation])
    let group = company.with(team)
    let own = group.with(person)
    func worked(_ calendar: WorkingCalendar, _ text: String) throws -> Duration {
      calendar.working(in: try day(text).period(in: calendar.timeZone))
    }
    #expect(try worked(company, "2026-12-25") == .zero && worked(group, "2026-12-25") == .hours(2))
    #expect(try worked(group, "2026-12-19") == .hours(3) && worked(own, "2026-12-19") == .zero)
    #expect(try worked(own, "2026-12-21") == .hours(2) && worked(own, "2026-12-22") == .zero)
    #expect(try worked(own, "2026-12-23") == .hours(8))
    let abroad = own.with(WorkingHours(timeZone: try zone("Asia/Tokyo")))
    #expect(abroad.nextOpening(from: try date("2026-12-20T12:00:00Z")) == (try date("2026-12-20T23:00:00Z")))
  }

  @Test func sparseCalendarsAndDecadesWork() throws {
    let sparse = WorkingCalendar(layers: [.weekly(["12:00-12:01"], on: [.wednesday], timeZone: .gmt)])
    let start = try date("2026-01-01T00:00:00Z")
    let after = try #require(sparse.add(.minutes(520), to: start))
    #expect(after == (try date("2026-01-07T12:01:00Z")).addingTimeInterval(519 * 7 * 86_400))
    #expect(sparse.subtract(.minutes(520), from: after) == (try date("2026-01-07T12:00:00Z")))
    let decades = Period(start: start, end: try date("2056-01-01T00:00:00Z"))
    #expect(sparse.working(in: decades) == .minutes(1565))
    let timeline = sparse.timeline(try day("2026-01-01")...day("2056-01-01"))
    #expect(timeline.working(in: decades) == .minutes(1565) && timeline.add(.minutes(520), to: start) == after)
  }

  @Test func whatNeverComesIsNil() throws {
    let never = WorkingCalendar(layers: [WorkingHours()])
    let now = try date("2026-01-01T00:00:00Z")
    #expect(never.add(.seconds(1), to: now) == nil && never.nextOpening(from: now) == nil)
    #expect(
      never.subtract(.seconds(1), from: now) == nil && never.working(in: Period(start: now, end: now + 1e7)) == .zero)
    var once = WorkingHours(overrides: [try day("2200-01-01"): ["00:00-01:00"]])
    #expect(WorkingCalendar(layers: [once]).nextOpening(from: now) == (try date("2200-01-01T00:00:00Z")))
    #expect(WorkingCalendar(layers: [once]).add(.hours(2), to: now) == nil)
    once.overrides = [try day("1990-01-01"): ["00:00-01:00"]]
    #expect(WorkingCalendar(layers: [once]).subtract(.hours(1), from: now) == (try date("1990-01-01T00:00:00Z")))
    // Only on a 29 February that is a Monday: 2044.
    var leap = WorkingHours.weekly(["09:00-10:00"], on: [.monday], timeZone: .gmt)
    for month in 1...12 {
      for date in 1...31 where !(month == 2 && date == 29) {
        leap.holidays.append(Holiday(.yearly(month: month, day: date)))
      }
    }
    let rare = WorkingCalendar(layers: [leap])
    #expect(rare.nextOpening(from: now) == (try date("2044-02-29T09:00:00Z")))
    // The longest wait, over a century year that is no leap year: 1888 to 1928.
    leap.weekly = [.wednesday: ["09:00-10:00"]]
    let wait = WorkingCalendar(layers: [leap])
    #expect(wait.nextOpening(from: try date("1888-03-01T00:00:00Z")) == (try date("1928-02-29T09:00:00Z")))
    #expect(wait.subtract(.hours(1), from: try date("1928-02-29T09:00:00Z")) == (try date("1888-02-29T09:00:00Z")))
    leap.holidays.append(Holiday(.yearly(month: 2, day: 29)))
    #expect(WorkingCalendar(layers: [leap]).nextOpening(from: now) == nil)
    let always = WorkingCalendar.alwaysOpen()
    #expect(always.add(.seconds(Int64.max / 2), to: now) == nil)
    #expect(always.isOpen(at: .distantPast) && always.isOpen(at: .distantFuture))
  }

  @Test func isReadableOnDisk() throws {
    let hours = WorkingHours(
      timeZone: try zone("Europe/Berlin"), weekly: [.monday: ["09:00-12:30", "22:00-06:00"]],
      holidays: [
        Holiday(.yearly(month: 2, day: 29), name: "Leap", closed: ["00:00-12:00"]),
        Holiday(.day(try day("2026-05-01"))),
      ],
      overrides: [try day("2026-12-24"): []])
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let calendar = WorkingCalendar(layers: [hours])
    let json = String(decoding: try encoder.encode(calendar), as: UTF8.self)
    #expect(
      json == """
        {"layers":[{"holidays":[{"closed":["00:00-12:00"],"name":"Leap","yearly":"02-29"},{"day":"2026-05-01"}],\
        "overrides":{"2026-12-24":[]},"timeZone":"Europe/Berlin","weekly":{"monday":["09:00-12:30","22:00-06:00"]}}]}
        """)
    #expect(try JSONDecoder().decode(WorkingCalendar.self, from: Data(json.utf8)) == calendar)
    for bad in [
      #"{"timeZone":"Mars/Olympus"}"#, #"{"weekly":{"monday":["9-17"]}}"#, #"{"holidays":[{"yearly":"02-30"}]}"#,
      #"{"holidays":[{}]}"#,
    ] {
      #expect(throws: DecodingError.self) { try JSONDecoder().decode(WorkingHours.self, from: Data(bad.utf8)) }
    }
  }

  @Test func clockTexts() {
    let texts = [("24:00", "24:00"), ("9:05", "09:05"), ("09:00:30", "09:00:30"), ("00:00", "00:00")]
    for (text, written) in texts { #expect(ClockTime(text)?.description == written) }
    #expect(ClockTime.endOfDay.description == "24:00")
    for text in ["24:01", "9", "09:60", "25:00", "-1:00", "+9:00", "09:0", "", "09:00:60", "٠٩:٠٠"] {
      #expect(ClockTime(text) == nil)
    }
    for text in ["09:00-09:00", "24:00-06:00", "09:00", "09:00-10:00-11:00"] { #expect(ClockSpan(text) == nil) }
    #expect(ClockSpan(String("09:00–17:00")) == "09:00-17:00")
    #expect(Duration.minutes(90).inSeconds == 5400 && Duration.hours(-1).wholeMilliseconds == -3_600_000)
    #expect(Duration.milliseconds(-1).wholeMilliseconds == -1 && Duration.nanoseconds(999_999).wholeMilliseconds == 0)
  }
}
