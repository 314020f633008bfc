import CRMTesting
import Consent
import Foundation
import Testing

/// Erasures beside an audit trail.
@Suite struct ErasureTrailTests {
  private let ann = Person("Ann", addresses: ["ann@example.com"])
  private let staff = ErasureFixture.staff
  private var anna: Person { Person("Anna", addresses: ["anna@example.com"], winner: ann.id) }

  /// Facts about both records of one person, and about somebody else, in blocks of their own.
  private func filled() async throws -> (fixture: ErasureFixture, trail: AuditTrail) {
    let clock = TestClock(Date("2026-11-23T10:00:00Z"))
    let environment = CRMEnvironment.fixed(clock: clock, seed: 2)
    let store = InMemoryStore(environment: environment)
    let trail = AuditTrail(
      origin: "shop.example/erasure",
      types: ConsentLedger.auditedTypes + [
        AuditedType(Memo.self) { [.record(RecordReference($0.person))] },
        AuditedType(Bill.self) { [.record(RecordReference($0.person))] },
      ], store: store, environment: environment)
    let fixture = ErasureFixture(clock: clock, store: store, participants: [AuditTrailsParticipant([trail])])
    let bob = Person("Bob")
    try await fixture.insert(ann, anna, bob)
    for (number, person) in [ann, anna, bob, anna, ann].enumerated() {
      try await fixture.insert(
        Memo(id: Identifier(derivedFrom: "memo", "\(number)"), person: person.id, text: "called"),
        Bill(id: Identifier(derivedFrom: "bill", "\(number)"), person: person.id, text: "paid"))
    }
    try await fixture.optIn("ann@example.com")
    try await fixture.optIn("anna@example.com")
    return (fixture, trail)
  }

  private func provable(_ trail: AuditTrail, _ fixture: ErasureFixture) async throws -> Int {
    var subjects = [ann, anna].map { AuditSubject.record($0.reference) }
    for address in ann.addresses + anna.addresses {
      subjects.append(.contact(fixture.ledger.digester.digest(of: try EmailAddress(address)).value))
    }
    var count = 0
    for subject in subjects { count += try await trail.entries(about: subject).items.count }
    return count
  }

  @Test func erasingAMergedPersonLeavesTheTrailComplete() async throws {
    let (fixture, trail) = try await filled()
    try await trail.seal()
    #expect(try await provable(trail, fixture) == 10)
    let erasure = try await fixture.desk.erase(fixture.desk.plan(ann.reference), by: staff)
    #expect(erasure.state == .done)
    #expect(try await provable(trail, fixture) == 0)
    #expect(try await trail.entries(about: .record(Person("Bob").reference)).items.count == 2)
    try await trail.seal()
    #expect(try await provable(trail, fixture) == 0)
    let report = try await trail.verify(opening: true)
    #expect(report.isComplete && report.forgotten == report.notOpenable, "\(report)")
  }

  /// More records of one person than an erasure has rounds.
  @Test func aTrailForgetsAllRecordsOfAPersonAtOnce() async throws {
    let (fixture, trail) = try await filled()
    for number in 0..<20 {
      let merged = Person("Ann \(number)", winner: ann.id)
      try await fixture.insert(
        merged, Memo(id: Identifier(derivedFrom: "merged", "\(number)"), person: merged.id, text: "called"))
    }
    #expect(try await fixture.desk.erase(fixture.desk.plan(ann.reference), by: staff).state == .done)
    let left = try await trail.entries().items.compactMap { try? $0.fact?.value(as: Memo.self) }
    #expect(left.map(\.person) == [Person("Bob").id])
    #expect(try await trail.verify(opening: true).isComplete)
  }

  @Test func whatWasNotSealedYetIsForgottenToo() async throws {
    let (fixture, trail) = try await filled()
    try await fixture.desk.erase(fixture.desk.plan(ann.reference), by: staff)
    try await trail.seal()
    #expect(try await provable(trail, fixture) == 0)
    #expect(try await trail.verify(opening: true).isComplete)
  }

  @Test func aPlanSealsNothing() async throws {
    let (fixture, _) = try await filled()
    let before = try await fixture.store.position()
    let plan = try await fixture.desk.plan(ann.reference)
    #expect(try await fixture.store.position() == before)
    #expect(try await fixture.desk.plan(ann.reference).fingerprint == plan.fingerprint)
    #expect(try await fixture.desk.erase(plan, by: staff).state == .done)
  }

  @Test func sealingMakesNoOtherPlan() async throws {
    let (fixture, trail) = try await filled()
    let plan = try await fixture.desk.plan(ann.reference)
    try await trail.seal()
    #expect(try await fixture.desk.erase(plan, by: staff).state == .done)
  }

  @Test func twoWhoAnswerForOneTrailLeaveItComplete() async throws {
    let (inner, trail) = try await filled()
    try await trail.seal()
    let fixture = ErasureFixture(
      clock: inner.clock, store: inner.store,
      participants: [EachAlone(trail), EachAlone(trail), AuditTrailsParticipant([trail])], seed: 3)
    try await fixture.desk.erase(fixture.desk.plan(ann.reference), by: staff)
    #expect(try await provable(trail, fixture) == 0)
    #expect(try await trail.verify(opening: true).isComplete)
  }

  /// Answers for one record of a person after the other: parts that cannot be committed together.
  private struct EachAlone: Participant {
    let trail: AuditTrail
    var name: ParticipantName { "alone" }
    var collections: Set<CollectionName> { [] }
    init(_ trail: AuditTrail) { self.trail = trail }

    func erase(_ subject: Subject, in store: any Store, at now: Date) async throws -> ParticipationPart {
      try await AuditParticipant(trail).erase(subject, in: store, at: now)
    }
  }
}
