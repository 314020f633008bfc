import CRMTesting
import Consent
import Foundation
import Testing

/// Whose records are the person's may change between the approval of an erasure, its beginning, and its replay.
@Suite struct ErasureSeparationTests {
  private let ann = Person("Ann", addresses: ["ann@example.com"])
  private let staff = ErasureFixture.staff

  private func beth(isMerged: Bool) -> Person {
    Person("Beth", addresses: ["beth@example.com"], winner: isMerged ? ann.id : nil)
  }

  private func filled(_ fixture: ErasureFixture, isMerged: Bool) async throws -> ErasureFixture {
    let beth = beth(isMerged: isMerged)
    try await fixture.insert(
      ann, beth, Memo(id: "anns", person: ann.id, text: "a"), Memo(id: "beths", person: beth.id, text: "b"))
    try await fixture.optIn("ann@example.com")
    try await fixture.optIn("beth@example.com")
    return fixture
  }

  private func setWinner(_ winner: Identifier<Person>?, in fixture: ErasureFixture) async throws {
    try await fixture.store.edit(beth(isMerged: false).id) { $0.winner = winner }
  }

  private func isUntouched(_ person: Person, _ memo: Identifier<Memo>, in fixture: ErasureFixture) async throws -> Bool
  {
    let known = try await fixture.store.get(person.id) != nil
    let hasMemo = try await fixture.store.get(memo) != nil
    let key = ContactDigest(person: person.reference)
    let isMarked = try await ErasureLedger(store: fixture.store).isErased(key)
    let isStopped = try await fixture.isErased(person.addresses[0])
    return known && hasMemo && !isMarked && !isStopped
  }

  @Test func whoIsSeparatedInTheTimeOfGraceIsNotErased() async throws {
    let fixture = try await filled(ErasureFixture(), isMerged: true)
    let beth = beth(isMerged: true)
    let erasure = try await fixture.desk.schedule(ann.reference, by: staff)
    #expect(erasure.subjects == [ann.reference, beth.reference])
    fixture.clock.advance(by: 3 * 86_400)
    try await setWinner(nil, in: fixture)
    let refusal = ErasureRefusal.separated(erasure.id, [beth.reference])
    await #expect(throws: refusal, "at once neither") {
      try await fixture.desk.erase(fixture.desk.plan(ann.reference), by: staff)
    }
    fixture.clock.advance(by: 5 * 86_400)
    await #expect(throws: refusal) { try await fixture.desk.resume(erasure.id) }
    fixture.clock.advance(by: 120)
    let outcome = try await ErasureWork(fixture.desk).perform(WorkSlice(now: fixture.clock.now))
    #expect(outcome.items == 0 && outcome.failure as? ErasureRefusal == refusal)
    #expect("\(refusal)".contains(beth.id.description) && !"\(refusal)".contains("example.com"))
    #expect(StepOutcome(refusal) == .failed(ErasureReason.separated))
    // Nothing was begun: whose data these are is for a person to say.
    #expect(try await isUntouched(beth, "beths", in: fixture))
    #expect(try await isUntouched(ann, "anns", in: fixture))
    #expect(try await fixture.store.get(erasure.id)?.state == .scheduled)
    #expect(try await fixture.decision("ann@example.com").outcome == .deny)

