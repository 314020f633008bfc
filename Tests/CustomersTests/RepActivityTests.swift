import CRMTesting
import Customers
import Foundation
import Synchronization
import Testing

@Suite struct RepActivityTests {
  // Monday 2 November 2026.
  let clock = TestClock(Date("2026-11-02T09:00:00Z"))
  let store: InMemoryStore
  let directory: CustomerDirectory
  let author = Author.system
  let anna: Identifier<StaffMember> = "anna"
  let week = Period(start: Date("2026-11-02"), end: Date("2026-11-09"))

  init() {
    let environment = CRMEnvironment.fixed(clock: clock)
    store = InMemoryStore(environment: environment)
    directory = CustomerDirectory(store: store, environment: environment)
  }

  private func log(
    _ kind: InteractionKind, with customer: Identifier<Customer>, at date: Date, by staff: Identifier<StaffMember>?,
    _ direction: InteractionDirection = .outbound
  ) async throws {
    let id: Identifier<Interaction> = directory.environment.id()
    try await directory.log(
      Interaction(id: id, customer: customer, kind: kind, direction: direction, date: date, staff: staff), by: author)
  }

  private func add(
    _ name: String, stage: LifecycleStage = .lead, owner: Identifier<StaffMember>? = "anna"
  ) async throws -> Identifier<Customer> {
    try await directory.create(.organisation, by: author) {
      $0.legalName = name
      $0.stage = stage
      $0.owner = owner
    }.id
  }

  @Test func contactsAreCountedByKindInThePeriodOnly() async throws {
    let acme = try await add("Acme")
    let bolt = try await add("Bolt")
    for (kind, date, staff) in [
      (.call, Date("2026-11-02"), "anna"), (.call, Date("2026-11-08T23:59:59Z"), "anna"),
      (.call, Date("2026-11-01T23:59:59Z"), "anna"), (.call, Date("2026-11-09"), "anna"),
      (.call, Date("2026-11-05"), "bert"), (.note, Date("2026-11-05"), "anna"), (.webVisit, Date("2026-11-05"), "anna"),
    ] as [(InteractionKind, Date, Identifier<StaffMember>)] {
      try await log(kind, with: acme, at: date, by: staff)
    }
    try await log(.email, with: bolt, at: Date("2026-11-03"), by: anna, .inbound)
    let activity = try await directory.activity(of: anna, in: week)
    #expect(activity.contacts == [.call: 2, .email: 1] && activity.contactCount == 3)
    #expect(activity.customersContacted == 2)
  }

  @Test func timeToTheFirstAnswerWithAndWithoutWorkingTime() async throws {
    let berlin = TimeZone(identifier: "Europe/Berlin")!
    let calendar = WorkingCalendar(layers: [.weekly(["09:00-17:00"], timeZone: berlin)])
    // Friday, half an hour before the end of work; answered on Monday, half an hour after the beginning.
    clock.set(Date("2026-11-06T15:30:00Z"))
    let acme = try await add("Acme")
    try await log(.email, with: acme, at: clock.now.addingTimeInterval(60), by: nil, .inbound)
    try await log(.note, with: acme, at: clock.now.addingTimeInterval(70), by: anna)
    clock.set(Date("2026-11-06T15:40:00Z"))
    _ = try await add("Never answered")
    _ = try await add("Another's", owner: "bert")
    _ = try await add("No lead", stage: .customer)
    clock.set(Date("2026-11-09T08:30:00Z"))
    _ = try await add("Later")
    // A later change of stage does not make it another arrival.
    try await directory.edit(acme, by: author) { $0.stage = .customer }
    try await log(.call, with: acme, at: clock.now, by: anna)
    try await log(.call, with: acme, at: clock.now.addingTimeInterval(500), by: anna)
    let all = try await directory.activity(of: anna, in: week).firstResponse
    #expect(all.answered == 1 && all.unanswered == 1 && all.median == 2 * 86_400 + 17 * 3600)
    let working = try await directory.activity(of: anna, in: week, workingCalendar: calendar).firstResponse
    #expect(working.median == 3600 && working.mean == 3600 && working.ninetieth == 3600)
    let given = [
      LeadArrival(date: week.start, answered: week.start.addingTimeInterval(10)), LeadArrival(date: week.end),
    ]
    let own = try await directory.activity(of: anna, in: week, arrivals: given).firstResponse
    #expect(own.median == 10 && own.unanswered == 1)
  }

  @Test func firstResponsesArePureFigures() {
    let start = week.start
    let arrivals = (1...10).map { LeadArrival(date: start, answered: start.addingTimeInterval(Double($0) * 60)) }
    let figures = FirstResponse(arrivals + [LeadArrival(date: start)])
    #expect(figures.answered == 10 && figures.unanswered == 1 && figures.median == 330 && figures.mean == 330)
    #expect(abs((figures.ninetieth ?? 0) - 546) < 1e-9)
    let early = FirstResponse([LeadArrival(date: start, answered: start.addingTimeInterval(-5))])
    #expect(early.median == 0)
    #expect(FirstResponse([]).median == nil)
  }

