import CRMTesting
import Customers
import Foundation
import Synchronization
import Testing

@Suite struct CardExchangeTests {
  private let store: InMemoryStore
  private let directory: CustomerDirectory
  private let author = Author(.staff, "rep")
  private let now = Date(millisecondsSince1970: 1_700_000_000_123)

  init() {
    let environment = CRMEnvironment.fixed()
    store = InMemoryStore(environment: environment)
    directory = CustomerDirectory(store: store, environment: environment)
  }

  private func customers() throws -> [Customer] {
    try store.page(Query<Customer>().limited(to: 10_000)).items.map(\.record).sorted { $0.displayName < $1.displayName }
  }

  private func randomCustomer(_ generator: inout SeededGenerator) throws -> Customer {
    func pick<T>(_ values: [T]) throws -> T { try #require(values.randomElement(using: &generator)) }
    func maybe<T>(_ value: @autoclosure () throws -> T) throws -> T? {
      Bool.random(using: &generator) ? try value() : nil
    }
    let words = ["Ann", "Иван", "王小明", "a,b", "x;y \\ z", "two\nlines", "\"q\"", "O'Neil"]
    let kind = try pick(CustomerKind.allCases)
    let id = Identifier<Customer>(derivedFrom: String(generator.next()))
    var customer = Customer(id: id, kind: kind, stage: try pick([.lead, .customer, "vip"]), createdAt: now)
    customer.updatedAt = now.addingTimeInterval(Double(Int.random(in: 0...1_000, using: &generator)))
    if kind == .person {
      customer.personName = PersonName(
        given: try pick(words), family: try maybe(try pick(words)), middle: try maybe(try pick(words)),
        prefix: try maybe("Dr."), suffix: try maybe("PhD"), nickname: try maybe(try pick(words)),
        phonetic: try maybe(try pick(words)))
      customer.birthday = try maybe(CalendarDay(year: 1985, month: 4, day: 12)!)
      customer.demographics = try maybe(
        Demographics(
          gender: try maybe(try pick(["male", "female", "other", "M", "diverse; x"])),
          maritalStatus: try maybe("single"),
          occupation: try maybe(try pick(words)), householdSize: try maybe(3)))
    } else {
      customer.legalName = try pick(words)
      customer.tradingName = try maybe(try pick(words))
    }
    if kind == .organisation {
      customer.organisation = try maybe(
        OrganisationFacts(industry: "retail", employees: 5, annualRevenue: Money(minorUnits: 12_345, currency: .eur)))
    }
    customer.language = try maybe("ru")
    customer.timeZoneID = try maybe("Europe/Berlin")
    customer.owner = try maybe(Identifier(derivedFrom: "owner"))
    customer.source = try maybe(.website)
    customer.firstTouch = try maybe(Attribution(date: now, source: "news, letter", medium: "cpc"))
    customer.tags = TagSet(try (0..<Int.random(in: 0...3, using: &generator)).map { _ in try pick(words) })
    customer.foreignKeys = try maybe([ForeignKey("42;a", in: "erp")]) ?? []
    if Bool.random(using: &generator) { customer.customFields["note"] = .text(try pick(words)) }
    if Bool.random(using: &generator) { customer.customFields["organisation"] = .text(try pick(words)) }
    if Bool.random(using: &generator) { customer.customFields["budget"] = .money(Money(minorUnits: 5, currency: .usd)) }
    var points: [ContactPoint] = []
    for _ in 0..<Int.random(in: 0...5, using: &generator) {
      let value: ContactPoint.Value = try pick([
        .email(EmailAddress("info@a.example")), .email(EmailAddress("\"a b\"@b.example")),
        .phone(PhoneNumber(e164: "+493012345", phoneExtension: "12")), .phone(PhoneNumber(e164: "+380441234567")),
        .postal(
          PostalAddress(lines: ["1, A St", "Flat; 2"], locality: "B", region: "C", postalCode: "1", country: "DE")),
        .postal(PostalAddress(locality: "Київ")),
        .handle(NetworkHandle(network: .telegram, name: "ann/й")),
        .device(#require(DeviceIdentifier(rawValue: "4f;0c"))),
      ])
      points.append(
        ContactPoint(
          value, enteredText: try maybe("as typed, \"so\""),
          label: try maybe(try pick(["work", "home", "cell", "mobile", "Büro", "WORK"])), purpose: try maybe(.billing),
          verification: try pick([.unverified, .verified(at: now), .bounced(at: now)]),
          isPrimary: Bool.random(using: &generator), addressKind: try maybe(.shared),
          provenance: try maybe(ContactProvenance(source: "web; form", reference: "1", obtainedAt: now))))
    }
    customer.contactPoints = ContactPoints(points)
    return customer
  }

  @Test func aCustomerComesBackFromItsCardAsItWas() throws {
    for seed in UInt64(0)..<150 {
      var generator = SeededGenerator(seed: seed)
      let customer = try randomCustomer(&generator)
      for version in [VCard.Version.v30, .v40] {
        let bytes = VCardWriter.bytes(of: [VCard(customer)], version: version)
        let card = try #require(VCardReader.cards(in: bytes).first)
        let read = CustomerCardReading(card, in: "book", now: now.addingTimeInterval(9))
        let differing = read.customer.changedProperties(since: customer)
        try #require(read.customer == customer, "seed \(seed), \(version): \(differing)")
        #expect(read.leftOut.isEmpty && read.unreadable.isEmpty, "seed \(seed), \(read.leftOut.map(\.name))")
      }
    }
  }

  @Test func aCardForThePublicHasNothingOfOurs() throws {
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<50 {
      let text = String(
        decoding: VCardWriter.bytes(of: [VCard(try randomCustomer(&generator)).removingInternalFacts()]), as: UTF8.self)
      #expect(!text.contains("X-CRM"))
    }
  }

  private let phoneBook = """
    BEGIN:VCARD\r
    VERSION:2.1\r
    N:Иванов;Иван;Иванович\r
    TEL;CELL:8 916 123-45-67\r
    TEL;WORK:*111#\r
    ADR;HOME:;;Hauptstr. 1;Berlin;;10115;Deutschland\r
    ORG:Ромашка\r
    NOTE:met at fair\r
    PHOTO;JPEG;ENCODING=BASE64:AAAA\r
    \r
    END:VCARD\r
    BEGIN:VCARD\r
    VERSION:3.0\r
    FN:Dr. Ann van Lee\r
    item1.EMAIL;type=pref:ann@example.com\r
    item1.X-ABLabel:Office\r
    UID:77\r
    END:VCARD\r
    BEGIN:VCARD\r
    VERSION:3.0\r
    FN:Acme\r
    ORG:Acme\r
    END:VCARD\r
    BEGIN:VCARD\r
    VERSION:3.0\r
    NOTE:nobody\r
    END:VCARD\r
    BEGIN:VCARD\r
    VERSION:4.0\r
    KIND:group\r
    FN:Friends\r
    END:VCARD\r

    """

  @Test func cardsOfPhonesBecomeCustomers() async throws {
    let source = ImportSource.cards(Array(phoneBook.utf8), name: "phone.vcf")
    let rejected = Mutex<[Int]>([])
    let report = try await directory.importCards(
      source, in: "phone", region: "RU", by: author,
      onRejected: { row, _ in rejected.withLock { $0.append(row.line) } })
    #expect(report.counts.rows == 5 && report.counts.inserted == 3)
    #expect(report.counts.rejected == 1 && report.counts.skipped == 1 && rejected.withLock { $0 } == [24])
    #expect(report.repairs.map(\.field) == ["TEL"] && report.repairs.first?.reason.code == ImportReason.leftOut)
    let all = try customers()
    #expect(all.map(\.displayName) == ["Acme", "Dr. Ann van Lee", "Иван Иванович Иванов"])
    #expect(all[0].kind == .organisation && all[0].legalName == "Acme")
    #expect(all[1].personName == PersonName(given: "Ann", family: "van Lee", prefix: "Dr."))
    #expect(all[1].contactPoints.first?.label == "Office" && all[1].contactPoints.first?.isPrimary == true)
    let ivan = all[2]
    #expect(ivan.contactPoints.first?.value.canonical == "+79161234567")
    #expect(ivan.contactPoints.first?.enteredText == "8 916 123-45-67" && ivan.contactPoints.first?.label == "cell")
    guard case .postal(let address) = ivan.contactPoints.last?.value else { return #expect(Bool(false)) }
    #expect(address.country == "DE" && address.lines == ["Hauptstr. 1"])
    #expect(ivan.customFields["organisation"] == .text("Ромашка") && ivan.customFields["note"] == .text("met at fair"))

    let again = try await directory.importCards(source, in: "phone", region: "RU", by: author)
    #expect(again.counts.unchanged == 3 && again.counts.inserted == 0 && again.counts.updated == 0)
    #expect(try await directory.revertImport(report.run, by: author).removed == 3)
  }

  @Test func allCustomersComeBackFromAnExportOfCards() async throws {
    var generator = SeededGenerator(seed: 3)
    var expected: [Identifier<Customer>: Customer] = [:]
    for index in 0..<30 {
      var customer = try randomCustomer(&generator)
      customer.foreignKeys = [ForeignKey(String(index), in: "erp")]
      if !customer.problems(on: CalendarDay(now, in: .gmt)).isEmpty { continue }
      try await directory.add(customer, by: author)
      expected[customer.id] = customer
    }
    let file = Mutex<[UInt8]>([])
    let count = try await directory.exportCards(.v30) { bytes in file.withLock { $0 += bytes } }
    let other = CustomerDirectory(store: InMemoryStore(), environment: .fixed())
    try await other.importCards(.cards(file.withLock { $0 }), in: "x", by: author)
    for (id, customer) in expected { #expect(try await other.customer(id) == customer) }
    #expect(count == expected.count && count > 20)
  }

  @Test func customersAreExportedAsATableThatIsReadAgain() async throws {
    for index in 0..<1_200 {
      try await directory.create(.person, by: author) {
        $0.personName = PersonName(given: "=Ann", family: "Lee \(index)")
        $0.contactPoints = [ContactPoint(.email(try EmailAddress("ann\(index)@example.com")))]
        $0.tags = ["a b", "c"]
      }
    }
    let file = Mutex<[UInt8]>([])
    let pieces = Mutex(0)
    let count = try await directory.exportCustomers { bytes in
      file.withLock { $0 += bytes }
      pieces.withLock { $0 += 1 }
    }
    let bytes = file.withLock { $0 }
    #expect(count == 1_200 && pieces.withLock { $0 } == 3, "in pieces of a page")
    #expect(String(decoding: bytes, as: UTF8.self).contains("\n'=Ann,"), "guarded against formulas")
    let source = ImportSource.csv(bytes)
    let mapping = CSVColumnMapping(header: try source.columnNames())
    let other = CustomerDirectory(store: InMemoryStore(), environment: .fixed())
    let report = try await other.importRows(source, with: .mapped("list", by: mapping, in: "list"), by: author)
    #expect(report.counts.inserted == 1_200 && report.problems.isEmpty)
    let point = ContactPoint(.email(try EmailAddress("ann7@example.com")))
    let ann = try await other.customers(at: point).items.first
    #expect(ann?.personName?.family == "Lee 7" && ann.map { Array($0.tags) } == ["a b", "c"])
  }
}
