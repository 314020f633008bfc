import CRMTesting
import Customers
import Foundation
import Testing

@Suite struct FollowUpTests {
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

  private func followUp(
    _ id: Identifier<FollowUp>, kind: FollowUpKind = .send, owner: Identifier<StaffMember>? = nil, in seconds: Double,
    reminders: [Int] = []
  ) -> FollowUp {
    FollowUp(
      id: id, kind: kind, what: "Send the offer", owner: owner, due: start.addingTimeInterval(seconds),
      reminderOffsets: reminders, createdAt: start)
  }

  @Test func onlyOpenFollowUpsChangeTheirState() throws {
    let open = followUp("a", in: 60)
    let done = try open.completing(outcome: "sent", at: start)
    #expect(done.state == .done && done.closedAt == start && done.outcome == "sent" && !done.isOpen)
    #expect(throws: FollowUpViolation.notOpen(.done)) { try done.completing(at: start) }
    #expect(throws: FollowUpViolation.notOpen(.done)) { try done.cancelling(at: start) }
    #expect(throws: FollowUpViolation.notOpen(.done)) { try done.snoozing(until: .distantFuture, at: start) }
    #expect(throws: FollowUpViolation.notClosed) { try open.reopening() }
    #expect(throws: FollowUpViolation.notLater) { try open.snoozing(until: start, at: start) }
    #expect(try done.reopening() == open)
    #expect(try open.cancelling(reason: "lost", at: start).state == .cancelled)
  }

  @Test func remindersAreTheOffsetsAndTheDueMoment() throws {
    let day = followUp("a", in: 100, reminders: [30, 90, 30])
    #expect(day.reminders.map { $0.timeIntervalSince(start) } == [10, 70, 100])
    let snoozed = try day.snoozing(until: start.addingTimeInterval(80), at: start)
    #expect(snoozed.reminders.map { $0.timeIntervalSince(start) } == [80, 100])
    #expect(snoozed.effectiveDue == start.addingTimeInterval(100))
    let late = try day.snoozing(until: start.addingTimeInterval(500), at: start)
    #expect(late.reminders.map { $0.timeIntervalSince(start) } == [500])
    #expect(late.effectiveDue == start.addingTimeInterval(500))
    #expect(!late.isOverdue(at: start.addingTimeInterval(200)))
    #expect(day.isOverdue(at: start.addingTimeInterval(100)))
    #expect(!day.isOverdue(at: start.addingTimeInterval(99)))
  }

  @Test func everyReminderIsGivenOnceWheneverTheClockIsRead() async throws {
    for seed in UInt64(1)...25 {
      var generator = SeededGenerator(seed: seed)
      let clock = TestClock()
      let environment = CRMEnvironment.fixed(clock: clock)
      let directory = CustomerDirectory(store: InMemoryStore(environment: environment), environment: environment)
      for number in 0..<10 {
        let offsets = (0..<2).map { _ in Int.random(in: 0..<500, using: &generator) }
        let due = Double(Int.random(in: 500..<1000, using: &generator))
        try await directory.addFollowUp(
          followUp(Identifier(derivedFrom: "\(number)"), in: due, reminders: offsets), by: author)
      }
      var given: [Identifier<FollowUp>: Int] = [:]
      var reads = 0
      while let next = try await directory.nextFollowUpMoment() {
        // Sometimes late: several moments pass at once, and are one reminder then.
        clock.set(next.addingTimeInterval(Double(Int.random(in: 0..<40, using: &generator))))
        let due = try await directory.takeDueReminders(by: author)
        #expect(!due.isEmpty, "seed \(seed)")
        #expect(try await directory.takeDueReminders(by: author).isEmpty, "seed \(seed)")
        for followUp in due { given[followUp.id, default: 0] += 1 }
        reads += 1
        try #require(reads < 100, "seed \(seed)")
      }
      #expect(given.count == 10, "seed \(seed)")
      #expect(given.values.allSatisfy { (1...3).contains($0) }, "seed \(seed)")
    }
  }

  @Test func theOverdueListIsWhatIsOpenAndPast() async throws {
    try await directory.addFollowUp(followUp("late", owner: "anna", in: -60), by: author)
    try await directory.addFollowUp(followUp("later", owner: "anna", in: -30), by: author)
    try await directory.addFollowUp(followUp("now", owner: "bert", in: 0), by: author)
    try await directory.addFollowUp(followUp("future", owner: "anna", in: 60), by: author)
    try await directory.addFollowUp(followUp("done", owner: "anna", in: -90), by: author)
    try await directory.completeFollowUp("done", by: author)
    #expect(try await directory.overdueFollowUps().items.map(\.id) == ["late", "later", "now"])
    #expect(try await directory.overdueFollowUps(of: "anna").items.map(\.id) == ["late", "later"])
    #expect(try await directory.openFollowUps(of: "anna").items.map(\.id) == ["late", "later", "future"])
    try await directory.snoozeFollowUp("late", until: start.addingTimeInterval(300), by: author)
    #expect(try await directory.overdueFollowUps(of: "anna").items.map(\.id) == ["later"])
    #expect(try await directory.openFollowUps(of: "anna").items.map(\.id) == ["later", "future", "late"])
  }

  @Test func aCallIsDoneOnlyWithItsNextStep() async throws {
    let acme = try await directory.create(.organisation, by: author) { $0.legalName = "Acme" }
    var call = followUp("call", kind: .call, in: -10)
    call.customer = acme.id
    try await directory.addFollowUp(call, by: author)
    await #expect(throws: FollowUpViolation.nextRequired(.call)) {
      try await directory.completeFollowUp("call", by: author)
    }
    #expect(try await directory.openFollowUps(about: acme.id).items.map(\.id) == ["call"])
    var next = followUp("next", in: 3600)
    next.customer = acme.id
    let done = try await directory.completeFollowUp("call", outcome: "reached", next: next, by: author)
    #expect(done.next == "next")
    #expect(try await directory.openFollowUps(about: acme.id).items.map(\.id) == ["next"])
    let last = try #require(try store.history(after: nil, limit: 100).last)
    let events = try last.records(of: Event.self)
    #expect(events.map(\.name) == [.followUpCompleted, .followUpAdded])
    #expect(events.first?.properties["late"] == .integer(10))
    #expect(events.first?.customer == RecordReference(acme.id))
  }

  @Test func nothingToDoIsRefused() async throws {
    var empty = followUp("x", in: 1, reminders: [-1])
    empty.what = "  "
    #expect(empty.problems().map(\.field) == ["what", "reminderOffsets[0]"])
    await #expect(throws: ValidationError.self) { try await directory.addFollowUp(empty, by: author) }
  }
}
