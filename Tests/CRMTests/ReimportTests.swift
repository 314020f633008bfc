import CRM
import CRMTesting
import Foundation
import Synchronization
import Testing

/// Lists, cards, feeds and exports do not bring back who was erased.
@Suite struct ReimportTests {
  private typealias Fixture = ReimportFixture

  @Test func anErasedAddressIsRefusedAndTheOtherRowsLand() async throws {
    let fixture = try Fixture()
    let ann = try await fixture.person("Annabell", Fixture.email("ann@example.com"))
    try await fixture.erase(ann.id)
    let text = """
      Name,Email,Phone
      Bob,bob@example.com,030 1111111
      Secretname,other@example.com,
      Annabell,ann@example.com,030 2222222
      Cem,cem@example.com,
      """
    let trial = try await fixture.list(text, options: ImportOptions(isDryRun: true))
    let rejected = Mutex<[String]>([])
    let report = try await fixture.list(
      text, onRejected: { row, _ in rejected.withLock { $0.append(row["Name"] ?? "") } })
    #expect(report.told == ["4 contactPoints[0] erasure.addressErased"])
    #expect(trial.told == report.told && trial.counts == report.counts)
    let problem = try #require(report.problems.first)
    #expect(problem.reason.arguments == ["kind": .choice("email")])
    #expect(report.counts.inserted == 3 && report.counts.rejected == 1 && report.counts.rows == 4)
    #expect(rejected.withLock { $0 } == ["Annabell"])
    #expect(!String(describing: report).contains("ann@") && !String(describing: report).contains("Annabell"))
    #expect(try await fixture.customers() == ["Bob", "Cem", "Secretname"])
    let phone = ContactPoint.Value.phone(try PhoneNumber("+49302222222"))
    #expect(try await fixture.holders(of: phone).isEmpty, "nothing of the row was written")
    for language in ["en", "ru", "uk", "zh"] {
      let sentence = Workspace.phrases.sentence(for: problem.reason, language: language)
      #expect(!sentence.contains("erasure.") && !sentence.contains("{"), "\(language)")
    }
    // Again, and in an import that goes on: the same.
    let again = try await fixture.list(text)
    #expect(again.told == report.told && again.counts.unchanged == 3)
  }

