import CRMCore
import CRMTesting
import Foundation
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(10))) struct HeartbeatTests {
  let start = CRMEnvironment.testStart
  let store = InMemoryStore(environment: .fixed())

  private func heartbeat(
    _ works: [any DueWork], sliceItems: Int = 100, seed: UInt64 = 1, clock: any Clock<Duration> = ContinuousClock()
  ) -> Heartbeat {
    Heartbeat(works, store: store, environment: .fixed(seed: seed), sliceItems: sliceItems, clock: clock)
  }

  private func put(_ chimes: [Chime]) throws { try store.commit(changeSet { $0.insert(contentsOf: chimes) }) }

  @Test func tellsTheEarliestMomentAndDoesWhatIsDue() async throws {
    try put([Chime(id: "a", due: start.addingTimeInterval(50), left: 2), Chime(id: "b", due: start)])
    try await store.insert(Fuse(id: "f", due: start.addingTimeInterval(20)))
    let heart = heartbeat([Chime.work(in: store), Fuse.Work(store: store)])
    #expect(try await heart.nextMoment() == start)
    let early = try await heart.advance(now: start.addingTimeInterval(-1))
    #expect(early.items == 0 && !early.hasMore)
    let first = try await heart.advance(now: start.addingTimeInterval(20))
    #expect(first.items == 2 && first.failures.isEmpty && !first.hasMore)
    #expect(try await heart.nextMoment() == start.addingTimeInterval(50))
    // Late by more than an interval: both ringings are made up for.
    let late = try await heart.advance(now: start.addingTimeInterval(500))
    #expect(late.items == 2)
    let rung = try store.fetch(Chime.self, ids: ["a"])[0]?.rung
    #expect(rung == [start.addingTimeInterval(50), start.addingTimeInterval(110)])
    #expect(try await heart.nextMoment() == nil)
  }

  @Test func aBudgetInItemsIsKeptAndShared() async throws {
    try put((0..<30).map { Chime(id: Identifier(derivedFrom: "\($0)"), due: start) })
    try store.commit(
      changeSet { changes in
        for number in 0..<30 { changes.insert(Fuse(id: Identifier(derivedFrom: "\(number)"), due: start)) }
      })
    let heart = heartbeat([Chime.work(in: store), Fuse.Work(store: store)])
    let report = try await heart.advance(now: start, budget: WorkBudget(items: 20))
    #expect(report.items == 20 && report.hasMore)
    #expect(report.entries.map(\.items).sorted().first ?? 0 >= 7, "\(report.entries)")
    let rest = try await heart.advance(now: start)
    #expect(rest.items == 40 && !rest.hasMore)
  }

  /// With one item a call, a work with a long backlog does not keep the other one waiting for ever.
  @Test func theSmallestBudgetsReachEveryWork() async throws {
    try put((0..<200).map { Chime(id: Identifier(derivedFrom: "\($0)"), due: start.addingTimeInterval(-1000)) })
    try await store.insert(Fuse(id: "f", due: start))
    let heart = heartbeat([Chime.work(in: store), Fuse.Work(store: store)], seed: 3)
    var calls = 0
    while try store.count(Query(Fuse.byDue)) > 0 {
      #expect(try await heart.advance(now: start, budget: WorkBudget(items: 1)).items == 1)
      calls += 1
      try #require(calls < 40)
    }
  }

  @Test func aFailingWorkIsReportedAndDoesNotStopTheOthers() async throws {
    struct Broken: Error {}
    try put([Chime(id: "a", due: start)])
    let broken = ScriptedWork(name: "broken", moment: { throw Broken() }, body: { _ in throw Broken() })
    let heart = heartbeat([broken, Chime.work(in: store)])
    #expect(try await heart.nextMoment() == start)
    for _ in 0..<4 {
      let report = try await heart.advance(now: start)
      #expect(report.failures.map(\.name) == ["broken"])
      #expect(report.failures.first?.failure is Broken)
    }
    #expect(try store.count(Query(Chime.byDue)) == 0)
    await #expect(throws: Broken.self) { try await heart.nextMoment() }
  }

  @Test func aRecordThatFailsDoesNotHoldUpTheOthers() async throws {
    struct Broken: Error {}
    try put((0..<5).map { Chime(id: Identifier(derivedFrom: "\($0)"), due: start.addingTimeInterval(Double($0))) })
    let bad = Identifier<Chime>(derivedFrom: "0")
    let work = Chime.work(in: store) { if $0.id == bad { throw Broken() } }
    let report = try await heartbeat([work], sliceItems: 2).advance(now: start.addingTimeInterval(10))
    #expect(report.items == 4 && report.failures.count == 1 && !report.hasMore)
    #expect(try store.page(Query(Chime.byDue)).items.map(\.id) == [bad])
  }

  @Test func timeIsSharedBetweenTheWorks() async throws {
    let clock = ManualClock()
    let slow: @Sendable (WorkSlice) async throws -> WorkOutcome = { slice in
      var items = 0
      while !slice.isSpent, items < slice.limit {
        clock.advance(by: .seconds(1))
        items += 1
      }
      return WorkOutcome(items: items, hasMore: true)
    }
    let heart = heartbeat([ScriptedWork(name: "a", body: slow), ScriptedWork(name: "b", body: slow)], clock: clock)
    let report = try await heart.advance(now: start, budget: WorkBudget(time: .seconds(30)))
    #expect(report.entries.map(\.items) == [15, 15] && report.hasMore)
    let none = try await heart.advance(now: start, budget: WorkBudget(time: .zero))
    #expect(none.items == 0 && none.hasMore)
  }

  @Test func aWorkThatHangsIsCancelledWithinTheBudget() async throws {
    try put([Chime(id: "a", due: start)])
    let hanging = ScriptedWork(name: "hanging") { _ in
      try await Task.sleep(for: .seconds(600))
      return WorkOutcome()
    }
    let heart = heartbeat([hanging, Chime.work(in: store)])
    // It is told when the others still had time; when it was the last one, it only says that there is more. On a busy machine
    // a call may do neither; the suite's time limit ends what never comes.
    var overran = 0
    while try overran == 0 || store.count(Query(Chime.byDue)) > 0 {
      let report = try await heart.advance(now: start, budget: WorkBudget(time: .milliseconds(100)))
      overran += report.failures.filter { $0.failure is WorkOverran }.count
    }
  }

  @Test func aCancelledCallThrows() async throws {
    let hanging = ScriptedWork(name: "hanging") { _ in
      try await Task.sleep(for: .seconds(600))
      return WorkOutcome()
    }
    for budget in [WorkBudget(), .backgroundTask] {
      let heart = heartbeat([hanging])
      let now = start
      let task = Task { try await heart.advance(now: now, budget: budget) }
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
    }
  }

  @Test func thePumpDeliversItsSliceAndGivesBackTheRest() async throws {
    let notifier = InMemoryNotifier()
    let pump = OutboxPump(
      store: store, environment: .fixed(), handlers: [.notice: NoticeHandler(notifier)])
    try store.commit(
      changeSet { changes in
        for number in 0..<10 {
          let id = Identifier<Notice>(derivedFrom: "\(number)")
          try changes.enqueue(Notice(id: id, to: .endpoint("x"), content: Reason("a"), date: start))
        }
      })
    let report = try await heartbeat([pump]).advance(now: start, budget: WorkBudget(items: 4))
    #expect(report.items == 4 && report.hasMore && notifier.notices.count == 4)
    let asked = Mutex(0)
    let spent = WorkSlice(now: start) {
      asked.withLock { count in
        count += 1
        return count > 2
      }
    }
    let outcome = try await pump.perform(spent)
    #expect(outcome.items == 2 && outcome.hasMore)
    #expect(try store.page(Query(OutboxItem.byDue)).items.allSatisfy { $0.state == .waiting && $0.attempts == 0 })
    #expect(try await pump.nextMoment() == start)
    try await heartbeat([pump]).advance(now: start)
    #expect(notifier.notices.count == 10)
  }
}
