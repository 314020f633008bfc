import CRM
import CRMTesting
import Foundation
import Testing

/// A customer of a whole workspace is erased: nothing of them is left in the bytes, and nothing is sent any more.
@Suite struct ErasureAcrossModulesTests {
  private static let me = Author(.staff, "rep")
  private static let marks = [
    "Zaphodina", "Beeblina", "zaphodina@example.org", "beeblina@example.org", "interaction-zq", "article-zq", "next-zq",
    "file-bytes-zq", "lead-zq", "outbox-zq", "host-key-zq",
  ]

  /// Whether every type of the workspace says what it knows about customers: without that no right can be exercised.
  private static var isDeclared: Bool {
    let crm = Workspace(store: InMemoryStore(environment: .fixed()), digester: digester)
    return (try? crm.registry.checkPersonalData(of: [Customer.collection])) != nil
  }
  private static let digester = ContactDigester(insecureText: "tests only")

  private func found(in directory: URL) throws -> Set<String> {
    var found: Set<String> = []
    for name in try FileManager.default.subpathsOfDirectory(atPath: directory.path) {
      guard let data = FileManager.default.contents(atPath: directory.appending(path: name).path) else { continue }
      for mark in Self.marks where data.range(of: Data(mark.utf8)) != nil { found.insert(mark) }
    }
    return found
  }

  @Test(.enabled(if: isDeclared, "a record type does not say yet what it knows about customers"))
  func nothingOfAMergedCustomerIsLeft() async throws {
    let root = FileManager.default.temporaryDirectory.appending(path: "erasure-crm-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: root) }
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    let clock = TestClock(Date("2026-11-23T10:00:00Z"))
    let environment = CRMEnvironment.fixed(clock: clock, seed: 3)
    let store = try await FileStore.open(at: root.appending(path: "store"), environment: environment)
    let blobs = try FileBlobStore(directory: root.appending(path: "blobs"))
    let crm = Workspace(store: store, digester: Self.digester, environment: environment)
    let journal = FileErasureJournal(file: root.appending(path: "erasures"))
    let desk = try #require(crm.erasure(blobs: blobs, journal: journal))
    let consent = try #require(crm.consent)

    func person(_ name: String, _ address: String) async throws -> Customer {
      try await crm.customers.create(.person, by: Self.me) {
        $0.personName = PersonName(given: name)
        $0.contactPoints = [ContactPoint(.email(try EmailAddress(address)))]
        $0.foreignKeys = [ForeignKey(name == "Bob" ? "b" : "host-key-zq-" + name, in: "erp")]
      }
    }
    let winner = try await person("Zaphodina", "zaphodina@example.org")
    let loser = try await person("Beeblina", "beeblina@example.org")
    let bystander = try await person("Bob", "bob@example.com")
    for address in ["zaphodina@example.org", "beeblina@example.org", "bob@example.com"] {
      try await consent.optIn(
        .email(try EmailAddress(address)), to: "marketing.news", through: .email,
        proof: ConsentProof.shown("Yes.", at: "https://shop.example"), method: .form, by: .dataSubject,
        party: RecordReference(address.hasPrefix("bob") ? bystander.id : winner.id))
    }
    try await crm.customers.log(
      Interaction(id: environment.id(), customer: loser.id, kind: .call, date: clock.now, note: "interaction-zq"),
      by: Self.me)
    let ticket = Ticket(
      id: environment.id(), subject: "article-zq", requester: loser.id, createdAt: clock.now, by: .dataSubject)
    let settled = try ticket.restoring(history: [TicketStatusChange(status: .closed, at: clock.now, by: Self.me)])
    let bytes = Array("file-bytes-zq".utf8)
    try await blobs.put(bytes)
    let article = TicketArticle(
      id: environment.id(), ticket: ticket.id, direction: .fromCustomer, author: .dataSubject, body: "article-zq",
      date: clock.now)
    let file = AttachedFile(
      id: environment.id(), owner: RecordReference(winner),
      attachment: Attachment(name: "f", mediaType: "text/plain", contents: bytes), addedAt: clock.now)
    let lead = Lead(
      id: environment.id(), organisation: "lead-zq",
      contactPoints: [ContactPoint(.email(try EmailAddress("zaphodina@example.org")))], createdAt: clock.now)
    var changes = ChangeSet(author: Self.me)
    changes.insert(settled)
    changes.insert(article)
    changes.insert(file)
    changes.insert(lead)
    try await store.commit(changes)
    let plan = try await crm.customers.planMerge(winner: winner.id, losers: [loser.id])
    try await crm.customers.apply(plan, by: Self.me)
    #expect(try !found(in: root).isEmpty)

    let erasure = try await desk.erase(desk.plan(RecordReference(loser)), by: Self.me)
    #expect(erasure.state == .done && erasure.points.count == 2)
    try await store.compact()
    let left = try found(in: root)
    #expect(left.isEmpty, "\(left.sorted())")
    #expect(try await store.get(winner.id) == nil)
    #expect(try await crm.customers.customer(loser.id) == nil)
    #expect(try await crm.customers.customer(bystander.id) != nil)
    let ledger = ErasureLedger(store: store)
    for address in ["zaphodina@example.org", "beeblina@example.org"] {
      #expect(try await ledger.isErased(Self.digester.digest(of: EmailAddress(address))))
    }
    #expect(try await !ledger.isErased(Self.digester.digest(of: EmailAddress("bob@example.com"))))
    try await store.close()
  }

  @Test func aWorkspaceWithoutConsentErasesNobody() {
    let crm = Workspace(store: InMemoryStore(environment: .fixed()))
    #expect(crm.erasure() == nil)
  }
}
