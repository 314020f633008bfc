import CRMTesting
import Customers
import Foundation
import Testing

@Suite struct MergeTests {
  private let world = MergeWorld()
  private var directory: CustomerDirectory { world.directory }

  // MARK: Fields

  @Test func theNewestValueCountsAndEmptyNeverDoes() async throws {
    let old = try await world.person("Ann") {
      $0.language = "en"
      $0.timeZoneID = "Europe/Berlin"
      $0.demographics = Demographics(gender: "f", occupation: "baker")
    }
    let new = try await world.person("Anna") {
      $0.language = "de"
      $0.timeZoneID = nil
      $0.demographics = Demographics(occupation: "  ")
    }
    let plan = try await directory.planMerge(winner: old.id, losers: [new.id])
    #expect(plan.result.language == "de" && plan.result.personName?.given == "Anna", "the newest")
    #expect(plan.result.timeZoneID == "Europe/Berlin", "empty never overwrites")
    #expect(plan.result.demographics == Demographics(gender: "f", occupation: "baker"), "white space is empty")
    #expect(plan.result.createdAt == old.createdAt && plan.result.id == old.id)
    let language = try #require(plan.decisions.first { $0.property == .language })
    #expect(language.chosen == new.id && language.value == .text("de") && language.isConflict)
    #expect(language.reason == Reason(SurvivorshipReason.rule, ["rule": .choice("newest")]))
    #expect(language.candidates.map(\.value) == [.text("en"), .text("de")])
    let zone = try #require(plan.decisions.first { $0.property == .timeZoneID })
    #expect(zone.chosen == old.id && zone.reason.code == SurvivorshipReason.only && !zone.isConflict)
  }

  @Test func theEarlierCreationStays() async throws {
    let loser = try await world.person("A")
    let winner = try await world.person("B")
    try await world.merge(loser.id, into: winner.id)
    #expect(try world.get(winner.id)?.createdAt == loser.createdAt)
  }

  @Test func aChoiceBeatsThePolicyAndThePolicyTheNewest() async throws {
    let first = try await world.person("Bartholomew") { $0.language = "en" }
    let second = try await world.person("Bart") { $0.language = "de" }
    let policy = SurvivorshipPolicy(rules: [.personName: [.longest], .language: [.oldest]])
    let ruled = try await directory.planMerge(winner: second.id, losers: [first.id], policy: policy)
    #expect(ruled.result.personName?.given == "Bartholomew" && ruled.result.language == "en")
    let chosen = try await directory.planMerge(
      winner: second.id, losers: [first.id], policy: policy,
      choices: [.personName: second.id, .timeZoneID: first.id])
    #expect(chosen.result.personName?.given == "Bart" && chosen.result.language == "en")
    #expect(chosen.decisions.first { $0.property == .personName }?.reason.code == SurvivorshipReason.chosen)
    #expect(chosen.result.timeZoneID == nil, "an empty value cannot be chosen")
  }

