import CRMTesting
import Customers
import Foundation
import Testing

@Suite struct SourceRecordTests {
  private let world = MergeWorld()
  private var directory: CustomerDirectory { world.directory }
  private let start = CRMEnvironment.testStart

  private func seen(
    _ system: String, _ id: String, at minute: Int, verified: Set<CustomerProperty> = [], _ facts: PartyFacts
  ) -> SourceObservation {
    SourceObservation(
      key: ForeignKey(id, in: system), facts: facts, verified: verified,
      observedAt: start.addingTimeInterval(Double(minute) * 60))
  }

  private func named(_ name: String, language: String? = nil, tags: TagSet = []) -> PartyFacts {
    PartyFacts(kind: .person, personName: PersonName(given: name), language: language, tags: tags)
  }

  @Test func theSameKeyUpdatesAndNeverDoubles() async throws {
    let first = try await directory.ingest(seen("shop", "1", at: 0, named("Ann", tags: ["web"])), by: world.me)
    #expect(first.id == Identifier(foreign: "1", in: "shop") && first.foreignKeys == [ForeignKey("1", in: "shop")])
    let second = try await directory.ingest(seen("shop", "1", at: 1, named("Anna", tags: ["buyer"])), by: world.me)
    #expect(second.id == first.id && second.personName?.given == "Anna")
    #expect(Array(second.tags) == ["buyer"], "a label that no source gives any more goes")
    let commits = try world.store.history(after: nil, limit: .max).count
    try await directory.ingest(seen("shop", "1", at: 1, named("Anna", tags: ["buyer"])), by: world.me)
    try await directory.ingest(seen("shop", "1", at: 0, named("Old")), by: world.me)
    #expect(try world.store.history(after: nil, limit: .max).count == commits, "no news changes nothing")
    #expect(try world.store.count(Query<Customer>()) == 1 && world.store.count(Query<SourceRecord>()) == 1)
    #expect(try await directory.customer(ForeignKey("1", in: "shop"))?.id == first.id)
  }

  @Test func everyRuleChoosesAsItSays() async throws {
    let rules: [(SurvivorshipRule, String)] = [
      (.newest, "Cy"), (.oldest, "Alexander"), (.mostTrusted, "Bo"), (.longest, "Alexander"), (.mostFrequent, "Bo"),
      (.verifiedFirst, "Dee"),
    ]
    for (rule, expected) in rules {
      let policy = SurvivorshipPolicy(rules: [.personName: [rule]], trust: ["b", "a"])
      let world = MergeWorld(survivorship: policy)
      let one = try await world.directory.ingest(seen("a", "1", at: 0, named("Alexander")), by: world.me)
      for (index, observation) in [
        seen("b", "2", at: 1, named("Bo")), seen("c", "3", at: 2, named("Bo")),
        seen("d", "4", at: 3, verified: [.personName], named("Dee")), seen("e", "5", at: 4, named("Cy")),
      ].enumerated() {
        try await world.directory.ingest(observation, into: one.id, by: world.me)
        #expect(try world.store.count(Query<SourceRecord>()) == index + 2)
      }
      let golden = try #require(try await world.directory.customer(one.id))
      #expect(golden.personName?.given == expected, "\(rule)")
      let origin = try #require(try await world.directory.origin(of: .personName, of: one.id))
      #expect(origin.reason == Reason(SurvivorshipReason.rule, ["rule": .choice(rule.rawValue)]))
      #expect(origin.value == .text(expected) && origin.statements.count == 5)
      #expect(origin.statements.first { $0.key == origin.source }?.value == .text(expected))
    }
  }

  @Test func rulesAreAskedInOrder() async throws {
    let world = MergeWorld(
      survivorship: SurvivorshipPolicy(rules: [.language: [.mostTrusted, .oldest]], trust: ["erp"]))
    let one = try await world.directory.ingest(seen("erp", "1", at: 5, named("A", language: "de")), by: world.me)
    try await world.directory.ingest(seen("erp", "2", at: 1, named("A", language: "fr")), into: one.id, by: world.me)
    try await world.directory.ingest(seen("web", "3", at: 0, named("A", language: "en")), into: one.id, by: world.me)
    #expect(try await world.directory.customer(one.id)?.language == "fr")
  }

