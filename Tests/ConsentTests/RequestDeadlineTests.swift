import CRMTesting
import Consent
import Foundation
import Testing

/// Dates as the authorities count them.
@Suite struct RequestDeadlineTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var law: Jurisdiction
    var right: SubjectRight = .access
    var received: String
    var due: String
    var extended: String?
    var testDescription: String { "\(law) \(right) \(received)" }
  }

  static let cases: [Case] = [
    // EDPB, Guidelines 01/2022 on the right of access, no. 160: 5 March → 5 April; 31 August → 30 September.
    Case(law: "DE", received: "2024-03-05", due: "2024-04-05", extended: "2024-06-05"),
    Case(law: "DE", received: "2022-08-31", due: "2022-09-30", extended: "2022-11-30"),
    // Regulation 1182/71 art. 3(2)(c), third sentence: the last day of a month that lacks the date; a leap year.
    Case(law: "FR", received: "2025-01-31", due: "2025-02-28", extended: "2025-04-30"),
    Case(law: "FR", received: "2024-01-31", due: "2024-02-29", extended: "2024-04-30"),
    Case(law: "FR", received: "2025-03-31", due: "2025-04-30", extended: "2025-06-30"),
    // Art. 3(4): a Saturday and a Sunday are put off to Monday.
    Case(law: "IE", received: "2025-01-22", due: "2025-02-24", extended: "2025-04-22"),
    Case(law: "IE", received: "2025-01-23", due: "2025-02-24", extended: "2025-04-23"),
    Case(law: "IE", right: .erasure, received: "2026-01-31", due: "2026-03-02", extended: "2026-04-30"),
    // ICO, "How do we recognise and respond": 3 September → 3 October; 31 March → 30 April.
    Case(law: "GB", received: "2024-09-03", due: "2024-10-03", extended: "2024-12-03"),
    Case(law: "GB", received: "2025-03-31", due: "2025-04-30", extended: "2025-06-30"),
    Case(law: "GB", right: .complaint, received: "2026-06-22", due: "2026-07-22"),
    // 152-FZ art. 20: ten working days, five more; seven for a correction; blocking at once; thirty days for erasure.
    Case(law: "RU", received: "2026-03-02", due: "2026-03-16", extended: "2026-03-23"),
    Case(law: "RU", right: .rectification, received: "2026-03-02", due: "2026-03-11"),
    Case(law: "RU", right: .restriction, received: "2026-03-07", due: "2026-03-07"),
    Case(law: "RU", right: .erasure, received: "2026-10-01", due: "2026-10-31"),
    Case(law: "RU", right: .objection, received: "2026-03-06", due: "2026-03-20", extended: "2026-03-27"),
    // Law 2297-VI: thirty days, ten working days; the Saturday is put off (Civil Code art. 254(5)).
    Case(law: "UA", received: "2026-10-01", due: "2026-11-02"),
    Case(law: "UA", right: .rectification, received: "2026-10-01", due: "2026-10-15"),
    // PIPL art. 50 with GB/T 35273: thirty days; fifteen working days for apps.
    Case(law: "CN", received: "2026-03-02", due: "2026-04-01"),
    Case(law: "CN", right: .erasure, received: "2026-03-02", due: "2026-03-23"),
    // CAN-SPAM: ten business days; the rest is an engineering default.
    Case(law: "US", right: .objection, received: "2026-03-02", due: "2026-03-16"),
    Case(law: "US", received: "2026-03-02", due: "2026-04-16", extended: "2026-05-31"),
  ]

  private func noon(_ day: String) throws -> Date {
    try #require(CalendarDay(day)).startDate(in: .gmt).addingTimeInterval(12 * 3600)
  }

  private func deadline(
    _ law: [Jurisdiction], _ day: String, for right: SubjectRight = .access, verified: String? = nil,
    isExtended: Bool = false, policies: PolicySet = .standard
  ) throws -> RequestDeadline {
    policies.deadline(
      for: right, received: try noon(day), verified: try verified.map { try noon($0) }, in: law,
      calendars: DeadlineCalendars(), isExtended: isExtended)
  }

  @Test(arguments: cases) func theDayIsThatOfTheLaw(_ item: Case) throws {
    let first = try deadline([item.law], item.received, for: item.right)
    #expect(first.day.description == item.due)
    #expect(first.end == first.day.adding(days: 1).startDate(in: .gmt))
    let later = try deadline([item.law], item.received, for: item.right, isExtended: true)
    #expect(later.day.description == item.extended ?? item.due)
    #expect(first.references.count == 1 && !first.references[0].isEmpty)
  }

  @Test func everyPackHasATimeForEveryRight() {
    let rights: [SubjectRight] = [
      .access, .portability, .rectification, .restriction, .objection, .erasure, .complaint,
    ]
    for pack in PolicySet.standard.packs {
      for right in rights {
        let term = pack.deadlines[right.rawValue] ?? pack.deadlines["default"]
        #expect(term?.reference.isEmpty == false, "\(pack.id) \(right)")
      }
    }
  }

  @Test func ofSeveralPlacesTheShortestTimeCounts() throws {
    let both = try deadline(["DE", "RU"], "2026-03-02")
    #expect(both.day.description == "2026-03-16")
    #expect(both.references == ["ru@2026.1: 152-FZ art. 14(3), 20(1), (2)"])
    // What each place alone allows is never exceeded, extended or not.
    let places: [Jurisdiction] = ["DE", "GB", "US", "RU", "UA", "CN"]
    var generator = SeededGenerator(seed: 40)
    for _ in 0..<200 {
      let some = places.filter { _ in Bool.random(using: &generator) }
      let day = CalendarDay(clamping: Int.random(in: 19_000...21_000, using: &generator)).description
      for isExtended in [false, true] {
        let together = try deadline(some, day, isExtended: isExtended)
        let asked = some.isEmpty ? places : some
        let alone = try asked.map { try deadline([$0], day, isExtended: isExtended).end }.min()
        #expect(together.end == alone, "\(some) \(day)")
      }
    }
    // A place that no pack governs counts as all of them.
    #expect(try deadline(["BR"], "2026-03-02").day == deadline([], "2026-03-02").day)
    #expect(try deadline([], "2026-03-02", policies: PolicySet([])).day.description == "2026-04-02")
  }

  @Test func whereThePackSaysSoTheTimeBeginsWhenItIsKnownWhoAsks() throws {
    #expect(try deadline(["GB"], "2026-03-02", verified: "2026-03-10").day.description == "2026-04-10")
    #expect(try deadline(["DE"], "2026-03-02", verified: "2026-03-10").day.description == "2026-04-02")
    #expect(try deadline(["DE", "GB"], "2026-03-02", verified: "2026-03-10").day.description == "2026-04-02")
  }

  @Test func theDayEndsWhereTheCalendarIs() throws {
    let zone = try #require(TimeZone(identifier: "Pacific/Auckland"))
    let calendars = DeadlineCalendars(timeZone: zone)
    // Already the 3rd there.
    let deadline = PolicySet.standard.deadline(
      for: .access, received: Date("2026-03-02T12:00:00Z"), in: ["DE"], calendars: calendars)
    #expect(deadline.day.description == "2026-04-03")
    #expect(deadline.end == deadline.day.adding(days: 1).startDate(in: zone))
  }

  @Test func holidaysAreThoseOfThePacksTerritory() throws {
    let russian = WorkingCalendar(
      layers: [
        WorkingHours(
          timeZone: .gmt, weekly: WorkingHours.weekly([.wholeDay]).weekly,
          holidays: [Holiday(.yearly(month: 3, day: 9))])
      ])
    let calendars = DeadlineCalendars(byPack: ["ru": russian])
    let received = Date("2026-03-02T12:00:00Z")
    func day(_ law: Jurisdiction) -> String {
      PolicySet.standard.deadline(for: .access, received: received, in: [law], calendars: calendars).day.description
    }
    #expect(day("RU") == "2026-03-17")
    #expect(day("DE") == "2026-04-02")
  }
}
