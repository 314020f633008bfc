import CRMCore
import CRMTesting
import Foundation
import Testing

/// Legal holds over a store: set, lifted, and never passed over.
@Suite struct LegalHoldTests {
  private static let clerk = Author(.staff, "clerk")

  @Test func aHoldKeepsThePersonAndEverythingAboutThem() async throws {
    let house = try RetentionFixture()
    let ann = try await house.tenant("Ann", invoices: 2, movedOut: house.clock.now)
    try await house.tenant("Bob", movedOut: house.clock.now)
    let hold = try await house.desk.setHold(
      on: .subject(RecordReference(ann)), reason: LegalHoldReason.litigation, matter: "4 O 12/20", by: Self.clerk)
    #expect(try await house.desk.holds() == [hold])
    house.clock.set(Date("2029-06-01T10:00:00Z"))
    try await house.sweep()
    // The remarks are about Ann through her invoices.
    #expect(try await house.names() == ["", "Ann"])
    #expect(try await house.count(RentInvoice.self) == 2)
    #expect(try await house.count(InvoiceRemark.self) == 2)
    #expect(try await house.pass()?.held == 5)
    let plan = try await house.desk.plan()
    #expect(plan.items.isEmpty && plan.held.count == 5 && plan.held.allSatisfy { $0.holds == [hold.id] })

    try await house.desk.liftHold(hold.id, by: Self.clerk)
    house.clock.advance(by: 86_400)
    try await house.sweep()
    #expect(try await house.names() == ["", ""])
    #expect(try await house.count(RentInvoice.self) + house.count(InvoiceRemark.self) == 0)
  }

  @Test func settingAndLiftingAreEvents() async throws {
    let house = try RetentionFixture()
    let hold = try await house.desk.setHold(
      on: .category(.transaction), reason: LegalHoldReason.audit, by: Self.clerk)
    let lifted = try await house.desk.liftHold(hold.id, by: Author(.staff, "judge"))
    #expect(lifted.liftedAt == house.clock.now && lifted.liftedBy?.name == "judge")
    #expect(try await house.desk.holds().isEmpty)
    let events = try await house.store.all(Query(Event.byAbout, RecordReference(hold))).map(\.record)
    #expect(events.map(\.name) == [.legalHoldSet, .legalHoldLifted])
    #expect(events.first?.properties["reason"] == .choice("retention.hold.audit"))
    await #expect(throws: ValidationError([FieldProblem("liftedAt", RetentionReason.alreadyLifted)])) {
      try await house.desk.liftHold(hold.id, by: Self.clerk)
    }
  }

  @Test func everythingThatIsWrongIsTold() async throws {
    let house = try RetentionFixture()
    let nobody = RecordReference(Identifier<Tenant>(derivedFrom: "nobody"))
    let error = await #expect(throws: ValidationError.self) {
      try await house.desk.setHold(
        on: .subject(nobody), reason: "", until: Date("2020-03-10T10:00:00Z"), by: Self.clerk)
    }
    #expect(error?.problems.map(\.field) == ["reason", "until", "scope.target"])
  }

  /// A hold that is acknowledged between the sweep's reading and its commit makes the commit conflict, and is seen.
  @Test func aHoldThatComesMeanwhileIsNotPassedOver() async throws {
    for isFirst in [true, false] {
      let base = InMemoryStore(environment: .fixed(at: RetentionFixture.start))
      let store = MeddlingStore(base: base)
      let house = try RetentionFixture(store: store)
      let ann = try await house.tenant("Ann", invoices: 3)
      if !isFirst {
        // The register is there already.
        let old = try await house.desk.setHold(on: .category(.staff), reason: LegalHoldReason.audit, by: Self.clerk)
        try await house.desk.liftHold(old.id, by: Self.clerk)
      }
      house.clock.set(Date("2029-06-01T10:00:00Z"))
      let desk = house.desk
      store.beforeDeleting {
        try await desk.setHold(
          on: .subject(RecordReference(ann)), reason: LegalHoldReason.claim, by: Self.clerk)
      }
      try await house.sweep()
      #expect(store.hasMeddled)
      #expect(try await house.count(RentInvoice.self) == 3, "register was new: \(isFirst)")
    }
  }

  @Test func aSubjectWhoIsErasedAfterwardsIsNamedNoMore() throws {
    let ann = RecordReference(Identifier<Tenant>(derivedFrom: "ann"))
    var hold = LegalHold(
      id: Identifier(derivedFrom: "hold"), scope: .subject(ann), reason: LegalHoldReason.claim, from: .distantPast,
      author: .system)
    let mention = try #require(LegalHold.personalData?.mentions.first)
    mention.remove(&hold, RecordReference(Identifier<Tenant>(derivedFrom: "bob")))
    #expect(hold.scope.target == ann)
    mention.remove(&hold, ann)
    #expect(hold.scope.target == nil && LegalHold.references.count == 1)
  }
}