  @Test func whatIsSetByHandStays() async throws {
    let one = try await directory.ingest(
      seen("shop", "1", at: 0, named("Ann", language: "en", tags: ["web", "spam"])), by: world.me)
    try await directory.edit(one.id, by: world.me) {
      $0.language = "uk"
      $0.timeZoneID = "Europe/Kyiv"
      $0.tags.insert("friend")
      $0.tags.remove("spam")
      $0.contactPoints.add(try world.mail("ann@example.com"))
    }
    var facts = named("Annie", language: "de", tags: ["web", "spam"])
    facts.timeZoneID = "Europe/Berlin"
    facts.contactPoints = [try world.mail("shop@example.com")]
    let golden = try await directory.ingest(seen("shop", "1", at: 9, facts), by: world.me)
    #expect(golden.language == "uk" && golden.timeZoneID == "Europe/Kyiv" && golden.personName?.given == "Annie")
    #expect(Array(golden.tags) == ["friend", "web"])
    #expect(golden.contactPoints.map(\.canonical) == ["email:shop@example.com", "email:ann@example.com"])
    #expect(try await directory.origin(of: .language, of: one.id)?.reason.code == SurvivorshipReason.byHand)
    #expect(try await directory.origin(of: .language, of: one.id)?.statements.map(\.value) == [.text("de")])
    // A removed contact point stays removed, also when the source says it again.
    try await directory.edit(one.id, by: world.me) { $0.contactPoints.remove(canonical: "email:shop@example.com") }
    facts.tags = ["more"]
    let again = try await directory.ingest(seen("shop", "1", at: 10, facts), by: world.me)
    #expect(again.contactPoints.map(\.canonical) == ["email:ann@example.com"] && again.tags.contains("more"))
    // Until the property is left to the sources again.
    let left = try await directory.takeFromSources(.language, of: one.id, by: world.me)
    #expect(left.language == "de" && left.timeZoneID == "Europe/Kyiv")
  }

  @Test func aCustomerWithoutSourcesCountsAsOne() async throws {
    let ann = try await world.person("Ann") { $0.language = "en" }
    let key = ForeignKey("9", in: "erp")
    try await directory.edit(ann.id, by: world.me) { $0.foreignKeys = [key] }
    var facts = named("Anna")
    facts.birthday = CalendarDay(year: 1990, month: 1, day: 2)
    let golden = try await directory.ingest(seen("erp", "9", at: 600, facts), by: world.me)
    #expect(golden.id == ann.id && golden.language == "en" && golden.personName?.given == "Anna")
    #expect(golden.birthday != nil && golden.foreignKeys == [key])
    #expect(try await directory.sources(of: ann.id).items.map(\.key.system) == [SourceRecord.ownSystem, "erp"])
  }

