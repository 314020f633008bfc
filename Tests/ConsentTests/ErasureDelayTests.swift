import CRMTesting
import Consent
import Foundation
import Testing

/// What cannot be carried out now makes way for what can, and is tried again later and later.
@Suite struct ErasureDelayTests {
  private let ann = Person("Ann", addresses: ["ann@example.com"])
  private let staff = ErasureFixture.staff
  private var others: [Person] {
    ["Bob", "Cem", "Dea"].map { Person($0, addresses: ["\($0.lowercased())@example.com"]) }
  }

  /// Fails for one person as long as it is told to.
  private final class Stubborn: Participant {
    let name: ParticipantName = "warehouse"
    let collections: Set<CollectionName> = []
    let subject: RecordReference
    let isFailing: FailureSwitch
    let meanwhile: @Sendable () async -> Void
    init(_ subject: RecordReference, _ isFailing: FailureSwitch, meanwhile: @escaping @Sendable () async -> Void = {}) {
      self.subject = subject
      self.isFailing = isFailing
      self.meanwhile = meanwhile
    }
    func erase(_ subject: Subject, in store: any Store, at now: Date) async throws -> ParticipationPart {
      if subject.reference == self.subject, await isFailing.value {
        await meanwhile()
        throw ParticipationError(name, .erase)
      }
      return ParticipationPart()
    }
  }

  private actor FailureSwitch {
    var value = false
    var noted: Setback?
    func set(_ value: Bool) { self.value = value }
    func note(_ setback: Setback?) { noted = setback }
  }

  /// All are due, Ann's first, and hers fails.
  private func due() async throws -> (ErasureFixture, Identifier<Erasure>, FailureSwitch) {
    let isFailing = FailureSwitch()
    let fixture = ErasureFixture(participants: [Stubborn(ann.reference, isFailing)])
    try await fixture.insert(ann)
    for other in others { try await fixture.insert(other) }
    let id = try await fixture.desk.schedule(ann.reference, by: staff).id
    for other in others {
      fixture.clock.advance(by: 1)
      try await fixture.desk.schedule(other.reference, by: staff)
    }
    fixture.clock.advance(by: 8 * 86_400)
    await isFailing.set(true)
    return (fixture, id, isFailing)
  }

