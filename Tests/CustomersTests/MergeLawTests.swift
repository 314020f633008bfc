import CRMTesting
import Customers
import Foundation
import Testing

/// Random histories of merges, edits and undoing, against what must hold whatever happens.
@Suite struct MergeLawTests {
  /// 10,000 histories where CRM_SWEEP is set.
  static let isSweep = ProcessInfo.processInfo.environment["CRM_SWEEP"] == "1"
  private static let runs: UInt64 = isSweep ? 3_000 : 60

  /// `unmerge(merge(a, b))` gives back equal records, through chains, and merging loses and doubles nothing.
  @Test func undoingMergesInReverseGivesBackEqualRecords() async throws {
    for seed in 1...Self.runs {
      var history = try await MergeHistory(seed: seed)
      let events = try await history.world.events()
      var states: [(merge: CustomerMerge, before: [RecordReference: AnyHashable])] = []
      for _ in 0..<Int.random(in: 1...4, using: &history.generator) {
        let before = try await history.world.facts()
        guard let merge = try await history.mergeAny() else { continue }
        try await history.checkMerged(merge, "seed \(seed)")
        states.append((merge, before))
      }
      for (merge, before) in states.reversed() {
        let split = try await history.world.directory.unmerge(merge.id, by: history.world.me)
        #expect(split.kept.isEmpty, "seed \(seed)")
        #expect(split.winner == merge.before && split.losers == merge.losers, "seed \(seed)")
        let after = try await history.world.facts()
        let wrong = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }.sorted()
        #expect(wrong.isEmpty, "seed \(seed)")
      }
      let now = try await history.world.events()
      #expect(events.allSatisfy { now[$0.key] == $0.value }, "seed \(seed)")
    }
  }

  /// With edits between, and links that come late: at the end everything is with the customer it was recorded on.
  @Test func whatIsRecordedStaysWithWhomItWasRecordedOn() async throws {
    for seed in 1...Self.runs {
      var history = try await MergeHistory(seed: seed)
      var merges: [CustomerMerge] = []
      for _ in 0..<Int.random(in: 2...8, using: &history.generator) {
        switch Int.random(in: 0..<6, using: &history.generator) {
        case 0, 1:
          if let merge = try await history.mergeAny() { merges.append(merge) }
        case 2 where !merges.isEmpty:
          try await history.undo(merges.removeLast(), "seed \(seed)")
        case 3: try await history.recordOrder()
        case 4: try await history.recordLate()
        default: try await history.edit()
        }
        if Bool.random(using: &history.generator) { try await history.world.directory.repairMergedLinks() }
        try await history.checkOrders("seed \(seed)")
      }
      for merge in merges.reversed() { try await history.undo(merge, "seed \(seed)") }
      for (id, home) in history.homes {
        #expect(try history.world.get(id)?.customer == home, "seed \(seed)")
      }
      try await history.checkOrders("seed \(seed)")
      #expect(try history.world.store.count(Query<CustomerAlias>()) == 0, "seed \(seed)")
      #expect(try history.world.store.count(Query<Customer>()) == history.people.count, "seed \(seed)")
    }
  }
}

/// A world of random customers with random records, and random steps in it.
struct MergeHistory {
  let world = MergeWorld()
  var generator: SeededGenerator
  var people: [Identifier<Customer>] = []
  /// Where each order was recorded, and its amount.
  var homes: [Identifier<Host.Order>: Identifier<Customer>] = [:]
  var amounts: [Identifier<Host.Order>: Int] = [:]

  init(seed: UInt64) async throws {
    generator = SeededGenerator(seed: seed)
    for index in 0..<Int.random(in: 3...6, using: &generator) { try await addPerson(index) }
    for _ in 0..<Int.random(in: 4...14, using: &generator) { try await addRecord() }
  }

  private mutating func pick() -> Identifier<Customer> { people.randomElement(using: &generator)! }

