import CRMCore
import CRMTesting
import Foundation

/// A person, for sweeps over a store: what was erased loses the name.
struct Tenant: Record {
  static let collection: CollectionName = "tenants"

  var id: Identifier<Tenant>
  var name: String
  var movedOut: Date?

  static var personalData: PersonalData<Tenant>? {
    PersonalData(.identity, erasure: .pseudonymise { tenant, _ in tenant.name = "" })
  }
}

/// An invoice about a tenant.
struct RentInvoice: Record {
  static let collection: CollectionName = "rentInvoices"
  static var references: [Reference<RentInvoice>] { [Reference("tenant", \.tenant)] }

  var id: Identifier<RentInvoice>
  var tenant: Identifier<Tenant>
  var issued: Date
  var disputed: Bool = false

  static var personalData: PersonalData<RentInvoice>? {
    PersonalData(
      .transaction, about: ["tenant"], obtained: { $0.issued },
      erasure: PersonalDataErasure { invoice, _, _ in
        invoice.disputed ? .retain(invoice, Reason("test.disputed"), until: nil) : .delete
      })
  }
}

/// A remark at an invoice: about the tenant through it.
struct InvoiceRemark: Record {
  static let collection: CollectionName = "invoiceRemarks"
  static var references: [Reference<InvoiceRemark>] { [Reference("invoice", \.invoice)] }

  var id: Identifier<InvoiceRemark>
  var invoice: Identifier<RentInvoice>
  var text: String

  static var personalData: PersonalData<InvoiceRemark>? { PersonalData(.communication, about: ["invoice"]) }
}

/// What says nothing about persons, or forgot to.
struct Meter: Record {
  static let collection: CollectionName = "meters"
  var id: Identifier<Meter>
}

/// A house with its store, policy and clock.
struct RetentionFixture {
  let clock: TestClock
  let environment: CRMEnvironment
  let store: any Store
  let desk: RetentionDesk

  static let start = Date("2020-03-10T10:00:00Z")
  static let schedules: [RetentionSchedule] = [
    RetentionSchedule(
      "invoices", category: .transaction, purpose: "bookkeeping", basis: .legalObligation,
      start: RetentionStart(.created, endOfYear: 12), period: RetentionPeriod(years: 8), reference: "HGB § 257"),
    RetentionSchedule(
      "remarks", category: .communication, purpose: "letting", basis: .legitimateInterest,
      start: RetentionStart(.created), period: RetentionPeriod(years: 2), reference: "house rule 1"),
    RetentionSchedule(
      "tenants.look", category: .identity, purpose: "letting", basis: .contract,
      start: RetentionStart(.endOfRelation), period: RetentionPeriod(months: 6), action: .review,
      reference: "house rule 2"),
    RetentionSchedule(
      "tenants.hide", category: .identity, purpose: "letting", basis: .contract, start: RetentionStart(.endOfRelation),
      period: RetentionPeriod(years: 3), action: .pseudonymise, reference: "house rule 3"),
  ]

  static func policy(_ schedules: [RetentionSchedule] = schedules, version: String = "1") -> RetentionPolicy {
    RetentionPolicy(id: "house", version: version, timeZone: "Europe/Berlin", schedules: schedules)
  }

  init(
    policy: RetentionPolicy = policy(), store: (any Store)? = nil, types: [any Record.Type] = [],
    participants: [any Participant] = [], blobs: (any BlobStore)? = nil, fullReadingDays: Int = 28,
    clock: TestClock = TestClock(start), environment: CRMEnvironment? = nil
  ) throws {
    self.clock = clock
    let environment = environment ?? .fixed(clock: clock)
    self.environment = environment
    self.store = store ?? InMemoryStore(environment: environment)
    desk = try RetentionDesk(
      store: self.store, policy: policy,
      registry: RecordRegistry(
        [Event.self, Tenant.self, RentInvoice.self, InvoiceRemark.self, Meter.self] + types
          + RetentionDesk.recordTypes),
      facts: [RetentionFacts(Tenant.self, [.endOfRelation: { $0.movedOut }])], participants: participants,
      blobs: blobs, fullReadingDays: fullReadingDays, environment: environment)
  }

  /// A tenant with some invoices and a remark at each, all of one moment.
  @discardableResult
  func tenant(_ name: String, invoices: Int = 1, movedOut: Date? = nil, disputed: Bool = false) async throws -> Tenant {
    let tenant = Tenant(id: environment.id(), name: name, movedOut: movedOut)
    var changes = ChangeSet(author: .system)
    changes.insert(tenant)
    for _ in 0..<invoices {
      let invoice = RentInvoice(id: environment.id(), tenant: tenant.id, issued: clock.now, disputed: disputed)
      changes.insert(invoice)
      changes.insert(InvoiceRemark(id: environment.id(), invoice: invoice.id, text: "paid late"))
    }
    try await store.commit(changes)
    return tenant
  }

  /// Sweeps until nothing is left to do, in slices.
  @discardableResult
  func sweep(limit: Int = 50, batch: Int = 10) async throws -> WorkOutcome {
    let work = desk.sweeping(batch: batch)
    var all = WorkOutcome()
    for _ in 0..<10_000 {
      let outcome = try await work.perform(WorkSlice(now: clock.now, limit: limit))
      all.items += outcome.items
      all.failure = all.failure ?? outcome.failure
      if !outcome.hasMore { return all }
    }
    all.hasMore = true
    return all
  }

  func count<R: Record>(_ type: R.Type) async throws -> Int { try await store.count(Query<R>()) }
  func names() async throws -> [String] { try await store.all(Query<Tenant>()).map(\.record.name).sorted() }
  func events(_ name: EventName) async throws -> [Event] {
    try await store.all(Query(Event.byName, ExactText(name.rawValue))).map(\.record)
  }
  func pass() async throws -> RetentionPass? { try await store.get(RetentionPass.id(of: desk.policy))?.record }

  /// Everything but the bookkeeping of the sweep: what calls may not differ in.
  func contents() async throws -> Set<String> {
    var contents: Set<String> = []
    for record in try await store.all(Query<Tenant>()) { contents.insert("\(record.record)") }
    for record in try await store.all(Query<RentInvoice>()) { contents.insert("\(record.record)") }
    for record in try await store.all(Query<InvoiceRemark>()) { contents.insert("\(record.record)") }
    for record in try await store.all(Query<Event>()) { contents.insert("\(record.record)") }
    return contents
  }
}

/// Copies records one by one, as a host may restore a backup: the history is another one afterwards.
struct RecordCopy: RecordTypeVisitor {
  let source: any Store
  let target: any Store

  init(from source: any Store, to target: any Store) {
    self.source = source
    self.target = target
  }

  mutating func visit<R: Record>(_ type: R.Type) async throws {
    for stored in try await source.all(Query<R>()) { try await target.insert(stored.record) }
  }
}
