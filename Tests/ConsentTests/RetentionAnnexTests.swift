import CRMCore
import CRMTesting
import Foundation
import Testing

/// What goes along with a record: attached files, bytes that nobody names any more, and what participants keep.
@Suite struct RetentionAnnexTests {
  private static let clerk = Author(.staff, "clerk")
  private static let schedules: [RetentionSchedule] = [
    RetentionSchedule(
      "tenants.hide", category: .identity, purpose: "letting", basis: .contract, start: RetentionStart(.endOfRelation),
      period: RetentionPeriod(years: 1), action: .pseudonymise, reference: "house rule 1"),
    RetentionSchedule(
      "tenants.delete", category: .identity, purpose: "letting", basis: .contract,
      start: RetentionStart(.endOfRelation), period: RetentionPeriod(years: 2), reference: "house rule 2"),
    RetentionSchedule(
      "invoices", category: .transaction, purpose: "letting", basis: .contract, start: RetentionStart(.created),
      period: RetentionPeriod(years: 1), reference: "house rule 3"),
  ]
  private static let later = Date("2022-06-01T10:00:00Z")

  private func house(
    _ schedules: [RetentionSchedule] = schedules, store: (any Store)? = nil, participants: [any Participant] = [],
    blobs: (any BlobStore)? = InMemoryBlobStore(), clock: TestClock = TestClock(RetentionFixture.start)
  ) throws -> RetentionFixture {
    try RetentionFixture(
      policy: RetentionFixture.policy(schedules), store: store, types: [AttachedFile.self, RentDeposit.self],
      participants: participants, blobs: blobs, clock: clock)
  }

  @discardableResult
  private func attach<R: Record>(
    _ bytes: [UInt8], to owner: R, in house: RetentionFixture
  ) async throws -> AttachedFile {
    try await house.desk.blobs?.put(bytes)
    let file = AttachedFile(
      id: house.environment.id(), owner: RecordReference(owner),
      attachment: Attachment(name: "lease", mediaType: "application/pdf", contents: bytes), addedAt: house.clock.now)
    try await house.store.insert(file)
    return file
  }

  private func has(_ bytes: [UInt8], _ house: RetentionFixture) async throws -> Bool {
    try await house.desk.blobs?.contains(SHA256.hash(bytes)) ?? false
  }

  // MARK: Files

  @Test func filesGoWithTheRecordAndBytesWithTheLastThatNamesThem() async throws {
    let house = try house()
    let ann = try await house.tenant("Ann", invoices: 0, movedOut: house.clock.now)
    let bob = try await house.tenant("Bob", invoices: 0)
    try await attach([1], to: ann, in: house)
    try await attach([2], to: ann, in: house)
    try await attach([2], to: bob, in: house)
    house.clock.set(Self.later)

    let plan = try await house.desk.plan()
    #expect(plan.files.map(\.digest) == [SHA256.hash([1]), SHA256.hash([2])].sorted())
    #expect(plan.files.map(\.records) == [1, 1])
    #expect(plan.files.filter(\.isRemoved).map(\.digest) == [SHA256.hash([1])])
    #expect(try await has([1], house))
    #expect(try await has([2], house))
    #expect(try await house.count(AttachedFile.self) == 3)

    try await house.sweep()
    #expect(try await house.count(AttachedFile.self) == 1)
    #expect(try await !has([1], house))
    #expect(try await has([2], house), "Bob has the same file")
    #expect(try await house.pass()?.removedFiles == 1)
    #expect(try await house.count(ReleasedFile.self) == 0)
    #expect(try await house.desk.plan().files.isEmpty)
  }

  /// A person without a name whose passport hangs on the record is not pseudonymised.
  @Test func filesOfWhoIsPseudonymisedGo() async throws {
    let house = try house([Self.schedules[0]])
    let ann = try await house.tenant("Ann", invoices: 0, movedOut: house.clock.now)
    try await attach([1], to: ann, in: house)
    house.clock.set(Self.later)
    try await house.sweep()
    #expect(try await house.names() == [""])
    #expect(try await house.count(AttachedFile.self) == 0)
    #expect(try await !has([1], house))
  }