  private mutating func addPerson(_ index: Int) async throws {
    let seed = generator.next()
    let world = world
    let person = try await world.person("P\(index)") {
      var generator = SeededGenerator(seed: seed)
      func maybe<Value>(_ values: Value...) -> Value? {
        Bool.random(using: &generator) ? values.randomElement(using: &generator) : nil
      }
      $0.language = maybe("en", "de", "uk")
      $0.timeZoneID = maybe("Europe/Kyiv", "Europe/Berlin")
      $0.birthday = maybe(CalendarDay(year: 1980, month: 1, day: 1)!, CalendarDay(year: 1990, month: 2, day: 3)!)
      $0.demographics = maybe(
        Demographics(gender: "f"), Demographics(occupation: "x", householdSize: 2), Demographics())
      $0.firstTouch = maybe(
        Attribution(date: .init(timeIntervalSince1970: 5)), Attribution(date: .init(timeIntervalSince1970: 9)))
      $0.tags = TagSet([maybe("a", "b"), maybe("A", "c")].compactMap { $0 })
      $0.customFields["size"] = maybe(.integer(1), .integer(2))
      $0.foreignKeys = [ForeignKey("\(index)", in: "erp")]
      var points: [ContactPoint] = []
      for address in ["x@example.com", "y@example.com", "p\(index)@example.com"] where Bool.random(using: &generator) {
        let bounces = Bool.random(using: &generator)
        points.append(
          try world.mail(address) {
            $0.isPrimary = Bool.random(using: &generator)
            $0.label = maybe("work", "home")
            $0.verification = bounces ? .bounced(at: .init(timeIntervalSince1970: 100)) : .unverified
          })
      }
      $0.contactPoints = ContactPoints(points)
    }
    people.append(person.id)
  }

  private mutating func addRecord() async throws {
    let (one, two) = (pick(), pick())
    switch Int.random(in: 0..<9, using: &generator) {
    case 0, 1:
      var order = Host.Order(id: world.id(), customer: one, partner: Bool.random(using: &generator) ? two : nil)
      for _ in 0..<Int.random(in: 0...3, using: &generator) { order.watchers.append(pick()) }
      try await world.store.insert(order)
      homes[order.id] = one
      amounts[order.id] = 0
    case 2:
      let links = [RecordReference(one), RecordReference(two), RecordReference(pick())]
      try await world.store.insert(
        Host.Case(id: world.id(), requester: two, about: RecordReference(one), links: links))
    case 3:
      let account = Host.Account(programme: ["a", "b"].randomElement(using: &generator)!, customer: one, points: 3)
      if try world.get(account.id) == nil { try await world.store.insert(account) }
    case 4:
      let attachment = Attachment(
        name: "f", mediaType: "text/plain", contents: [UInt8.random(in: 0...3, using: &generator)])
      try await world.store.insert(
        AttachedFile(id: world.id(), owner: RecordReference(one), attachment: attachment, addedAt: world.clock.now))
    case 5:
      let meeting = Interaction(
        id: world.id(), customer: one, kind: .meeting, date: world.clock.now,
        participants: [InteractionParticipant(RecordReference(two)), InteractionParticipant(RecordReference(pick()))])
      try await world.directory.log(meeting, by: world.me)
    case 6:
      let task = FollowUp(id: world.id(), what: "w", customer: one, due: world.clock.now, createdAt: world.clock.now)
      try await world.directory.addFollowUp(task, by: world.me)
    case 7:
      let kind: RelationshipKind = [.spouseOf, .childOf, .referredBy].randomElement(using: &generator)!
      let isPrimary = Bool.random(using: &generator)
      _ = try? await world.directory.relate(one, kind, two, by: world.me) { $0.isPrimary = isPrimary }
    default:
      let key = IdentityKey(
        [.device, .account].randomElement(using: &generator)!, "\(Int.random(in: 0...2, using: &generator))")
      let evidence = IdentityEvidence("login", date: world.clock.now)
      _ = try? await world.directory.link(key, to: one, evidence: evidence, by: world.me)
    }
  }

