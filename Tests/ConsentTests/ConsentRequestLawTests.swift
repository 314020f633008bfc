import CRMTesting
import Consent
import Foundation
import Testing

/// Random walks over the life cycle, against a model of it that is written down a second time. 10,000 walks where CRM_SWEEP is
/// set, 400 otherwise; the seed is in the message.
@Suite struct ConsentRequestLawTests {
  private static let runs: UInt64 = ConsentHistories.isSweep ? 10_000 : 400

  private typealias Fixture = RightsFixture

  /// What may follow, as the specification says it: received → identity check → pending → approved/denied → in progress → partially
  /// done → complete/expired/duplicate.
  private static let model: [RequestState: Set<RequestState>] = [
    .received: [.identityCheck, .pending, .denied, .duplicate, .withdrawn],
    .identityCheck: [.pending, .denied, .duplicate, .withdrawn],
    .pending: [.identityCheck, .approved, .denied, .duplicate, .withdrawn],
    .approved: [.inProgress, .withdrawn],
    .inProgress: [.partiallyDone, .complete, .withdrawn],
    .partiallyDone: [.inProgress, .withdrawn],
  ]

  private struct Walk {
    var generator: SeededGenerator
    let store: InMemoryStore
    let clock = TestClock(Date("2026-01-30T10:00:00Z"))
    let desk: RightsDesk
    let id: Identifier<SubjectRequest>
    let other: Identifier<SubjectRequest>

    init(seed: UInt64) async throws {
      generator = SeededGenerator(seed: seed)
      let environment = CRMEnvironment.fixed(clock: clock, seed: seed)
      store = InMemoryStore(environment: environment)
      let ledger = ConsentLedger(store: store, digester: ConsentFixture.digester, environment: environment)
      desk = RightsDesk(ledger: ledger)
      let key = SubjectKey(party: Fixture.ann)
      other = try await desk.receive(.erasure, from: key, method: .mail, in: ["DE"], by: Fixture.staff).id
      let laws: [[Jurisdiction]] = [["DE"], ["GB"], ["RU"], ["DE", "UA"], []]
      let law = laws.randomElement(using: &generator) ?? []
      id = try await desk.receive(.access, from: key, method: .mail, in: law, by: Fixture.staff).id
    }

    mutating func pick<T>(_ values: [T]) -> T { values[Int.random(in: 0..<values.count, using: &generator)] }

    /// Tries a random verb; where it was to lead, and whether it was done.
    mutating func step() async throws -> (target: RequestState, isDone: Bool) {
      let (by, desk, id, other) = (Fixture.staff, desk, id, other)
      let verbs: [(RequestState, () async throws -> Void)] = [
        (.identityCheck, { try await desk.askIdentity(id, by: by) }),
        (.pending, { try await desk.verify(id, IdentityCheck(.account), by: by) }),
        (.approved, { try await desk.approve(id, by: by) }),
        (.denied, { try await desk.deny(id, because: Reason(RequestCode.unfounded), by: by) }),
        (.inProgress, { try await desk.begin(id, steps: ["a", "b"], by: by) }),
        (.inProgress, { try await desk.resume(id, by: by) }),
        (.partiallyDone, { try await desk.progress(id, step: "a", .failed("x"), by: by) }),
        (.inProgress, { try await desk.progress(id, step: "a", .done, by: by) }),
        (.inProgress, { try await desk.progress(id, step: "b", .done, by: by) }),
        (.complete, { try await desk.complete(id, by: by) }),
        (.duplicate, { try await desk.close(id, as: .duplicate(of: other), by: by) }),
        (.withdrawn, { try await desk.close(id, as: .withdrawn, by: by) }),
      ]
      // What ends it comes seldom, so that walks are long.
      let place = Int.random(in: 0..<verbs.count, using: &generator)
      let (target, verb) = verbs[verbs[place].0.isClosed && pick([true, true, false]) ? 1 : place]
      do {
        try await verb()
        return (target, true)
      } catch is IllegalTransition {
        return (target, false)
      } catch is RequestRefusal {
        return (target, false)
      }
    }
  }

