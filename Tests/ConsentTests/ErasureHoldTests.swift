import CRMTesting
import Consent
import Foundation
import Testing

/// What participants answer for, under legal holds.
@Suite struct ErasureHoldTests {
  private static let origin = "shop.example/erasure"
  private let ann = Person("Ann", addresses: ["ann@example.com"])
  private let staff = ErasureFixture.staff

  /// Ann with a memo, two items of the outbox that name her, and a trail over what is told of her.
  private func filled() async throws -> (fixture: ErasureFixture, trail: AuditTrail) {
    let clock = TestClock(Date("2026-11-23T10:00:00Z"))
    let environment = CRMEnvironment.fixed(clock: clock, seed: 2)
    let store = InMemoryStore(environment: environment)
    let trail = AuditTrail(
      origin: Self.origin, types: [AuditedType(Memo.self) { [.record(RecordReference($0.person))] }], store: store,
      environment: environment)
    let fixture = ErasureFixture(
      clock: clock, store: store, participants: [OutboxItem.participant, AuditTrailsParticipant([trail])],
      types: ErasureFixture.types + [OutboxItem.self])
    let payload = Data("about \(ann.id.uuid.uuidString)".utf8)
    try await fixture.insert(
      ann, Memo(id: "memo", person: ann.id, text: "Ann called"),
      OutboxItem(id: "first", topic: .notice, payload: payload, due: clock.now),
      OutboxItem(id: "second", topic: .notice, payload: payload, due: clock.now))
    try await trail.seal()
    return (fixture, trail)
  }

  private func hold(_ scope: LegalHoldScope, in fixture: ErasureFixture, until: Date? = nil) async throws {
    try await fixture.insert(
      LegalHold(
        id: "hold", scope: scope, reason: LegalHoldReason.litigation, from: fixture.clock.now, until: until,
        author: staff))
  }

  private func erase(_ fixture: ErasureFixture) async throws -> Erasure {
    try await fixture.desk.erase(fixture.desk.plan(ann.reference), by: staff)
  }

  private func provable(_ trail: AuditTrail) async throws -> Int {
    try await trail.entries(about: .record(ann.reference)).items.filter { $0.fact != nil }.count
  }

  private func held(_ erasure: Erasure) -> [CollectionName: Set<Date?>] {
    erasure.retained.filter { $0.reason.code == ErasureReason.legalHold }
      .reduce(into: [:]) { $0[$1.record.collection, default: []].insert($1.until) }
  }

  @Test func aHoldOnThePersonKeepsWhatParticipantsAnswerFor() async throws {
    let (fixture, trail) = try await filled()
    let end = fixture.clock.now.addingTimeInterval(86_400)
    try await hold(.subject(ann.reference), in: fixture, until: end)
    let plan = try await fixture.desk.plan(ann.reference)
    #expect(plan.effects.first { $0.collection == "outbox" }?.counts == [.retain: 2])
    #expect(plan.count(.delete) == 0)
    let erasure = try await erase(fixture)
    #expect(erasure.state == .done)
    #expect(try await fixture.store.count(Query(OutboxItem.self)) == 2)
    #expect(try await provable(trail) == 1)
    #expect(held(erasure)[OutboxItem.collection] == [end] && held(erasure)["auditOpenings"] == [end])
    #expect(try await trail.verify(opening: true).isComplete)
    #expect(try await fixture.isErased("ann@example.com"), "a hold permits nothing")
    // When it is over, what it kept goes.
    fixture.clock.advance(by: 86_400)
    let second = try await erase(fixture)
    #expect(second.id != erasure.id && held(second).isEmpty)
    #expect(try await fixture.store.count(Query(OutboxItem.self)) == 0)
    #expect(try await provable(trail) == 0)
    #expect(try await trail.verify(opening: true).isComplete)
  }

  @Test func aHoldOnACategoryKeepsItWhoeverAnswersForIt() async throws {
    let (fixture, trail) = try await filled()
    try await hold(.category(.communication), in: fixture)
    let erasure = try await erase(fixture)
    #expect(try await fixture.store.count(Query(OutboxItem.self)) == 2)
    #expect(try await provable(trail) == 1, "the facts of the trail are of the category")
    #expect(Set(held(erasure).keys) == ["memos", OutboxItem.collection, "auditOpenings"])
    #expect(try await fixture.store.get(ann.id) == nil)
  }

  @Test func aHoldOnAnotherCategoryKeepsNothing() async throws {
    let (fixture, trail) = try await filled()
    try await hold(.category(.behaviour), in: fixture)
    let erasure = try await erase(fixture)
    #expect(try await fixture.store.count(Query(OutboxItem.self)) == 0)
    #expect(try await provable(trail) == 0)
    #expect(held(erasure).isEmpty)
    #expect(try await trail.verify(opening: true).isComplete)
  }

