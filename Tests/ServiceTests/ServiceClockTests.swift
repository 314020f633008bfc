import CRMCore
import CRMTesting
import Foundation
import Testing

@testable import Service

@Suite struct ServiceClockTests {
  /// A Monday.
  let start = Date("2026-03-02T09:00:00Z")

  func clock(
    _ target: ServiceTarget, _ steps: [TicketHistory.Step] = [], answered: Date? = nil,
    calendar: WorkingCalendar? = nil, at now: Date
  ) -> ServiceClock {
    ServiceClock(
      target, history: TicketHistory(createdAt: start, steps: steps, firstAnswer: answered), calendar: calendar, at: now
    )
  }

  @Test func isMetAtTheDueMomentAndBreachedAfterIt() {
    let target = ServiceTarget(.firstResponse, within: .hours(1))
    let due = start + 3600
    #expect(clock(target, answered: due, at: due + 900).verdict == .met)
    #expect(clock(target, answered: due + 0.001, at: due + 900).verdict == .breached)
    #expect(clock(target, at: due).verdict == .running)
    #expect(clock(target, at: due + 0.001).verdict == .breached)
    #expect(clock(target, at: start).due == due)
    #expect(clock(target, at: due + 900).margin == .seconds(-900))
  }

  @Test func theVerdictDoesNotDependOnWhenItIsAsked() {
    let target = ServiceTarget(.firstResponse, within: .hours(1))
    for later in [0.0, 10, 1e6, 1e8] {
      let late = clock(target, answered: start + 1800, at: start + 1800 + later)
      #expect(late.verdict == .met && late.used == .seconds(1800) && late.due == start + 3600)
    }
    #expect(
      clock(target, answered: start + 1800, at: start + 1799).verdict == .running, "the answer lies in the future")
  }

  @Test func pausesMoveTheDueMomentByTheirLength() {
    let target = ServiceTarget(.resolution, within: .hours(4))
    let paused: [TicketHistory.Step] = [
      .init(.new, at: start), .init(.open, at: start + 600), .init(.pendingCustomer, at: start + 3600),
      .init(.onHold, at: start + 7200), .init(.open, at: start + 10_800),
    ]
    let after = clock(target, paused, at: start + 10_800)
    #expect(after.due == start + 4 * 3600 + 7200 && after.verdict == .running)
    let during = clock(target, Array(paused.prefix(4)), at: start + 9000)
    #expect(during.verdict == .paused && during.due == nil && during.nextMoment(after: start + 9000) == nil)
    #expect(during.used == .hours(1))
  }

  @Test func countsWorkingTimeOnly() {
    let office = WorkingCalendar(layers: [.weekly(["09:00-17:00"])])
    let target = ServiceTarget(.resolution, within: .hours(10))
    let running = clock(target, calendar: office, at: start + 60)
    // Eight hours on Monday, two on Tuesday.
    #expect(running.due == Date("2026-03-03T11:00:00Z"))
    let solved = clock(
      target, [.init(.new, at: start), .init(.solved, at: Date("2026-03-03T10:00:00Z"))], calendar: office,
      at: Date("2026-04-01T00:00:00Z"))
    #expect(solved.verdict == .met && solved.used == .hours(9) && solved.margin == .hours(1))
    #expect(solved.due == Date("2026-03-03T11:00:00Z"))
  }

  @Test func aTargetThatFillsTheDayEndsAtClosingTime() {
    let office = WorkingCalendar(layers: [.weekly(["09:00-17:00"], on: [.monday, .tuesday])])
    let target = ServiceTarget(.resolution, within: .hours(8))
    #expect(clock(target, calendar: office, at: start).due == Date("2026-03-02T17:00:00Z"))
  }

  @Test func timeBetweenSolvedAndReopenedDoesNotCount() {
    let target = ServiceTarget(.resolution, within: .hours(2))
    let steps: [TicketHistory.Step] = [
      .init(.new, at: start), .init(.solved, at: start + 3600), .init(.open, at: start + 86_400),
      .init(.solved, at: start + 86_400 + 1800),
    ]
    let judged = clock(target, steps, at: start + 200_000)
    #expect(judged.verdict == .met && judged.used == .seconds(5400))
  }

  /// The due moment of a running clock is the earliest at which the promise is used up, whatever the pauses.
  @Test func dueIsTheEarliestMomentThatUsesTheTargetUp() {
    for seed in UInt64(0)..<300 {
      var generator = SeededGenerator(seed: seed)
      var at = start
      var steps: [TicketHistory.Step] = [.init(.new, at: start)]
      for _ in 0..<Int.random(in: 0...6, using: &generator) {
        at += Double(Int.random(in: 1...20_000, using: &generator))
        steps.append(
          .init([.open, .pendingCustomer, .onHold, .open].randomElement(using: &generator) ?? .open, at: at))
      }
      steps.append(.init(.open, at: at + 1))
      let target = ServiceTarget(.resolution, within: .seconds(Int.random(in: 1...80_000, using: &generator)))
      let now = at + 2
      let judged = clock(target, steps, at: now)
      guard let due = judged.due else { Issue.record("no due moment, seed \(seed)"); continue }
      let atDue = ServiceClock(
        target, history: TicketHistory(createdAt: start, steps: steps.filter { $0.at < due }), calendar: nil, at: due)
      let before = ServiceClock(
        target, history: TicketHistory(createdAt: start, steps: steps.filter { $0.at < due - 1 }), calendar: nil,
        at: due - 1)
      #expect(atDue.used == target.duration, "seed \(seed)")
      #expect(before.used < target.duration, "seed \(seed)")
      #expect((judged.verdict == .breached) == (now > due), "seed \(seed)")
    }
  }

  @Test func thePolicyIsTheFirstWhoseConditionHolds() async throws {
    let store = InMemoryStore()
    let desk = ServiceDesk(store: store, environment: .fixed(at: start))
    let urgent = ServiceLevelPolicy(
      id: "urgent", name: "Urgent", order: 1, condition: Ticket.Fields.priority >= 3,
      targets: [ServiceTarget(.firstResponse, within: .minutes(15))])
    let standard = ServiceLevelPolicy(
      id: "standard", name: "Standard", order: 2, targets: [ServiceTarget(.firstResponse, within: .hours(8))])
    try await store.insert(standard)
    try await store.insert(urgent)
    let pressing = Ticket(id: "1", subject: "Fire", priority: .urgent, createdAt: start, by: .system)
    let usual = Ticket(id: "2", subject: "Invoice", createdAt: start, by: .system)
    let first = try await desk.policy(for: pressing)
    let second = try await desk.policy(for: usual)
    #expect(first?.id == "urgent" && second?.id == "standard")
    let levels = try await desk.serviceLevel(of: pressing)
    #expect(levels.map(\.due) == [start + 900])
  }
}