  @Test func whatFailsMakesWayInSmallSlices() async throws {
    let (fixture, id, isFailing) = try await due()
    let work = ErasureWork(fixture.desk)
    let outcome = try await work.perform(WorkSlice(now: fixture.clock.now, limit: 1))
    #expect(outcome.items == 1 && outcome.failure is ErasureFailure && outcome.hasMore)
    #expect(try await fixture.store.get(others[0].id) == nil)
    let failed = try await fixture.store.require(id).record
    let setback = try #require(failed.setback)
    #expect(setback.failures == 1 && setback.date == fixture.clock.now)
    #expect(setback.next > fixture.clock.now && setback.next <= fixture.clock.now.addingTimeInterval(60))
    #expect(setback.reason.code == ErasureReason.stopped && setback.reason.arguments["step"] == .choice("participant"))
    #expect(setback.reason.arguments["participant"] == .choice("warehouse"))
    for language in ["en", "ru", "uk", "zh"] {
      #expect(ConsentLedger.phrases.sentence(for: setback.reason, language: language).contains("participant"))
    }
    #expect(try await fixture.desk.delayed() == [failed])
    // A second and a late heartbeat do the rest, and hers only in its time.
    for _ in 0..<4 { _ = try await work.perform(WorkSlice(now: fixture.clock.now, limit: 1)) }
    for other in others { #expect(try await fixture.store.get(other.id) == nil) }
    #expect(try await fixture.store.require(id).record == failed)
    #expect(try await work.nextMoment() == setback.next)
    fixture.clock.set(setback.next)
    #expect(try await work.perform(WorkSlice(now: fixture.clock.now)).failure != nil)
    let again = try #require(try await fixture.store.require(id).setback)
    #expect(again.failures == 2 && again.next > fixture.clock.now.addingTimeInterval(59))
    // At the latest six hours on, for ever.
    await isFailing.set(false)
    fixture.clock.advance(by: 6 * 3_600)
    #expect(try await work.perform(WorkSlice(now: fixture.clock.now)).items == 1)
    let done = try await fixture.store.require(id).record
    #expect(done.state == .done && done.setback == nil && done.fault == nil)
    let isIdle = try await work.nextMoment() == nil
    #expect(try await fixture.desk.delayed().isEmpty && isIdle)
  }

  @Test func aHeartbeatGetsPastIt() async throws {
    let (fixture, id, isFailing) = try await due()
    let heartbeat = Heartbeat(
      [ErasureWork(fixture.desk)], store: fixture.store, environment: fixture.ledger.environment, sliceItems: 1)
    let report = try await heartbeat.advance(now: fixture.clock.now)
    #expect(report.items == 3 && report.failures.count == 1)
    // It has no reason to come back before.
    #expect(try await heartbeat.nextMoment() == fixture.store.require(id).setback?.next)
    await isFailing.set(false)
    // Whoever knows that the cause is gone need not wait.
    #expect(try await fixture.desk.resume(id).state == .done)
  }

  /// The same attempt counts once, however many make it.
  @Test func twoHeartbeatsAtOnceEndInTheSame() async throws {
    let (fixture, id, isFailing) = try await due()
    let now = fixture.clock.now
    // While the one is at it, the other one begins and ends.
    let stubborn = Stubborn(ann.reference, isFailing) {
      _ = try? await ErasureWork(fixture.desk).perform(WorkSlice(now: now))
      await isFailing.note(try? await fixture.store.get(id)?.setback)
    }
    let second = ErasureFixture(clock: fixture.clock, store: fixture.store, participants: [stubborn], seed: 8)
    let outcome = try await ErasureWork(second.desk).perform(WorkSlice(now: now))
    #expect(outcome.items == 0 && outcome.failure is ErasureFailure)
    for other in others { #expect(try await fixture.store.get(other.id) == nil) }
    let noted = await isFailing.noted
    #expect(try await fixture.store.require(id).setback == noted && noted?.failures == 1)
    fixture.clock.advance(by: 60)
    await isFailing.set(false)
    _ = try await ErasureWork(second.desk).perform(WorkSlice(now: fixture.clock.now))
    #expect(try await fixture.store.all(Query(Erasure.self)).allSatisfy { $0.state == .done && $0.setback == nil })
  }

  @Test func aRefusalWaitsVisiblyAndCallingOffEndsIt() async throws {
    let fixture = ErasureFixture()
    let beth = Person("Beth", addresses: ["beth@example.com"], winner: ann.id)
    try await fixture.insert(ann, beth)
    let id = try await fixture.desk.schedule(ann.reference, by: staff).id
    try await fixture.store.edit(beth.id) { $0.winner = nil }
    fixture.clock.advance(by: 8 * 86_400)
    let work = ErasureWork(fixture.desk)
    #expect(try await work.perform(WorkSlice(now: fixture.clock.now)).failure is ErasureRefusal)
    let setback = try #require(try await fixture.store.require(id).setback)
    #expect(setback.reason.code == ErasureReason.separated)
    #expect(try await work.perform(WorkSlice(now: fixture.clock.now)).failure == nil, "not before its time")
    #expect(try await ErasureLedger(store: fixture.store).due(at: fixture.clock.now).isEmpty)
    #expect(try await fixture.desk.cancel(id, by: staff).setback == nil)
    #expect(try await fixture.desk.delayed().isEmpty)
    #expect(try await work.nextMoment() == nil)
  }

  /// Beside erasures, only the removal of documents can fail outside of a step.
  @Test func documentsThatCannotBeRemovedMakeWay() async throws {
    let blobs = UnwillingBlobStore()
    let fixture = try await FulfilmentFixture(documents: blobs).filled()
    let id = try await fixture.approved(.portability)
    let digest = try #require(try await fixture.desk.fulfil(id).fulfilment?.answer.first?.digest)
    fixture.clock.advance(by: 86_400 * 31)
    let objection = try await fixture.approved(.objection)
    blobs.refuse(true)
    let outcome = try await fixture.desk.work.perform(WorkSlice(now: fixture.clock.now))
    #expect(outcome.failure is StepFailure)
    #expect(try await fixture.request(objection).state == .complete)
    let setback = try #require(try await fixture.request(id).fulfilment?.setback)
    #expect(setback.reason.code == RequestCode.documentsRemain && setback.failures == 1)
    #expect(try await fixture.desk.work.nextMoment() == setback.next && setback.next > fixture.clock.now)
    #expect(try await fixture.desk.work.perform(WorkSlice(now: fixture.clock.now)).failure == nil)
    blobs.refuse(false)
    fixture.clock.set(setback.next)
    _ = try await fixture.desk.work.perform(WorkSlice(now: fixture.clock.now))
    let over = try await fixture.request(id)
    #expect(over.fulfilment?.documents.isEmpty == true && over.fulfilment?.setback == nil)
    #expect(try await !blobs.contains(digest))
  }
}
