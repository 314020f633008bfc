import CRMTesting
import Customers
import Foundation
import Testing

@Suite struct CustomerRulesTests {
  private let now = CRMEnvironment.testStart
  private let today = CalendarDay(CRMEnvironment.testStart, in: .gmt)

  private func person(_ change: (inout Customer) -> Void = { _ in }) -> Customer {
    var customer = Customer.person(id: "anna", name: PersonName(given: "Anna", family: "Weber"), now: now)
    change(&customer)
    return customer
  }

  @Test func aNamedPersonAndANamedOrganisationAreValid() {
    #expect(person().problems(on: today).isEmpty)
    #expect(Customer.organisation(id: "acme", name: "Acme Ltd", now: now).problems(on: today).isEmpty)
    #expect(
      Customer(id: "weber", kind: .household, legalName: "The Webers", createdAt: now).problems(on: today).isEmpty)
  }

  @Test func everyProblemIsNamedAtOnceAndHoldsNoValue() {
    let customer = Customer(
      id: "x", kind: .organisation, personName: PersonName(given: "Secretname"), language: "no such language",
      timeZoneID: "Mars/Olympus", birthday: today.adding(days: 1), demographics: Demographics(householdSize: 0),
      organisation: OrganisationFacts(
        employees: -1, annualRevenue: Money(minorUnits: -1, currency: .eur), foundedYear: 0),
      stage: "", foreignKeys: [ForeignKey("", in: "erp"), ForeignKey("7", in: "crm"), ForeignKey("7", in: "crm")],
      createdAt: now, updatedAt: now.addingTimeInterval(-1))
    let problems = customer.problems(on: today)
    #expect(
      problems.map(\.field) == [
        "legalName", "personName", "birthday", "birthday", "demographics", "demographics.householdSize",
        "organisation.employees", "organisation.annualRevenue", "organisation.foundedYear", "language", "timeZoneID",
        "stage", "foreignKeys[0]", "foreignKeys[2]", "updatedAt",
      ])
    #expect(!String(describing: ValidationError(problems)).contains("Secretname"))
  }

  @Test func aPersonKnownByAddressOnlyNeedsNoName() throws {
    let address = ContactPoint(.email(try EmailAddress("anna@example.com")))
    let nameless = person {
      $0.personName = nil
      $0.contactPoints = [address]
    }
    #expect(nameless.problems(on: today).isEmpty)
    #expect(nameless.displayName == "anna@example.com")
    #expect(person { $0.personName = nil }.problems(on: today).map(\.field) == ["personName"])
  }

  @Test func namesAreSaidInTheOrderOfTheirLanguage() {
    let name = PersonName(given: "小明", family: "王")
    #expect(name.text(language: "zh-Hans") == "王小明")
    #expect(PersonName(given: "János", family: "Nagy").text(language: "hu") == "Nagy János")
    #expect(PersonName(given: "Anna", family: "Weber", middle: "Maria", prefix: "Dr.").text() == "Dr. Anna Maria Weber")
    #expect(PersonName(nickname: "Bob").text() == "Bob")
    #expect(PersonName(given: "Łukasz", family: "Żak").sortKey == "zak lukasz")
  }

  @Test func labelsAreSortedAndUniteSpellings() {
    var tags: TagSet = ["vip", "Berlin", " VIP ", ""]
    #expect(Array(tags) == ["Berlin", "vip"])
    #expect(tags.contains("ViP"))
    let isNew = tags.insert("BERLIN")
    let wasThere = tags.remove("VIP")
    #expect(!isNew && wasThere)
    #expect(Array(tags) == ["Berlin"])
  }

  @Test func labelsDoNotDependOnTheOrderOfInsertion() throws {
    for seed in UInt64(1)...50 {
      var generator = SeededGenerator(seed: seed)
      let words = (0..<12).map { _ in "t\(Int.random(in: 0..<8, using: &generator))" }
      let set = TagSet(words)
      #expect(Array(set) == Set(words).sorted(), "seed \(seed)")
      #expect(TagSet(words.shuffled(using: &generator)) == set, "seed \(seed)")
      let copy = try JSONDecoder().decode(TagSet.self, from: JSONEncoder().encode(set))
      #expect(copy == set, "seed \(seed)")
    }
  }

  @Test func aFullRecordSurvivesItsStoredForm() throws {
    let full = Customer(
      id: "full", kind: .person, personName: PersonName(given: "Anna", family: "Weber", phonetic: "ah-na"),
      language: "de-CH", timeZoneID: "Europe/Zurich", birthday: CalendarDay(year: 1990, month: 2, day: 28),
      demographics: Demographics(gender: "f", householdSize: 2), owner: "rep", stage: .customer, source: .referral,
      firstTouch: Attribution(date: now, source: "search", campaign: "spring"), tags: ["vip"],
      contactPoints: [ContactPoint(.email(try EmailAddress("anna@example.com")), label: "work")],
      foreignKeys: [ForeignKey("4711", in: "erp")], customFields: ["shoeSize": .integer(41)], createdAt: now)
    let copy = try JSONDecoder().decode(Customer.self, from: JSONEncoder().encode(full))
    #expect(copy == full)
    #expect(copy.changedProperties(since: full).isEmpty)
  }

  @Test func everyPropertyButIdentityAndMomentsCountsAsAChange() throws {
    let old = person()
    let point = ContactPoint(.email(try EmailAddress("anna@example.com")))
    let edits: [(String, (inout Customer) -> Void)] = [
      ("kind", { $0.kind = .household }), ("personName", { $0.personName?.given = "Hanna" }),
      ("legalName", { $0.legalName = "x" }), ("tradingName", { $0.tradingName = "x" }),
      ("language", { $0.language = "de" }), ("timeZoneID", { $0.timeZoneID = "Europe/Berlin" }),
      ("birthday", { $0.birthday = .min }), ("demographics", { $0.demographics = Demographics() }),
      ("organisation", { $0.organisation = OrganisationFacts() }), ("owner", { $0.owner = "rep" }),
      ("stage", { $0.stage = .former }), ("source", { $0.source = .event }),
      ("firstTouch", { $0.firstTouch = Attribution(date: $0.createdAt) }), ("tags", { $0.tags = ["a"] }),
      ("contactPoints", { $0.contactPoints = [point] }),
      ("foreignKeys", { $0.foreignKeys = [ForeignKey("1", in: "s")] }),
      ("customFields", { $0.customFields["a"] = .bool(true) }),
    ]
    for (name, edit) in edits {
      var new = old
      edit(&new)
      #expect(new.changedProperties(since: old) == [name])
    }
    var moved = old
    moved.updatedAt = now.addingTimeInterval(9)
    #expect(moved.changedProperties(since: old).isEmpty)
  }
}
