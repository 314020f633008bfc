import CRMTesting
import Customers
import Foundation
import Testing

/// Parties with several roles towards us, and the verbs around relationships.
@Suite struct PartyRolesTests {
  private let store: CountingStore
  private let directory: CustomerDirectory
  private let author = Author.system
  private let day = CalendarDay(year: 2026, month: 11, day: 21) ?? .min

  init() {
    let environment = CRMEnvironment.fixed()
    store = CountingStore(InMemoryStore(environment: environment))
    directory = CustomerDirectory(store: store, environment: environment)
  }

  private func firm(_ name: String) async throws -> Identifier<Customer> {
    try await directory.create(.organisation, by: author) { $0.legalName = name }.id
  }

  @Test func whoIsSeveralThingsToUsAtOnce() async throws {
    let (us, shop) = (try await firm("We"), try await firm("Our shop"))
    try await directory.relate(shop, .subsidiaryOf, us, by: author)
    let buyer = try await firm("Buyer")
    try await directory.relate(buyer, .customerOf, us, by: author)
    try await directory.relate(buyer, .customerOf, shop, by: author)
    let both = try await firm("Both")
    try await directory.relate(both, .customerOf, shop, by: author)
    try await directory.relate(us, .distributorOf, both, by: author)
    let many = try await firm("Many")
    try await directory.relate(many, .supplierOf, us, by: author)
    try await directory.relate(many, .partnerOf, us, by: author) { $0.validUntil = day }
    try await directory.relate(us, .referredBy, many, by: author)
    let other = try await firm("Other")
    try await directory.relate(other, .supplierOf, buyer, by: author)

    let found = try await directory.parties(withRolesTowards: [us, shop])
    #expect(
      Dictionary(uniqueKeysWithValues: found.items.map { ($0.party, $0.roles) }) == [
        both: ["customerOf", "distributedBy"], many: ["partnerOf", "referrerOf", "supplierOf"],
      ])
    #expect(found.next == nil && found.items.map(\.party) == found.items.map(\.party).sorted())
    #expect(
      try await directory.parties(withRolesTowards: [us], on: day).items.map(\.roles) == [["referrerOf", "supplierOf"]])
    #expect(try await directory.parties(withRolesTowards: [us, shop], atLeast: 3).items.map(\.party) == [many])
    #expect(try await directory.parties(withRolesTowards: [us, shop], atLeast: 1).items.count == 3)
    #expect(try await directory.roles(of: buyer, towards: [us, shop]).relationships.count == 2)
    #expect(try await directory.roles(of: other, towards: [us, shop]).roles.isEmpty)
  }

  /// Random edges: the pages joined are what a scan of all edges says.
  @Test(arguments: [UInt64(1), 2, 3, 4])
  func pagesJoinedAreAScan(seed: UInt64) async throws {
    var generator = SeededGenerator(seed: seed)
    var parties: [Identifier<Customer>] = []
    for number in 0..<30 { parties.append(try await firm("Firm \(number)")) }
    let own = Array(parties[..<3])
    let kinds: [RelationshipKind] = [.customerOf, .supplierOf, .partnerOf, .referredBy]
    for _ in 0..<120 {
      let us = own[Int.random(in: 0..<3, using: &generator)]
      let them = parties[Int.random(in: 0..<30, using: &generator)]
      guard us != them else { continue }
      let kind = kinds[Int.random(in: 0..<4, using: &generator)]
      let (from, to) = Bool.random(using: &generator) ? (us, them) : (them, us)
      try await directory.relate(from, kind, to, by: author)
    }
    let edges = try await store.all(Query<Relationship>()).map(\.record)
    let expected = parties.filter { !own.contains($0) }.sorted().compactMap { party -> PartyRoles? in
      let mine = edges.filter { $0.other(than: party).map { own.contains($0) } ?? false }
      let roles = Set(mine.compactMap { $0.name(seenFrom: party, rule: RelationshipRule.standard[$0.kind]) })
      return roles.count >= 3 ? PartyRoles(party: party, roles: roles.sorted(), relationships: mine) : nil
    }
    let limit = Int.random(in: 1...5, using: &generator)
    var found: [PartyRoles] = []
    var last: Identifier<Customer>?
    repeat {
      let page = try await directory.parties(withRolesTowards: own, atLeast: 3, limit: limit, after: last)
      #expect(page.items.count <= limit)
      found += page.items
      last = page.next
    } while last != nil
    #expect(found.map(\.party) == expected.map(\.party) && found.map(\.roles) == expected.map(\.roles), "seed \(seed)")
    #expect(zip(found, expected).allSatisfy { Set($0.relationships) == Set($1.relationships) }, "seed \(seed)")
  }

  @Test func anEdgeIsEditedAndKeepsItsEnds() async throws {
    let (acme, bolt, core) = (try await firm("Acme"), try await firm("Bolt"), try await firm("Core"))
    let edge = try await directory.relate(acme, .supplierOf, bolt, by: author) { $0.isPrimary = true }
    let second = try await directory.relate(acme, .supplierOf, core, by: author)
    let edited = try await directory.editRelationship(second.id, by: author) {
      $0.strength = 80
      $0.note = "since the fair"
      $0.source = "trade register"
      $0.isPrimary = true
      $0.to = acme
    }
    #expect(edited.to == core && edited.strength == 80 && edited.isPrimary)
    #expect(try await store.get(edge.id)?.record.isPrimary == false)
    await #expect(throws: ValidationError.self) {
      try await directory.editRelationship(second.id, by: author) { $0.strength = 101 }
    }
    let events = try await store.all(Query(Event.byName, ExactText(EventName.relationshipChanged.rawValue)))
    #expect(events.count == 1)
  }

  /// A parent that was one until last year may become a subsidiary, and then not the parent of those years again.
  @Test func anEditThatClosesACircleIsRefused() async throws {
    let (acme, bolt) = (try await firm("Acme"), try await firm("Bolt"))
    let old = try await directory.relate(acme, .subsidiaryOf, bolt, by: author) { $0.validUntil = day }
    try await directory.relate(bolt, .subsidiaryOf, acme, by: author) { $0.validFrom = day }
    await #expect(throws: RelationshipCycle.self) {
      try await directory.editRelationship(old.id, by: author) { $0.validUntil = nil }
    }
    try await directory.editRelationship(old.id, by: author) { $0.validUntil = day.adding(days: -1) }
  }

  @Test func membersOfAHousehold() async throws {
    let home = try await directory.create(.household, by: author) { $0.legalName = "Lovelace family" }.id
    var members: [Identifier<Customer>] = []
    for name in ["Ada", "Byron"] {
      members.append(
        try await directory.create(.person, by: author) { $0.personName = PersonName(given: name) }.id)
      try await directory.relate(members.last ?? "x", .memberOf, home, by: author) {
        if name == "Byron" { $0.validUntil = day }
      }
    }
    #expect(try await directory.members(of: home).map(\.from) == members)
    #expect(try await directory.members(of: home, on: day).map(\.from) == [members[0]])
    #expect(try await directory.relatedParties(of: home).allSatisfy { $0.name == "hasMember" })
  }

  @Test func checkingAContactPoint() async throws {
    let point = ContactPoint(.email(try EmailAddress("Ada@acorn.com")))
    let ada = try await directory.create(.person, by: author) { $0.contactPoints = [point] }
    let spelt = ContactPoint(.email(try EmailAddress("ada@ACORN.com")))
    func state(_ check: ContactCheck) async throws -> Verification? {
      try await directory.note(check, of: spelt, for: ada.id, by: author).contactPoints.first?.verification
    }
    let now = directory.environment.now()
    #expect(try await state(.requested) == .pending(since: now))
    #expect(try await state(.confirmed) == .verified(at: now))
    #expect(try await state(.requested) == .verified(at: now))
    #expect(try await state(.bounced) == .bounced(at: now))
    let events = try await store.all(Query(Event.byName, ExactText(EventName.contactPointChecked.rawValue)))
    #expect(
      events.map { $0.properties["outcome"] } == [.choice("requested"), .choice("confirmed"), .choice("bounced")])
    await #expect(throws: ValidationError.self) {
      try await directory.note(
        .bounced, of: ContactPoint(.email(try EmailAddress("x@acorn.com"))), for: ada.id, by: author)
    }
  }
}
