import CRMTesting
import Consent
import Foundation
import Testing

/// The time of grace, failures, and going on.
@Suite struct ErasureScheduleTests {
  private let ann = Person("Ann", addresses: ["ann@example.com"])
  private let staff = ErasureFixture.staff

  private func filled(_ fixture: ErasureFixture) async throws -> ErasureFixture {
    try await fixture.insert(ann, Memo(id: "memo", person: ann.id, text: "Ann called"))
    try await fixture.optIn("ann@example.com")
    return fixture
  }

  @Test func nothingButTheStopHappensInTheTimeOfGrace() async throws {
    let fixture = try await filled(ErasureFixture())
    let erasure = try await fixture.desk.schedule(ann.reference, by: staff)
    #expect(erasure.state == .scheduled && erasure.due == fixture.clock.now.addingTimeInterval(7 * 86_400))
    #expect(try await fixture.decision("ann@example.com").outcome == .deny)
    #expect(try await fixture.store.get(Identifier<Memo>("memo")) != nil)
    #expect(try await fixture.desk.schedule(ann.reference, by: staff) == erasure, "one at a time")
    fixture.clock.advance(by: 7 * 86_400 - 1)
    await #expect(throws: ErasureRefusal.inGrace(until: erasure.due)) { try await fixture.desk.resume(erasure.id) }
    let work = ErasureWork(fixture.desk)
    #expect(try await work.nextMoment() == erasure.due)
    #expect(try await work.perform(WorkSlice(now: fixture.clock.now)).items == 0)
    fixture.clock.advance(by: 1)
    #expect(try await work.perform(WorkSlice(now: fixture.clock.now)).items == 1)
    #expect(try await fixture.store.get(erasure.id)?.state == .done)
    #expect(try await fixture.store.get(Identifier<Memo>("memo")) == nil)
    #expect(try await fixture.isErased("ann@example.com"))
    await #expect(throws: ErasureRefusal.begun) { try await fixture.desk.cancel(erasure.id, by: staff) }
  }

  @Test func callingOffEndsTheRestrictionAndNoOther() async throws {
    let fixture = try await filled(ErasureFixture())
    let erasure = try await fixture.desk.schedule(ann.reference, by: staff)
    fixture.clock.advance(by: 60)
    try await fixture.desk.cancel(erasure.id, by: staff)
    #expect(try await fixture.decision("ann@example.com").outcome == .permit)
    await #expect(throws: ErasureRefusal.cancelled) { try await fixture.desk.resume(erasure.id) }
    let key = fixture.ledger.digester.key(points: [.email(try EmailAddress("ann@example.com"))])
    fixture.clock.advance(by: 60)
    try await fixture.ledger.restrict(key, because: .frozen, by: staff)
    let second = try await fixture.desk.schedule(ann.reference, by: staff)
    #expect(second.id != erasure.id)
    fixture.clock.advance(by: 60)
    try await fixture.desk.cancel(second.id, by: staff)
    #expect(try await fixture.decision("ann@example.com").outcome == .deny, "the account is still frozen")
  }

  @Test func callingOneErasureOffLeavesTheOtherOnASharedAddress() async throws {
    let fixture = ErasureFixture()
    let bob = Person("Bob", addresses: ["family@example.com"])
    let eve = Person("Eve", addresses: ["family@example.com"])
    try await fixture.insert(bob, eve)
    try await fixture.optIn("family@example.com")
    let bobs = try await fixture.desk.schedule(bob.reference, by: staff)
    let eves = try await fixture.desk.schedule(eve.reference, by: staff)
    fixture.clock.advance(by: 60)
    try await fixture.desk.cancel(bobs.id, by: staff)
    let point = ContactPoint.Value.email(try EmailAddress("family@example.com"))
    let arrival = ContactArrival(Person("New").reference, [ContactPoint(point)])
    func refusals() async throws -> Set<ReasonCode> {
      let screened = try await LedgerScreen(fixture.ledger).screen([arrival], at: fixture.clock.now)
      return Set(screened.points.values.map(\.code))
    }
    #expect(try await fixture.decision("family@example.com").outcome == .deny, "hers still waits")
    #expect(try await refusals() == [ErasureReason.addressAwaitsErasure])
    fixture.clock.advance(by: 60)
    try await fixture.desk.cancel(eves.id, by: staff)
    #expect(try await fixture.decision("family@example.com").outcome == .permit)
    #expect(try await refusals().isEmpty)
  }