    try await fixture.desk.cancel(erasure.id, by: staff)
    let second = try await fixture.desk.schedule(ann.reference, by: staff)
    #expect(second.id != erasure.id && second.subjects == [ann.reference])
    fixture.clock.advance(by: 8 * 86_400)
    #expect(try await fixture.desk.resume(second.id).state == .done)
    #expect(try await isUntouched(beth, "beths", in: fixture))
    #expect(try await fixture.decision("beth@example.com").outcome == .permit)
    #expect(try await fixture.store.get(ann.id) == nil)
    #expect(try await fixture.isErased("ann@example.com"))
  }

  @Test func whoIsMergedAgainIsErased() async throws {
    let fixture = try await filled(ErasureFixture(), isMerged: true)
    let erasure = try await fixture.desk.schedule(ann.reference, by: staff)
    try await setWinner(nil, in: fixture)
    fixture.clock.advance(by: 8 * 86_400)
    await #expect(throws: ErasureRefusal.self) { try await fixture.desk.resume(erasure.id) }
    try await setWinner(ann.id, in: fixture)
    #expect(try await fixture.desk.resume(erasure.id).state == .done)
    #expect(try await fixture.store.count(Query(Person.self)) == 0)
  }

  @Test func aBackupInWhichAnotherPersonIsUnitedErasesNobodyElse() async throws {
    let journal = MemoryJournal()
    let live = try await filled(ErasureFixture(journal: journal), isMerged: false)
    try await live.insert(Person("Carl", addresses: ["carl@example.com"]))
    let erasure = try await live.desk.erase(live.desk.plan(ann.reference), by: staff)
    let carl = Person("Carl", addresses: ["carl@example.com"])
    let other = try await live.desk.erase(live.desk.plan(carl.reference), by: staff)
    // When the backup was taken, Beth was still taken for Ann.
    let restored = try await filled(ErasureFixture(journal: journal, seed: 9), isMerged: true)
    try await restored.insert(carl)
    let beth = beth(isMerged: true)
    let refusal = ErasureRefusal.united(erasure.id, [beth.reference])
    await #expect(throws: refusal) { try await ErasureReplay(restored.desk).apply() }
    #expect(StepOutcome(refusal) == .failed(ErasureReason.united))
    #expect(try await isUntouched(beth, "beths", in: restored))
    #expect(try await isUntouched(ann, "anns", in: restored))
    #expect(try await restored.store.get(carl.id) == nil, "the others are erased")
    await #expect(throws: refusal, "until a person decides") { try await ErasureReplay(restored.desk).apply() }
    try await setWinner(nil, in: restored)
    #expect(try await ErasureReplay(restored.desk).apply().erased == [erasure.id])
    #expect(try await restored.store.get(other.id)?.state == .done)
    #expect(try await isUntouched(beth, "beths", in: restored))
    #expect(try await restored.decision("beth@example.com").outcome == .permit)
    #expect(try await restored.store.get(ann.id) == nil)
    #expect(try await ErasureReplay(restored.desk).apply().isEmpty)
  }

  @Test func aBackupInWhichAnotherPersonIsUnitedSchedulesNobodyElse() async throws {
    let journal = MemoryJournal()
    let live = try await filled(ErasureFixture(journal: journal), isMerged: false)
    let erasure = try await live.desk.schedule(ann.reference, by: staff)
    let restored = try await filled(ErasureFixture(journal: journal, seed: 9), isMerged: true)
    let refusal = ErasureRefusal.united(erasure.id, [beth(isMerged: true).reference])
    await #expect(throws: refusal) { try await ErasureReplay(restored.desk).apply() }
    try await setWinner(nil, in: restored)
    #expect(try await ErasureReplay(restored.desk).apply().scheduled == [erasure.id])
    #expect(try await restored.decision("beth@example.com").outcome == .permit)
  }

  @Test(arguments: [false, true])
  func aBackupFromBeforeAMergeErasesBoth(isScheduledInBackup: Bool) async throws {
    let journal = MemoryJournal()
    let live = try await filled(ErasureFixture(journal: journal), isMerged: false)
    let erasure = try await live.desk.schedule(ann.reference, by: staff)
    try await setWinner(ann.id, in: live)
    live.clock.advance(by: 8 * 86_400)
    #expect(try await live.desk.resume(erasure.id).subjects.count == 2)
    // The same seed gives the erasure the same identifier.
    let restored = try await filled(ErasureFixture(journal: journal), isMerged: false)
    if isScheduledInBackup { #expect(try await restored.desk.schedule(ann.reference, by: staff).id == erasure.id) }
    #expect(try await ErasureReplay(restored.desk).apply().erased == [erasure.id])
    #expect(try await restored.store.count(Query(Person.self)) == 0)
    #expect(try await restored.store.count(Query(Memo.self)) == 0)
    for address in ["ann@example.com", "beth@example.com"] { #expect(try await restored.isErased(address)) }
    #expect(try await ErasureReplay(restored.desk).apply().isEmpty)
  }
}
