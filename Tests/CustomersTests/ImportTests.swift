import CRMTesting
import Customers
import Foundation
import Synchronization
import Testing

@Suite struct ImportTests {
  private let clock = TestClock()
  private let store: InMemoryStore
  private let directory: CustomerDirectory
  private let author = Author(.staff, "rep")

  init() {
    let environment = CRMEnvironment.fixed(clock: clock)
    store = InMemoryStore(environment: environment)
    directory = CustomerDirectory(store: store, environment: environment)
  }

  private let accounts = RowImporter.customers("accounts") { row in
    guard let name = row.required("account") else { return nil }
    let sectors = SpellingRepair(known: ["technology", "medical", "retail"])
    var account = Customer.organisation(id: Identifier(foreign: name, in: "sheet"), name: name, now: row.now)
    account.organisation = OrganisationFacts(
      industry: row.known("sector", sectors), employees: row.integer("employees"),
      annualRevenue: row.money("revenue", in: .usd, times: 1_000_000))
    if let email = row.email("email") { account.contactPoints = [email] }
    if let key = row.text("erp") { account.foreignKeys = [ForeignKey(key, in: "erp")] }
    return account
  }

  private func csv(_ text: String) -> ImportSource { .csv(Array(text.utf8), name: "accounts.csv") }

  private func customers() throws -> [Customer] {
    try store.page(Query<Customer>().limited(to: 10_000)).items.map(\.record).sorted { $0.displayName < $1.displayName }
  }

  private let good = """
    account,sector,employees,revenue,email,erp
    Acme,technolgy,500,1100.04,info@acme.example,1
    Bolt,medical,20,0.5,,
    Cone,Retail,,,,

    """

  @Test func rowsBecomeCustomersAndRepairsAreReported() async throws {
    let report = try await directory.importRows(csv(good), with: accounts, by: author)
    #expect(report.counts.rows == 3 && report.counts.inserted == 3 && report.counts.repaired == 2)
    #expect(report.problems.isEmpty)
    #expect(report.repairs.map(\.line) == [2, 4] && report.repairs.map(\.field) == ["sector", "sector"])
    #expect(report.repairs.map(\.reason.code) == [ImportReason.repairedSpelling, ImportReason.repairedSpacing])
    #expect(report.repairCounts["sector"] == [ImportReason.repairedSpelling: 1, ImportReason.repairedSpacing: 1])
    let acme = try #require(try await directory.customer(ForeignKey("1", in: "erp")))
    #expect(acme.organisation?.industry == "technology" && acme.organisation?.employees == 500)
    #expect(acme.organisation?.annualRevenue == Money(minorUnits: 110_004_000_000, currency: .usd))
    #expect(acme.id == Identifier(foreign: "Acme", in: "sheet"))
    let run = try #require(try await directory.importRun(report.run))
    #expect(run.state == .finished && run.counts == report.counts && run.source == "accounts.csv" && run.lastLine == 4)
    #expect(try store.page(Query(Event.byName, ExactText("import.finished"))).items.count == 1)
  }

  @Test func importingTwiceChangesNothing() async throws {
    try await directory.importRows(csv(good), with: accounts, by: author)
    let before = try store.page(Query<Customer>()).items
    clock.advance(by: 3600)
    let report = try await directory.importRows(csv(good), with: accounts, by: author)
    #expect(report.counts.unchanged == 3 && report.counts.updated == 0 && report.counts.inserted == 0)
    // The revisions, too, are the same: nothing was written.
    #expect(try store.page(Query<Customer>()).items == before)
    #expect(try store.count(Query(ImportChange.byRun, report.run)) == 0)
  }

  @Test func aFinishedRunIsNotDoneAgain() async throws {
    let options = ImportOptions(run: Identifier(derivedFrom: "the run"))
    try await directory.importRows(csv(good), with: accounts, options: options, by: author)
    let before = try store.position()
    try await directory.importRows(csv(good), with: accounts, options: options, by: author)
    #expect(try store.position() == before, "a finished run was committed again")
  }

