import CRMTesting
import Customers
import Foundation
import Testing

@Suite struct FollowUpSeriesTests {
  private let clock = TestClock()
  private let store: InMemoryStore
  private let directory: CustomerDirectory
  private let author = Author.system
  private let start = CRMEnvironment.testStart

  init() {
    let environment = CRMEnvironment.fixed(clock: clock)
    store = InMemoryStore(environment: environment)
    directory = CustomerDirectory(store: store, environment: environment, kindsRequiringNext: [.call])
  }

  private func weekly(end: RecurrenceRule.End = .never) -> FollowUp {
    let berlin = TimeZone(identifier: "Europe/Berlin")!
    let recurrence = Recurrence(start: "2026-03-20T09:00:00", in: berlin, RecurrenceRule(.weekly, end: end))
    return FollowUp(
      id: "call", kind: .call, what: "Call", owner: "anna", due: Date("2026-03-20T08:00:00Z"), reminderOffsets: [600],
      recurrence: recurrence, createdAt: start)
  }

  private func open() throws -> [FollowUp] { try store.page(Query(FollowUp.byDue)).items.map(\.record) }

  @Test func closingOneOfASeriesAddsTheNextAtTheSameTimeOfDay() async throws {
    clock.set(Date("2026-03-19T08:00:00Z"))
    try await directory.addFollowUp(weekly(), by: author)
    // Done a day early: the next is a week after the due moment.
    let done = try await directory.completeFollowUp("call", by: author)
    let second = try #require(try open().first)
    #expect(try open().count == 1 && done.next == second.id && second.series == "call")
    #expect(second.due == Date("2026-03-27T08:00:00Z") && second.owner == "anna" && second.reminderOffsets == [600])
    // Done three weeks late, and over the change of clocks: what was missed is not made up for.
    clock.set(Date("2026-04-16T12:00:00Z"))
    try await directory.completeFollowUp(second.id, by: author)
    #expect(try open().map(\.due) == [Date("2026-04-17T07:00:00Z")])
    // Opened and closed again: the next one is there already.
    try await directory.reopenFollowUp(second.id, by: author)
    try await directory.completeFollowUp(second.id, by: author)
    #expect(try open().map(\.due) == [Date("2026-04-17T07:00:00Z")])
    await #expect(throws: FollowUpViolation.notClosed) {
      try await directory.reopenFollowUp(try open()[0].id, by: author)
    }
    // Left out once, then for ever.
    try await directory.skipFollowUp(try open()[0].id, by: author)
    #expect(try open().map(\.due) == [Date("2026-04-24T07:00:00Z")])
    try await directory.cancelFollowUp(try open()[0].id, by: author)
    #expect(try open().isEmpty)
  }

  @Test func aSeriesEndsAndThenTheNextStepIsRequiredAgain() async throws {
    clock.set(Date("2026-03-19T08:00:00Z"))
    try await directory.addFollowUp(weekly(end: .count(2)), by: author)
    try await directory.completeFollowUp("call", by: author)
    let last = try #require(try open().first)
    await #expect(throws: FollowUpViolation.nextRequired(.call)) {
      try await directory.completeFollowUp(last.id, by: author)
    }
    var wrong = weekly()
    wrong.recurrence?.rules[0].interval = 0
    #expect(wrong.problems().map(\.field) == ["recurrence.rules[0].INTERVAL"])
  }

  /// Two who close the same one at once add one next.
  @Test func twoWhoCloseAtOnceAddOneNext() async throws {
    clock.set(Date("2026-03-19T08:00:00Z"))
    try await directory.addFollowUp(weekly(), by: author)
    let results = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<4 { group.addTask { (try? await directory.completeFollowUp("call", by: author)) != nil } }
      return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(results == 1)
    #expect(try open().count == 1)
  }

  /// Reminding as work for the heartbeat: the last state does not depend on when and how often it was called.
  @Test func remindingTellsTheOwnerOnceWhateverTheSchedule() async throws {
    var results: [[FollowUp]] = []
    for seed in UInt64(1)...20 {
      var generator = SeededGenerator(seed: seed)
      let clock = TestClock()
      let environment = CRMEnvironment.fixed(clock: clock)
      let store = InMemoryStore(environment: environment)
      let directory = CustomerDirectory(store: store, environment: environment)
      for number in 0..<6 {
        let item = FollowUp(
          id: Identifier(derivedFrom: "\(number)"), what: "Call", owner: number == 0 ? nil : "anna",
          due: start.addingTimeInterval(Double(100 * number + 50)), reminderOffsets: [30, 70], createdAt: start)
        try await directory.addFollowUp(item, by: author)
      }
      let heart = Heartbeat([directory.reminding()], store: store, environment: environment)
      while try await heart.nextMoment() != nil {
        // On time in the first round, late in the others.
        if seed == 1, let next = try await heart.nextMoment() { clock.set(max(next, clock.now)) }
        if seed > 1 { clock.advance(by: Double(Int.random(in: 0...200, using: &generator))) }
        async let one = heart.advance(now: clock.now)
        async let other = heart.advance(now: clock.now)
        #expect(try await (one.failures.count, other.failures.count) == (0, 0), "seed \(seed)")
      }
      let notices = try await store.all(Query<OutboxItem>())
      #expect(notices.count <= 15 && notices.count >= 5, "seed \(seed): \(notices.count)")
      if seed == 1 { #expect(notices.count == 15) }
      results.append(try await store.all(Query<FollowUp>()).map(\.record))
    }
    #expect(Set(results).count == 1)
    let reason = Reason(FollowUpReason.due, ["kind": .choice("call"), "due": .date(start)])
    #expect(CustomerDirectory.phrases.sentence(for: reason, language: "uk").hasPrefix("Зробити до"))
  }
}
