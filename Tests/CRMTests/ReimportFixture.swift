import CRM
import CRMTesting
import Foundation
import Synchronization

/// A workspace in which people are erased and lists come in again.
struct ReimportFixture {
  let clock: TestClock
  let store: any Store
  let crm: Workspace
  let ledger: ConsentLedger
  let desk: ErasureDesk
  static let me = Author(.staff, "rep")
  static let digester = ContactDigester(insecureText: "tests only")

  init(
    _ store: (any Store)? = nil, clock: TestClock = TestClock(Date("2026-11-23T10:00:00Z")),
    journal: (any ErasureJournal)? = nil, seed: UInt64 = 3
  ) throws {
    let environment = CRMEnvironment.fixed(clock: clock, seed: seed)
    self.clock = clock
    self.store = store ?? InMemoryStore(environment: environment)
    crm = Workspace(store: self.store, digester: Self.digester, environment: environment)
    guard let ledger = crm.consent, let desk = crm.erasure(journal: journal) else { throw CancellationError() }
    (self.ledger, self.desk) = (ledger, desk)
  }

  static func email(_ text: String) throws -> ContactPoint.Value { .email(try EmailAddress(text)) }

  @discardableResult
  func person(_ name: String, _ values: ContactPoint.Value...) async throws -> Customer {
    clock.advance(by: 1)
    return try await crm.customers.create(.person, duplicates: .allow, by: Self.me) {
      $0.personName = PersonName(given: name)
      $0.contactPoints = ContactPoints(values.map { ContactPoint($0) })
    }
  }

  @discardableResult
  func erase(_ id: Identifier<Customer>) async throws -> Erasure {
    clock.advance(by: 1)
    return try await desk.erase(desk.plan(RecordReference(id)), by: Self.me)
  }

  /// Imports a list whose columns are found out.
  @discardableResult
  func list(
    _ text: String, system: String = "list", options: ImportOptions = ImportOptions(),
    policy: UpdatePolicy<Customer> = .overwrite, onRejected: @Sendable (ImportRow, [RowProblem]) -> Void = { _, _ in }
  ) async throws -> ImportReport {
    clock.advance(by: 1)
    let source = ImportSource.csv(Array(text.utf8), name: "list.csv")
    let mapping = CSVColumnMapping(header: try source.columnNames())
    let importer = RowImporter.mapped("list", by: mapping, in: system, region: "DE", policy: policy)
    return try await crm.customers.importRows(
      source, with: importer, options: options, by: Self.me, onRejected: onRejected)
  }

  @discardableResult
  func hear(_ id: String, _ name: String, _ values: ContactPoint.Value..., system: String = "shop") async throws
    -> Customer
  {
    clock.advance(by: 1)
    let facts = PartyFacts(
      kind: .person, personName: PersonName(given: name), contactPoints: ContactPoints(values.map { ContactPoint($0) }))
    return try await crm.customers.ingest(
      SourceObservation(key: ForeignKey(id, in: system), facts: facts, observedAt: clock.now), by: Self.me)
  }

  /// The person agrees on a form.
  func optIn(_ point: ContactPoint.Value) async throws {
    clock.advance(by: 1)
    try await ledger.optIn(
      point, to: "marketing.news", through: .email, proof: .shown("Yes.", at: "https://shop.example"), method: .form,
      by: .dataSubject)
  }

  /// Asks for an opt-in and confirms it.
  func confirm(_ point: ContactPoint.Value) async throws {
    clock.advance(by: 86_400)
    let request = try await ledger.requestOptIn(
      point, to: "marketing.news", through: .email, proof: .shown("Yes.", at: "https://shop.example"),
      by: .dataSubject)
    clock.advance(by: 60)
    try await ledger.confirmOptIn(token: request.token)
  }

  func permits(_ point: ContactPoint.Value, as party: Identifier<Customer>? = nil) async throws -> Bool {
    let news = MessageContext(
      .marketing, purpose: "marketing.news", jurisdictions: ["DE"], timeZones: ["Europe/Berlin"],
      party: party.map { RecordReference($0) })
    return try await ledger.decide(news, to: point, through: .email).isPermitted
  }

  /// The customers with a contact point.
  func holders(of point: ContactPoint.Value) async throws -> [Customer] {
    try await store.all(Query(Customer.byContactPoint, ExactText(ContactPoint(point).canonical))).map(\.record)
  }

  func customers() async throws -> [String] {
    try await store.all(Query<Customer>()).map(\.record.displayName).sorted()
  }
}

extension ImportReport {
  /// Line, column and code of each problem.
  var told: [String] { problems.map { "\($0.line) \($0.column) \($0.reason.code)" } }
}

/// Counts how often it is asked, and about how many records.
final class CountingScreen: ContactScreen {
  private let base: LedgerScreen
  private let state = Mutex<[Int]>([])
  var questions: [Int] { state.withLock { $0 } }

  init(_ ledger: ConsentLedger) { base = LedgerScreen(ledger) }

  func screen(_ arrivals: [ContactArrival], at now: Date) async throws -> ScreenedContacts {
    state.withLock { $0.append(arrivals.count) }
    return try await base.screen(arrivals, at: now)
  }
}

/// A store in which something happens right before the next commit of somebody else.
final class InterruptedStore: Store {
  private let base: any Store
  private let rival = Mutex<(@Sendable () async throws -> Void)?>(nil)
  var wasInterrupted: Bool { rival.withLock { $0 == nil } }

  init(_ base: any Store) { self.base = base }

  func beforeNextCommit(_ body: @escaping @Sendable () async throws -> Void) { rival.withLock { $0 = body } }

  func commit(_ changes: ChangeSet) async throws -> Commit {
    let body = rival.withLock { rival in
      defer { rival = nil }
      return rival
    }
    try await body?()
    return try await base.commit(changes)
  }

  func fetch<R: Record>(_ type: R.Type, ids: [Identifier<R>]) async throws -> [Stored<R>?] {
    try await base.fetch(type, ids: ids)
  }
  func page<R: Record>(_ query: Query<R>) async throws -> Page<Stored<R>> { try await base.page(query) }
  func count<R: Record>(_ query: Query<R>) async throws -> Int { try await base.count(query) }
  func history(after position: CommitPosition?, limit: Int) async throws -> [Commit] {
    try await base.history(after: position, limit: limit)
  }
  func position() async throws -> CommitPosition? { try await base.position() }
  func waitForCommit(after position: CommitPosition?) async throws { try await base.waitForCommit(after: position) }
}
