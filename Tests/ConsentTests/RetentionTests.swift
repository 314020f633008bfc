import CRMCore
import CRMTesting
import Foundation
import Testing

/// The rules of retention on rows: periods, obligations against permissions, holds, what is told.
@Suite struct RetentionTests {
  private static let invoice = RecordReference(collection: "invoices", id: UUID(uuidString: RetentionTests.firstID)!)
  private static let firstID = "00000000-0000-7000-8000-000000000001"

  private static func policy(_ schedules: RetentionSchedule..., zone: String = "Europe/Berlin") -> RetentionPolicy {
    RetentionPolicy(id: "shop", version: "1", timeZone: zone, schedules: schedules)
  }

  private static func schedule(
    _ id: String, _ basis: RetentionBasis = .legitimateInterest, from start: RetentionStart = RetentionStart(.created),
    for period: RetentionPeriod, _ action: RetentionAction = .delete, jurisdiction: Jurisdiction? = nil
  ) -> RetentionSchedule {
    RetentionSchedule(
      id, category: .transaction, purpose: "test", basis: basis, start: start, period: period, action: action,
      reference: "house rule", jurisdiction: jurisdiction)
  }

  private static func row(_ created: StaticString, _ other: [RetentionEvent: StaticString] = [:]) -> RetainedRecord {
    var dates = other.mapValues { Date($0) }
    dates[RetentionEvent.created] = Date(created)
    return RetainedRecord(invoice, category: .transaction, dates: dates)
  }

  private func due(_ schedule: RetentionSchedule, _ created: StaticString, zone: String = "Europe/Berlin") -> Date? {
    Self.policy(schedule, zone: zone).timeline(of: Self.row(created)).steps.first?.due
  }

  // MARK: Periods