  @Test func badRowsAreLeftOutWithEverythingThatIsWrongAndNoValue() async throws {
    let text = """
      account,sector,employees,revenue,email,erp
      ,technology,1,1,,
      Secretname,unheardof,manyx,1.x,not an address,
      Good,retail,1,1,,
      Bad,retail,-5,1,,
      """
    let rejected = Mutex<[String]>([])
    let report = try await directory.importRows(
      csv(text), with: accounts, by: author,
      onRejected: { row, _ in rejected.withLock { $0.append(row["account"] ?? "") } })
    #expect(report.counts.inserted == 1 && report.counts.rejected == 3 && report.counts.rows == 4)
    #expect(
      report.problems.map { "\($0.line) \($0.column) \($0.reason.code)" } == [
        "2 account field.missing", "3 sector import.unknownValue", "3 employees field.malformed",
        "3 revenue field.malformed", "3 email field.malformed", "5 organisation.employees field.outOfRange",
      ])
    #expect(!String(describing: report).contains("Secretname") && !String(describing: report).contains("unheardof"))
    #expect(rejected.withLock { $0 } == ["", "Secretname", "Bad"])
    #expect(try customers().map(\.displayName) == ["Good"])
  }

  @Test func aKeyThatIsTakenRejectsItsRowOnly() async throws {
    let text = """
      account,sector,employees,revenue,email,erp
      Acme,retail,1,1,,7
      Bolt,retail,1,1,,7
      Cone,retail,1,1,,8
      """
    let report = try await directory.importRows(csv(text), with: accounts, by: author)
    #expect(report.counts.inserted == 2 && report.counts.rejected == 1)
    #expect(report.problems.map(\.line) == [3])
    #expect(report.problems.first?.reason.code == ImportReason.duplicateKey)
    #expect(try customers().map(\.displayName) == ["Acme", "Cone"])
  }

  @Test func aDryRunTellsTheSameAndWritesNothing() async throws {
    for size in [1, 2, 500] {
      let source = csv(good + "Acme,retail,501,,,\nDelta,nothing,1,,,\n")
      let options = ImportOptions(isDryRun: true, batchSize: size)
      let dry = try await directory.importRows(source, with: accounts, options: options, by: author)
      #expect(try store.history(after: nil, limit: 10).isEmpty)
      let other = InMemoryStore(environment: .fixed(clock: clock))
      let real = try await CustomerDirectory(store: other, environment: .fixed(clock: clock))
        .importRows(source, with: accounts, options: ImportOptions(batchSize: size), by: author)
      #expect(dry.counts == real.counts)
      #expect(dry.counts.inserted == 3 && dry.counts.updated == 1 && dry.counts.rejected == 1)
      #expect(dry.problems == real.problems && dry.repairs == real.repairs)
    }
  }

  @Test func theSizeOfBatchesMakesNoDifference() async throws {
    for seed in UInt64(1)...8 {
      var generator = SeededGenerator(seed: seed)
      var text = "account,sector,employees,revenue,email,erp\n"
      for _ in 0..<120 {
        let number = Int.random(in: 0..<40, using: &generator)
        let employees = Int.random(in: -1..<3, using: &generator)
        text += "Firm \(number),retail,\(employees),,,\n"
      }
      var results: [[Customer]] = []
      var counts: [ImportCounts] = []
      for size in [1, 7, 500] {
        let store = InMemoryStore(environment: .fixed())
        let directory = CustomerDirectory(store: store, environment: .fixed())
        let options = ImportOptions(batchSize: size)
        counts.append(try await directory.importRows(csv(text), with: accounts, options: options, by: author).counts)
        results.append(try store.page(Query<Customer>().limited(to: 500)).items.map(\.record))
      }
      #expect(Set(results).count == 1, "seed \(seed)")
      #expect(Set(counts).count == 1, "seed \(seed)")
    }
  }

  @Test func revertingTakesBackExactlyWhatWasImported() async throws {
    for seed in UInt64(1)...10 {
      var generator = SeededGenerator(seed: seed)
      let store = InMemoryStore(environment: .fixed())
      let directory = CustomerDirectory(store: store, environment: .fixed())
      func table(_ rows: Int) -> ImportSource {
        var text = "account,sector,employees,revenue,email,erp\n"
        for _ in 0..<rows {
          let number = Int.random(in: 0..<30, using: &generator)
          text += "Firm \(number),retail,\(Int.random(in: 0..<5, using: &generator)),,,\n"
        }
        return csv(text)
      }
      let options = ImportOptions(batchSize: 7)
      try await directory.importRows(table(20), with: accounts, options: options, by: author)
      let before = try store.page(Query<Customer>()).items.map(\.record)
      let report = try await directory.importRows(table(40), with: accounts, options: options, by: author)
      let reversal = try await directory.revertImport(report.run, by: author)
      #expect(try store.page(Query<Customer>()).items.map(\.record) == before, "seed \(seed)")
      #expect(reversal.removed == report.counts.inserted && reversal.changedSince.isEmpty, "seed \(seed)")
      #expect(try store.count(Query(ImportChange.byRun, report.run)) == 0, "seed \(seed)")
      #expect(try await directory.importRun(report.run)?.state == .reverted, "seed \(seed)")
      let again = try await directory.revertImport(report.run, by: author)
      #expect(again.removed == 0 && again.restored == 0, "seed \(seed)")
    }
  }

  @Test func revertingIsRefusedForRecordsChangedSinceAndListsThem() async throws {
    let report = try await directory.importRows(csv(good), with: accounts, by: author)
    let bolt = Identifier<Customer>(foreign: "Bolt", in: "sheet")
    clock.advance(by: 60)
    try await directory.edit(bolt, by: author) { $0.tags = ["vip"] }
    let commits = try store.history(after: nil, limit: 100).count
    await #expect(throws: ImportReversalRefused(records: [RecordReference(bolt)])) {
      try await directory.revertImport(report.run, by: author)
    }
    #expect(try store.history(after: nil, limit: 100).count == commits)
    let reversal = try await directory.revertImport(report.run, skippingChanged: true, by: author)
    #expect(reversal.removed == 2 && reversal.changedSince == [RecordReference(bolt)])
    #expect(try customers().map(\.displayName) == ["Bolt"])
    #expect(try store.history(after: nil, limit: 100).count == commits + 1)
  }

  @Test func aCutOffImportGoesOnWhereItStopped() async throws {
    var text = "account,sector,employees,revenue,email,erp\n"
    for number in 0..<50 { text += "Firm \(number),retail,\(number),,,\n" }
    let source = csv(text)
    let run: Identifier<ImportRun> = "run"
    let options = ImportOptions(batchSize: 10, run: run)
    let directory = directory
    let accounts = accounts
    let author = author
    let worker = Task {
      try await directory.importRows(
        source, with: accounts, options: options, by: author,
        report: { progress in if progress.done == 20 { unsafe withUnsafeCurrentTask { unsafe $0?.cancel() } } })
    }
    await #expect(throws: CancellationError.self) { try await worker.value }
    #expect(try customers().count == 20)
    #expect(try await directory.importRun(run)?.state == .cancelled)
    let report = try await directory.importRows(source, with: accounts, options: options, by: author)
    #expect(report.counts.rows == 50 && report.counts.inserted == 50)
    #expect(try customers().count == 50)
    #expect(try await directory.importRun(run)?.state == .finished)
    #expect(try await directory.revertImport(run, by: author).removed == 50)
    #expect(try customers().isEmpty)
  }

  @Test func policiesSayWhatBecomesOfKnownRecords() async throws {
    try await directory.importRows(csv(good), with: accounts, by: author)
    let acme = Identifier<Customer>(foreign: "Acme", in: "sheet")
    let changed = csv("account,sector,employees,revenue,email,erp\nAcme,,501,,new@acme.example,\n")
    var importer = accounts
    importer.policy = .keepExisting
    #expect(try await directory.importRows(changed, with: importer, by: author).counts.unchanged == 1)
    importer.policy = .fillGaps
    try await directory.importRows(changed, with: importer, by: author)
    var stored = try #require(try await directory.customer(acme))
    #expect(stored.organisation?.employees == 500 && stored.contactPoints.count == 2)
    importer.policy = .overwrite
    clock.advance(by: 60)
    try await directory.importRows(changed, with: importer, by: author)
    stored = try #require(try await directory.customer(acme))
    #expect(stored.organisation?.employees == 501 && stored.organisation?.industry == "technology")
    #expect(stored.createdAt == CRMEnvironment.testStart && stored.updatedAt == clock.now)
  }

  @Test func otherRecordsAreImportedByTheSameEngine() async throws {
    let staff = RowImporter<StaffMember>("staff", policy: .replace()) { row in
      guard let name = row.required("sales_agent") else { return nil }
      return StaffMember(id: Identifier(foreign: name, in: "sheet"), name: name, office: row.text("regional_office"))
    }
    let source = csv("sales_agent,manager,regional_office\nAnna Snelling,Dustin Brinkmann,Central\n")
    let report = try await directory.importRows(source, with: staff, by: author)
    #expect(report.counts.inserted == 1)
    #expect(try store.page(Query<StaffMember>()).items.map(\.office) == ["Central"])
    #expect(try await directory.revertImport(report.run, by: author).removed == 1)
  }

  @Test func semicolonsCommasAndOtherEncodingsAreRead() async throws {
    let text = "account;sector;employees;revenue;email;erp\nМеридиан;retail;1 200;2,5;;\n"
    let importer = RowImporter.customers("accounts") { row in
      guard let name = row.required("account") else { return nil }
      var account = Customer.organisation(id: Identifier(foreign: name, in: "sheet"), name: name, now: row.now)
      account.organisation = OrganisationFacts(
        employees: row.integer("employees", .comma), annualRevenue: row.money("revenue", in: .eur, .comma))
      return account
    }
    let bytes = try #require(text.data(using: .windowsCP1251))
    let report = try await directory.importRows(
      .csv(Array(bytes), encoding: .windows1251), with: importer, by: author)
    #expect(report.counts.inserted == 1)
    let firm = try #require(try customers().first)
    #expect(firm.legalName == "Меридиан" && firm.organisation?.employees == 1_200)
    #expect(firm.organisation?.annualRevenue == Money(minorUnits: 250, currency: .eur))
  }

  @Test func aListOfContactsIsMappedFromItsHeadings() async throws {
    let source = csv(
      """
      First name,Last name,Company,E-mail,Phone,Birthday,Tags
      Anna,Weber,Acme,anna@acme.example,030 1234567,1990-02-28,vip;berlin
      ,,Bolt,info@bolt.example,,,
      ,,,,,,
      Bert,Braun,,bert@,,1990-02-31,
      Cleo,,,,,,
      """)
    let mapping = CSVColumnMapping(header: try source.columnNames())
    let importer = RowImporter.mapped("contacts", by: mapping, in: "list", region: "DE")
    let report = try await directory.importRows(source, with: importer, by: author)
    #expect(report.counts.inserted == 3 && report.counts.skipped == 1 && report.counts.rejected == 1)
    #expect(report.problems.map(\.column) == ["email", "birthDate"])
    #expect(try customers().map(\.displayName) == ["Anna Weber", "Bolt", "Cleo"])
    let anna = try #require(try customers().first)
    #expect(anna.contactPoints.map(\.canonical) == ["email:anna@acme.example", "phone:+49301234567"])
    #expect(Array(anna.tags) == ["berlin", "vip"] && anna.birthday == CalendarDay(year: 1990, month: 2, day: 28))
    #expect(anna.customFields["organisation"] == .text("Acme"))
    #expect(try await directory.importRows(source, with: importer, by: author).counts.unchanged == 3)
  }
}
