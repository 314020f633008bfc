import CRMTesting
import Customers
import Testing

@Suite struct LinkageRecordTests {
  private func probability(_ first: LinkageRecord, _ second: LinkageRecord) async throws -> PairExplanation? {
    var settings = DuplicateSettings(thresholds: .init(match: 0.5, possible: 0))
    settings.sampledPairs = 100
    let report = try await DuplicateDetector(settings: settings).detect([first, second])
    return report.pairs.first.flatMap { report.explain($0) }
  }

  @Test func aCustomerBecomesWhatIsCompared() throws {
    var customer = Customer(id: "c", kind: .person, createdAt: CRMEnvironment.testStart)
    customer.personName = PersonName(given: " Anna ", family: "Weber", middle: "Maria", nickname: "Anni")
    customer.birthday = CalendarDay(year: 1980, month: 2, day: 29)
    customer.contactPoints = [
      ContactPoint(.email(try EmailAddress("A.nna+news@gmail.com"))),
      ContactPoint(.phone(try PhoneNumber("030 12345", region: "DE"))),
      ContactPoint(.postal(try PostalAddress(lines: ["Weg 1"], locality: "Berlin", postalCode: "10115"))),
    ]
    let record = LinkageRecord(customer)
    #expect(record.givenNames == ["Anna", "Anni"] && record.familyNames == ["Weber"] && record.middleName == "Maria")
    #expect(record.birthday == 19800229)
    #expect(record.emails == ["anna@gmail.com"] && record.phones == ["+493012345"])
    #expect(record.addresses == [.init(lines: ["Weg 1"], locality: "Berlin", postalCode: "10115")])
  }

  @Test func numbersOfAnOrganisationAreCompared() {
    var customer = Customer(
      id: "c", kind: .organisation, legalName: "Acme Ltd", tradingName: "Acme", createdAt: CRMEnvironment.testStart)
    customer.organisation = OrganisationFacts(registrationNumber: "HRB 1", taxNumber: "DE 2")
    let record = LinkageRecord(customer)
    #expect(record.organisationNames == ["Acme Ltd", "Acme"] && record.identifiers == ["DE 2", "HRB 1"])
    #expect(record.givenNames.isEmpty)
  }

  @Test(arguments: [
    ("Borealis GmbH", "BOREALIS"), ("ООО «Ромашка»", "Romashka LLC"), ("ТОВ Калина", "Калина"),
    ("华信科技有限公司", "华信科技"), ("Müller & Co. KG", "Muller"), ("Northwind Trading Ltd.", "Trading Northwind"),
  ])
  func legalFormsAndLettersDoNotCount(_ one: String, _ other: String) async throws {
    let explanation = try await probability(
      LinkageRecord(id: "a", kind: .organisation, organisationNames: [one], phones: ["+493012345"]),
      LinkageRecord(id: "b", kind: .organisation, organisationNames: [other], phones: ["+493012345"]))
    let name = explanation?.evidence.first { $0.feature == .organisationName }
    #expect(name?.agreement == .exact || name?.agreement == .variant, "\(one) \(other)")
  }

  @Test(arguments: [
    ("Flat 3, 12 Oak Street", "12 Oak St, apt 3", AgreementLevel.exact),
    ("улица Ленина, дом 5, квартира 7", "ул. Ленина, д.5, кв.7", .exact),
    ("ул. Ленина, 5", "ulitsa Lenina 5", .exact), ("建国路88号", "建国路88", .exact), ("1 Oak St", "9 Oak St", .similar),
    ("1 Oak St", "9 Elm Rd", .different),
  ])
  func streetsAgreeHoweverTheyAreWritten(_ one: String, _ other: String, _ agreement: AgreementLevel) async throws {
    let explanation = try await probability(
      LinkageRecord(id: "a", familyNames: ["Lee"], birthday: 19800101, addresses: [.init(lines: [one])]),
      LinkageRecord(id: "b", familyNames: ["Lee"], birthday: 19800101, addresses: [.init(lines: [other])]))
    #expect(explanation?.evidence.first { $0.feature == .street }?.agreement == agreement, "\(one) \(other)")
  }

  @Test(arguments: [
    ("Щербаков", "Юлия", "Shcherbakov", "Yulia"), ("Шевченко", "Олександр", "Shevchenko", "Oleksandr"),
    ("欧阳", "明", "Ouyang", "Ming"),
  ])
  func namesMeetAcrossScripts(_ family: String, _ given: String, _ otherFamily: String, _ other: String) async throws {
    let explanation = try await probability(
      LinkageRecord(id: "a", givenNames: [given], familyNames: [family], birthday: 19800101),
      LinkageRecord(id: "b", givenNames: [other], familyNames: [otherFamily], birthday: 19800101))
    for feature in [PartyFeature.givenName, .familyName] {
      #expect(explanation?.evidence.first { $0.feature == feature }?.agreement == .variant)
    }
  }

  @Test func aChineseNameInOneFieldIsTakenApart() async throws {
    let explanation = try await probability(
      LinkageRecord(id: "a", familyNames: ["欧阳明"], birthday: 19800101),
      LinkageRecord(id: "b", givenNames: ["明"], familyNames: ["欧阳"], birthday: 19800101))
    #expect(explanation?.evidence.map(\.agreement) == [.exact, .exact, .exact])
  }

  @Test func anAddressMadeOfTheNameSaysNoMoreThanTheName() async throws {
    func record(_ id: Identifier<Customer>, _ email: String) -> LinkageRecord {
      LinkageRecord(id: id, givenNames: ["Ivan"], familyNames: ["Ivanov"], birthday: 19800101, emails: [email])
    }
    let namesakes = try await probability(record("a", "ivan.ivanov@mail.ru"), record("b", "ivan.ivanov@gmail.com"))
    #expect(namesakes?.evidence.contains { $0.feature == .email } == false)
    let number = try await probability(record("a", "ivanov4711@mail.ru"), record("b", "ivanov4711@gmail.com"))
    #expect(number?.evidence.first { $0.feature == .email }?.agreement == .slip)
  }
}