  @Test func labelsPointsAndKeysUnite() async throws {
    let bounced = Verification.bounced(at: world.clock.now)
    let winner = try await world.person("W") {
      $0.tags = ["vip", "Fair"]
      $0.contactPoints = [
        try world.mail("Ann.Lee@example.com") { $0.isPrimary = true }, try world.mail("w@example.com"),
      ]
      $0.foreignKeys = [ForeignKey("1", in: "erp")]
    }
    let loser = try await world.person("L") {
      $0.tags = ["fair", "lead"]
      $0.contactPoints = [
        try world.mail("ann.lee@EXAMPLE.com") { $0.verification = bounced },
        try world.mail("l@example.com") { $0.isPrimary = true },
      ]
      $0.foreignKeys = [ForeignKey("2", in: "erp"), ForeignKey("7", in: "shop")]
    }
    let plan = try await directory.planMerge(winner: winner.id, losers: [loser.id])
    try await directory.apply(plan, by: world.me)
    let one = try #require(try world.get(winner.id))
    #expect(Array(one.tags) == ["Fair", "lead", "vip"])
    #expect(
      one.contactPoints.map(\.canonical).map { String($0.dropFirst(6)) } == [
        "ann.lee@example.com", "w@example.com", "l@example.com",
      ])
    #expect(one.contactPoints.primary(.email)?.canonical == "email:ann.lee@example.com")
    #expect(one.contactPoints[0].verification == bounced, "what is known to bounce stays so")
    #expect(one.foreignKeys.count == 3)
    #expect(try await directory.customer(ForeignKey("7", in: "shop"))?.id == winner.id)
    // What follows for permission is said: the point that comes, and the one that bounces.
    #expect(plan.consequences.map(\.code) == [MergeReason.pointsUnited, MergeReason.bounceStays])
    #expect(plan.consequences[0].arguments["count"] == .integer(1))
    #expect(plan.consequences.allSatisfy { !CustomerDirectory.phrases.sentence(for: $0).contains("{") })
  }

  // MARK: Records

  @Test func everyRecordOfEveryTypeFollows() async throws {
    let winner = try await world.person("W")
    let loser = try await world.person("L")
    let other = try await world.person("O")
    let order = try await world.order(other.id) {
      $0.partner = loser.id
      $0.watchers = [other.id, loser.id, winner.id]
    }
    let own = try await world.order(loser.id)
    let ticket = Host.Case(
      id: world.id(), requester: loser.id, about: RecordReference(loser),
      links: [RecordReference(loser), RecordReference(order)])
    try await world.store.insert(ticket)
    let blobs = InMemoryBlobStore()
    let file = AttachedFile(
      id: world.id(), owner: RecordReference(loser),
      attachment: Attachment(name: "a.txt", mediaType: "text/plain", contents: [1, 2]), addedAt: world.clock.now)
    blobs.put([1, 2])
    try await world.store.insert(file)
    let call = Interaction(id: world.id(), customer: loser.id, kind: .call, date: world.clock.now)
    try await directory.log(call, by: world.me)
    let task = FollowUp(id: world.id(), what: "x", customer: loser.id, due: world.clock.now, createdAt: world.clock.now)
    try await directory.addFollowUp(task, by: world.me)

    let plan = try await directory.planMerge(winner: winner.id, losers: [loser.id])
    let counts = Dictionary(uniqueKeysWithValues: plan.effects.map { ($0.collection, $0.counts) })
    #expect(counts[Host.Order.collection] == [.moved: 2])
    #expect(counts[Host.Case.collection] == [.moved: 1])
    #expect(counts[AttachedFile.collection] == [.moved: 1] && counts[Interaction.collection] == [.moved: 1])
    #expect(counts[FollowUp.collection] == [.moved: 1] && counts[Event.collection]?[.moved] == 3)
    #expect(plan.effects.first { $0.collection == Host.Case.collection }?.first == [RecordReference(ticket)])
    #expect(try world.get(own.id)?.customer == loser.id, "a plan changes nothing")

    try await directory.apply(plan, by: world.me)
    let moved = try #require(try world.get(order.id))
    #expect(moved.customer == other.id && moved.partner == winner.id && moved.watchers == [other.id, winner.id])
    #expect(try world.get(own.id)?.customer == winner.id)
    let one = RecordReference(winner)
    let asked = try #require(try world.get(ticket.id))
    #expect(asked.requester == winner.id && asked.about == one && asked.links == [one, RecordReference(order)])
    let files = try await world.store.all(Query(AttachedFile.byOwner, one))
    #expect(files.map { blobs.get($0.attachment.digest) } == [[1, 2]], "the file follows, its bytes are there")
    #expect(try await directory.timeline(of: winner.id).items.map(\.id) == [call.id])
    #expect(try world.get(task.id)?.customer == winner.id)
    let left = try await ReferenceWalk(over: directory.registry, in: world.store).counts(to: RecordReference(loser))
    #expect(left.isEmpty)
    // One commit, by the author, with its event.
    let commit = try #require(try world.store.history(after: nil, limit: .max).last)
    #expect(commit.author == world.me)
    let merged = try commit.records(of: Event.self).filter { $0.name == .customerMerged }
    #expect(merged.map(\.customer) == [one] && merged[0].properties["loser"] == .reference(RecordReference(loser)))
  }

  @Test func aPlanIsAValueThatSurvivesStorage() async throws {
    let winner = try await world.person("W")
    let loser = try await world.person("L") { $0.customFields["size"] = .integer(3) }
    try await world.order(loser.id)
    let plan = try await directory.planMerge(winner: winner.id, losers: [loser.id], choices: [.personName: winner.id])
    let copy = try JSONDecoder().decode(MergePlan.self, from: JSONEncoder().encode(plan))
    #expect(copy == plan)
    try await directory.apply(copy, by: world.me)
    #expect(try world.get(winner.id)?.customFields["size"] == .integer(3))
    #expect(try world.get(winner.id)?.personName?.given == "W")
  }

  @Test func recordsWithDerivedIdentitiesAreRekeyed() async throws {
    let winner = try await world.person("W")
    let loser = try await world.person("L")
    let segment = Segment(id: world.id(), name: "s", condition: nil, createdAt: world.clock.now)
    let second = Segment(id: world.id(), name: "t", condition: nil, createdAt: world.clock.now)
    try await directory.define(segment, by: world.me)
    try await directory.define(second, by: world.me)
    try await directory.setMembership(of: winner.id, in: segment.id, to: true, by: world.me)
    world.clock.advance(by: 5)
    try await directory.setMembership(of: loser.id, in: segment.id, to: false, by: world.me)
    try await directory.setMembership(of: loser.id, in: second.id, to: true, by: world.me)
    for (programme, customer, points) in [("miles", winner.id, 5), ("miles", loser.id, 7), ("coffee", loser.id, 1)] {
      try await world.store.insert(Host.Account(programme: programme, customer: customer, points: points))
    }
    try await world.merge(loser.id, into: winner.id)
    let miles = try world.get(Identifier<Host.Account>(derivedFrom: "miles", winner.id.description))
    let coffee = try world.get(Identifier<Host.Account>(derivedFrom: "coffee", winner.id.description))
    #expect(miles?.points == 12 && coffee?.points == 1 && coffee?.customer == winner.id)
    #expect(try world.store.count(Query<Host.Account>()) == 2)
    #expect(try world.store.count(Query<SegmentOverride>()) == 2 && world.store.count(Query<SegmentMembership>()) == 2)
    let decision = try world.get(SegmentOverride.id(segment: segment.id, customer: winner.id))
    #expect(decision?.isIncluded == false, "the later decision")
    #expect(try world.get(SegmentMembership.id(segment: second.id, customer: winner.id))?.isMember == true)
  }

  @Test func casesAndWatchesFollow() async throws {
    let (winner, loser, other) = (try await world.person("W"), try await world.person("L"), try await world.person("O"))
    let now = world.clock.now
    let segment: Identifier<Segment> = "segment"
    try await world.store.insert(DuplicateCase(winner.id, loser.id, state: .distinct, updatedAt: now))
    try await world.store.insert(DuplicateCase(loser.id, other.id, state: .distinct, updatedAt: now))
    try await world.store.insert(DuplicateCase(winner.id, other.id, updatedAt: now.addingTimeInterval(9)))
    let moment = SegmentWatch.Moment(segment: segment, date: now)
    try await world.store.insert(SegmentWatch(customer: loser.id, moments: [moment], contacts: [SHA256.hash([1])]))
    try await world.store.insert(SegmentWatch(customer: winner.id, contacts: [SHA256.hash([2])]))
    let before = try await world.facts()
    let plan = try await directory.planMerge(winner: winner.id, losers: [loser.id])
    #expect(plan.consequences.map(\.code) == [MergeReason.decidedDistinct])
    let merge = try await directory.apply(plan, by: world.me)
    let cases = try await world.store.all(Query<DuplicateCase>()).map(\.record)
    #expect(cases.map(\.id) == [DuplicateCase.id(winner.id, other.id)] && cases.map(\.state) == [.distinct])
    let watches = try await world.store.all(Query<SegmentWatch>()).map(\.record)
    #expect(watches.map(\.customer) == [winner.id] && watches[0].moments == [moment])
    #expect(watches[0].contacts.count == 2)
    try await directory.unmerge(merge.id, by: world.me)
    #expect(try await world.facts() == before)
  }

  @Test func aUniqueKeyThatBothHaveIsFoundByThePlan() async throws {
    let winner = try await world.person("W")
    let loser = try await world.person("L")
    let badge = Host.Badge(id: world.id(), customer: loser.id)
    try await world.store.insert(badge)
    let fine = try await directory.planMerge(winner: winner.id, losers: [loser.id])
    #expect(fine.isApplicable)
    try await world.store.insert(Host.Badge(id: world.id(), customer: winner.id))
    let plan = try await directory.planMerge(winner: winner.id, losers: [loser.id])
    #expect(plan.problems.map(\.code) == [ParticipationReason.uniqueKeyTaken])
    #expect(plan.problems[0].arguments["record"] == .reference(RecordReference(badge)))
    await #expect(throws: MergeRefusal.problems(plan.problems)) { try await directory.apply(plan, by: world.me) }
    #expect(try world.get(loser.id) != nil)
  }

  @Test func partiesOfDifferentKindsDoNotMerge() async throws {
    let winner = try await world.person("W")
    let loser = try await world.firm("F")
    let plan = try await directory.planMerge(winner: winner.id, losers: [loser.id])
    #expect(plan.problems.map(\.code).contains(MergeReason.kindsDiffer))
    await #expect(throws: MergeRefusal.self) { try await directory.apply(plan, by: world.me) }
    await #expect(throws: ValidationError.self) {
      try await directory.planMerge(winner: winner.id, losers: [winner.id])
    }
    await #expect(throws: ValidationError.self) { try await directory.planMerge(winner: winner.id, losers: []) }
    await #expect(throws: StoreError.self) { try await directory.planMerge(winner: winner.id, losers: ["nobody"]) }
  }

  @Test func moreRecordsThanTheLimitAreRefused() async throws {
    let winner = try await world.person("W")
    let loser = try await world.person("L")
    for _ in 0..<5 { try await world.order(loser.id) }
    let plan = try await directory.planMerge(winner: winner.id, losers: [loser.id], limit: 4)
    #expect(plan.problems.map(\.code) == [MergeReason.tooManyRecords])
    #expect(plan.problems[0].arguments["count"] == .integer(7))
  }

  // MARK: Identifiers

  @Test func theLosersIdentifierLeadsToTheWinnerThroughChains() async throws {
    let a = try await world.person("A")
    let b = try await world.person("B")
    let c = try await world.person("C")
    let d = try await world.person("D")
    try await world.merge(a.id, into: b.id)
    try await world.merge(b.id, into: c.id)
    try await world.merge(d.id, into: a.id)
    for id in [a.id, b.id, c.id, d.id] {
      #expect(try await directory.resolve(id) == c.id)
      #expect(try await directory.customer(id)?.id == c.id)
    }
    #expect(try await directory.resolve("nobody") == "nobody")
    #expect(try world.store.count(Query<Customer>()) == 1)
    // Nothing can be merged into what it is a part of: there is no way to a circle.
    await #expect(throws: ValidationError.self) { try await directory.planMerge(winner: a.id, losers: [c.id]) }
    // Verbs take the old identifier, and what they record is the winner's.
    try await directory.edit(a.id, by: world.me) { $0.language = "uk" }
    let call = Interaction(id: world.id(), customer: b.id, kind: .call, date: world.clock.now)
    #expect(try await directory.log(call, by: world.me).customer == c.id)
    #expect(try world.get(c.id)?.language == "uk")
  }
}
