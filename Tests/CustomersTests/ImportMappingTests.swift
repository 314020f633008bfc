import CRMTesting
import Customers
import Foundation
import Testing

@Suite struct ImportMappingTests {
  private let author = Author(.staff, "rep")

  private func directory(_ fields: [FieldDefinition] = []) -> CustomerDirectory {
    let environment = CRMEnvironment.fixed()
    return CustomerDirectory(
      store: InMemoryStore(environment: environment), environment: environment,
      fieldDefinitions: FieldDefinitions(fields))
  }

  private func all(_ directory: CustomerDirectory) async throws -> [Customer] {
    try await directory.store.all(Query<Customer>()).map(\.record).sorted { $0.displayName < $1.displayName }
  }

  /// What programs in four languages write, each in its own encoding, delimiter and order.
  @Test func listsOfManyProgramsAreUnderstood() async throws {
    var files: [[UInt8]] = []
    let russian =
      "ФИО;Телефон;Эл. почта;Страна;Дата рождения\r\n\"Иванов Иван Иванович\";8 916 123-45-67;ivan@a.example;Германия;12.04.1985\r\n"
    files.append(Self.windows1251(russian))
    files.append(
      [0xFF, 0xFE] + "姓名\t手机\t国家\r\n王小明\t+8613912345678\t中国\r\n".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
    files.append(Array("sep=;\r\nПІБ;Телефон\r\nШевченко Тарас Григорович;+380441234567\r\n".utf8))
    files.append(
      [0xEF, 0xBB, 0xBF]
        + Array(
          "First Name,Last Name,E-mail 1,Address,Country\nAnn,Lee,ann@a.example,\"1 A St,\nFlat 2\",Great Britain,extra\n"
            .utf8))
    var customers: [Customer] = []
    for file in files {
      let directory = directory()
      let source = ImportSource.csv(file)
      let mapping = CSVColumnMapping(header: try source.columnNames())
      let importer = RowImporter.mapped("list", by: mapping, in: "list", region: "RU")
      let report = try await directory.importRows(source, with: importer, by: author)
      #expect(report.problems.isEmpty && report.counts.inserted == 1, "\(report.problems)")
      customers += try await all(directory)
    }
    try #require(customers.count == 4)
    #expect(
      customers.map(\.personName) == [
        PersonName(given: "Иван", family: "Иванов", middle: "Иванович"), PersonName(given: "小明", family: "王"),
        PersonName(given: "Тарас", family: "Шевченко", middle: "Григорович"), PersonName(given: "Ann", family: "Lee"),
      ])
    #expect(customers[0].birthday?.description == "1985-04-12")
    #expect(
      customers[0].contactPoints.map(\.canonical) == ["email:ivan@a.example", "phone:+79161234567", "postal:de|||"])
    guard case .postal(let address) = customers[3].contactPoints.last?.value else { return #expect(Bool(false)) }
    #expect(address.country == "GB" && address.lines == ["1 A St", "Flat 2"])
  }

  private static func windows1251(_ text: String) -> [UInt8] {
    text.unicodeScalars.map { scalar in
      switch scalar.value {
      case 0x410...0x44F: UInt8(scalar.value - 0x410 + 0xC0)
      default: UInt8(truncatingIfNeeded: scalar.value)
      }
    }
  }

