import CRMCore
import CRMTesting
import Foundation
import Testing

/// Sweeping a store: what goes, what stays, what is told, and that no call order changes it.
@Suite struct RetentionDeskTests {
  // MARK: What is done

  @Test func everythingGoesByItsOwnSchedule() async throws {
    let house = try RetentionFixture()
    try await house.tenant("Ann", invoices: 2, movedOut: Date("2021-05-31T10:00:00Z"))
    try await house.tenant("Bob")
    try await house.sweep()
    #expect(try await house.count(InvoiceRemark.self) == 3)

    house.clock.set(Date("2022-03-10T22:59:59Z"))
    try await house.sweep()
    #expect(try await house.count(InvoiceRemark.self) == 3)
    house.clock.set(Date("2022-03-10T23:00:00Z"))
    try await house.sweep()
    #expect(try await house.count(InvoiceRemark.self) == 0)
    #expect(try await house.events(.retentionReviewDue).count == 1)
    #expect(try await house.events(.retentionReviewDue).first?.date == Date("2021-11-30T23:00:00Z"))

    house.clock.set(Date("2024-06-01T10:00:00Z"))
    try await house.sweep()
    #expect(try await house.names() == ["", "Bob"])
    #expect(try await house.events(.retentionPseudonymised).count == 1)
    #expect(try await house.count(RentInvoice.self) == 3)

    house.clock.set(Date("2029-01-01T10:00:00Z"))
    try await house.sweep()
    #expect(try await house.count(RentInvoice.self) == 0)
    #expect(try await house.count(Tenant.self) == 2)
    #expect(try await house.pass()?.done == ["delete": 3])
  }

  /// The author is the system and the reason the schedule, and no commit is larger than was asked for.
  @Test func commitsAreSmallAndSayWhy() async throws {
    let house = try RetentionFixture()
    try await house.tenant("Ann", invoices: 25)
    let before = try await house.store.position()
    house.clock.set(Date("2029-01-01T10:00:00Z"))
    try await house.sweep(limit: 1_000, batch: 10)
    let commits = try await house.store.history(after: before, limit: 1_000)
    let deleting = commits.filter { commit in commit.changes.contains { $0.kind == .deleted } }
    #expect(deleting.count == 6)
    #expect(deleting.allSatisfy { $0.author == .system && ["invoices", "remarks"].contains($0.reason) })
    #expect(deleting.allSatisfy { $0.changes.count <= 11 })
    #expect(try await house.count(RentInvoice.self) == 0)
  }

  @Test func whatHasAReasonToStayStays() async throws {
    let house = try RetentionFixture()
    try await house.tenant("Ann", disputed: true)
    house.clock.set(Date("2030-01-01T10:00:00Z"))
    try await house.sweep()
    #expect(try await house.count(RentInvoice.self) == 1)
    #expect(try await house.pass()?.retained == 1)
  }

  @Test func whatNobodyCanDoIsAFailureAndHoldsUpNobody() async throws {
    let hiding = RetentionSchedule(
      "remarks.hide", category: .communication, purpose: "letting", basis: .legitimateInterest,
      start: RetentionStart(.created), period: RetentionPeriod(years: 1), action: .pseudonymise, reference: "house rule"
    )
    let house = try RetentionFixture(policy: RetentionFixture.policy([RetentionFixture.schedules[0], hiding]))
    try await house.tenant("Ann")
    house.clock.set(Date("2030-01-01T10:00:00Z"))
    let outcome = try await house.sweep()
    let failure = try #require(outcome.failure as? RetentionFailure)
    #expect(failure.reasons.map(\.code) == [RetentionReason.impossible])
    #expect(try await house.count(InvoiceRemark.self) == 1)
    #expect(try await house.count(RentInvoice.self) == 0)
  }

  // MARK: When

  @Test func aPassADayAndAtOnceForANewPolicy() async throws {
    let house = try RetentionFixture()
    let work = house.desk.sweeping()
    #expect(try await work.nextMoment() == Date(timeIntervalSince1970: 0))
    try await house.sweep()
    // The next day begins at midnight in Berlin.
    #expect(try await work.nextMoment() == Date("2020-03-10T23:00:00Z"))
    #expect(try await house.sweep().items == 0)
    house.clock.set(Date("2020-03-10T23:00:00Z"))
    try await house.sweep()
    #expect(try await work.nextMoment() == Date("2020-03-11T23:00:00Z"))
    let newer = try RetentionDesk(
      store: house.store, policy: RetentionFixture.policy(version: "2"), registry: house.desk.registry,
      environment: house.environment)
    #expect(try await newer.sweeping().nextMoment() == house.clock.now)
  }

