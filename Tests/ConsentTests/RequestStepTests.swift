import CRMTesting
import Consent
import Foundation
import Synchronization
import Testing

/// The work on a request, participant by participant.
@Suite struct RequestStepTests {
  private typealias Fixture = RightsFixture

  private func begun(_ fixture: RightsFixture, _ steps: ParticipantName...) async throws -> SubjectRequest {
    let request = try await fixture.approved(.erasure)
    return try await fixture.desk.begin(request.id, steps: steps, by: Fixture.staff)
  }

  /// A change that can be counted.
  private func mark(_ step: ParticipantName) -> ChangeSet {
    var changes = ChangeSet()
    changes.insert(
      Event(
        id: Identifier(UUID()), name: EventName(rawValue: "did." + step.rawValue), date: Date("2026-11-23"),
        author: .system))
    return changes
  }

  private func marks(_ fixture: RightsFixture, _ step: String) async throws -> Int {
    try await fixture.store.count(Query(Event.byName, ExactText("did." + step)))
  }

  @Test func aParticipantThatFailsFailsTheRequestLoudlyAndResumably() async throws {
    let fixture = RightsFixture()
    let request = try await begun(fixture, "customers", "sales", "host", "service")
    let broken = Mutex<Set<ParticipantName>>(["sales", "host"])
    let asked = Mutex<[ParticipantName]>([])
    func run() async throws -> SubjectRequest {
      try await fixture.desk.carryOut(request.id, by: Fixture.staff) { step, _ in
        asked.withLock { $0.append(step) }
        if broken.withLock({ $0.contains(step) }) {
          if step == "host" { throw StepFailure("host.offline") }
          throw ParticipationError(step, .erase)
        }
        return mark(step)
      }
    }
    var after = try await run()
    #expect(after.state == .partiallyDone)
    #expect(after.steps.map(\.status) == [.done, .failed, .failed, .done])
    #expect(after.steps.map(\.failure) == [nil, "participation.erase", "host.offline", nil])
    await #expect(throws: IllegalTransition(request.id, from: .partiallyDone, to: .complete)) {
      try await fixture.desk.complete(request.id, by: Fixture.staff)
    }
    // Resumed: only what is not done is asked again.
    broken.withLock { _ = $0.remove("sales") }
    asked.withLock { $0 = [] }
    after = try await run()
    #expect(asked.withLock { $0 } == ["sales", "host"])
    #expect(after.state == .partiallyDone && after.openSteps.map(\.name) == ["host"])
    #expect(after.openSteps[0].failures == 2)
    broken.withLock { $0 = [] }
    after = try await run()
    #expect(after.state == .inProgress && after.openSteps.isEmpty)
    // Done is done, once.
    _ = try? await run()
    for step in ["customers", "sales", "host", "service"] { #expect(try await marks(fixture, step) == 1, "\(step)") }
    #expect(try await fixture.desk.complete(request.id, by: Fixture.staff).state == .complete)
    let names = after.log.map(\.eventName.rawValue)
    #expect(names.count { $0 == "rights.stepFailed" } == 3 && names.count { $0 == "rights.partiallyDone" } == 2)
  }

