import CRMTesting
import Customers
import Foundation
import Testing

@Suite struct CustomerDirectoryTests {
  private let clock = TestClock()
  private let store: InMemoryStore
  private let directory: CustomerDirectory
  private let author = Author(.staff, "rep")

  init() {
    let environment = CRMEnvironment.fixed(clock: clock)
    store = InMemoryStore(environment: environment)
    directory = CustomerDirectory(store: store, environment: environment)
  }

  private func events(_ customer: Identifier<Customer>) throws -> [EventName] {
    try store.page(Query(Event.byCustomer, customer.uuid)).items.map(\.name)
  }

  @Test func creatingWritesRecordAndEventInOneCommit() async throws {
    let acme = try await directory.create(.organisation, by: author) { $0.legalName = "Acme Ltd" }
    #expect(acme.createdAt == clock.now)
    #expect(try await directory.customer(acme.id) == acme)
    let commits = try store.history(after: nil, limit: 10)
    #expect(commits.count == 1)
    #expect(commits.first?.author == author)
    #expect(try commits.first?.records(of: Event.self).map(\.name) == [.customerCreated])
  }

  @Test func aRefusedCustomerWritesNothing() async throws {
    await #expect(throws: ValidationError.self) { try await directory.create(.organisation, by: author) { _ in } }
    #expect(try store.history(after: nil, limit: 10).isEmpty)
  }

  @Test func editingSetsTheMomentAndTellsWhatChanged() async throws {
    let acme = try await directory.create(.organisation, by: author) { $0.legalName = "Acme Ltd" }
    clock.advance(by: 60)
    let edited = try await directory.edit(acme.id, by: author) {
      $0.stage = .customer
      $0.owner = "rep"
    }
    #expect(edited.updatedAt == clock.now)
    #expect(edited.createdAt == acme.createdAt)
    #expect(try events(acme.id) == [.customerCreated, .customerChanged, .customerStageChanged, .customerOwnerChanged])
    let changed = try store.page(Query(Event.byCustomer, acme.id.uuid)).items[1]
    #expect(changed.properties["fields"] == .list([.text("owner"), .text("stage")]))
  }

  @Test func anEditThatChangesNothingWritesNothing() async throws {
    let acme = try await directory.create(.organisation, by: author) { $0.legalName = "Acme Ltd" }
    clock.advance(by: 60)
    let same = try await directory.edit(acme.id, by: author) { $0.legalName = "Acme Ltd" }
    #expect(same == acme)
    #expect(try store.history(after: nil, limit: 10).count == 1)
  }

  @Test func concurrentEditsAreAllKept() async throws {
    let acme = try await directory.create(.organisation, by: author) { $0.legalName = "Acme Ltd" }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<8 {
        group.addTask { try await directory.edit(acme.id, by: author) { $0.tags.insert("tag\(number)") } }
      }
      try await group.waitForAll()
    }
    #expect(try await directory.customer(acme.id)?.tags.count == 8)
  }

  @Test func aSharedContactPointFindsEverybodyHoweverItIsSpelt() async throws {
    let shared = ContactPoint(.email(try EmailAddress("Family@Example.com")))
    for given in ["Anna", "Bert"] {
      try await directory.create(.person, by: author) {
        $0.personName = PersonName(given: given, family: "Weber")
        $0.contactPoints = [shared]
      }
    }
    let asked = ContactPoint(.email(try EmailAddress("family@EXAMPLE.com")))
    #expect(try await directory.customers(at: asked).items.count == 2)
    let other = ContactPoint(.email(try EmailAddress("other@example.com")))
    #expect(try await directory.customers(at: other).items.isEmpty)
  }

  @Test func aForeignKeyBelongsToOneCustomer() async throws {
    let key = ForeignKey("4711", in: "erp")
    let acme = try await directory.create(.organisation, by: author) {
      $0.legalName = "Acme Ltd"
      $0.foreignKeys = [key]
    }
    #expect(try await directory.customer(key)?.id == acme.id)
    #expect(try await directory.customer(ForeignKey("471", in: "erp")) == nil)
    await #expect(throws: StoreError.self) {
      try await directory.create(.organisation, by: author) {
        $0.legalName = "Bolt Ltd"
        $0.foreignKeys = [key]
      }
    }
  }

  @Test func namesAreFoundByTheirBeginningWithoutMarks() async throws {
    try await directory.create(.person, by: author) { $0.personName = PersonName(given: "Łukasz", family: "Żak") }
    try await directory.create(.organisation, by: author) {
      $0.legalName = "Zakopane Holding"
      $0.tradingName = "Tatra"
    }
    #expect(try await directory.customers(named: "ŻAK").items.map(\.displayName) == ["Łukasz Żak", "Tatra"])
    #expect(try await directory.customers(named: "luk").items.map(\.displayName) == ["Łukasz Żak"])
    #expect(try await directory.customers(named: "tat").items.count == 1)
  }

  @Test func lookUpsByOwnerStageAndTagReadOnlyTheirRange() async throws {
    for number in 0..<6 {
      try await directory.create(.organisation, by: author) {
        $0.legalName = "Firm \(number)"
        $0.owner = number < 3 ? "anna" : "bert"
        $0.stage = number % 2 == 0 ? .customer : .lead
        $0.tags = number == 5 ? ["VIP"] : []
      }
    }
    #expect(try await directory.customers(ownedBy: "anna").items.count == 3)
    #expect(
      try await directory.customers(ownedBy: "anna", at: .customer).items.map(\.legalName) == ["Firm 0", "Firm 2"])
    #expect(try await directory.customers(tagged: "vip").items.map(\.legalName) == ["Firm 5"])
    let first = try await directory.customers(ownedBy: "bert", limit: 2)
    #expect(first.items.count == 2)
    #expect(try await directory.customers(ownedBy: "bert", limit: 2, after: first.next).items.count == 1)
  }

  @Test func customFieldsAreCheckedAndFilledIn() async throws {
    let definitions = FieldDefinitions([
      FieldDefinition("shoeSize", .integer, minimum: .integer(30)),
      FieldDefinition("newsletter", .bool, defaultValue: .bool(false)),
    ])
    var directory = directory
    let plain = try await directory.create(.organisation, by: author) {
      $0.legalName = "Plain"
      $0.customFields["old"] = .text("kept")
    }
    directory.fieldDefinitions = definitions
    let acme = try await directory.create(.organisation, by: author) { $0.legalName = "Acme" }
    #expect(acme.customFields["newsletter"] == .bool(false))
    let refused = await #expect(throws: ValidationError.self) {
      try await directory.edit(acme.id, by: author) {
        $0.customFields["shoeSize"] = .integer(3)
        $0.customFields["unheardOf"] = .bool(true)
      }
    }
    #expect(refused?.problems.map(\.field) == ["custom.shoeSize", "custom.unheardOf"])
    let edited = try await directory.edit(plain.id, by: author) { $0.customFields["shoeSize"] = .integer(41) }
    #expect(edited.customFields["old"] == .text("kept"))
  }
}
