import CRM
import CRMTesting
import Foundation
import Synchronization
import Testing

/// After any history nobody has come back who was erased and neither confirmed an opt-in nor was readmitted, whichever the way. The seed
/// of a failing run is in the message.
@Suite struct ReimportLawTests {
  private typealias Fixture = ReimportFixture
  private static let runs: UInt64 = ProcessInfo.processInfo.environment["CRM_SWEEP"] == "1" ? 1_000 : 40
  private static let addresses = ["ann.lee@gmail.com", "bob@example.com", "cem@example.com"]
  private static let spellings = [
    "ann.lee@gmail.com": ["annlee@googlemail.com", "Ann.Lee+x@gmail.com"], "bob@example.com": ["BOB@EXAMPLE.com"],
    "cem@example.com": ["cem@Example.COM"],
  ]

  @Test func nobodyIsBroughtBackWhicheverTheWay() async throws {
    var refusals = 0
    var leadRefusals = 0
    var admissions = 0
    for seed in 1...Self.runs {
      var generator = SeededGenerator(seed: seed)
      func pick<T>(_ values: [T]) -> T { values[Int.random(in: 0..<values.count, using: &generator)] }
      let fixture = try Fixture(seed: seed)
      var closed: Set<String> = []
      var exports: [[UInt8]] = []
      for step in 0..<15 {
        let name = pick(Self.addresses)
        let text = pick([name] + (Self.spellings[name] ?? []))
        let point = try Fixture.email(text)
        fixture.clock.advance(by: 1)
        let before = try await fixture.holders(of: point).map(\.id)
        switch Int.random(in: 0..<14, using: &generator) {
        case 0: _ = try? await fixture.person("P\(step)", point)
        case 1:
          let other = try await fixture.person("Q\(step)")
          _ = try? await fixture.crm.customers.edit(other.id, by: Fixture.me) {
            $0.contactPoints.add(ContactPoint(point))
          }
        case 2: try await fixture.list("Name,Email\nL\(step),\(text)\nother,o\(step)@example.com\n", system: "s\(step)")
        case 3: _ = try? await fixture.hear(pick(["1", "2", "3"]), "H\(step)", point)
        case 4:
          let card = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:V\(step)\r\nEMAIL:\(text)\r\nEND:VCARD\r\n"
          try await fixture.crm.customers.importCards(.cards(Array(card.utf8)), in: "c\(step)", by: Fixture.me)
        case 5:
          let bytes = Mutex<[UInt8]>([])
          try await RecordTransfer(
            store: fixture.store, registry: RecordRegistry(CustomerDirectory.recordTypes)
          ).export { piece in bytes.withLock { $0 += piece } }
          exports.append(bytes.withLock { $0 })
          continue
        case 6:
          guard let bytes = exports.randomElement(using: &generator) else { continue }
          let held = try await holders(fixture)
          try await fixture.crm.transfer.importRecords(
            bytes, conflict: pick([.keepExisting, .replace]), by: Fixture.me)
          for (name, ids) in try await holders(fixture) where closed.contains(name) {
            #expect(ids.isSubset(of: held[name] ?? []), "seed \(seed) step \(step): \(name)")
          }
          continue
        case 7, 8, 9, 10:
          guard let holder = before.first else { continue }
          let gone = try await fixture.store.require(holder).contactPoints.map(\.canonical)
          try await fixture.erase(holder)
          for name in Self.addresses where gone.contains(try ContactPoint(Fixture.email(name)).canonical) {
            closed.insert(name)
          }
          continue
        case 11, 12:
          let lead = Lead(
            id: Identifier(derivedFrom: "\(seed) \(step)"), name: PersonName(given: "E\(step)"),
            contactPoints: [ContactPoint(point)], createdAt: fixture.clock.now)
          let held = try await leads(point, fixture)
          _ = try? await fixture.crm.sales?.capture(lead, by: Fixture.me)
          let holding = try await leads(point, fixture)
          if closed.contains(name) {
            leadRefusals += 1
            #expect(holding.isSubset(of: held), "seed \(seed) step \(step): \(name)")
          } else {
            #expect(!holding.isEmpty, "seed \(seed) step \(step): \(name)")
          }
        default:
          if pick([true, false]) {
            try await fixture.confirm(point)
          } else {
            let key = fixture.ledger.digester.key(points: [point])
            try await fixture.ledger.readmit(key, on: .contract("o"), method: .call, by: Fixture.me)
          }
          closed.remove(name)
          continue
        }
        let after = try await fixture.holders(of: point).map(\.id)
        if closed.contains(name) {
          refusals += 1
          #expect(Set(after).isSubset(of: before), "seed \(seed) step \(step): \(name)")
        } else {
          admissions += after.count > before.count ? 1 : 0
        }
      }
    }
    #expect(refusals > Int(Self.runs) && admissions > Int(Self.runs), "\(refusals) \(admissions)")
    #expect(leadRefusals > Int(Self.runs) / 8, "\(leadRefusals)")
  }

  /// The leads with a contact point.
  private func leads(_ point: ContactPoint.Value, _ fixture: ReimportFixture) async throws -> Set<Identifier<Lead>> {
    let query = Query(Lead.byContactPoint, ExactText(ContactPoint(point).canonical))
    return Set(try await fixture.store.all(query).map(\.id))
  }

  private func holders(_ fixture: ReimportFixture) async throws -> [String: Set<Identifier<Customer>>] {
    var all: [String: Set<Identifier<Customer>>] = [:]
    for name in Self.addresses { all[name] = Set(try await fixture.holders(of: Fixture.email(name)).map(\.id)) }
    return all
  }
}
