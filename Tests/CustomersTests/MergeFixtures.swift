import CRMTesting
import Customers
import Foundation

/// A host's own record types with links of every shape to customers.
enum Host {
  /// Like a deal: one customer, perhaps a partner, any number of watchers.
  struct Order: Record {
    static let collection: CollectionName = "test.orders"
    static var references: [Reference<Order>] {
      [Reference("customer", \.customer), Reference("partner", \.partner), Reference("watchers", \.watchers)]
    }
    var id: Identifier<Order>
    var customer: Identifier<Customer>
    var partner: Identifier<Customer>?
    var watchers: [Identifier<Customer>] = []
    var amount = 0
  }

  /// Like a ticket: somebody asked, untyped links.
  struct Case: Record {
    static let collection: CollectionName = "test.cases"
    static var references: [Reference<Case>] {
      [Reference("requester", \.requester), Reference("about", \.about), Reference("links", \.links)]
    }
    var id: Identifier<Case>
    var requester: Identifier<Customer>?
    var about: RecordReference
    var links: [RecordReference] = []
    var text = ""
  }

  /// One for each programme and customer, which its identity is derived from.
  struct Account: Record {
    static let collection: CollectionName = "test.accounts"
    static let owner = Reference<Account>("customer", \.customer)
    static var references: [Reference<Account>] { [owner] }
    var id: Identifier<Account>
    var programme: String
    var customer: Identifier<Customer>
    var points: Int

    init(programme: String, customer: Identifier<Customer>, points: Int) {
      id = Identifier(derivedFrom: programme, customer.description)
      self.programme = programme
      self.customer = customer
      self.points = points
    }

    static let participant = RekeyingParticipant<Account, Customer>(owner) {
      Account(programme: $0.programme, customer: $1, points: $0.points)
    } unite: {
      Account(programme: $0.programme, customer: $0.customer, points: $0.points + $1.points)
    }
  }

  /// At most one for each customer, and nobody says what happens when two customers become one.
  struct Badge: Record {
    static let collection: CollectionName = "test.badges"
    static let byCustomer = Index<Badge>("one", unique: true) { IndexKey($0.customer) }
    static var indexes: [Index<Badge>] { [byCustomer] }
    static var references: [Reference<Badge>] { [Reference("customer", \.customer)] }
    var id: Identifier<Badge>
    var customer: Identifier<Customer>
  }

  static let types: [any Record.Type] = [Order.self, Case.self, Account.self, Badge.self]
}

/// A store with customers in it, a clock that moves, and a directory that knows the host's types.
struct MergeWorld {
  let clock = TestClock()
  let store: InMemoryStore
  var directory: CustomerDirectory
  let me = Author(.staff, "rep")

  init(survivorship: SurvivorshipPolicy = .newest) {
    let environment = CRMEnvironment.fixed(clock: clock)
    store = InMemoryStore(environment: environment)
    directory = CustomerDirectory(
      store: store, environment: environment, registry: RecordRegistry(Host.types),
      participants: [Host.Account.participant], survivorship: survivorship)
    // What is merged here are duplicates.
    directory.duplicateCheck = nil
  }

  func id<R>(_ type: R.Type = R.self) -> Identifier<R> { directory.environment.id() }

  @discardableResult
  func person(_ name: String, _ fill: (inout Customer) throws -> Void = { _ in }) async throws -> Customer {
    clock.advance(by: 60)
    return try await directory.create(.person, by: me) {
      $0.personName = PersonName(given: name)
      try fill(&$0)
    }
  }

  func firm(_ name: String) async throws -> Customer {
    clock.advance(by: 60)
    return try await directory.create(.organisation, by: me) { $0.legalName = name }
  }

  @discardableResult
  func order(_ customer: Identifier<Customer>, _ fill: (inout Host.Order) -> Void = { _ in }) async throws -> Host.Order
  {
    var order = Host.Order(id: id(), customer: customer)
    fill(&order)
    return try await store.insert(order).record
  }

  @discardableResult
  func merge(
    _ losers: Identifier<Customer>..., into winner: Identifier<Customer>, policy: SurvivorshipPolicy = .newest,
    choices: [CustomerProperty: Identifier<Customer>] = [:]
  ) async throws -> CustomerMerge {
    clock.advance(by: 60)
    let plan = try await directory.planMerge(winner: winner, losers: losers, policy: policy, choices: choices)
    return try await directory.apply(plan, by: me)
  }

  func get<R: Record>(_ id: Identifier<R>) throws -> R? { try store.fetch(R.self, ids: [id])[0]?.record }

  func mail(_ address: String, _ fill: (inout ContactPoint) -> Void = { _ in }) throws -> ContactPoint {
    var point = ContactPoint(.email(try EmailAddress(address)))
    fill(&point)
    return point
  }

  /// Every record but the bookkeeping of merges: what must be the same after a merge was undone.
  func facts() async throws -> [RecordReference: AnyHashable] {
    let bookkeeping: Set<CollectionName> = [
      CustomerMerge.collection, MergeTrace.collection, RelationshipGuard.collection, Event.collection,
    ]
    var visitor = Collecting(store: store, leftOut: bookkeeping)
    try await directory.registry.accept(&visitor)
    return visitor.found
  }

  /// The events, by identity.
  func events() async throws -> [Identifier<Event>: Event] {
    Dictionary(uniqueKeysWithValues: try await store.all(Query<Event>()).map { ($0.id, $0.record) })
  }

  private struct Collecting: RecordTypeVisitor {
    let store: InMemoryStore
    let leftOut: Set<CollectionName>
    var found: [RecordReference: AnyHashable] = [:]

    mutating func visit<R: Record>(_ type: R.Type) async throws {
      guard !leftOut.contains(R.collection) else { return }
      for stored in try await store.all(Query<R>()) { found[RecordReference(stored.id)] = AnyHashable(stored.record) }
    }
  }
}
