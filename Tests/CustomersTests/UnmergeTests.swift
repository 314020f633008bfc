import CRMTesting
import Customers
import Foundation
import Testing

@Suite struct UnmergeTests {
  private let world = MergeWorld()
  private var directory: CustomerDirectory { world.directory }

  @Test func whatWasMergedIsGivenBackEqual() async throws {
    let winner = try await world.person("W") {
      $0.language = "en"
      $0.tags = ["a"]
      $0.demographics = Demographics()
      $0.contactPoints = [try world.mail("ann@example.com"), try world.mail("w@example.com") { $0.label = "work" }]
      $0.foreignKeys = [ForeignKey("1", in: "erp")]
    }
    let loser = try await world.person("L") {
      $0.language = "de"
      $0.tags = ["a", "b"]
      $0.contactPoints = [try world.mail("Ann@example.com") { $0.verification = .verified(at: world.clock.now) }]
      $0.foreignKeys = [ForeignKey("2", in: "erp")]
      $0.customFields = ["size": .integer(2)]
    }
    let third = try await world.person("T")
    try await world.order(loser.id) { $0.watchers = [winner.id, loser.id, third.id] }
    try await world.store.insert(Host.Account(programme: "miles", customer: winner.id, points: 1))
    try await world.store.insert(Host.Account(programme: "miles", customer: loser.id, points: 2))
    try await world.store.insert(Host.Account(programme: "coffee", customer: third.id, points: 3))
    let facts = try await world.facts()
    let events = try await world.events()
    let merge = try await world.merge(loser.id, third.id, into: winner.id)
    #expect(try await world.facts() != facts)
    world.clock.advance(by: 60)
    let split = try await directory.unmerge(merge.id, by: world.me)
    #expect(try await world.facts() == facts)
    #expect(split.winner == winner && split.losers == [loser, third] && split.kept.isEmpty)
    #expect(split.counts[Host.Account.collection] == 4 && split.counts[Host.Order.collection] == 1)
    let now = try await world.events()
    for (id, event) in events { #expect(now[id] == event) }
    #expect(now.values.filter { $0.name == .customerUnmerged }.map(\.customer?.id).count == 2)
    #expect(try world.store.count(Query<MergeTrace>()) == 0, "no copies stay behind")
    #expect(try await directory.resolve(loser.id) == loser.id)
    await #expect(throws: MergeRefusal.problems([Reason(MergeReason.alreadyUndone)])) {
      try await directory.unmerge(merge.id, by: world.me)
    }
  }

  @Test func laterEditsStayWhereTheyWereMade() async throws {
    let winner = try await world.person("W") { $0.contactPoints = [try world.mail("w@example.com")] }
    let loser = try await world.person("L") {
      $0.language = "de"
      $0.timeZoneID = "Europe/Kyiv"
      $0.tags = ["old", "gone"]
      $0.contactPoints = [try world.mail("l@example.com"), try world.mail("dead@example.com")]
    }
    let order = try await world.order(loser.id)
    let merge = try await world.merge(loser.id, into: winner.id)
    world.clock.advance(by: 60)
    let bounced = Verification.bounced(at: world.clock.now)
    try await directory.edit(winner.id, by: world.me) {
      $0.language = "fr"
      $0.tags.insert("new")
      $0.tags.remove("gone")
      $0.contactPoints.update(canonical: "email:l@example.com") { $0.verification = bounced }
      $0.contactPoints.remove(canonical: "email:dead@example.com")
      $0.contactPoints.add(try world.mail("new@example.com"))
    }
    try await world.store.edit(order.id) { $0.amount = 9 }
    let since = try await world.order(winner.id)
    world.clock.advance(by: 60)
    try await directory.unmerge(merge.id, by: world.me)

    let kept = try #require(try world.get(winner.id))
    let back = try #require(try world.get(loser.id))
    #expect(kept.language == "fr" && kept.timeZoneID == nil && Array(kept.tags) == ["new"])
    #expect(kept.contactPoints.map(\.canonical) == ["email:w@example.com", "email:new@example.com"])
    #expect(kept.updatedAt == world.clock.now && kept.personName?.given == "W")
    #expect(back.language == "de" && back.timeZoneID == "Europe/Kyiv" && Array(back.tags) == ["old"])
    #expect(back.contactPoints.map(\.canonical) == ["email:l@example.com"], "what was removed stays removed")
    #expect(back.contactPoints.first?.verification == bounced, "what bounces since bounces on")
    #expect(try world.get(order.id) == Host.Order(id: order.id, customer: loser.id, amount: 9))
    #expect(try world.get(since.id)?.customer == winner.id)
  }

