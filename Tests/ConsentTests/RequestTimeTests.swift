import CRMTesting
import Consent
import Foundation
import Testing

/// What time does to requests, and how more of it is taken.
@Suite struct RequestTimeTests {
  private typealias Fixture = RightsFixture

  @Test func aHeartbeatWarnsAndLetsExpire() async throws {
    let fixture = RightsFixture(noticeTo: .endpoint("privacy"))
    let request = try await fixture.receive()
    #expect(try await fixture.desk.deadlineWork.nextMoment() == Date("2026-12-17T00:00:00Z"))
    fixture.clock.set(Date("2026-12-17T09:00:00Z"))
    try await fixture.beat()
    try await fixture.beat()
    var current = try await fixture.desk.request(request.id)
    #expect(current.log.map(\.kind) == [.moved, .warned] && current.log[1].date == Date("2026-12-17T00:00:00Z"))
    // Late: the second warning and the end at once, each at its own moment.
    fixture.clock.set(Date("2027-02-01"))
    #expect(current.isOverdue(at: fixture.clock.now) && !current.isOverdue(at: Date("2026-12-23T23:59:59Z")))
    try await fixture.beat()
    try await fixture.beat()
    current = try await fixture.desk.request(request.id)
    #expect(current.log.map(\.kind) == [.moved, .warned, .warned, .moved])
    #expect(current.log[3].date == Date("2026-12-24T00:00:00Z") && current.state == .expired)
    #expect(try await fixture.desk.deadlineWork.nextMoment() == nil)
    // Staff hear of each once.
    let outbox = try await fixture.store.all(Query(OutboxItem.byDue)).map(\.record.due)
    #expect(outbox == [Date("2026-12-17"), Date("2026-12-23"), Date("2026-12-24")])
  }

  @Test func theDutyDoesNotEndWithTheTime() async throws {
    let fixture = RightsFixture()
    let request = try await fixture.approved()
    fixture.clock.set(Date("2027-01-10"))
    #expect(try await fixture.desk.due(before: fixture.clock.now).items.map(\.id) == [request.id])
    // Nobody called the heartbeat; the verb does what time did first.
    let begun = try await fixture.desk.begin(request.id, steps: [], by: Fixture.staff)
    #expect(begun.state == .inProgress)
    #expect(begun.log.suffix(2).map(\.to) == [.expired, .inProgress])
    let done = try await fixture.desk.complete(request.id, by: Fixture.staff)
    #expect(RequestRegisterEntry(done).wasLate)
  }

  @Test func moreTimeNeedsANoticeWithReasonsWithinTheFirst() async throws {
    let fixture = RightsFixture()
    let request = try await fixture.receive()
    func extend(_ notice: ExtensionNotice) async throws -> SubjectRequest {
      try await fixture.desk.extend(request.id, notice, by: Fixture.staff)
    }
    let now = fixture.clock.now
    await #expect(throws: RequestRefusal.noticeMissing) { try await extend(ExtensionNotice(date: now, reasons: [])) }
    await #expect(throws: RequestRefusal.noticeMissing) {
      try await extend(ExtensionNotice(date: now.addingTimeInterval(60), reasons: ["complexity"]))
    }
    await #expect(throws: RequestRefusal.noticeMissing) {
      try await extend(ExtensionNotice(date: now.addingTimeInterval(-60), reasons: ["complexity"]))
    }
    fixture.clock.set(Date("2026-12-23T23:59:59Z"))
    let extended = try await extend(ExtensionNotice(date: fixture.clock.now, reasons: ["complexity", "number"]))
    #expect(extended.deadline.day.description == "2027-02-23")
    #expect(extended.alarms.map(\.daysLeft) == [7, 1, 0])
    await #expect(throws: RequestRefusal.extendedBefore) {
      try await extend(ExtensionNotice(date: fixture.clock.now, reasons: ["complexity"]))
    }
  }

  @Test func afterTheFirstTimeThereIsNoMore() async throws {
    let fixture = RightsFixture()
    let request = try await fixture.receive()
    fixture.clock.set(Date("2026-12-24T00:00:00Z"))
    await #expect(throws: RequestRefusal.tooLate) {
      try await fixture.desk.extend(
        request.id, ExtensionNotice(date: Date("2026-12-20"), reasons: ["complexity"]), by: Fixture.staff)
    }
  }

  @Test func aLawWithoutExtensionKeepsItsDay() async throws {
    let fixture = RightsFixture()
    let notice = ExtensionNotice(date: fixture.clock.now, reasons: ["complexity"])
    let ukrainian = try await fixture.receive(in: ["UA"])
    await #expect(throws: RequestRefusal.notExtendable) {
      try await fixture.desk.extend(ukrainian.id, notice, by: Fixture.staff)
    }
    // Of two places the one with more time is of no use.
    let both = try await fixture.receive(.portability, in: ["UA", "DE"])
    #expect(both.deadline.day.description == "2026-12-23" && both.deadline.references.count == 2)
    await #expect(throws: RequestRefusal.notExtendable) {
      try await fixture.desk.extend(both.id, notice, by: Fixture.staff)
    }
  }

  @Test func whereTheLawCountsFromTheCheckTheTimeBeginsAnew() async throws {
    let fixture = RightsFixture()
    let british = try await fixture.receive(in: ["GB"])
    let german = try await fixture.receive(.portability, in: ["DE"])
    fixture.clock.set(Date("2026-12-10T10:00:00Z"))
    let later = try await fixture.desk.verify(british.id, IdentityCheck(.account), by: Fixture.staff)
    #expect(later.deadline.day.description == "2027-01-11" && later.alarms.count == 3)
    let same = try await fixture.desk.verify(german.id, IdentityCheck(.account), by: Fixture.staff)
    #expect(same.deadline == german.deadline)
    // Also after an extension: a month from the check, and two.
    let extended = try await fixture.receive(.erasure, in: ["GB"])
    let notice = ExtensionNotice(date: fixture.clock.now, reasons: ["number"])
    try await fixture.desk.extend(extended.id, notice, by: Fixture.staff)
    fixture.clock.set(Date("2026-12-15T10:00:00Z"))
    let verified = try await fixture.desk.verify(extended.id, IdentityCheck(.account), by: Fixture.staff)
    #expect(verified.deadline.day.description == "2027-03-15")
  }

  @Test func whoShowsNothingInTimeKeepsNobodyFromAsking() async throws {
    let fixture = RightsFixture()
    let stranger = try await fixture.receive()
    fixture.clock.set(Date("2027-01-10"))
    try await fixture.beat()
    #expect(try await fixture.receive().state == .received)
    #expect(try await fixture.desk.request(stranger.id).state == .expired)
  }

  @Test func aClockSetBackChangesNoOrder() async throws {
    let fixture = RightsFixture()
    let request = try await fixture.receive()
    fixture.clock.advance(by: -86_400)
    let asked = try await fixture.desk.askIdentity(request.id, by: Fixture.staff)
    #expect(asked.log[1].date == asked.log[0].date)
  }
}
