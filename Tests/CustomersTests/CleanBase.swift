import CRMTesting
import Customers
import Foundation

/// A small base without any dirt: people with names in three scripts and companies, reachable, owned, and in touch. Always the same
/// for the same seed.
struct CleanBase {
  let seed: UInt64
  var customers = 600

  static let now = CRMEnvironment.testStart

  func fill(_ store: InMemoryStore) throws {
    var generator = SeededGenerator(seed: seed)
    var changes = ChangeSet(author: .system)
    for owner in Self.owners { changes.insert(StaffMember(id: owner, name: "Rep")) }
    for number in 0..<customers {
      let customer = try customer(number, &generator)
      changes.insert(customer)
      if number % 3 == 0 {
        changes.insert(
          Interaction(
            id: Identifier(derivedFrom: "call", "\(number)"), customer: customer.id, kind: .call, direction: .outbound,
            date: Self.now.addingTimeInterval(-Double(Int.random(in: 1...300, using: &generator)) * 86_400),
            staff: customer.owner))
      }
      if number % 20 == 19 {
        changes.insert(
          Relationship(
            id: Identifier(derivedFrom: "edge", "\(number)"), kind: .referredBy, from: customer.id,
            to: Self.id(number - 1), createdAt: Self.now))
      }
    }
    try store.commit(changes)
  }

  static func id(_ number: Int) -> Identifier<Customer> { Identifier(derivedFrom: "clean", "\(number)") }

  private static let owners: [Identifier<StaffMember>] = ["o1", "o2", "o3"]

  private struct Place {
    var country: CountryCode
    var city: String
    var language: String
    var code: String
    var phone: String
    var given: [String]
    var family: [String]
    var domain: String
  }

  /// `#` stands for a digit.
  private static let places = [
    Place(
      country: "DE", city: "Hamburg", language: "de", code: "2####", phone: "+4940#######",
      given: ["Anna", "Jörg", "Lena", "Uwe"], family: ["Müller", "Schmidt", "Groß", "Weiß", "Null"],
      domain: "web.de"),
    Place(
      country: "GB", city: "Leeds", language: "en", code: "LS# 4DT", phone: "+44113#######",
      given: ["Jennifer", "Tom", "Amy-Lou"], family: ["O'Neil", "Smith", "Test", "van der Berg"],
      domain: "btinternet.com"),
    Place(
      country: "UA", city: "Київ", language: "uk", code: "0####", phone: "+38044#######",
      given: ["Олена", "Тарас", "Іван"], family: ["Шевченко", "Коваль", "Бондар"], domain: "ukr.net"),
    Place(
      country: "RU", city: "Москва", language: "ru", code: "1#####", phone: "+7495#######",
      given: ["Мария", "Пётр", "Юлия"], family: ["Иванова", "Попов", "Ким"], domain: "yandex.ru"),
    Place(
      country: "CN", city: "上海", language: "zh", code: "2#####", phone: "+8621########",
      given: ["伟", "秀英", "娜"], family: ["王", "李", "张"], domain: "qq.com"),
    Place(
      country: "US", city: "Portland", language: "en", code: "97###", phone: "+1503#######",
      given: ["Ada", "Noah", "Mia"], family: ["Lovelace", "Lee", "Na"], domain: "gmail.com"),
  ]

  private func customer(_ number: Int, _ generator: inout SeededGenerator) throws -> Customer {
    let place = Self.places[Int.random(in: 0..<Self.places.count, using: &generator)]
    let isPerson = Int.random(in: 0..<4, using: &generator) > 0
    var customer = Customer(
      id: Self.id(number), kind: isPerson ? .person : .organisation, language: place.language,
      owner: Self.owners[number % 3], stage: [.lead, .customer, .prospect][number % 3],
      source: [.website, .referral, .event][number % 3],
      tags: number % 7 == 0 ? ["newsletter"] : number % 11 == 0 ? ["A-list", "B2B"] : [],
      createdAt: Self.now.addingTimeInterval(-Double(Int.random(in: 30...500, using: &generator)) * 86_400))
    let mailbox: String
    if isPerson {
      customer.personName = PersonName(
        given: place.given[Int.random(in: 0..<place.given.count, using: &generator)],
        family: place.family[Int.random(in: 0..<place.family.count, using: &generator)])
      // A birthday of one's own each, so that no two people are the same by name and birthday.
      customer.birthday = CalendarDay(year: 1950, month: 1, day: 1)?.adding(days: number * 29 % 18_000)
      mailbox = "p\(number).kontakt"
    } else {
      customer.legalName = "\(Self.words[number % Self.words.count]) \(number) Ltd"
      customer.organisation = OrganisationFacts(
        industry: Self.industries[number % Self.industries.count],
        employees: Int.random(in: 1...900, using: &generator),
        foundedYear: Int.random(in: 1900...2020, using: &generator))
      mailbox = "info\(number)"
    }
    let phone = try PhoneNumber(e164: Self.digits(place.phone, number, &generator))
    customer.contactPoints = [
      ContactPoint(.email(try EmailAddress("\(mailbox)@\(place.domain)"))), ContactPoint(.phone(phone)),
      ContactPoint(
        .postal(
          try PostalAddress(
            lines: ["\(number % 90 + 1) High Street"], locality: place.city,
            postalCode: Self.digits(place.code, number, &generator), country: place.country))),
    ]
    return customer
  }

  private static let words = ["Northwind", "Bluestone", "Fairway", "Acorn", "Redgate"]
  private static let industries = ["retail", "logistics", "medical", "software", "wine"]

  /// The pattern with random digits, of which the last three tell the record's number.
  private static func digits(_ pattern: String, _ number: Int, _ generator: inout SeededGenerator) -> String {
    let places = pattern.count { $0 == "#" }
    var seen = 0
    return String(
      pattern.map { character in
        guard character == "#" else { return character }
        seen += 1
        let rest = places - seen
        let digit =
          rest < 3
          ? number / [1, 10, 100][rest] % 10 : Int.random(in: 1...8, using: &generator)
        return Character(String(digit))
      })
  }
}