  @Test func customFieldsAreReadByTheirDefinitionsAndChecked() async throws {
    let directory = directory([
      FieldDefinition("budget", .decimal, label: "Бюджет"), FieldDefinition("since", .day, label: "Клиент с"),
      FieldDefinition("level", .choice, isRequired: true, choices: ["gold", "silver"]),
      FieldDefinition("vip", .bool, defaultValue: .bool(false)),
    ])
    let text = """
      Name;Email;Бюджет;Клиент с;Level;VIP;Note
      Ann;a@a.example;1.234,5;01.02.2020;gold;да;hello
      Bob;b@a.example;x;;silver;;
      Cid;c@a.example;1;;bronze;;
      Dan;d@a.example;1;;;;
      Eve;e@a.example;;;silver;;

      """
    let source = ImportSource.csv(Array(text.utf8))
    let header = try source.columnNames()
    var mapping = CSVColumnMapping(header: header)
    mapping.addCustomFields(directory.fieldDefinitions, header: header)
    let importer = RowImporter.mapped(
      "list", by: mapping, in: "list", dates: ["dd.MM.yyyy"], numbers: .comma, fields: directory.fieldDefinitions)
    for isDryRun in [true, false] {
      let report = try await directory.importRows(
        source, with: importer, options: ImportOptions(isDryRun: isDryRun), by: author)
      #expect(report.counts.inserted == 2 && report.counts.rejected == 3)
      #expect(
        report.problems.map { "\($0.line) \($0.column) \($0.reason.code)" } == [
          "3 custom.budget field.malformed", "4 custom.level field.notAChoice", "5 custom.level field.missing",
        ])
    }
    let customers = try await all(directory)
    #expect(customers.map(\.displayName) == ["Ann", "Eve"])
    #expect(customers[0].customFields["budget"] == .decimal(Decimal(string: "1234.5")!))
    #expect(customers[0].customFields["since"] == .day(CalendarDay(year: 2020, month: 2, day: 1)!))
    #expect(customers[0].customFields["vip"] == .bool(true) && customers[1].customFields["vip"] == .bool(false))
    #expect(customers[0].customFields["note"] == nil, "not declared")

    // A required value that is there already need not be in the file.
    let second = ImportSource.csv(Array("Name;Email;Бюджет\nAnn;a@a.example;7\n".utf8))
    var short = CSVColumnMapping(header: try second.columnNames())
    short.addCustomFields(directory.fieldDefinitions, header: try second.columnNames())
    let update = RowImporter.mapped("list", by: short, in: "list", fields: directory.fieldDefinitions)
    #expect(try await directory.importRows(second, with: update, by: author).counts.updated == 1)
    #expect(try await all(directory)[0].customFields["level"] == .choice("gold"))
  }

  @Test func aKeyColumnMakesTheIdentity() async throws {
    let directory = directory()
    for text in ["No,Name,Email\n1,Ann,a@a.example\n2,Ann,a@a.example\n", "No,Name,Email\n1,Ann,new@a.example\n"] {
      let source = ImportSource.csv(Array(text.utf8))
      let mapping = CSVColumnMapping(header: try source.columnNames())
      let importer = RowImporter.mapped("list", by: mapping, in: "list", key: [0])
      try await directory.importRows(source, with: importer, by: author)
    }
    let customers = try await all(directory)
    #expect(customers.count == 2 && customers.map(\.contactPoints.count).sorted() == [1, 2])
  }

  @Test func aFileDoesNotBringBackACustomerThatWasMerged() async throws {
    let directory = directory()
    let importer = RowImporter.customers("list") { row in
      guard let name = row.required("Name") else { return nil }
      return Customer.organisation(id: Identifier(foreign: name, in: "list"), name: name, now: row.now)
    }
    let source = ImportSource.csv(Array("Name,x\nAcme,1\nAcme Ltd,2\n".utf8))
    try await directory.importRows(source, with: importer, by: author)
    let loser = Identifier<Customer>(foreign: "Acme Ltd", in: "list")
    let plan = try await directory.planMerge(winner: Identifier(foreign: "Acme", in: "list"), losers: [loser])
    try await directory.apply(plan, by: author)
    let report = try await directory.importRows(source, with: importer, by: author)
    #expect(report.counts.inserted == 0)
    let customers = try await all(directory)
    #expect(customers.map(\.id) == [Identifier(foreign: "Acme", in: "list")])

    let line = PurchaseLine(amount: Money(minorUnits: 5, currency: .eur))
    let bought = RowImporter<Purchase>("sales", policy: .keepExisting) { row in
      Purchase(
        id: Identifier(foreign: "1", in: "list"), customer: loser, date: row.now, currency: .eur, lines: [line])
    }
    try await directory.importRows(.csv(Array("x,y\n1,2\n".utf8)), with: bought, by: author)
    #expect(try await directory.store.all(Query<Purchase>()).map(\.customer) == customers.map(\.id))
  }
}