  @Test func anObligationOfItsOwnKeepsAFile() async throws {
    let duty = RetentionSchedule(
      "letters", category: .communication, purpose: "bookkeeping", basis: .legalObligation,
      start: RetentionStart(.created), period: RetentionPeriod(years: 6), reference: "HGB § 257")
    let house = try house(Self.schedules + [duty])
    let ann = try await house.tenant("Ann", invoices: 0, movedOut: house.clock.now)
    try await attach([1], to: ann, in: house)
    house.clock.set(Self.later)
    #expect(try await house.desk.plan().files.isEmpty)
    try await house.sweep()
    #expect(try await house.count(Tenant.self) == 0)
    #expect(try await has([1], house))
    house.clock.set(Date("2026-06-01T10:00:00Z"))
    try await house.sweep()
    #expect(try await house.count(AttachedFile.self) == 0)
    #expect(try await !has([1], house))
  }

  @Test func aHoldOnAFileKeepsWhatItIsAttachedTo() async throws {
    let house = try house()
    let ann = try await house.tenant("Ann", invoices: 0, movedOut: house.clock.now)
    let file = try await attach([1], to: ann, in: house)
    let hold = try await house.desk.setHold(
      on: .record(RecordReference(file)), reason: LegalHoldReason.litigation, by: Self.clerk)
    house.clock.set(Self.later)
    let plan = try await house.desk.plan()
    #expect(plan.items.isEmpty && plan.files.isEmpty && plan.held.map(\.holds) == [[hold.id]])
    try await house.sweep()
    #expect(try await house.names() == ["Ann"])
    #expect(try await house.pass()?.held == 1)
    try await house.desk.liftHold(hold.id, by: Self.clerk)
    house.clock.advance(by: 86_400)
    try await house.sweep()
    #expect(try await house.count(Tenant.self) == 0)
    #expect(try await !has([1], house))
  }

  @Test func withoutAFileStoreNothingWithFilesGoes() async throws {
    let house = try house(blobs: nil)
    let ann = try await house.tenant("Ann", invoices: 0, movedOut: house.clock.now)
    try await house.tenant("Bob", invoices: 0, movedOut: house.clock.now)
    try await attach([1], to: ann, in: house)
    house.clock.set(Self.later)
    #expect(try await house.desk.plan().failures.map(\.code) == [RetentionReason.noFileStore])
    let failure = try #require(try await house.sweep().failure as? RetentionFailure)
    #expect(failure.reasons.map(\.code) == [RetentionReason.noFileStore])
    #expect(try await house.names() == ["Ann"])
  }

  @Test func bytesThatCannotBeRemovedAreNamedAndTriedAgain() async throws {
    let blobs = UnwillingBlobStore()
    let house = try house(blobs: blobs)
    let ann = try await house.tenant("Ann", invoices: 0, movedOut: house.clock.now)
    try await attach([1], to: ann, in: house)
    house.clock.set(Self.later)
    blobs.refuse(true)
    let failure = try #require(try await house.sweep().failure as? RetentionFailure)
    #expect(failure.reasons.map(\.code) == [RetentionReason.filesRemain])
    #expect(failure.reasons.first?.arguments["count"] == .integer(1))
    #expect(try await house.count(Tenant.self) == 0)
    #expect(try await house.count(ReleasedFile.self) == 1)
    blobs.refuse(false)
    house.clock.advance(by: 86_400)
    #expect(try await house.sweep().failure == nil)
    #expect(try await !has([1], house))
    #expect(try await house.count(ReleasedFile.self) == 0)
  }

  // MARK: Participants