  @Test func aStepAndItsMarkAreOneCommit() async throws {
    let fixture = RightsFixture()
    let request = try await begun(fixture, "a")
    // Two workers at the same time: one of them does it.
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<4 {
        group.addTask {
          _ = try? await fixture.desk.carryOut(request.id, by: Fixture.staff) { step, _ in mark(step) }
        }
      }
    }
    #expect(try await marks(fixture, "a") == 1)
    #expect(try await fixture.desk.request(request.id).openSteps.isEmpty)
  }

  /// Another process is done with the step after this one has read the request and before it commits.
  @Test func whatIsDoneMeanwhileIsNotDoneAgain() async throws {
    let fixture = RightsFixture()
    let request = try await begun(fixture, "a")
    let calls = Mutex(0)
    let after = try await fixture.desk.carryOut(request.id, by: Fixture.staff) { step, seen in
      #expect(seen.openSteps.map(\.name) == ["a"])
      if calls.withLock({
        $0 += 1; return $0
      }) == 1 {
        try await fixture.desk.carryOut(request.id, by: Fixture.staff) { step, _ in mark(step) }
      }
      return mark(step)
    }
    #expect(calls.withLock { $0 } == 1)
    #expect(try await marks(fixture, "a") == 1)
    #expect(after.openSteps.isEmpty && after.log.count { $0.kind == .stepDone } == 1)
  }

  /// The person takes the request back after a worker has read it and before it commits: nothing of the step is written.
  @Test func whatIsTakenBackMeanwhileIsNotDone() async throws {
    let fixture = RightsFixture()
    let request = try await begun(fixture, "a")
    await #expect(throws: IllegalTransition.self) {
      try await fixture.desk.carryOut(request.id, by: Fixture.staff) { step, _ in
        try await fixture.desk.close(request.id, as: .withdrawn, by: Fixture.staff)
        return mark(step)
      }
    }
    #expect(try await marks(fixture, "a") == 0)
    #expect(try await fixture.desk.request(request.id).state == .withdrawn)
  }

  @Test func aCancelledRunGoesOnWhereItStopped() async throws {
    let fixture = RightsFixture()
    let request = try await begun(fixture, "a", "b")
    await #expect(throws: CancellationError.self) {
      try await fixture.desk.carryOut(request.id, by: Fixture.staff) { step, _ in
        if step == "b" { throw CancellationError() }
        return mark(step)
      }
    }
    let half = try await fixture.desk.request(request.id)
    #expect(half.state == .inProgress && half.steps.map(\.status) == [.done, .waiting])
    try await fixture.desk.carryOut(request.id, by: Fixture.staff) { step, _ in mark(step) }
    #expect(try await marks(fixture, "a") == 1)
    #expect(try await marks(fixture, "b") == 1)
  }

  @Test func theCodesOfFailuresHoldNothingOfTheErrors() {
    struct Secret: Error, CustomStringConvertible { var description: String { "ann@example.com" } }
    #expect(StepOutcome(Secret()) == .failed(RequestCode.stepFailed))
    #expect(StepOutcome(StoreError(.full, "ann@example.com")) == .failed("store.full"))
    #expect(StepOutcome(ParticipationError("p", .export)) == .failed("participation.export", by: "p"))
  }

  @Test func workGoesOnAfterTheTimeRanOut() async throws {
    let fixture = RightsFixture()
    let request = try await begun(fixture, "a", "b")
    try await fixture.desk.progress(request.id, step: "a", .failed("x"), by: Fixture.staff)
    fixture.clock.set(Date("2027-02-01"))
    try await fixture.beat()
    #expect(try await fixture.desk.request(request.id).standing == .partiallyDone)
    let after = try await fixture.desk.carryOut(request.id, by: Fixture.staff) { step, _ in mark(step) }
    #expect(after.state == .inProgress && after.openSteps.isEmpty)
  }

  @Test func stepsAreNamedAndDoneStaysDone() async throws {
    let fixture = RightsFixture()
    let request = try await begun(fixture, "a", "b", "a")
    #expect(request.steps.map(\.name) == ["a", "b"])
    await #expect(throws: RequestRefusal.unfinished(["a", "b"])) {
      try await fixture.desk.complete(request.id, by: Fixture.staff)
    }
    await #expect(throws: RequestRefusal.unknownStep) {
      try await fixture.desk.progress(request.id, step: "z", .done, by: Fixture.staff)
    }
    let done = try await fixture.desk.progress(request.id, step: "a", .done, by: Fixture.staff)
    let again = try await fixture.desk.progress(request.id, step: "a", .failed("x"), by: Fixture.staff)
    #expect(again == done)
  }
}
