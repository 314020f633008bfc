import CRMCore
import CRMTesting
import Foundation
import Synchronization
import Testing

/// The law of the heartbeat: late, early, doubled and cut-off calls, and failures in between, end in the same state.
@Suite(.timeLimit(.minutes(10))) struct HeartbeatLawTests {
  /// What is compared at the end.
  struct Final: Hashable {
    var chimes: [Chime]
    var fuses: [Fuse]
    var items: [String]
    var delivered: Set<Identifier<Notice>>
  }

  struct Yard {
    let clock = TestClock()
    let base: InMemoryStore
    let notifier = InMemoryNotifier()
    let seed: UInt64

    init(seed: UInt64) throws {
      self.seed = seed
      base = InMemoryStore(environment: .fixed(clock: clock))
      var generator = SeededGenerator(seed: seed)
      var changes = ChangeSet()
      for number in 0..<Int.random(in: 1...12, using: &generator) {
        let due = clock.now.addingTimeInterval(Double(Int.random(in: 0...600, using: &generator)))
        changes.insert(
          Chime(
            id: Identifier(derivedFrom: "\(number)"), due: due,
            interval: Double(Int.random(in: 1...90, using: &generator)), left: Int.random(in: 1...6, using: &generator))
        )
      }
      for number in 0..<Int.random(in: 1...25, using: &generator) {
        let due = clock.now.addingTimeInterval(Double(Int.random(in: 0...600, using: &generator)))
        changes.insert(Fuse(id: Identifier(derivedFrom: "\(number)"), due: due))
      }
      try base.commit(changes)
    }

    func heartbeat(_ store: (any Store)? = nil, seed: UInt64 = 1) -> Heartbeat {
      let store = store ?? base
      let environment = CRMEnvironment.fixed(clock: clock, seed: seed)
      let pump = OutboxPump(
        store: store, environment: environment, handlers: [.notice: NoticeHandler(notifier)],
        retry: RetryPolicy(attempts: 1000, first: 1, longest: 10), lease: 30, batch: 3)
      return Heartbeat(
        [Chime.work(in: store), Fuse.Work(store: store), pump], store: store, environment: environment, sliceItems: 4)
    }

    /// Brings everything to its end, called on time.
    func finish() async throws -> Final {
      let heart = heartbeat()
      var rounds = 0
      while let next = try await heart.nextMoment() {
        clock.set(max(clock.now, next))
        let report = try await heart.advance(now: clock.now)
        #expect(report.failures.isEmpty, "seed \(seed): \(report.failures)")
        rounds += 1
        try #require(rounds < 5000, "seed \(seed)")
      }
      return Final(
        chimes: try await base.all(Query<Chime>()).map(\.record),
        fuses: try await base.all(Query<Fuse>()).map(\.record),
        items: try await base.all(Query<OutboxItem>()).map { "\($0.id) \($0.state)" },
        delivered: Set(notifier.notices.map(\.id)))
    }
  }

  struct Broken: Error {}

  @Test(arguments: Array(UInt64(1)...40)) func anyScheduleOfCallsEndsInTheSameState(seed: UInt64) async throws {
    let wanted = try await Yard(seed: seed).finish()
    let yard = try Yard(seed: seed)
    let chance = Mutex(SeededGenerator(seed: seed ^ 0xFACE))
    let shaky = HookedStore(yard.base) { call in
      guard call == .commit || call == .page else { return }
      switch chance.withLock({ Int.random(in: 0..<40, using: &$0) }) {
      case 0: throw Broken()
      case 1: throw StoreError(.unavailable)
      case 2: await Task.yield()
      default: break
      }
    }
    var generator = SeededGenerator(seed: seed ^ 0xBEA7)
    for _ in 0..<25 {
      yard.clock.advance(by: Double(Int.random(in: 0...60, using: &generator)))
      let heart = yard.heartbeat(shaky, seed: .random(in: 0...9, using: &generator))
      let budget = WorkBudget(items: Bool.random(using: &generator) ? Int.random(in: 1...6, using: &generator) : nil)
      let now = yard.clock.now
      switch Int.random(in: 0..<5, using: &generator) {
      case 0:
        try await heart.advance(now: now.addingTimeInterval(-30), budget: budget)
      case 1:
        let second = yard.heartbeat(shaky, seed: 77)
        async let one = heart.advance(now: now, budget: budget)
        async let other = second.advance(now: now)
        _ = try await (one, other)
      case 2:
        let task = Task { try await heart.advance(now: now, budget: budget) }
        for _ in 0..<Int.random(in: 0...8, using: &generator) { await Task.yield() }
        task.cancel()
        _ = await task.result
      default:
        try await heart.advance(now: now, budget: budget)
      }
    }
    #expect(try await yard.finish() == wanted, "seed \(seed)")
  }
}