  /// Merges two or three customers that are still their own, under any of their identifiers; `nil` if that is not possible.
  mutating func mergeAny() async throws -> CustomerMerge? {
    world.clock.advance(by: 60)
    let count = Int.random(in: 2...3, using: &generator)
    let chosen = people.shuffled(using: &generator).prefix(count)
    let choices: [CustomerProperty: Identifier<Customer>] =
      Bool.random(using: &generator) ? [.language: chosen.last!] : [:]
    guard
      let plan = try? await world.directory.planMerge(
        winner: chosen.first!, losers: Array(chosen.dropFirst()), choices: choices), plan.isApplicable
    else { return nil }
    return try await world.directory.apply(plan, by: world.me)
  }

  /// What every merge keeps.
  func checkMerged(_ merge: CustomerMerge, _ comment: Comment) async throws {
    let one = try #require(try world.get(merge.winner))
    for loser in merge.losers {
      #expect(try await world.directory.resolve(loser.id) == merge.winner, comment)
      let left = try await ReferenceWalk(over: world.directory.registry, in: world.store).counts(
        to: RecordReference(loser))
      #expect(left.isEmpty, comment)
    }
    for party in merge.losers + [merge.before] {
      // Every point can still be suppressed, and none is more reachable than it was.
      for point in party.contactPoints {
        let present = one.contactPoints.point(canonical: point.canonical)
        #expect(present != nil && (!point.verification.isBounced || present?.verification.isBounced == true), comment)
      }
      #expect(party.tags.allSatisfy { one.tags.contains($0) }, comment)
      #expect(party.foreignKeys.allSatisfy { one.foreignKeys.contains($0) }, comment)
      #expect(party.language == nil || one.language != nil, comment)
      #expect(one.createdAt <= party.createdAt, comment)
    }
    #expect(one.contactPoints == ContactPoints(one.contactPoints.points), comment)
    for edge in try await world.store.all(Query<Relationship>()) { #expect(edge.from != edge.to, comment) }
  }

  /// Every order is there once, with its amount, and leads to the customer that it belongs to.
  func checkOrders(_ comment: Comment) async throws {
    let orders = try await world.store.all(Query<Host.Order>()).map(\.record)
    #expect(Dictionary(uniqueKeysWithValues: orders.map { ($0.id, $0.amount) }) == amounts, comment)
    for order in orders {
      let home = try #require(homes[order.id])
      let (now, then) = (try await world.directory.resolve(order.customer), try await world.directory.resolve(home))
      #expect(now == then, comment)
    }
  }

  mutating func undo(_ merge: CustomerMerge, _ comment: Comment) async throws {
    world.clock.advance(by: 60)
    do {
      try await world.directory.unmerge(merge.id, by: world.me)
    } catch let refusal as MergeRefusal {
      Issue.record(refusal, comment)
    }
  }

  /// A new order of somebody, under the identifier that is in force.
  mutating func recordOrder() async throws {
    let home = try await world.directory.resolve(pick())
    let order = try await world.order(home)
    homes[order.id] = home
    amounts[order.id] = 0
  }

  /// A new order that a writer records under an identifier of which it does not know that it was merged.
  mutating func recordLate() async throws {
    let home = pick()
    let order = try await world.order(home)
    homes[order.id] = home
    amounts[order.id] = 0
  }

  mutating func edit() async throws {
    world.clock.advance(by: 60)
    if let id = homes.keys.sorted().randomElement(using: &generator) {
      let amount = Int.random(in: 1...99, using: &generator)
      try await world.store.edit(id) { $0.amount = amount }
      amounts[id] = amount
    }
    let language = ["fr", "it"].randomElement(using: &generator)!
    try await world.directory.edit(pick(), by: world.me) { $0.language = language }
  }
}