  @Test func participantsAnswerForSubjectsInTheSameCommit() async throws {
    let deposits = DepositParticipant()
    let house = try house(participants: [deposits])
    let ann = try await house.tenant("Ann", invoices: 1, movedOut: house.clock.now)
    try await house.store.insert(RentDeposit(id: house.environment.id(), name: ann.id.description))
    house.clock.set(Self.later)
    let plan = try await house.desk.plan()
    #expect(plan.participants.map(\.participant) == ["deposits"])
    #expect(plan.participants.map(\.subject) == [RecordReference(ann)])
    #expect(plan.participants.map(\.records) == [1])
    #expect(try await house.count(RentDeposit.self) == 1)

    let position = try await house.store.position()
    try await house.sweep()
    #expect(try await house.count(RentDeposit.self) == 0)
    let commits = try await house.store.history(after: position, limit: 100)
    let deleting = commits.filter {
      $0.changes.contains { $0.reference == RecordReference(ann) && $0.kind == .deleted }
    }
    #expect(deleting.count == 1)
    #expect(deleting[0].changes.contains { $0.reference.collection == RentDeposit.collection && $0.kind == .deleted })
    #expect(deposits.subjects == [ann.id.uuid], "nobody is asked about an invoice")
  }

  @Test func aParticipantThatFailsIsNamedAndTriedAgainAndHoldsUpNobody() async throws {
    let warehouse = OutsideParticipant(failures: 1)
    let house = try house(participants: [warehouse])
    try await house.tenant("Ann", invoices: 1, movedOut: house.clock.now)
    try await house.tenant("Bob", invoices: 1, movedOut: house.clock.now)
    house.clock.set(Self.later)
    let failure = try #require(try await house.sweep().failure as? RetentionFailure)
    #expect(failure.reasons.map(\.code) == [RetentionReason.participantFailed])
    #expect(failure.reasons.first?.arguments["participant"] == .text("warehouse"))
    #expect(failure.reasons.first?.arguments["error"] == .text("Unreachable"))
    #expect(try await house.count(Tenant.self) == 1)
    #expect(try await house.count(RentInvoice.self) == 0)
    #expect(try await house.pass()?.failed == 1)
    house.clock.advance(by: 86_400)
    #expect(try await house.sweep().failure == nil)
    #expect(try await house.count(Tenant.self) == 0)
    let asked = warehouse.asked
    house.clock.advance(by: 86_400)
    try await house.sweep()
    #expect(warehouse.asked == asked, "nobody is left to be asked about")
  }

  @Test func aHoldOnWhatAParticipantAnswersForKeepsTheSubject() async throws {
    let house = try house(participants: [DepositParticipant()])
    let ann = try await house.tenant("Ann", invoices: 0, movedOut: house.clock.now)
    let deposit = RentDeposit(id: house.environment.id(), name: ann.id.description)
    try await house.store.insert(deposit)
    try await house.desk.setHold(
      on: .record(RecordReference(deposit)), reason: LegalHoldReason.litigation, by: Self.clerk)
    house.clock.set(Self.later)
    #expect(try await house.desk.plan().held.count == 1)
    try await house.sweep()
    #expect(try await house.names() == ["Ann"])
    #expect(try await house.count(RentDeposit.self) == 1)
  }

  // MARK: Trails

  /// A house with a trail, a tenant who left, and one who did not; nothing is sealed.
  private func houseWithTrail() async throws -> (house: RetentionFixture, trail: AuditTrail, left: Tenant) {
    let clock = TestClock(RetentionFixture.start)
    let store = InMemoryStore(environment: .fixed(clock: clock))
    let trail = AuditTrail(
      origin: "house.example/tenants",
      types: [
        AuditedType(Tenant.self) { [.record(RecordReference($0.id))] },
        AuditedType(RentInvoice.self) { [.record(RecordReference($0.tenant))] },
      ], store: store, environment: .fixed(clock: clock, seed: 3))
    let house = try house(store: store, participants: [AuditTrailsParticipant([trail])], clock: clock)
    let left = try await house.tenant("Ann", movedOut: clock.now)
    try await house.tenant("Bob")
    clock.set(Self.later)
    return (house, trail, left)
  }

