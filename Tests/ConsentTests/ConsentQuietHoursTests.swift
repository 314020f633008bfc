import CRMTesting
import Consent
import Foundation
import Testing

@Suite struct ConsentQuietHoursTests {
  private let make = ActMaker()

  private func decide(
    at now: Date, zones: [String], start: Int = 21 * 60, end: Int = 8 * 60, weekdays: [Weekday]? = nil,
    candidates: [String] = []
  ) -> ConsentDecision {
    let pack = PolicyPack(
      id: "q", version: "1", jurisdictions: ["Q"],
      rules: [.init(classes: [.marketing], bases: [.consent], reference: "Q 1")],
      quietHours: [QuietHours(classes: [.marketing], weekdays: weekdays, start: start, end: end)],
      candidateZones: candidates)
    let context = MessageContext(.marketing, purpose: "marketing.news", jurisdictions: ["Q"], timeZones: zones)
    return PolicySet([pack]).decide(
      make.question(context), given: ConsentSnapshot(acts: [make.act(.given)]), at: now)
  }

  @Test func theNightIsDeferredToTheMorningOfTheWallClock() {
    // Berlin is at UTC+1 in November.
    #expect(decide(at: Date("2026-11-23T19:59:59Z"), zones: ["Europe/Berlin"]).isPermitted)
    let night = decide(at: Date("2026-11-23T20:00:00Z"), zones: ["Europe/Berlin"])
    #expect(night.outcome == .defer(until: Date("2026-11-24T07:00:00Z")))
    #expect(night.codes == [ConsentCode.quietHours])
    #expect(decide(at: Date("2026-11-24T07:00:00Z"), zones: ["Europe/Berlin"]).isPermitted)
    #expect(
      decide(at: Date("2026-11-23T12:00:00Z"), zones: ["Europe/Berlin"]).sendBefore == Date("2026-11-23T20:00:00Z"))
  }

  @Test func changesOfTheClockAreFollowed() {
    // Clocks went from 02:00 to 03:00 on 29 March 2026 and from 03:00 to 02:00 on 25 October 2026.
    let spring = decide(at: Date("2026-03-28T22:00:00Z"), zones: ["Europe/Berlin"])
    #expect(spring.outcome == .defer(until: Date("2026-03-29T06:00:00Z")))
    let autumn = decide(at: Date("2026-10-24T22:00:00Z"), zones: ["Europe/Berlin"])
    #expect(autumn.outcome == .defer(until: Date("2026-10-25T07:00:00Z")))
  }

  @Test func anEndInTheGapIsAfterItAndOneShownTwiceIsTheSecond() {
    // 02:30 does not exist on 29 March: the quiet time ends when the clock shows 03:00, at 01:00 UTC.
    let gap = decide(at: Date("2026-03-29T00:10:00Z"), zones: ["Europe/Berlin"], start: 60, end: 150)
    #expect(gap.outcome == .defer(until: Date("2026-03-29T01:00:00Z")))
    // 02:30 comes twice on 25 October, at 00:30 and 01:30 UTC; between them the clock shows quiet minutes again.
    let overlap = decide(at: Date("2026-10-25T00:45:00Z"), zones: ["Europe/Berlin"], start: 60, end: 150)
    #expect(overlap.outcome == .defer(until: Date("2026-10-25T01:30:00Z")))
  }

  @Test func aCandidateZoneThatNobodyKnowsIsNotLeftOut() {
    let noon = Date("2026-11-23T11:00:00Z")
    #expect(decide(at: noon, zones: [], candidates: ["Europe/Prague"]).isPermitted)
    let unknown = decide(at: noon, zones: [], candidates: ["Europe/Prague", "Europe/Nowhere"])
    #expect(unknown.codes == [ConsentCode.noHour])
    #expect(decide(at: noon, zones: ["Europe/Prague"], candidates: ["Europe/Nowhere"]).isPermitted)
  }

  @Test func allCandidateZonesMustPass() {
    let now = Date("2026-11-23T07:30:00Z")
    #expect(decide(at: now, zones: ["Europe/Berlin"]).isPermitted)
    #expect(decide(at: now, zones: ["Europe/Lisbon"]).outcome == .defer(until: Date("2026-11-23T08:00:00Z")))
    #expect(
      decide(at: now, zones: ["Europe/Berlin", "Europe/Lisbon"]).outcome
        == .defer(until: Date("2026-11-23T08:00:00Z")))
    // 08:00 in New York is 13:00 UTC, and Berlin's evening begins at 20:00.
    #expect(
      decide(at: now, zones: ["Europe/Berlin", "America/New_York"]).outcome
        == .defer(until: Date("2026-11-23T13:00:00Z")))
  }

  @Test func anUnknownZoneIsEveryZoneOfThePackAndNoneAtAllDenies() {
    let now = Date("2026-11-23T07:30:00Z")
    #expect(
      decide(at: now, zones: [], candidates: ["Europe/Berlin", "Europe/Lisbon"]).outcome
        == .defer(until: Date("2026-11-23T08:00:00Z")))
    #expect(decide(at: now, zones: []).codes == [ConsentCode.noHour])
  }

  @Test func zonesWithoutACommonHourDeny() {
    // Tokyo's day of 08:00–12:00 and New York's are never at the same time.
    let zones = ["Asia/Tokyo", "America/New_York"]
    let decision = decide(at: Date("2026-11-23T07:30:00Z"), zones: zones, start: 12 * 60, end: 8 * 60)
    #expect(decision.codes == [ConsentCode.noHour])
  }

  @Test func wholeDaysAndNightsAfterThemChain() {
    // Sunday, all day, in a zone without clock changes.
    let sunday = decide(
      at: Date("2026-11-22T03:00:00Z"), zones: ["Asia/Tokyo"], start: 0, end: 1440, weekdays: [.sunday])
    #expect(sunday.outcome == .defer(until: Date("2026-11-22T15:00:00Z")))
  }

  @Test func urgentClassesKnowNoNight() {
    let contract = make.act(.basisChanged, "orders", channel: nil, actor: .system, basis: .contract("C1"))
    let context = MessageContext(
      .transactional, purpose: "orders", jurisdictions: ["DE"], timeZones: ["Europe/Berlin"])
    let night = ConsentQuestion(subject: ActMaker.subject, channel: .sms, context: context)
    let decision = PolicySet.standard.decide(
      night, given: ConsentSnapshot(acts: [contract]), at: Date("2026-11-23T23:00:00Z"))
    #expect(decision.isPermitted)
  }
}
