import CRMTesting
import Consent
import Foundation
import Testing

/// Quiet hours over changes of the clock, minute by minute against Foundation's calendar.
@Suite struct ConsentZoneTests {
  private let make = ActMaker()

  /// Days around changes of the clock: by one hour, by half an hour (Lord Howe), by two (Troll), at midnight (Cairo, Santiago),
  /// backwards in summer (Dublin's law), and half-hour offsets (St John's).
  static let changes: [(zone: String, day: String)] = [
    ("Europe/Berlin", "2026-03-29"), ("Europe/Berlin", "2026-10-25"), ("America/New_York", "2026-03-08"),
    ("America/New_York", "2026-11-01"), ("Australia/Lord_Howe", "2026-04-05"), ("Australia/Lord_Howe", "2026-10-04"),
    ("Antarctica/Troll", "2026-03-29"), ("Antarctica/Troll", "2026-10-25"), ("Africa/Cairo", "2026-04-24"),
    ("Africa/Cairo", "2026-10-30"), ("America/Santiago", "2026-09-06"), ("America/St_Johns", "2026-03-08"),
    ("Europe/Dublin", "2026-10-25"), ("Pacific/Auckland", "2026-04-05"), ("Asia/Tokyo", "2026-06-01"),
  ]

  @Test(arguments: changes)
  func everyMinuteAroundAChangeIsQuietByTheWallClock(_ change: (zone: String, day: String)) throws {
    let zone = try #require(TimeZone(identifier: change.zone))
    let day = try #require(CalendarDay(change.day))
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
    for rule in [(start: 21 * 60, end: 8 * 60), (start: 0, end: 150), (start: 90, end: 180)] {
      let pack = PolicyPack(
        id: "q", version: "1", jurisdictions: ["Q"],
        rules: [.init(classes: [.marketing], bases: [.consent], reference: "Q 1")],
        quietHours: [QuietHours(classes: [.marketing], start: rule.start, end: rule.end)])
      var act = make.act(.given)
      act.date = Date("2026-01-01")
      let snapshot = ConsentSnapshot(acts: [act])
      let question = make.question(
        MessageContext(.marketing, purpose: "marketing.news", jurisdictions: ["Q"], timeZones: [change.zone]))
      let policies = PolicySet([pack])
      let start = day.adding(days: -1).startDate(in: zone)
      for step in stride(from: 0, to: 72 * 60, by: 7) {
        let now = start.addingTimeInterval(Double(step) * 60)
        let decision = policies.decide(question, given: snapshot, at: now)
        let parts = calendar.dateComponents([.hour, .minute], from: now)
        let minute = (parts.hour ?? 0) * 60 + (parts.minute ?? 0)
        let shows =
          rule.start < rule.end
          ? (rule.start..<rule.end).contains(minute) : minute >= rule.start || minute < rule.end
        // What the clock shows is quiet is quiet. (An hour shown twice may be quiet longer, never shorter.)
        if shows { #expect(!decision.isPermitted, "\(change.zone) \(now)") }
        guard let until = decision.deferredUntil else { continue }
        #expect(until > now && policies.decide(question, given: snapshot, at: until).isPermitted)
        // Not put off longer than needed: just before the end it is quiet, and the end is shown by the clock or skipped.
        #expect(!policies.decide(question, given: snapshot, at: until.addingTimeInterval(-1)).isPermitted)
        #expect(until.timeIntervalSince(now) <= 14 * 3600)
      }
    }
  }

  @Test func theCandidatesOfAllPacksAreKnownAndLeaveAnHourWithinOneTerritory() {
    for pack in PolicySet.standard.packs {
      #expect(!pack.candidateZones.isEmpty, "\(pack.id)")
      for zone in pack.candidateZones { #expect(TimeZone(identifier: zone) != nil, "\(zone)") }
      let context = MessageContext(.marketing, purpose: "marketing.news", jurisdictions: [pack.jurisdictions[0]])
      let question = make.question(context, channel: .sms)
      var given = make.act(.confirmed, channel: .sms, answers: make.act(.requested).id)
      given.date = Date("2026-01-01")
      let decision = PolicySet.standard.decide(
        question, given: ConsentSnapshot(acts: [given]), at: Date("2026-03-03T03:00:00Z"))
      #expect(!decision.codes.contains(ConsentCode.noHour), "\(pack.id)")
      #expect(decision.outcome != .deny, "\(pack.id)")
    }
  }
}