  @Test func aPlanSealsNothingAndASweepForgetsWhatWasNotSealedYet() async throws {
    let (house, trail, ann) = try await houseWithTrail()
    let position = try await house.store.position()
    #expect(try await house.desk.plan().participants.map(\.subject) == [RecordReference(ann)])
    #expect(try await house.store.position() == position)
    try await house.sweep()
    try await trail.seal()
    #expect(try await house.names() == ["Bob"])
    #expect(try await trail.entries(about: .record(RecordReference(ann))).items.isEmpty)
    let report = try await trail.verify(opening: true)
    #expect(report.isComplete && report.proven > 0 && report.forgotten > 0)
  }

  @Test func aHoldOnTheCategoryOfFactsKeepsTheSubject() async throws {
    let (house, trail, ann) = try await houseWithTrail()
    try await trail.seal()
    try await house.desk.setHold(on: .category(.transaction), reason: LegalHoldReason.audit, by: Self.clerk)
    try await house.sweep()
    #expect(try await house.names() == ["Ann", "Bob"])
    #expect(try await trail.entries(about: .record(RecordReference(ann))).items.count == 2)
  }

  @Test func aHoldOnARecordKeepsTheFactsAboutItWithTheSubjectAndGoesAfterwards() async throws {
    let (house, trail, ann) = try await houseWithTrail()
    let invoice = try #require(
      try await house.store.all(Query<RentInvoice>()).first { $0.tenant == ann.id }.map { RecordReference($0.id) })
    let hold = try await house.desk.setHold(on: .record(invoice), reason: LegalHoldReason.audit, by: Self.clerk)
    func facts() async throws -> Set<RecordReference> {
      Set(try await trail.entries(about: .record(RecordReference(ann))).items.compactMap { $0.fact?.record })
    }
    try await trail.seal()
    #expect(
      try await house.desk.plan().held.contains { $0.item.record == RecordReference(ann) && $0.holds == [hold.id] })
    try await house.sweep()
    #expect(try await house.names() == ["Ann", "Bob"])
    #expect(try await facts() == [RecordReference(ann), invoice])
    try await house.desk.liftHold(hold.id, by: Self.clerk)
    house.clock.advance(by: 86_400)
    try await house.sweep()
    #expect(try await house.names() == ["Bob"])
    #expect(try await facts().isEmpty)
    #expect(try await trail.verify(opening: true).isComplete)
  }

  // MARK: Cut off

  /// Cut off before or after any commit, and gone on with: the same as never cut off.
  @Test func cutOffAnywhereAndResumedIsUncut() async throws {
    func base() async throws -> RetentionFixture {
      let house = try house(participants: [DepositParticipant()])
      for index in 0..<3 {
        let tenant = try await house.tenant("T\(index)", invoices: index, movedOut: house.clock.now)
        try await house.store.insert(RentDeposit(id: house.environment.id(), name: tenant.id.description))
        try await attach([UInt8(index)], to: tenant, in: house)
        try await attach([99], to: tenant, in: house)
      }
      house.clock.set(Self.later)
      return house
    }
    func isClean(_ house: RetentionFixture) async throws -> Bool {
      let counts = try await [
        house.count(Tenant.self), house.count(RentInvoice.self), house.count(AttachedFile.self),
        house.count(RentDeposit.self), house.count(ReleasedFile.self),
        (house.desk.blobs as? InMemoryBlobStore)?.count ?? -1,
      ]
      return counts.allSatisfy { $0 == 0 }
    }
    var commits = 0
    for cut in 0..<60 {
      for applies in [false, true] {
        let whole = try await base()
        let broken = try self.house(
          store: CutStore(whole.store, after: cut, appliesLast: applies), participants: [DepositParticipant()],
          blobs: whole.desk.blobs, clock: whole.clock)
        do {
          try await broken.sweep(limit: 3, batch: 2)
        } catch is CutStore.Cut {
          commits = max(commits, cut)
        }
        try await whole.sweep()
        #expect(try await isClean(whole), "cut at \(cut), written: \(applies)")
      }
      if cut > commits { break }
    }
    #expect(commits > 8)
  }
}
