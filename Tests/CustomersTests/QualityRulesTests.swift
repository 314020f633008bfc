import CRMTesting
import Customers
import Foundation
import Testing

/// The rules over one customer.
@Suite struct QualityRulesTests {
  private let directory = CustomerDirectory(
    store: InMemoryStore(environment: .fixed()), environment: .fixed(),
    fieldDefinitions: FieldDefinitions([
      FieldDefinition("joined", .day), FieldDefinition("seats", .integer, isRequired: true),
      FieldDefinition("age", .integer), FieldDefinition("comment", .text),
      FieldDefinition("plan", .choice, choices: ["unknown", "basic"]),
    ]))
  private let now = CRMEnvironment.testStart
  private var moment: EvaluationMoment { EvaluationMoment(now: now) }

  private func person(_ change: (inout Customer) throws -> Void) throws -> Customer {
    var customer = Customer.person(id: "p", name: PersonName(given: "Ada", family: "Lovelace"), now: now)
    customer.customFields["seats"] = .integer(1)
    try change(&customer)
    return customer
  }

  private func firm(_ change: (inout Customer) throws -> Void) throws -> Customer {
    var customer = Customer.organisation(id: "o", name: "Acorn", now: now)
    customer.customFields["seats"] = .integer(1)
    try change(&customer)
    return customer
  }

  /// Field and code of everything but completeness.
  private func told(_ customer: Customer, _ options: CustomerQualityOptions = CustomerQualityOptions()) -> [String] {
    findings(customer, options).map { "\($0.field) \($0.reason.code.rawValue.dropFirst("quality.".count))" }
  }

  private func findings(
    _ customer: Customer, _ options: CustomerQualityOptions = CustomerQualityOptions()
  ) -> [QualityFinding] {
    directory.qualityProfile(options).judged(customer, at: moment).findings.filter { $0.dimension != .completeness }
  }

  private func email(_ text: String, kind: AddressKind? = nil) throws -> ContactPoint {
    ContactPoint(.email(try EmailAddress(text)), addressKind: kind)
  }

  @Test func aSoundRecordHasNoFindings() throws {
    let ada = try person {
      $0.birthday = CalendarDay(year: 1985, month: 12, day: 10)
      $0.contactPoints = [try email("ada@lovelace.co.uk"), ContactPoint(.phone(try PhoneNumber("+44 20 7946 0018")))]
    }
    #expect(told(ada).isEmpty)
  }

  @Test(arguments: [
    ("Select", true, true), ("n/a", true, true), ("N.A.", true, true), ("-", true, true), ("???", true, true),
    ("xxx", true, true), ("asdf", true, true), ("testone", true, true), ("Test User 2", true, true),
    ("не указано", true, true), ("невідомо", true, true), ("请选择", true, true), ("无", true, false),
    ("none", true, false), ("No", true, false), ("AAA", true, false), ("unknown", true, true), ("Testa", false, false),
    ("Tester Bräu", false, false), ("Other", false, false), ("C", false, false), ("B+", false, false),
    ("Contest", false, false), ("III", true, false), ("Nana", false, false), ("无锡", false, false),
  ])
  func placeholdersAreToldFromValues(text: String, word: Bool, answer: Bool) throws {
    #expect((PlaceholderText.kind(of: text, in: .word) != nil) == word)
    #expect((PlaceholderText.kind(of: text, in: .answer) != nil) == answer)
    let answered = try firm { $0.customFields["comment"] = .text(text) }
    #expect(told(answered) == (answer ? ["custom.comment placeholder"] : []))
    let named = try firm { $0.legalName = text }
    #expect(told(named) == (word ? ["customer.legalName placeholder"] : []))
  }

