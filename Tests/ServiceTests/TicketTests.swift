import CRMCore
import CRMTesting
import Customers
import Foundation
import Testing

@testable import Service

@Suite struct TicketTests {
  let start = Date("2026-03-02T09:00:00Z")
  let agent = Author(.staff, "agent")

  func ticket(_ status: TicketStatus = .new, assignee: Identifier<StaffMember>? = "ann") -> Ticket {
    Ticket(
      id: "t", subject: "Printer", requester: "customer", status: status, assignee: assignee, createdAt: start,
      by: .dataSubject)
  }

  @Test func everyReasonAgainstAMoveIsNamedAtOnce() {
    let rules = TicketRules(
      solvingNeedsAssignee: true, solvingNeedsAnswer: true, solvingNeedsFields: ["cause", "product"])
    let error = #expect(throws: TicketViolation.self) {
      try ticket(assignee: nil).moving(
        to: .solved, at: start.addingTimeInterval(-1), by: agent, rules: rules, isAnswered: false)
    }
    #expect(
      error?.reasons.map(\.code) == [
        TicketViolation.Code.backInTime, TicketViolation.Code.noAssignee, TicketViolation.Code.noAnswer,
        TicketViolation.Code.fieldMissing, TicketViolation.Code.fieldMissing,
      ])
    #expect(error?.reasons.last?.arguments == ["field": .text("product")])
  }

  @Test func aMoveIsKeptInTheHistory() throws {
    let moved = try ticket().moving(to: .open, at: start + 60, by: agent, isAnswered: false)
    #expect(moved.history.map(\.status) == [.new, .open])
    #expect(moved.history.last?.by == agent && moved.createdAt == start)
  }

  @Test func closedStaysClosedAndNewNeverComesBack() throws {
    let closed = try ticket().moving(to: .closed, at: start + 1, by: agent, isAnswered: false)
    let error = #expect(throws: TicketViolation.self) {
      try closed.moving(to: .new, at: start + 2, by: agent, isAnswered: false)
    }
    #expect(error?.reasons.map(\.code) == [TicketViolation.Code.notNewAgain, TicketViolation.Code.closed])
  }

  @Test func aSolvedTicketCanBeTakenUpAgainUntilTheWindowEnds() throws {
    let rules = TicketRules(reopenWindow: 3600)
    let solved = try ticket().moving(to: .solved, at: start, by: agent, rules: rules, isAnswered: true)
    let reopened = try solved.moving(to: .open, at: start + 3599, by: agent, rules: rules, isAnswered: true)
    #expect(reopened.reopenCount == 1 && reopened.resolvedAt == nil)
    let error = #expect(throws: TicketViolation.self) {
      try solved.moving(to: .open, at: start + 3600, by: agent, rules: rules, isAnswered: true)
    }
    #expect(error?.reasons == [Reason(TicketViolation.Code.reopenWindowOver, ["until": .date(start + 3600)])])
  }

  @Test func closingLaterDoesNotChangeTheResolution() throws {
    let solved = try ticket().moving(to: .solved, at: start + 100, by: agent, isAnswered: true)
    let closed = try solved.moving(to: .closed, at: start + 900, by: agent, isAnswered: true)
    #expect(closed.resolvedAt == start + 100)
    let again = try solved.moving(to: .open, at: start + 200, by: agent, isAnswered: true)
      .moving(to: .solved, at: start + 700, by: agent, isAnswered: true)
    #expect(again.resolvedAt == start + 700)
  }

  @Test func everyReasonHasASentenceInFourLanguages() {
    for (code, sentences) in ServiceDesk.phrases.sentences {
      #expect(Set(sentences.keys) == ["en", "ru", "uk", "zh"], "\(code)")
    }
  }

  @Test func deskCommitsTheChangeAndItsEventTogether() async throws {
    let store = InMemoryStore(environment: .fixed())
    let clock = TestClock(start)
    let desk = ServiceDesk(store: store, environment: .fixed(clock: clock))
    try await store.insert(StaffMember(id: "ann", name: "Ann"))
    try await desk.open(ticket(assignee: nil), firstMessage: "It does not print.", by: .dataSubject)
    clock.advance(by: 60)
    try await desk.assign("t", to: "ann", by: agent)
    try await desk.add(
      TicketArticle(id: "a", ticket: "t", direction: .toCustomer, author: agent, body: "Turn it on.", date: clock.now))
    clock.advance(by: 60)
    let solved = try await desk.move("t", to: .solved, by: agent)
    #expect(solved.resolvedAt == clock.now)
    let events = try store.page(Query(Event.byAbout, RecordReference(solved))).items.map(\.name.rawValue)
    #expect(events == ["ticket.opened", "ticket.assigned", "ticket.answered", "ticket.solved"])
    let commits = try store.history(after: nil, limit: 100)
    #expect(commits.dropFirst().allSatisfy { $0.changes.count >= 2 }, "an event in a commit of its own")
    let unresolved = try await desk.unresolved(of: "customer")
    #expect(unresolved.isEmpty)
  }

  @Test func onlyActiveStaffIsAssigned() async throws {
    let store = InMemoryStore()
    let desk = ServiceDesk(store: store, environment: .fixed(at: start))
    try await store.insert(StaffMember(id: "left", name: "Left", activeUntil: start))
    try await desk.open(ticket(assignee: nil), by: .dataSubject)
    await #expect(throws: ValidationError.self) { try await desk.assign("t", to: "left", by: agent) }
  }

  @Test func openTicketsNeedASubject() async {
    let desk = ServiceDesk(store: InMemoryStore())
    var empty = ticket()
    empty.subject = " "
    empty.number = 0
    let error = await #expect(throws: ValidationError.self) { try await desk.open(empty, by: .system) }
    #expect(error?.problems.map(\.field) == ["subject", "number"])
  }
}