  @Test func aHoldOnOneRecordKeepsThatOneOnly() async throws {
    let (fixture, trail) = try await filled()
    try await hold(.record(RecordReference(Identifier<OutboxItem>("first"))), in: fixture)
    let erasure = try await erase(fixture)
    #expect(try await fixture.store.all(Query(OutboxItem.self)).map(\.id) == ["first"])
    #expect(held(erasure) == [OutboxItem.collection: [nil]])
    #expect(try await provable(trail) == 0)
  }

  /// Facts about two memos and a bill in one block of the trail.
  private func filledWithFacts() async throws -> (fixture: ErasureFixture, trail: AuditTrail) {
    let clock = TestClock(Date("2026-11-23T10:00:00Z"))
    let environment = CRMEnvironment.fixed(clock: clock, seed: 2)
    let store = InMemoryStore(environment: environment)
    let trail = AuditTrail(
      origin: Self.origin,
      types: [
        AuditedType(Memo.self) { [.record(RecordReference($0.person))] },
        AuditedType(Bill.self) { [.record(RecordReference($0.person))] },
        AuditedType(Remark.self) { _ in [.record(ann.reference)] },
      ], store: store, environment: environment)
    let fixture = ErasureFixture(clock: clock, store: store, participants: [AuditTrailsParticipant([trail])])
    try await fixture.insert(
      ann, Memo(id: "held", person: ann.id, text: "held"), Memo(id: "other", person: ann.id, text: "other"),
      Bill(id: "bill", person: ann.id, text: "bill"), Remark(id: "remark", memo: "held", text: "about what is held"))
    try await fixture.store.edit(Identifier<Memo>("held")) { $0.text = "held, changed" }
    try await trail.seal()
    return (fixture, trail)
  }

  private func facts(_ trail: AuditTrail) async throws -> [RecordReference] {
    try await trail.entries(about: .record(ann.reference)).items.compactMap { $0.fact?.record }
  }

  @Test func aHoldOnARecordKeepsTheFactsAboutItAndNoOther() async throws {
    let (fixture, trail) = try await filledWithFacts()
    let memo = RecordReference(Identifier<Memo>("held"))
    #expect(try await facts(trail).count == 5)
    let end = fixture.clock.now.addingTimeInterval(86_400)
    try await hold(.record(memo), in: fixture, until: end)
    let plan = try await fixture.desk.plan(ann.reference)
    #expect(plan.effects.first { $0.collection == "auditOpenings" }?.counts == [.retain: 2])
    let erasure = try await erase(fixture)
    #expect(erasure.state == .done)
    #expect(held(erasure) == ["memos": [end], "auditOpenings": [end]])
    // What was before the change, and what is now, with its salts.
    #expect(try await facts(trail) == [memo, memo])
    let texts = try await trail.entries(about: .record(ann.reference)).items
      .compactMap { try $0.fact?.value(as: Memo.self)?.text }
    #expect(texts == ["held", "held, changed"])
    #expect(try await trail.verify(opening: true).isComplete)
    // As long as it lasts, and after the record itself is gone.
    #expect(try await erase(fixture) == erasure)
    var changes = ChangeSet(author: staff)
    changes.delete(try await fixture.store.require(Identifier<Memo>("held")))
    try await fixture.store.commit(changes)
    #expect(try await erase(fixture).retained.contains { $0.record.collection == "auditOpenings" })
    #expect(try await facts(trail) == [memo, memo])
    fixture.clock.advance(by: 86_400)
    let second = try await erase(fixture)
    #expect(second.id != erasure.id && held(second).isEmpty)
    #expect(try await facts(trail).isEmpty)
    #expect(try await trail.verify(opening: true).isComplete)
  }

  @Test func aHoldOnACaseKeepsTheFactsAboutWhatPointsToIt() async throws {
    let (fixture, trail) = try await filledWithFacts()
    let memo = RecordReference(Identifier<Memo>("held"))
    try await hold(.matter(memo), in: fixture)
    _ = try await erase(fixture)
    let remark = RecordReference(Identifier<Remark>("remark"))
    #expect(Set(try await facts(trail)) == [memo, remark])
    #expect(try await trail.verify(opening: true).isComplete)
  }

  @Test func aHoldOnACategoryKeepsItsFactsAndNoOther() async throws {
    let (fixture, trail) = try await filledWithFacts()
    try await hold(.category(.transaction), in: fixture)
    _ = try await erase(fixture)
    #expect(try await facts(trail) == [RecordReference(Identifier<Bill>("bill"))])
    #expect(try await trail.verify(opening: true).isComplete)
  }
}