  @Test func aPointOfBothIsStoppedForBoth() async throws {
    let winner = try await world.person("W") { $0.contactPoints = [try world.mail("ann@example.com")] }
    let loser = try await world.person("L") { $0.contactPoints = [try world.mail("ann@example.com")] }
    let merge = try await world.merge(loser.id, into: winner.id)
    let bounced = Verification.bounced(at: world.clock.now)
    try await directory.edit(winner.id, by: world.me) {
      $0.contactPoints.update(canonical: "email:ann@example.com") { $0.verification = bounced }
    }
    let split = try await directory.unmerge(merge.id, by: world.me)
    #expect(split.winner.contactPoints[0].verification == bounced)
    #expect(split.losers[0].contactPoints[0].verification == bounced)
  }

  @Test func aKeyThatSomebodyElseHasNowDoesNotGoBack() async throws {
    let winner = try await world.person("W")
    let loser = try await world.person("L") {
      $0.foreignKeys = [ForeignKey("1", in: "erp"), ForeignKey("2", in: "erp")]
    }
    let merge = try await world.merge(loser.id, into: winner.id)
    try await directory.edit(winner.id, by: world.me) { $0.foreignKeys.removeAll { $0.id == "1" } }
    let other = try await world.person("O") { $0.foreignKeys = [ForeignKey("1", in: "erp")] }
    try await directory.unmerge(merge.id, by: world.me)
    #expect(try world.get(loser.id)?.foreignKeys == [ForeignKey("2", in: "erp")])
    #expect(try world.get(winner.id)?.foreignKeys == [] && world.get(other.id)?.foreignKeys.count == 1)
  }

  @Test func mergesAreUndoneInTheReverseOrder() async throws {
    let a = try await world.person("A")
    let b = try await world.person("B")
    let c = try await world.person("C")
    let first = try await world.merge(a.id, into: b.id)
    let second = try await world.merge(b.id, into: c.id)
    let refusal = MergeRefusal.problems([
      Reason(MergeReason.laterMerge, ["merge": .reference(RecordReference(second.id))])
    ])
    await #expect(throws: refusal) { try await directory.unmerge(first.id, by: world.me) }
    #expect(try await directory.merges(of: a.id).map(\.id) == [second.id, first.id])
    try await directory.unmerge(second.id, by: world.me)
    #expect(try await directory.resolve(a.id) == b.id)
    try await directory.unmerge(first.id, by: world.me)
    #expect(try world.get(a.id) == a && world.get(b.id) == b && world.get(c.id) == c)
  }

  @Test func aMergeCanBeDoneAgain() async throws {
    let winner = try await world.person("W")
    let loser = try await world.person("L")
    try await world.order(loser.id)
    let before = try await world.facts()
    for _ in 0..<3 {
      let merge = try await world.merge(loser.id, into: winner.id)
      try await directory.unmerge(merge.id, by: world.me)
    }
    #expect(try await world.facts() == before)
  }

  @Test func aRecordThatNamesBothSinceIsLeftAndNamed() async throws {
    let winner = try await world.person("W")
    let loser = try await world.person("L")
    let call = Interaction(
      id: world.id(), customer: winner.id, kind: .meeting, date: world.clock.now,
      participants: [InteractionParticipant(RecordReference(loser))])
    try await world.store.insert(call)
    let merge = try await world.merge(loser.id, into: winner.id)
    try await world.store.edit(call.id) {
      $0.participants.append(InteractionParticipant(RecordReference(winner), role: "interpreter"))
    }
    let split = try await directory.unmerge(merge.id, by: world.me)
    #expect(split.kept == [RecordReference(call)])
    let parties = try world.get(call.id)?.participants.map(\.party)
    #expect(parties == [RecordReference(winner), RecordReference(winner)], "nothing is lost, nothing is guessed")
  }