  @Test func monthsAndYearsClampToTheEndOfTheMonth() {
    let year = Self.schedule("a", for: RetentionPeriod(years: 1))
    // 29 February 2024 and a year: kept through 28 February 2025.
    #expect(due(year, "2024-02-29T12:00:00Z") == Date("2025-02-28T23:00:00Z"))
    #expect(
      due(Self.schedule("a", for: RetentionPeriod(years: 4)), "2024-02-29T12:00:00Z") == Date("2028-02-29T23:00:00Z"))
    let month = Self.schedule("a", for: RetentionPeriod(months: 1))
    #expect(due(month, "2026-01-31T12:00:00Z") == Date("2026-02-28T23:00:00Z"))
    #expect(due(month, "2028-01-31T12:00:00Z") == Date("2028-02-29T23:00:00Z"))
    #expect(due(month, "2026-03-10T12:00:00Z") == Date("2026-04-10T22:00:00Z"))
    // Years and months are one step: clamped once, not twice.
    let both = Self.schedule("a", for: RetentionPeriod(years: 1, months: 1))
    #expect(due(both, "2024-02-29T12:00:00Z") == Date("2025-03-29T23:00:00Z"))
    #expect(
      due(Self.schedule("a", for: RetentionPeriod(days: 30)), "2026-01-31T12:00:00Z") == Date("2026-03-02T23:00:00Z"))
  }

  /// § 257(5) HGB: from the end of the calendar year; a fiscal year of its own ends in its month.
  @Test func theYearEndsBeforeThePeriodBegins() {
    let calendar = Self.schedule("a", from: RetentionStart(.created, endOfYear: 12), for: RetentionPeriod(years: 8))
    #expect(due(calendar, "2018-01-02T09:00:00Z") == Date("2026-12-31T23:00:00Z"))
    #expect(due(calendar, "2018-12-31T22:59:59Z") == Date("2026-12-31T23:00:00Z"))
    let fiscal = Self.schedule("a", from: RetentionStart(.created, endOfYear: 2), for: RetentionPeriod(years: 1))
    #expect(due(fiscal, "2023-02-10T12:00:00Z") == Date("2024-02-28T23:00:00Z"))
    #expect(due(fiscal, "2023-03-01T12:00:00Z") == Date("2025-02-28T23:00:00Z"))
  }

  @Test func daysBeginAndEndByTheClockOfTheZone() {
    let day = Self.schedule("a", for: RetentionPeriod(days: 1))
    // The same instant is the 1st in Los Angeles and the 2nd in Auckland.
    #expect(due(day, "2026-06-01T20:00:00Z", zone: "America/Los_Angeles") == Date("2026-06-03T07:00:00Z"))
    #expect(due(day, "2026-06-01T20:00:00Z", zone: "Pacific/Auckland") == Date("2026-06-03T12:00:00Z"))
    // A summer time that begins at midnight: the day begins at one o'clock.
    #expect(due(day, "2026-04-22T12:00:00Z", zone: "Africa/Cairo") == Date("2026-04-23T22:00:00Z"))
    #expect(due(day, "2026-04-23T12:00:00Z", zone: "Africa/Cairo") == Date("2026-04-24T21:00:00Z"))
  }

  // MARK: Several schedules

  @Test func nothingGoesBeforeTheLongestObligation() throws {
    let policy = Self.policy(
      Self.schedule("short", .legalObligation, for: RetentionPeriod(years: 6)),
      Self.schedule("long", .legalObligation, for: RetentionPeriod(years: 8)),
      Self.schedule("marketing", for: RetentionPeriod(years: 2)))
    let row = Self.row("2018-05-05T12:00:00Z")
    #expect(policy.sweep([row], at: Date("2026-05-05T12:00:00Z")).items.isEmpty)
    let plan = policy.sweep([row], at: Date("2026-05-06T12:00:00Z"))
    let item = try #require(plan.items.first)
    #expect(item.action == .delete && item.schedule == "marketing")
    #expect(item.date == Date("2026-05-05T22:00:00Z"))
    #expect(item.reason.code == RetentionReason.obligationOutlasted)
    #expect(item.reason.arguments["obligation"] == .text("long"))
    #expect(plan.conflicts.map(\.winner) == ["long"] && plan.conflicts.map(\.loser) == ["marketing"])
    #expect(plan.conflicts.map(\.kind) == [.obligationOutlasts])
    #expect(policy.timeline(of: row).keptUntil == Date("2026-05-05T22:00:00Z"))
  }

  @Test func theShortestPermissionDeletes() throws {
    let policy = Self.policy(
      Self.schedule("long", for: RetentionPeriod(years: 5)), Self.schedule("short", for: RetentionPeriod(years: 1)))
    let plan = policy.sweep([Self.row("2024-05-05T12:00:00Z")], at: Date("2026-05-06T12:00:00Z"))
    #expect(plan.items.map(\.schedule) == ["short"])
    #expect(plan.items.first?.reason.code == RetentionReason.permissionEnded)
    #expect(plan.conflicts.map(\.kind) == [.shorterPermission])
    #expect(plan.conflicts.map(\.loser) == ["long"])
  }

  @Test func obligationsAloneLeaveNothingToKeepFor() throws {
    let policy = Self.policy(
      Self.schedule("tax", .legalObligation, for: RetentionPeriod(years: 5)),
      Self.schedule("books", .legalObligation, for: RetentionPeriod(years: 8)))
    let row = Self.row("2018-05-05T12:00:00Z")
    #expect(policy.sweep([row], at: Date("2025-05-06T12:00:00Z")).items.isEmpty)
    let item = try #require(policy.sweep([row], at: Date("2026-05-06T12:00:00Z")).items.first)
    #expect(item.schedule == "books" && item.reason.code == RetentionReason.obligationEnded)
  }

  @Test func stepsFollowEachOther() {
    let policy = Self.policy(
      Self.schedule("look", for: RetentionPeriod(years: 1), .review),
      Self.schedule("hide", for: RetentionPeriod(years: 2), .pseudonymise),
      Self.schedule("drop", for: RetentionPeriod(years: 3)))
    var row = Self.row("2020-01-01T12:00:00Z")
    func actions(_ date: StaticString) -> [RetentionAction] { policy.sweep([row], at: Date(date)).items.map(\.action) }
    #expect(actions("2020-12-31T12:00:00Z").isEmpty)
    #expect(actions("2021-06-01T12:00:00Z") == [.review])
    #expect(actions("2022-06-01T12:00:00Z") == [.pseudonymise])
    row.done["look"] = Date("2021-01-01T23:00:00Z")
    #expect(actions("2021-06-01T12:00:00Z").isEmpty)
    row.done["hide"] = Date("2022-01-01T23:00:00Z")
    let plan = policy.sweep([row], at: Date("2022-06-01T12:00:00Z"))
    #expect(plan.items.isEmpty && plan.upcoming.map(\.schedule) == ["drop"])
    #expect(plan.next == Date("2023-01-01T23:00:00Z"))
    #expect(actions("2023-06-01T12:00:00Z") == [.delete])
    // A review settled for an earlier moment is asked for again when the period began anew.
    row.dates[.created] = Date("2021-06-01T12:00:00Z")
    #expect(actions("2022-07-01T12:00:00Z") == [.review])
  }

  @Test func anObligationDoesNotPutOffAReview() {
    let policy = Self.policy(
      Self.schedule("must", .legalObligation, for: RetentionPeriod(years: 8)),
      Self.schedule("look", for: RetentionPeriod(years: 1), .review),
      Self.schedule("hide", for: RetentionPeriod(years: 2), .pseudonymise))
    let plan = policy.sweep([Self.row("2020-01-01T12:00:00Z")], at: Date("2023-06-01T12:00:00Z"))
    #expect(plan.items.map(\.schedule) == ["look"] && plan.items.map(\.date) == [Date("2021-01-01T23:00:00Z")])
    #expect(plan.conflicts.map(\.loser) == ["hide"])
  }

  @Test func whatNobodyKnowsKeeps() {
    let withdrawn = RetentionStart(.consentWithdrawn)
    let obligation = Self.policy(
      Self.schedule("must", .legalObligation, from: withdrawn, for: RetentionPeriod(years: 1)),
      Self.schedule("may", for: RetentionPeriod(years: 1)))
    let row = Self.row("2000-01-01T12:00:00Z")
    let plan = obligation.sweep([row], at: Date("2026-01-01T12:00:00Z"))
    #expect(plan.items.isEmpty && plan.next == nil)
    #expect(plan.unknownStarts.map(\.schedule) == ["must"] && plan.unknownStarts.map(\.event) == [.consentWithdrawn])
    #expect(obligation.timeline(of: row).keptUntil == nil)
    // A permission that has not begun goes on, also when every obligation is over.
    let permission = Self.policy(
      Self.schedule("must", .legalObligation, for: RetentionPeriod(years: 1)),
      Self.schedule("may", from: withdrawn, for: RetentionPeriod(days: 30)))
    #expect(permission.sweep([row], at: Date("2026-01-01T12:00:00Z")).items.isEmpty)
    let ended = Self.row("2000-01-01T12:00:00Z", [.consentWithdrawn: "2025-11-01T12:00:00Z"])
    #expect(permission.sweep([ended], at: Date("2026-01-01T12:00:00Z")).items.map(\.schedule) == ["may"])
  }

  @Test func territoriesChooseSchedules() {
    let policy = Self.policy(
      Self.schedule("de", .legalObligation, for: RetentionPeriod(years: 8), jurisdiction: "DE"),
      Self.schedule("us", .legalObligation, for: RetentionPeriod(years: 3), jurisdiction: "US"))
    var row = Self.row("2020-01-01T12:00:00Z")
    #expect(policy.timeline(of: row).terms.map(\.schedule) == ["de", "us"])
    row.jurisdictions = ["US-CA"]
    #expect(policy.timeline(of: row).terms.map(\.schedule) == ["us"])
    row.jurisdictions = ["FR"]
    #expect(policy.sweep([row], at: Date("2030-01-01T12:00:00Z")).uncovered == ["invoices": 1])
  }

  // MARK: Holds

  @Test func aHoldKeepsAndTellsUntilWhen() throws {
    let policy = Self.policy(Self.schedule("drop", for: RetentionPeriod(years: 1)))
    let customer = RecordReference(collection: "customers", id: UUID(uuidString: Self.firstID)!)
    let deal = RecordReference(collection: "deals", id: UUID(uuidString: Self.firstID)!)
    var row = Self.row("2020-01-01T12:00:00Z")
    row.subjects = [customer]
    row.links = [customer, deal]
    let now = Date("2026-01-01T12:00:00Z")
    func held(_ scope: LegalHoldScope, from: StaticString = "2025-01-01T00:00:00Z", until: StaticString? = nil)
      -> RetentionPlan
    {
      let hold = LegalHold(
        id: Identifier(derivedFrom: "hold"), scope: scope, reason: LegalHoldReason.litigation, from: Date(from),
        until: until.map { Date($0) }, author: .system)
      return policy.sweep([row], holds: [hold], at: now)
    }
    for scope in [
      LegalHoldScope.record(row.reference), .subject(customer), .matter(deal), .matter(customer),
      .category(.transaction),
    ] {
      let plan = held(scope)
      #expect(plan.items.isEmpty && plan.held.count == 1, "\(scope.kind)")
      #expect(plan.held.first?.reason.code == RetentionReason.held)
    }
    // Named, but not what the record is about.
    #expect(held(.subject(deal)).items.count == 1)
    #expect(held(.record(customer)).items.count == 1)
    #expect(held(.category(.identity)).items.count == 1)
    // In force from its first instant until before its end.
    #expect(held(.record(row.reference), from: "2026-01-01T12:00:00Z").items.isEmpty)
    #expect(held(.record(row.reference), from: "2026-01-01T12:00:01Z").items.count == 1)
    #expect(held(.record(row.reference), until: "2026-01-01T12:00:00Z").items.count == 1)
    #expect(held(.record(row.reference), until: "2027-01-01T00:00:00Z").next == Date("2027-01-01T00:00:00Z"))
  }

  @Test func aHoldDoesNotStopAReview() {
    let policy = Self.policy(Self.schedule("look", for: RetentionPeriod(years: 1), .review))
    let row = Self.row("2020-01-01T12:00:00Z")
    let hold = LegalHold(
      id: Identifier(derivedFrom: "hold"), scope: .record(row.reference), reason: LegalHoldReason.audit,
      from: .distantPast, author: .system)
    #expect(policy.sweep([row], holds: [hold], at: Date("2026-01-01T12:00:00Z")).items.map(\.action) == [.review])
  }

  // MARK: Data

  @Test func startersAreWellFormedAndReadBackEqual() throws {
    let policy = RetentionPolicy(
      id: "all", version: "1", timeZone: "Europe/Berlin", schedules: RetentionSchedule.starters)
    #expect(policy.problems.isEmpty)
    #expect(try JSONDecoder().decode(RetentionPolicy.self, from: JSONEncoder().encode(policy)) == policy)
    // § 257(4), (5) HGB: a voucher of 2018 may go with the end of 2026.
    let germany = RetentionPolicy(
      id: "de", version: "1", timeZone: "Europe/Berlin", schedules: RetentionSchedule.germany)
    #expect(germany.timeline(of: Self.row("2018-03-01T12:00:00Z")).steps.map(\.due) == [Date("2026-12-31T23:00:00Z")])
  }

  @Test func aPolicyTellsEverythingThatIsWrongWithIt() {
    let policy = RetentionPolicy(
      id: "x", version: "1", timeZone: "Mars/Base",
      schedules: [
        RetentionSchedule(
          "a", category: .identity, purpose: "", basis: .consent, start: RetentionStart(.created),
          period: RetentionPeriod(), reference: ""),
        Self.schedule("a", for: RetentionPeriod(days: 1)),
      ])
    #expect(
      policy.problems.map(\.field) == [
        "timeZone", "schedules[0].purpose", "schedules[0].reference", "schedules[0].period", "schedules[1].id",
      ])
  }

  @Test func everyReasonHasSentencesInFourLanguages() {
    let codes = [
      RetentionReason.permissionEnded, RetentionReason.obligationEnded, RetentionReason.obligationOutlasted,
      RetentionReason.held, RetentionReason.conflictObligation, RetentionReason.conflictPermission,
      RetentionReason.startUnknown, RetentionReason.startUntold, RetentionReason.participantFailed,
      RetentionReason.noFileStore, RetentionReason.filesRemain, RetentionReason.uncovered, RetentionReason.undeclared,
      RetentionReason.impossible, RetentionReason.alreadyLifted, LegalHoldReason.litigation, LegalHoldReason.claim,
      LegalHoldReason.authority, LegalHoldReason.audit, LegalHoldReason.investigation,
    ]
    for code in codes {
      let sentences = RetentionReason.phrases.sentences[code] ?? [:]
      #expect(Set(sentences.keys) == ["en", "ru", "uk", "zh"], "\(code)")
    }
    #expect(RetentionReason.phrases.sentences.count == codes.count)
  }
}