  @Test func aKeyBelongsToOneCustomer() async throws {
    let one = try await directory.ingest(seen("shop", "1", at: 0, named("A")), by: world.me)
    let other = try await world.person("O")
    await #expect(throws: ValidationError.self) {
      try await directory.ingest(seen("shop", "1", at: 1, named("A")), into: other.id, by: world.me)
    }
    await #expect(throws: ValidationError.self) {
      try await directory.ingest(seen("", "1", at: 1, named("A")), by: world.me)
    }
    await #expect(throws: StoreError.self) {
      try await directory.ingest(seen("shop", "2", at: 1, named("A")), into: "nobody", by: world.me)
    }
    await #expect(throws: ValidationError.self) {
      var facts = named("A")
      facts.language = "not a language"
      try await directory.ingest(seen("shop", "1", at: 2, facts), by: world.me)
    }
    #expect(try await directory.customer(one.id) == one, "nothing half written")
  }

  /// The state depends on what was read, not on how often and in which order.
  @Test func ingestingIsIdempotentAndOrderIndependent() async throws {
    let rules = SurvivorshipRule.allCases
    for seed in UInt64(1)...(MergeLawTests.isSweep ? 1_000 : 30) {
      var generator = SeededGenerator(seed: seed)
      var policy = SurvivorshipPolicy(trust: ["s2", "s0"])
      for property in [CustomerProperty.personName, .language, .birthday, .contactPoints, .custom("size")] {
        policy.rules[property] = [rules.randomElement(using: &generator)!, rules.randomElement(using: &generator)!]
      }
      var observations: [SourceObservation] = []
      for _ in 0..<Int.random(in: 3...9, using: &generator) {
        var facts = named(["Ann", "Bo", "Christopher"].randomElement(using: &generator)!)
        facts.language = ["en", "de", nil].randomElement(using: &generator)!
        facts.tags = TagSet([["a", "A", "b"].randomElement(using: &generator)!])
        facts.customFields["size"] = [.integer(1), .integer(2), nil].randomElement(using: &generator)!
        let address = ["x@example.com", "y@example.com", "Y@example.com"].randomElement(using: &generator)!
        facts.contactPoints = [
          try world.mail(address) { $0.isPrimary = Bool.random(using: &generator) }, try world.mail("z@example.com"),
        ]
        let system = "s\(Int.random(in: 0..<3, using: &generator))"
        let minute = Int.random(in: 0..<4, using: &generator)
        let id = "\(Int.random(in: 0..<2, using: &generator))"
        observations.append(
          seen(system, id, at: minute, verified: Bool.random(using: &generator) ? [.personName] : [], facts))
      }
      var outcomes: Set<PartyFacts> = []
      var records: Set<[SourceRecord]> = []
      for round in 0..<4 {
        let world = MergeWorld(survivorship: policy)
        let one = try await world.person("Own")
        var order = observations.shuffled(using: &generator)
        if round > 1 { order += observations.shuffled(using: &generator) }
        for observation in order {
          world.clock.advance(by: 7)
          try await world.directory.ingest(observation, into: one.id, by: world.me)
        }
        outcomes.insert(try #require(try await world.directory.customer(one.id)).facts)
        records.insert(try await world.store.all(Query<SourceRecord>()).map(\.record))
      }
      #expect(outcomes.count == 1 && records.count == 1, "seed \(seed)")
    }
  }

  @Test func readingsAtTheSameTimeDoNotOverlookEachOther() async throws {
    let one = try await directory.ingest(seen("s", "0", at: 0, named("A")), by: world.me)
    await withTaskGroup(of: Void.self) { group in
      for index in 1...8 {
        let observation = seen("s", "\(index)", at: index, named("N\(index)", tags: TagSet(["t\(index)"])))
        group.addTask { _ = try? await directory.ingest(observation, into: one.id, by: world.me) }
      }
    }
    let golden = try #require(try await directory.customer(one.id))
    #expect(golden.tags.count == 8 && golden.personName?.given == "N8")
  }

  /// Neither of two readings changes the customer by itself; both together do.
  @Test func readingsThatChangeNothingAloneConflict() async throws {
    let world = MergeWorld(survivorship: SurvivorshipPolicy(rules: [.language: [.mostFrequent, .oldest]]))
    let one = try await world.directory.ingest(seen("s", "0", at: 0, named("A", language: "de")), by: world.me)
    for (index, language) in ["de", "de", "fr", "fr"].enumerated() {
      let observation = seen("s", "\(index + 1)", at: index + 1, named("A", language: language))
      try await world.directory.ingest(observation, into: one.id, by: world.me)
    }
    let first = seen("s", "0", at: 9, named("A", language: "en"))
    let second = seen("s", "1", at: 9, named("A", language: "en"))
    let (a, b) = (
      try await world.directory.prepareIngest(first, by: world.me),
      try await world.directory.prepareIngest(second, by: world.me)
    )
    #expect(a.value.language == "de" && b.value.language == "de")
    try world.store.commit(a.changes)
    #expect(throws: StoreError.self) { try world.store.commit(b.changes) }
    #expect(try await world.directory.ingest(second, by: world.me).language == "fr")
  }

  // MARK: With merges

  @Test func theWinnerTakesOverTheSourcesAndGivesThemBack() async throws {
    let winner = try await directory.ingest(
      seen("shop", "1", at: 0, named("Ann", language: "en", tags: ["w"])), by: world.me)
    let loser = try await directory.ingest(
      seen("erp", "2", at: 1, named("Anna", language: "de", tags: ["l"])), by: world.me)
    let plain = try await world.person("Plain") { $0.timeZoneID = "Europe/Kyiv" }
    let before = try await world.facts()
    let merge = try await world.merge(loser.id, plain.id, into: winner.id, choices: [.language: winner.id])
    #expect(try await directory.sources(of: winner.id).items.count == 3)
    #expect(try await directory.origin(of: .language, of: winner.id)?.merge == merge.id)
    world.clock.advance(by: 60)
    let undone = try await directory.unmerge(merge.id, by: world.me)
    #expect(undone.winner == winner && undone.losers == [loser, plain])
    #expect(try await world.facts() == before)

    // What the merge decided stays when a source is read again; what it did not touch follows the sources.
    let again = try await world.merge(loser.id, plain.id, into: winner.id, choices: [.language: winner.id])
    let facts = PartyFacts(kind: .person, personName: PersonName(given: "Annabel"), language: "fr", tags: ["x"])
    let golden = try await directory.ingest(seen("erp", "2", at: 100_000, facts), by: world.me)
    #expect(golden.id == winner.id && golden.language == "en" && golden.timeZoneID == "Europe/Kyiv")
    #expect(golden.tags.contains("x") && golden.tags.contains("w") && !golden.tags.contains("l"))
    // And after the merge is undone, a reading finds the customer whose source it is.
    try await directory.unmerge(again.id, by: world.me)
    let back = try await directory.ingest(seen("erp", "2", at: 100_001, facts), by: world.me)
    #expect(back.id == loser.id && back.language == "fr")
    let own = try await directory.ingest(seen("shop", "1", at: 100_001, named("Ann", language: "en")), by: world.me)
    #expect(own.id == winner.id && own.language == "en" && own.timeZoneID == nil && !own.tags.contains("x"))
  }
}
