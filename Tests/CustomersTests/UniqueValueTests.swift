import CRMTesting
import Customers
import Foundation
import Testing

/// Custom fields that no two customers may share.
@Suite struct UniqueValueTests {
  private let store: InMemoryStore
  private let directory: CustomerDirectory
  private let author = Author.system

  init() {
    let environment = CRMEnvironment.fixed()
    store = InMemoryStore(environment: environment)
    directory = CustomerDirectory(
      store: store, environment: environment,
      fieldDefinitions: FieldDefinitions([
        FieldDefinition("card", .text, isUnique: true), FieldDefinition("seat", .integer, isUnique: true),
        FieldDefinition("note", .text),
      ]))
  }

  private func create(_ name: String, card: String? = nil, seat: Int64? = nil) async throws -> Customer {
    try await directory.create(.organisation, by: author) {
      $0.legalName = name
      $0.customFields["card"] = card.map { .text($0) }
      $0.customFields["seat"] = seat.map { .integer($0) }
    }
  }

  @Test func aTakenValueIsToldTogetherWithEverythingElse() async throws {
    _ = try await create("Acorn", card: "A-1", seat: 7)
    _ = try await create("Oak", card: "A-2")
    _ = try await create("Elm")
    let refused = await #expect(throws: ValidationError.self) { try await create("", card: "a-1", seat: 7) }
    #expect(refused?.problems.map(\.field) == ["legalName", "custom.card", "custom.seat"])
    #expect(refused?.problems.last?.reason.code == FieldProblem.Code.notUnique)
    #expect(try store.count(Query<Customer>()) == 3)
  }

  @Test func aValueGivenUpIsFree() async throws {
    let acorn = try await create("Acorn", card: "A-1", seat: 7)
    let oak = try await create("Oak", card: "A-2")
    await #expect(throws: ValidationError.self) {
      try await directory.edit(oak.id, by: author) { $0.customFields["card"] = .text("A-1") }
    }
    try await directory.edit(acorn.id, by: author) { $0.customFields["card"] = .text("A-3") }
    try await directory.edit(oak.id, by: author) { $0.customFields["card"] = .text("A-1") }
    try await directory.edit(acorn.id, by: author) { $0.customFields["card"] = nil }
    #expect(try store.count(Query<UniqueValueClaim>()) == 2)
    // Swapping case is no new value.
    try await directory.edit(oak.id, by: author) { $0.customFields["card"] = .text("a-1") }
    #expect(try store.count(Query<UniqueValueClaim>()) == 2)
  }

  @Test func ofManyAtTheSameTimeOneWins() async throws {
    let outcomes = await withTaskGroup(of: Bool.self) { group in
      for number in 0..<24 {
        group.addTask { (try? await create("Firm \(number)", card: "only one")) != nil }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(outcomes.count { $0 } == 1)
    let cards = try store.page(Query<Customer>()).items.compactMap { $0.customFields["card"] }
    #expect(cards == [.text("only one")])
  }

  @Test func twoChangesDecidedOnTheSameStateConflict() async throws {
    func prepared(_ name: String) async throws -> Prepared<Customer> {
      try await directory.prepareCreate(.organisation, by: author) {
        $0.legalName = name
        $0.customFields["card"] = .text("A-1")
      }
    }
    let (one, other) = (try await prepared("Acorn"), try await prepared("Oak"))
    try store.commit(one.changes)
    let refused = #expect(throws: StoreError.self) { try store.commit(other.changes) }
    #expect(refused?.code == .conflict)
  }

  @Test func aClaimOfACustomerThatIsGoneIsTakenOver() async throws {
    let acorn = try await create("Acorn", card: "A-1")
    let stored = try #require(try store.fetch(Customer.self, ids: [acorn.id])[0])
    var changes = ChangeSet()
    changes.delete(stored)
    try store.commit(changes)
    let oak = try await create("Oak", card: "A-1")
    #expect(try store.page(Query<UniqueValueClaim>()).items.map(\.holder) == [oak.id])
  }

  /// A holder whose value was removed past the directory gets it back, while somebody else is about to take the claim over.
  @Test func aClaimIsNotTakenOverFromAHolderWhoHasTheValueAgain() async throws {
    let acorn = try await create("Acorn", card: "A-1")
    var stored = try #require(try store.fetch(Customer.self, ids: [acorn.id])[0])
    stored.customFields["card"] = nil
    var changes = ChangeSet()
    changes.update(stored)
    try store.commit(changes)
    let taking = try await directory.prepareCreate(.organisation, by: author) {
      $0.legalName = "Oak"
      $0.customFields["card"] = .text("A-1")
    }
    try await directory.edit(acorn.id, by: author) { $0.customFields["card"] = .text("A-1") }
    let refused = #expect(throws: StoreError.self) { try store.commit(taking.changes) }
    #expect(refused?.code == .conflict)
    await #expect(throws: ValidationError.self) { try await create("Oak", card: "A-1") }
  }

  @Test func valuesFromElsewhereAreClaimedLaterAndCollisionsTold() async throws {
    var changes = ChangeSet()
    for (id, card) in [("a", "A-1"), ("b", "A-2"), ("c", "a-1"), ("d", nil)] as [(Identifier<Customer>, String?)] {
      var customer = Customer.organisation(id: id, name: id.description, now: CRMEnvironment.testStart)
      customer.customFields["card"] = card.map { .text($0) }
      changes.insert(customer)
    }
    try store.commit(changes)
    let report = try await directory.claimUniqueValues(by: author)
    #expect(report.claimed == 2 && report.collisions.count == 1)
    #expect(report.collisions.first?.field == "custom.card")
    let again = try await directory.claimUniqueValues(by: author)
    #expect(again.claimed == 0 && again.collisions == report.collisions)
    await #expect(throws: ValidationError.self) { try await create("Elm", card: "A-2") }
    let collision = try #require(report.collisions.first)
    let found = try await directory.quality(of: collision.customer, directory.qualityProfile()).findings
    #expect(found.contains { $0.field == "custom.card" && $0.dimension == .uniqueness && $0.severity == .error })
  }
}