  @Test func anyOtherSpellingIsRefused() async throws {
    let fixture = try Fixture()
    let ann = try await fixture.person(
      "Ann", Fixture.email("Ann.Lee@gmail.com"), .phone(try PhoneNumber("+4930123456")))
    try await fixture.erase(ann.id)
    let report = try await fixture.list(
      """
      Name,Email,Phone
      A,annlee+news@googlemail.com,
      B,ANN.LEE@GMAIL.COM,
      C,c@example.com,030/12 34-56
      D,,0049 30 123456
      E,annlee@example.com,
      """)
    #expect(
      report.told == [
        "2 contactPoints[0] erasure.addressErased", "3 contactPoints[0] erasure.addressErased",
        "4 contactPoints[1] erasure.addressErased", "5 contactPoints[0] erasure.addressErased",
      ])
    #expect(try await fixture.customers() == ["E"])
  }

  @Test func aFileStoreAndARestoredBackupRefuseToo() async throws {
    let root = FileManager.default.temporaryDirectory.appending(path: "reimport-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: root) }
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    let (live, backup) = (root.appending(path: "live"), root.appending(path: "backup"))
    let journal = FileErasureJournal(file: root.appending(path: "erasures"))
    let clock = TestClock(Date("2026-11-23T10:00:00Z"))
    let list = "Name,Email\nAnn,ann@example.com\nBob,bob@example.com\n"

    let first = try await FileStore.open(at: live, environment: .fixed(clock: clock))
    var fixture = try Fixture(first, clock: clock, journal: journal)
    let ann = try await fixture.list(list)
    #expect(ann.counts.inserted == 2)
    try await first.close()
    try FileManager.default.copyItem(at: live, to: backup)

    let second = try await FileStore.open(at: live, environment: .fixed(clock: clock, seed: 2))
    fixture = try Fixture(second, clock: clock, journal: journal, seed: 4)
    try await fixture.erase(try #require(try await fixture.holders(of: Fixture.email("ann@example.com")).first).id)
    try await second.compact()
    try await second.close()
    let third = try await FileStore.open(at: live, environment: .fixed(clock: clock, seed: 5))
    fixture = try Fixture(third, clock: clock, journal: journal, seed: 6)
    let after = try await fixture.list(list)
    #expect(after.told == ["2 id erasure.personErased", "2 contactPoints[0] erasure.addressErased"])
    try await third.close()

    let old = try await FileStore.open(at: backup, environment: .fixed(clock: clock, seed: 7))
    fixture = try Fixture(old, clock: clock, journal: journal, seed: 8)
    #expect(try await ErasureReplay(fixture.desk).apply().erased.count == 1)
    let restored = try await fixture.list(list)
    #expect(restored.told == after.told)
    #expect(try await fixture.customers() == ["Bob"])
    try await old.close()
  }

  @Test func aBatchAsksOnce() async throws {
    let fixture = try Fixture()
    let ann = try await fixture.person("Ann", Fixture.email("p7@example.com"))
    try await fixture.erase(ann.id)
    let screen = CountingScreen(fixture.ledger)
    let rows = (0..<1_200).map { "P\($0),p\($0)@example.com,+4930\(1_000_000 + $0)" }
    let text = "Name,Email,Phone\n" + rows.joined(separator: "\n")
    let source = ImportSource.csv(Array(text.utf8))
    let mapping = CSVColumnMapping(header: try source.columnNames())
    let importer = RowImporter.mapped("list", by: mapping, in: "list")
    var directory = fixture.crm.customers
    directory.contactScreen = screen
    let report = try await directory.importRows(source, with: importer, by: Fixture.me)
    #expect(report.counts.inserted == 1_199 && report.told == ["9 contactPoints[0] erasure.addressErased"])
    #expect(screen.questions == [500, 500, 200])
    // What is there already and does not change is not asked about, but for who was refused.
    try await directory.importRows(source, with: importer, by: Fixture.me)
    #expect(screen.questions == [500, 500, 200, 1])
  }

  @Test func cardsAreRefused() async throws {
    let fixture = try Fixture()
    let ann = try await fixture.person("Ann", .phone(try PhoneNumber("+4930123456")))
    try await fixture.erase(ann.id)
    let cards = """
      BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ann\r\nTEL:030 123456\r\nEND:VCARD\r
      BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Bob\r\nTEL:030 654321\r\nEND:VCARD\r

      """
    let report = try await fixture.crm.customers.importCards(
      .cards(Array(cards.utf8)), in: "phone", region: "DE", by: Fixture.me)
    #expect(report.problems.map(\.reason.code) == [ErasureReason.addressErased])
    #expect(try await fixture.customers() == ["Bob"])
  }

  @Test func anOldExportBringsBackNothingThatIsAboutThem() async throws {
    let fixture = try Fixture()
    let (ann, bob) = (
      try await fixture.person("Ann", Fixture.email("ann@example.com")),
      try await fixture.person("Bob", Fixture.email("bob@example.com"))
    )
    for customer in [ann, bob] {
      try await fixture.crm.customers.log(
        Interaction(
          id: fixture.crm.environment.id(), customer: customer.id, kind: .call, date: fixture.clock.now, note: "words"),
        by: Fixture.me)
    }
    let sale = Purchase(
      id: fixture.crm.environment.id(), customer: ann.id, date: fixture.clock.now, currency: .eur, lines: [],
      place: "Berlin")
    var changes = ChangeSet(author: Fixture.me)
    changes.insert(sale)
    try await fixture.store.commit(changes)
    func export() async throws -> [UInt8] {
      let bytes = Mutex<[UInt8]>([])
      try await fixture.crm.transfer.export { piece in bytes.withLock { $0 += piece } }
      return bytes.withLock { $0 }
    }
    let before = try await export()
    try await fixture.erase(ann.id)
    let shell = try #require(try await fixture.store.get(ann.id)?.record)
    #expect(shell.contactPoints.isEmpty && shell.personName == nil, "a purchase is retained")
    let after = try await export()

    for conflict in [RecordTransfer.Conflict.keepExisting, .replace] {
      let report = try await fixture.crm.transfer.importRecords(before, conflict: conflict, by: Fixture.me)
      let refused = report.problems.filter { $0.reason.code.rawValue.hasPrefix("erasure.") }
      #expect(Set(refused.map(\.column)) == ["customers", "interactions", "events", "purchases"])
      #expect(try await fixture.store.get(ann.id)?.record == shell)
      #expect(try await fixture.store.count(Query(Interaction.byCustomer, ann.id)) == 0)
      #expect(try await fixture.store.get(sale.id)?.place == nil)
      #expect(try await fixture.holders(of: Fixture.email("bob@example.com")).map(\.id) == [bob.id])
    }
    // What the erasure left may come back to where it was: a store that was written anew out of an export.
    let stored = try #require(try await fixture.store.get(sale.id))
    changes = ChangeSet(author: Fixture.me)
    changes.delete(stored)
    try await fixture.store.commit(changes)
    let report = try await fixture.crm.transfer.importRecords(after, by: Fixture.me)
    #expect(report.rejected == 0 && report.inserted == [Purchase.collection: 1])
  }

  @Test func feedsOfOtherSystemsBringNobodyBack() async throws {
    let fixture = try Fixture()
    let (address, phone) = (
      try Fixture.email("ann@example.com"), ContactPoint.Value.phone(try PhoneNumber("+4930123456"))
    )
    let ann = try await fixture.hear("1", "Ann", address)
    #expect(try await fixture.holders(of: address).map(\.id) == [ann.id])
    let bob = try await fixture.hear("2", "Bob", Fixture.email("bob@example.com"))
    try await fixture.erase(ann.id)
    let position = try await fixture.store.position()
    // Under her old key even without an address, under a new one with it, and as somebody else's second address.
    await #expect(throws: ValidationError([FieldProblem("id", ErasureReason.personErased)])) {
      try await fixture.hear("1", "Ann", phone)
    }
    let refusal = ValidationError([
      FieldProblem("contactPoints[0]", ErasureReason.addressErased, ["kind": .choice("email")])
    ])
    await #expect(throws: refusal) { try await fixture.hear("77", "A.", address) }
    await #expect(throws: ValidationError.self) {
      try await fixture.hear("2", "Bob", Fixture.email("bob@example.com"), address)
    }
    #expect(try await fixture.store.position() == position, "nothing was written, not even the reading")
    #expect(try await fixture.hear("2", "Bobby", Fixture.email("bob@example.com")).id == bob.id)
    #expect(try await fixture.customers() == ["Bobby"])
  }

  @Test func takingAnImportBackBringsNoErasedAddressBack() async throws {
    let fixture = try Fixture()
    let shared = try Fixture.email("family@example.com")
    let ann = try await fixture.person("Ann", shared)
    let list = "Name,Email\nBob,family@example.com\n"
    try await fixture.list(list, system: "a", policy: .replace())
    let bob = try #require(try await fixture.holders(of: shared).first { $0.id != ann.id })
    let other = RowImporter<Customer>.customers("b", policy: .replace()) { row in
      var customer = bob
      customer.contactPoints = ContactPoints((try? PhoneNumber("+4930999999")).map { [ContactPoint(.phone($0))] } ?? [])
      customer.updatedAt = row.now
      return customer
    }
    let run = try await fixture.crm.customers.importRows(.csv(Array("x\n1\n".utf8)), with: other, by: Fixture.me)
    #expect(run.counts.updated == 1)
    try await fixture.erase(ann.id)
    #expect(try await fixture.crm.customers.revertImport(run.run, by: Fixture.me).restored == 1)
    #expect(try await fixture.crm.customers.customer(bob.id)?.contactPoints.isEmpty == true)
    #expect(try await fixture.holders(of: shared).isEmpty)
  }

  @Test func anErasureBetweenTheAnswerAndTheCommitIsSeen() async throws {
    let base = InMemoryStore(environment: .fixed())
    let clock = TestClock(Date("2026-11-23T10:00:00Z"))
    let plain = try Fixture(base, clock: clock)
    let ann = try await plain.person("Ann", Fixture.email("ann@example.com"))
    let store = InterruptedStore(base)
    let fixture = try Fixture(store, clock: clock, seed: 9)
    store.beforeNextCommit { try await plain.erase(ann.id) }
    let report = try await fixture.list("Name,Email\nAnn,ann@example.com\nBob,bob@example.com\n")
    #expect(store.wasInterrupted && report.told == ["2 contactPoints[0] erasure.addressErased"])
    #expect(try await fixture.customers() == ["Bob"])
  }
}