  /// Of a record that named both, and was changed since, only what was not written since goes back.
  @Test func aRecordThatWasRewrittenGoesBackPropertyByProperty() async throws {
    let winner = try await world.person("W")
    let loser = try await world.person("L")
    let order = try await world.order(winner.id) { $0.watchers = [winner.id, loser.id] }
    let merge = try await world.merge(loser.id, into: winner.id)
    #expect(try world.get(order.id)?.watchers == [winner.id])
    try await world.store.edit(order.id) { $0.amount = 4 }
    try await directory.unmerge(merge.id, by: world.me)
    #expect(
      try world.get(order.id)
        == Host.Order(
          id: order.id, customer: winner.id, watchers: [winner.id, loser.id], amount: 4))
  }

  // MARK: Relationships

  @Test func relationshipsStaySensible() async throws {
    let winner = try await world.person("W")
    let loser = try await world.person("L")
    let (acme, bolt) = (try await world.firm("Acme"), try await world.firm("Bolt"))
    let spouse = try await world.person("S")
    try await directory.relate(winner.id, .employeeOf, acme.id, by: world.me) { $0.isPrimary = true }
    try await directory.relate(loser.id, .employeeOf, bolt.id, by: world.me) { $0.isPrimary = true }
    try await directory.relate(loser.id, .employeeOf, acme.id, by: world.me)
    try await directory.relate(winner.id, .referredBy, loser.id, by: world.me)
    try await directory.relate(winner.id, .spouseOf, spouse.id, by: world.me)
    try await directory.relate(spouse.id, .spouseOf, loser.id, by: world.me)
    let before = try await world.facts()
    let plan = try await directory.planMerge(winner: winner.id, losers: [loser.id])
    #expect(plan.effects.first { $0.collection == Relationship.collection }?.counts == [.rewritten: 1, .removed: 3])
    #expect(plan.consequences.map(\.code) == [MergeReason.relationshipsToItself])
    let merge = try await directory.apply(plan, by: world.me)
    let edges = try await world.store.all(Query<Relationship>()).map(\.record)
    #expect(edges.count == 3 && edges.allSatisfy { $0.from != $0.to })
    #expect(try await directory.primaryRelationship(of: winner.id, .employeeOf)?.to == acme.id)
    try await directory.unmerge(merge.id, by: world.me)
    #expect(try await world.facts() == before)
  }

  @Test func theOnlyPrimaryRelationshipStaysPrimary() async throws {
    let winner = try await world.person("W")
    let loser = try await world.person("L")
    let acme = try await world.firm("Acme")
    try await directory.relate(winner.id, .employeeOf, acme.id, by: world.me)
    try await directory.relate(loser.id, .employeeOf, acme.id, by: world.me) { $0.isPrimary = true }
    try await world.merge(loser.id, into: winner.id)
    #expect(try await directory.primaryRelationship(of: winner.id, .employeeOf)?.to == acme.id)
    #expect(try world.store.count(Query<Relationship>()) == 1)
  }

  @Test func aMergeThatWouldCloseACircleIsRefused() async throws {
    let top = try await world.firm("Top")
    let middle = try await world.firm("Middle")
    let bottom = try await world.firm("Bottom")
    try await directory.relate(bottom.id, .subsidiaryOf, middle.id, by: world.me)
    try await directory.relate(middle.id, .subsidiaryOf, top.id, by: world.me)
    for (winner, loser) in [(top.id, bottom.id), (bottom.id, top.id)] {
      let plan = try await directory.planMerge(winner: winner, losers: [loser])
      #expect(plan.problems.map(\.code) == [MergeReason.relationshipCycle])
    }
    // Neighbours are fine: the edge between them goes.
    let plan = try await directory.planMerge(winner: middle.id, losers: [top.id])
    #expect(plan.isApplicable)
    try await directory.apply(plan, by: world.me)
    #expect(try world.store.count(Query<Relationship>()) == 1)
  }

  /// An edge that is decided on at the same time as the merge, and would close a circle with it: one of the two fails.
  @Test func aMergeAndAnEdgeDecidedTogetherCannotCloseACircle() async throws {
    for below in [true, false] {
      for mergesFirst in [true, false] {
        let (a, b, c) = (try await world.firm("A"), try await world.firm("B"), try await world.firm("C"))
        let top = try await world.firm("Top")
        // C becomes a part of A. Either B is below A and C gets below B; or B is below C, and A's parent gets below B.
        try await directory.relate(b.id, .subsidiaryOf, below ? a.id : c.id, by: world.me)
        try await directory.relate(a.id, .subsidiaryOf, top.id, by: world.me)
        let edge = try await directory.prepareRelate(below ? c.id : top.id, .subsidiaryOf, b.id, by: world.me).changes
        let plan = try await directory.planMerge(winner: a.id, losers: [c.id])
        let merge = try await directory.prepareApply(plan, by: world.me).changes
        try world.store.commit(mergesFirst ? merge : edge)
        #expect(throws: StoreError.self, "\(below) \(mergesFirst)") {
          try world.store.commit(mergesFirst ? edge : merge)
        }
        #expect(try (world.get(c.id) == nil) == mergesFirst)
      }
    }
  }
}
