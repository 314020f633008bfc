import CRMCore
import Foundation

/// Makes clients; the same seed makes the same ones, so that all contestants keep and look for equal records.
struct ClientBase {
  static let owners = 50
  private static let start = Date(timeIntervalSince1970: 1_750_000_000)
  private static let first = ["Aiko", "Bruno", "Chiara", "Dmytro", "Elif", "Farid", "Greta", "Hugo", "Ines", "Jun"]
  private static let last = [
    "Almeida", "Bergström", "Chukwu", "Dvořák", "Eriksen", "Fontaine", "Grabowski", "Horvat", "Ivanova", "Jensen",
  ]
  private static let trades = ["Logistics", "Optics", "Foods", "Machining", "Software", "Textiles", "Energy", "Print"]
  private static let cities = [
    "Lisbon", "Malmö", "Porto", "Brno", "Bergen", "Lyon", "Gdańsk", "Split", "Varna", "Århus",
  ]
  private static let words = [
    "asked", "for", "delivery", "before", "the", "fair", "and", "prefers", "invoices", "by", "quarter", "with", "terms",
    "renewal", "talk", "planned",
  ]

  private var generator: SeededGenerator
  private let identifiers: UUIDVersion7Source
  private var number = 0

  init(seed: UInt64) {
    generator = SeededGenerator(seed: seed)
    identifiers = UUIDVersion7Source(seed: seed)
  }

  /// The next `count` clients.
  mutating func next(_ count: Int) -> [Client] { (0..<count).map { _ in next() } }

  private mutating func next() -> Client {
    number += 1
    let date = Self.start.addingTimeInterval(Double(number))
    let person = "\(pick(Self.first)) \(pick(Self.last))"
    let company = "\(pick(Self.last)) \(pick(Self.trades)) \(number)"
    let city = pick(Self.cities)
    let mail = "office\(number)@client\(number % 997).example"
    return Client(
      id: Identifier(identifiers.next(at: date)), name: company, legalName: "\(company) Ltd", email: mail,
      owner: Self.owner(Int.random(in: 0..<Self.owners, using: &generator)),
      stage: pick(["prospect", "customer", "dormant"]),
      address: Client.Address(
        street: "\(pick(Self.last)) Street \(number % 200)", city: city, region: "Region of \(city)",
        postalCode: "\(10_000 + number % 80_000)", country: "PT"),
      contacts: [
        .init(kind: "email", value: "purchasing\(number)@client\(number % 997).example", isVerified: true),
        .init(kind: "phone", value: "+351 21 \(1_000_000 + number % 8_000_000)", isVerified: false),
      ],
      tags: [pick(Self.trades).lowercased(), "imported", pick(["a", "b", "c"]) + "-list"],
      customFields: ["contact_person": person, "region_code": "R\(number % 40)", "tier": pick(["gold", "silver"])],
      notes: (0..<20).map { _ in pick(Self.words) }.joined(separator: " "),
      revenueMinorUnits: Int64.random(in: 0..<90_000_000, using: &generator),
      rating: Double(Int.random(in: 0...50, using: &generator)) / 10, acceptsNewsletter: number.isMultiple(of: 3),
      createdAt: date, updatedAt: date)
  }

  static func owner(_ number: Int) -> String { "staff-\(number)" }

  private mutating func pick(_ list: [String]) -> String { list[Int.random(in: 0..<list.count, using: &generator)] }
}