  @Test func followUpsDoneLateAndOverdue() async throws {
    func add(_ id: Identifier<FollowUp>, due: Date, owner: Identifier<StaffMember> = "anna") async throws {
      try await directory.addFollowUp(
        FollowUp(id: id, what: "Call", owner: owner, due: due, createdAt: clock.now), by: author)
    }
    try await add("early", due: Date("2026-11-04"))
    try await add("late", due: Date("2026-11-03"))
    try await add("cancelled", due: Date("2026-11-03"))
    try await add("open", due: Date("2026-11-04"))
    try await add("closed later", due: Date("2026-11-05"))
    try await add("future", due: Date("2026-11-20"))
    try await add("bert's", due: Date("2026-11-03"), owner: "bert")
    clock.set(Date("2026-11-03T12:00:00Z"))
    for id in ["early", "late", "bert's"] as [Identifier<FollowUp>] {
      try await directory.completeFollowUp(id, by: author)
    }
    try await directory.cancelFollowUp("cancelled", by: author)
    // Seen on Thursday: two are overdue.
    clock.set(Date("2026-11-05T12:00:00Z"))
    var activity = try await directory.activity(of: anna, in: week)
    #expect(activity.followUpsDone == 2 && activity.followUpsDoneLate == 1 && activity.followUpsOverdue == 2)
    // Seen weeks later: the end of the period counts, also for what has been closed or added since.
    clock.set(Date("2026-11-20T12:00:00Z"))
    try await directory.completeFollowUp("closed later", by: author)
    try await add("made since", due: Date("2026-11-04"))
    activity = try await directory.activity(of: anna, in: week)
    #expect(activity.followUpsDone == 2 && activity.followUpsOverdue == 2)
  }

  @Test func customersUntouchedForSomeDays() async throws {
    clock.set(Date("2026-09-01"))
    let never = try await add("Never")
    let long = try await add("Long ago")
    let recent = try await add("Recent")
    let noted = try await add("Only a note")
    _ = try await add("Another's", owner: "bert")
    try await log(.call, with: long, at: Date("2026-10-09T23:59:59Z"), by: anna)
    try await log(.call, with: recent, at: Date("2026-10-10"), by: "bert")
    for _ in 0..<25 { try await log(.webVisit, with: recent, at: Date("2026-10-20"), by: nil, .inbound) }
    try await log(.note, with: noted, at: Date("2026-11-05"), by: anna)
    clock.set(Date("2026-11-05"))
    _ = try await add("New")
    clock.set(Date("2026-12-01"))
    let activity = try await directory.activity(of: anna, in: week, untouchedFor: 30)
    #expect(activity.untouched == [never, long, noted].sorted())
    #expect(try await directory.activity(of: anna, in: week, untouchedFor: 31).untouched == [never, noted].sorted())
  }

  /// Ranges, not scans: what lies outside the period and with other people is not read.
  @Test func readsOnlyWhatItCounts() async throws {
    let acme = try await add("Acme")
    for day in 0..<300 {
      try await log(.call, with: acme, at: week.start.addingTimeInterval(Double(day - 290) * 86_400), by: anna)
      try await log(.call, with: acme, at: week.start.addingTimeInterval(Double(day)), by: "bert")
    }
    let counting = RecordCountingStore(store)
    let quiet = CustomerDirectory(store: counting, environment: directory.environment)
    let activity = try await quiet.activity(of: anna, in: week, untouchedFor: 1)
    #expect(activity.contacts[.call] == 7)
    #expect(counting.records < 60, "\(counting.records)")
  }
}

/// Counts the records that are read through it.
private final class RecordCountingStore: Store {
  private let base: any Store
  private let read = Mutex(0)

  init(_ base: any Store) { self.base = base }

  var records: Int { read.withLock { $0 } }

  func fetch<R: Record>(_ type: R.Type, ids: [Identifier<R>]) async throws -> [Stored<R>?] {
    read.withLock { $0 += ids.count }
    return try await base.fetch(type, ids: ids)
  }

  func page<R: Record>(_ query: Query<R>) async throws -> Page<Stored<R>> {
    let page = try await base.page(query)
    read.withLock { $0 += page.items.count }
    return page
  }

  func count<R: Record>(_ query: Query<R>) async throws -> Int { try await base.count(query) }
  func commit(_ changes: ChangeSet) async throws -> Commit { try await base.commit(changes) }

  func history(after position: CommitPosition?, limit: Int) async throws -> [Commit] {
    try await base.history(after: position, limit: limit)
  }

  func position() async throws -> CommitPosition? { try await base.position() }
  func waitForCommit(after position: CommitPosition?) async throws { try await base.waitForCommit(after: position) }
}