  /// The restriction of the time of grace ends with it: afterwards the stop of the erasure holds, and nothing else.
  @Test func whoConfirmsAfterwardsIsNotRestrictedForEver() async throws {
    let fixture = try await filled(ErasureFixture())
    let erasure = try await fixture.desk.schedule(ann.reference, by: staff)
    fixture.clock.advance(by: 8 * 86_400)
    #expect(try await fixture.desk.resume(erasure.id).state == .done)
    let point = ContactPoint.Value.email(try EmailAddress("ann@example.com"))
    let standing = try await fixture.ledger.state(of: point)
    #expect(standing.restrictions.isEmpty)
    #expect(try await fixture.decision("ann@example.com").outcome == .deny)
    fixture.clock.advance(by: 60)
    try await fixture.optIn("ann@example.com")
    #expect(try await fixture.decision("ann@example.com").outcome == .deny, "it has to be confirmed")
    fixture.clock.advance(by: 60)
    try await fixture.optIn("ann@example.com", confirmed: true)
    #expect(try await fixture.decision("ann@example.com").outcome == .permit)
  }

  @Test func whatComesWhileItWaitsIsErasedToo() async throws {
    let fixture = try await filled(ErasureFixture())
    let erasure = try await fixture.desk.schedule(ann.reference, by: staff)
    let late = Person("Annie", addresses: ["annie@example.com"], winner: ann.id)
    try await fixture.insert(late, Memo(id: "late", person: late.id, text: "late"))
    fixture.clock.advance(by: 8 * 86_400)
    let done = try await fixture.desk.resume(erasure.id)
    #expect(done.subjects == [ann.reference, late.reference])
    #expect(try await fixture.store.count(Query(Memo.self)) == 0)
    #expect(try await fixture.isErased("annie@example.com"))
  }

  @Test func aParticipantThatFailsIsNamedAndTheRestGoesOnLater() async throws {
    let inner = try await filled(ErasureFixture())
    let erasure = try await inner.desk.schedule(ann.reference, by: staff)
    inner.clock.advance(by: 8 * 86_400)
    let outside = OutsideParticipant(failures: 1)
    let fixture = ErasureFixture(clock: inner.clock, store: inner.store, participants: [outside], seed: 5)
    let failure = await #expect(throws: ErasureFailure.self) { try await fixture.desk.resume(erasure.id) }
    #expect(failure?.place.participant == "warehouse" && failure?.erasure == erasure.id)
    #expect(failure.map { "\($0)".contains("warehouse") } == true)
    #expect(try await fixture.store.get(erasure.id)?.fault?.participant == "warehouse")
    #expect(try await fixture.store.get(Identifier<Memo>("memo")) != nil, "nothing goes before all can")
    #expect(try await fixture.decision("ann@example.com").outcome == .deny)
    #expect(try await fixture.desk.resume(erasure.id).state == .done)
    #expect(outside.asked >= 2)
  }

  @Test func aParticipantThatTookPartMustNotBeMissingLater() async throws {
    let inner = try await filled(
      ErasureFixture(participants: [OutsideParticipant()], journal: MemoryJournal(refuses: true)))
    await #expect(throws: ErasureFailure.self) { try await inner.desk.erase(inner.desk.plan(ann.reference), by: staff) }
    let open = try #require(try await ErasureLedger(store: inner.store).erasures(of: ann.reference).first)
    #expect(open.state == .running && open.fault?.step == .journal)
    #expect(try await inner.decision("ann@example.com").outcome == .deny, "the stop came first")
    #expect(try await inner.store.get(Identifier<Memo>("memo")) != nil, "nothing goes before the journal knows")
    let without = ErasureFixture(clock: inner.clock, store: inner.store, seed: 6)
    let failure = await #expect(throws: ErasureFailure.self) { try await without.desk.resume(open.id) }
    #expect(failure?.place.participant == "warehouse")
    let with = ErasureFixture(clock: inner.clock, store: inner.store, participants: [OutsideParticipant()], seed: 7)
    #expect(try await with.desk.resume(open.id).state == .done)
  }

  @Test func aLargeErasureIsWrittenInBoundedCommits() async throws {
    let fixture = try await filled(ErasureFixture(commitLimit: 50))
    for number in 0..<240 {
      let memo = Memo(id: Identifier(derivedFrom: "m", "\(number)"), person: ann.id, text: "t")
      try await fixture.insert(memo, Remark(id: Identifier(derivedFrom: "r", "\(number)"), memo: memo.id, text: "r"))
    }
    let before = try await fixture.store.position()
    try await fixture.desk.erase(fixture.desk.plan(ann.reference), by: staff)
    let commits = try await fixture.store.history(after: before, limit: 1_000)
    #expect(commits.map(\.changes.count).max().map { $0 <= 52 } == true)
    #expect(try await fixture.store.count(Query(Remark.self)) == 0)
    #expect(try await fixture.store.count(Query(Memo.self)) == 0)
  }
}