  @Test func noWalkLeavesTheLifeCycle() async throws {
    var ends: [RequestState: Int] = [:]
    for seed in 1...Self.runs {
      var walk = try await Walk(seed: seed)
      for _ in 0..<12 {
        let before = try await walk.desk.request(walk.id)
        let (_, isDone) = try await walk.step()
        if walk.pick([true, false]) {
          walk.clock.advance(by: Double(walk.pick([3_600, 86_400 * 3, 86_400 * 11])))
        }
        let after = try await walk.desk.request(walk.id)
        #expect(isDone || after == before, "seed \(seed): what was refused changed something")
        if !before.isOpen { #expect(after == before, "seed \(seed): a closed request changed") }
        if walk.pick([true, false, false]) {
          _ = try await walk.desk.deadlineWork.perform(WorkSlice(now: walk.clock.now))
        }
      }
      let end = try await walk.desk.request(walk.id)
      ends[end.state, default: 0] += 1
      try check(end, seed)
      let events = try await walk.store.all(Query(Event.byAbout, RecordReference(end))).map(\.record)
      #expect(events.count == end.log.count, "seed \(seed): one event for each entry")
    }
    // The walks go everywhere.
    #expect(ends.count >= 9, "\(ends)")
  }

  /// The log is an unbroken chain of what the model allows.
  private func check(_ request: SubjectRequest, _ seed: UInt64) throws {
    var state: RequestState?
    var standing = RequestState.received
    for entry in request.log {
      #expect(entry.from == state, "seed \(seed)")
      if entry.kind == .moved, let from = state {
        if entry.to == .expired {
          #expect(from != .expired && !from.isClosed && entry.author != Fixture.staff, "seed \(seed)")
        } else {
          let allowed = Self.model[standing, default: []].union(from == .expired ? [standing] : [])
          #expect(allowed.contains(entry.to), "seed \(seed): \(from) (\(standing)) → \(entry.to)")
        }
      } else if state != nil {
        #expect(entry.to == state, "seed \(seed): \(entry.kind) moved it")
      }
      state = entry.to
      if entry.to != .expired { standing = entry.to }
    }
    #expect(state == request.state, "seed \(seed)")
    #expect(zip(request.log, request.log.dropFirst()).allSatisfy { $0.date <= $1.date }, "seed \(seed)")
    if request.state == .complete { #expect(request.openSteps.isEmpty, "seed \(seed)") }
    if request.standing == .partiallyDone {
      #expect(request.steps.contains { $0.status == .failed }, "seed \(seed)")
    }
  }

  @Test func itDoesNotMatterWhenTheHeartbeatCalls() async throws {
    for seed in 1...(ConsentHistories.isSweep ? Self.runs : 80) {
      // The same walk twice: with a heartbeat at every hour of need, several times, and with none but at the end.
      var logs: [SubjectRequest] = []
      for isPunctual in [true, false] {
        var walk = try await Walk(seed: seed)
        for _ in 0..<10 {
          _ = try await walk.step()
          let end = walk.clock.now.addingTimeInterval(Double(walk.pick([3_600, 86_400 * 3, 86_400 * 11])))
          while isPunctual, let next = try await walk.desk.deadlineWork.nextMoment(), next <= end {
            walk.clock.set(max(next, walk.clock.now))
            for _ in 0..<2 { _ = try await walk.desk.deadlineWork.perform(WorkSlice(now: walk.clock.now)) }
          }
          walk.clock.set(end)
        }
        walk.clock.advance(by: 86_400 * 400)
        _ = try await walk.desk.deadlineWork.perform(WorkSlice(now: walk.clock.now))
        logs.append(try await walk.desk.request(walk.id))
      }
      #expect(logs[0] == logs[1], "seed \(seed)")
    }
  }
}