  /// Cut off anywhere, called twice, by two heartbeats at once: the same in the end.
  @Test func everyWayOfCallingEndsInTheSameState() async throws {
    func base() async throws -> RetentionFixture {
      let house = try RetentionFixture()
      for index in 0..<12 {
        try await house.tenant("T\(index)", invoices: index % 4, movedOut: index % 3 == 0 ? house.clock.now : nil)
      }
      house.clock.set(Date("2024-01-01T10:00:00Z"))
      return house
    }
    let plain = try await base()
    try await plain.sweep(limit: .max, batch: 100)
    let wanted = try await plain.contents()

    for (limit, batch) in [(1, 1), (3, 2), (7, 5), (50, 3)] {
      let house = try await base()
      try await house.sweep(limit: limit, batch: batch)
      try await house.sweep(limit: limit, batch: batch)
      #expect(try await house.contents() == wanted, "limit \(limit), batch \(batch)")
    }
    let doubled = try await base()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for batch in [1, 2, 3, 4] {
        group.addTask { try await doubled.sweep(limit: 5, batch: batch) }
      }
      try await group.waitForAll()
    }
    #expect(try await doubled.contents() == wanted)
  }

  @Test func aHeartbeatDrivesIt() async throws {
    let house = try RetentionFixture()
    try await house.tenant("Ann")
    let heart = Heartbeat([house.desk.sweeping()], store: house.store, environment: house.environment)
    house.clock.set(Date("2029-06-01T10:00:00Z"))
    let report = try await heart.advance(now: house.clock.now)
    #expect(report.failures.isEmpty && !report.hasMore)
    #expect(try await house.count(RentInvoice.self) == 0)
    #expect(try await heart.nextMoment() == Date("2029-06-01T22:00:00Z"))
  }

  // MARK: What is told

  @Test func aDryRunSaysWhatASweepDoes() async throws {
    let house = try RetentionFixture()
    let ann = try await house.tenant("Ann", invoices: 2, movedOut: house.clock.now)
    house.clock.set(Date("2023-06-01T10:00:00Z"))
    let plan = try await house.desk.plan()
    #expect(plan.items.map(\.schedule).sorted() == ["remarks", "remarks", "tenants.hide"])
    #expect(plan.upcoming.map(\.schedule) == ["invoices", "invoices"])
    #expect(plan.next == Date("2028-12-31T23:00:00Z"))
    #expect(try await house.count(InvoiceRemark.self) == 2)
    try await house.sweep()
    let after = try await house.desk.plan()
    #expect(after.items.isEmpty && after.upcoming == plan.upcoming)
    let timeline = try #require(try await house.desk.timeline(of: ann.id))
    #expect(timeline.steps.map(\.schedule) == ["tenants.look", "tenants.hide"])
  }

  @Test func whatNothingCoversIsListed() throws {
    let house = try RetentionFixture(
      policy: RetentionFixture.policy([RetentionFixture.schedules[1], RetentionFixture.schedules[2]]))
    let blind = try RetentionDesk(
      store: house.store, policy: house.desk.policy, registry: house.desk.registry, environment: house.environment)
    func gaps(_ desk: RetentionDesk) -> [String] {
      desk.uncovered().filter { !["events", "legalHolds"].contains($0.collection) }
        .map { "\($0.collection) \($0.kind.rawValue)" }
    }
    let own = ["legalHoldRegister", "retentionPasses", "retentionDues", "releasedFiles"].map { $0 + " undeclared" }
    #expect(gaps(house.desk) == ["rentInvoices uncovered", "meters undeclared"] + own)
    #expect(gaps(blind) == ["tenants startUnknown", "rentInvoices uncovered", "meters undeclared"] + own)
    let sentence = RetentionReason.phrases.sentence(for: blind.uncovered().first { $0.collection == "tenants" }!.reason)
    #expect(sentence.contains("tenants.look") && sentence.contains("endOfRelation") && !sentence.contains("{"))
  }

  @Test func aPolicyThatIsWrongMakesNoDesk() {
    #expect(throws: ValidationError.self) {
      try RetentionFixture(policy: RetentionPolicy(id: "x", version: "1", timeZone: "Mars", schedules: []))
    }
  }
}