  @Test func realNamesThatLookLikePlaceholdersAreLeftAlone() throws {
    for name in [("Jennifer", "Null"), ("Na", "Li"), ("Zoltan", "Test"), ("Ai", "No")] {
      #expect(told(try person { $0.personName = PersonName(given: name.0, family: name.1) }).isEmpty, "\(name)")
    }
    #expect(
      told(try person { $0.personName = PersonName(given: "Test", family: "test") }) == ["customer.name placeholder"])
    #expect(
      told(try person { $0.personName = PersonName(given: "Ada", family: "xxxx") })
        == ["customer.familyName placeholder"])
  }

  @Test func textsNamesAndKinds() throws {
    let ada = try person { $0.personName = PersonName(given: " Ada", family: "L0velace") }
    #expect(told(ada) == ["customer.givenName spaces", "customer.familyName digitsInName"])
    #expect(
      told(try person { $0.personName = PersonName(family: "Lovelace GmbH") }) == ["customer.familyName kindOfParty"])
    #expect(told(try person { $0.personName = PersonName(family: "ООО Ромашка") }).count == 1)
    // What the rules of writing would refuse: it came in another way.
    #expect(told(try firm { $0.birthday = CalendarDay(year: 2000, month: 1, day: 1) }).count == 1)
  }

  @Test func dates() throws {
    func told(_ year: Int, _ month: Int = 1, _ day: Int = 1) throws -> [String] {
      self.told(try person { $0.birthday = CalendarDay(year: year, month: month, day: day) })
    }
    #expect(try told(1900) == ["customer.birthday implausible"])
    #expect(try told(1906, 11, 21) == ["customer.birthday implausible"])
    #expect(try told(1906, 11, 22) == [])
    #expect(try told(2026, 11, 21) == [])
    #expect(try told(2026, 11, 22) == ["customer.birthday future"])
    #expect(try told(1970) == [])
    let late = try firm {
      $0.createdAt = now.addingTimeInterval(1)
      $0.updatedAt = now.addingTimeInterval(1)
      $0.organisation = OrganisationFacts(foundedYear: 2027)
    }
    #expect(
      self.told(late) == ["customer.createdAt future", "customer.updatedAt future", "customer.foundedYear future"])
    var options = CustomerQualityOptions()
    options.ageField = "age"
    for (age, isRight) in [(40, true), (39, true), (41, true), (44, false), (30, false)] {
      let ada = try person {
        $0.birthday = CalendarDay(year: 1986, month: 5, day: 1)
        $0.customFields["age"] = .integer(Int64(age))
      }
      #expect(self.told(ada, options) == (isRight ? [] : ["custom.age age"]), "\(age)")
    }
  }

  @Test func customFieldsThatHoldTexts() throws {
    #expect(told(try firm { $0.customFields["plan"] = .choice("unknown") }).isEmpty)
    #expect(told(try firm { $0.customFields["plan"] = .choice("tbd") }).count == 2)
    let firm = try firm {
      $0.customFields["joined"] = .text("31.12.2025")
      $0.customFields["seats"] = .text("1,234.5")
    }
    let found = findings(firm)
    #expect(told(firm) == ["custom.joined unreadable", "custom.seats unreadable"])
    try #require(found.count == 2)
    #expect(found[0].repair == .read(.day, pattern: nil) && found[0].proposal.arguments["pattern"] != nil)
    let read = try #require(found[0].repair?.applied(to: firm, field: found[0].field))
    #expect(read.customFields["joined"] == .day(try #require(CalendarDay(year: 2025, month: 12, day: 31))))
    // Not a whole number, and a day that can be read in two ways: a person has to look.
    #expect(found[1].repair == nil)
    #expect(findings(try self.firm { $0.customFields["joined"] = .text("01/02/2025") }).map(\.repair) == [nil])
    let missing = directory.qualityProfile().judged(try self.firm { $0.customFields["seats"] = nil }, at: moment)
    #expect(missing.findings.contains { $0.field == "custom.seats" && $0.severity == .warning })
  }

  @Test(arguments: [
    ("a@gmial.com", "gmail.com"), ("a@gamil.com", "gmail.com"), ("a@gmail.con", "gmail.com"),
    ("a@gmail.co", "gmail.com"), ("a@hotmial.co.uk", "hotmail.co.uk"), ("a@yaho.com", "yahoo.com"),
    ("a@acorn.con", "acorn.com"), ("a@outlok.con", "outlook.com"), ("a@yandx.ru", "yandex.ru"),
    ("a@mail.com", nil), ("a@ymail.com", nil), ("a@email.com", nil), ("a@gmx.com", nil), ("a@gmail.com", nil),
    ("a@yahoo.co.uk", nil), ("a@acorn.co", nil), ("a@cloud.com", nil),
  ])
  func misspeltDomainsOfMail(address: String, meant: String?) throws {
    let ada = try person { $0.contactPoints = [try email(address)] }
    let found = findings(ada)
    #expect(found.map(\.reason.code) == (meant == nil ? [] : [QualityReason.domainTypo]))
    guard let meant, !found.isEmpty else { return }
    let repaired = try #require(found[0].repair?.applied(to: ada, field: found[0].field))
    #expect(repaired.contactPoints.map(\.value) == [.email(try EmailAddress("a@\(meant)"))])
    #expect(repaired.contactPoints[0].enteredText == address)
    #expect(findings(repaired).isEmpty && found[0].repair?.applied(to: repaired, field: found[0].field) == nil)
  }

  @Test func contactPointsThatReachNobody() throws {
    for address in ["a@localhost", "a@x.c0m", "a@shop.example", "a@example.com", "a@x.y"] {
      #expect(told(try person { $0.contactPoints = [try email(address)] }) == ["customer.contactPoints[0] deadDomain"])
    }
    var lenient = CustomerQualityOptions()
    lenient.allowsReservedDomains = true
    #expect(told(try person { $0.contactPoints = [try email("a@example.com")] }, lenient).isEmpty)
    for address in ["test@acorn.com", "noemail@acorn.com", "ada@test.com"] {
      let ada = try person { $0.contactPoints = [try email(address)] }
      #expect(told(ada) == ["customer.contactPoints[0] placeholder"])
      #expect(
        findings(ada).first?.repair?.applied(to: ada, field: "customer.contactPoints[0]")?.contactPoints.isEmpty == true
      )
    }
    for (number, isReal) in [("+441111111111", false), ("+441234567890", false), ("+442079460018", true)] {
      let ada = try person { $0.contactPoints = [ContactPoint(.phone(try PhoneNumber(e164: number)))] }
      #expect(told(ada) == (isReal ? [] : ["customer.contactPoints[0] placeholder"]), "\(number)")
    }
    // Nine digits are no number of the United States.
    let short = try person { $0.contactPoints = [ContactPoint(.phone(try PhoneNumber(e164: "+1503555018")))] }
    #expect(told(short) == ["customer.contactPoints[0] badNumber"])
    let bounced = try person {
      $0.contactPoints = [ContactPoint(.email(try EmailAddress("ada@acorn.com")), verification: .bounced(at: now))]
    }
    #expect(told(bounced) == ["customer.contactPoints[0] bounced"])
    #expect(directory.qualityProfile().judged(bounced, at: moment).findings.contains { $0.dimension == .completeness })
  }

  @Test func rolesCountriesAndPostalCodes() throws {
    let role = try person { $0.contactPoints = [try email("info@acorn.com", kind: .personal)] }
    #expect(told(role) == ["customer.contactPoints[0] roleAddress"])
    let marked = try #require(findings(role).first?.repair?.applied(to: role, field: "customer.contactPoints[0]"))
    #expect(marked.contactPoints[0].addressKind == .role)
    // A company is reached so.
    #expect(told(try firm { $0.contactPoints = [try email("info@acorn.com", kind: .personal)] }).isEmpty)
    func address(_ code: String, _ country: CountryCode, _ phone: String) throws -> Customer {
      try firm {
        $0.contactPoints = [
          ContactPoint(.phone(try PhoneNumber(phone))),
          ContactPoint(.postal(try PostalAddress(locality: "X", postalCode: code, country: country))),
        ]
      }
    }
    #expect(try told(address("10115", "DE", "+49 30 1234567")).isEmpty)
    #expect(try told(address("D-10115", "DE", "+49 30 1234567")).isEmpty)
    #expect(try told(address("SW1A 1AA", "GB", "+44 20 7946 0018")).isEmpty)
    #expect(
      try told(address("1011", "DE", "+44 20 7946 0018")) == [
        "customer.contactPoints[1].postalCode postalCode", "customer.country countryPhone",
      ])
    // Kazakhstan and Russia share a calling code; about Mali's postal codes nothing is known.
    #expect(try told(address("050000", "KZ", "+7 727 2501111")).isEmpty)
    #expect(try told(address("anything", "ML", "+33 1 42685300")) == ["customer.country countryPhone"])
  }

  @Test func aScoreIsTheFilledShareLessThePenalties() throws {
    let quality = RecordQuality(
      completeness: 0.5,
      findings: [
        QualityFinding(
          RecordReference(Identifier<Customer>("p")), field: "x", .validity, .error, Reason("a"), proposal: Reason("b")),
        QualityFinding(
          RecordReference(Identifier<Customer>("p")), field: "y", .completeness, .error, Reason("a"),
          proposal: Reason("b")),
      ])
    #expect(quality.score == 35)
    #expect(RecordQuality(completeness: 1, findings: []).score == 100)
    let profile = QualityProfile<Customer>(requirements: [
      QualityRequirement(Customer.fields.language, weight: 3), QualityRequirement(Customer.fields.source),
      .custom("comment", when: { $0.kind == .person }),
    ])
    #expect(profile.judged(try firm { $0.language = "en" }, at: moment).completeness == 0.75)
    #expect(profile.judged(try person { $0.customFields["comment"] = .text("n/a") }, at: moment).completeness == 0)
  }

  @Test func everyReasonHasSentencesInFourLanguages() throws {
    let phrases = CustomerDirectory.phrases.sentences.filter { $0.key.rawValue.hasPrefix("quality.") }
    #expect(phrases.count == 45)
    for (code, sentences) in phrases { #expect(Set(sentences.keys) == ["en", "ru", "uk", "zh"], "\(code)") }
  }
}
