import CRMTesting
import Consent
import Foundation
import Testing

/// What holds for every history with an erasure in it. The seed of a failing run is in the message.
@Suite struct ConsentErasureLawTests {
  /// 10,000 where CRM_SWEEP is set, 150 otherwise.
  private static let runs: UInt64 = ConsentHistories.isSweep ? 10_000 : 150
  private static let names = ["Ann", "Bob", "Cem", "Dea"]
  private let staff = ErasureFixture.staff

  /// A random small world: persons who may share addresses and be merged, records about them, and a ledger.
  private struct World {
    var persons: [Person] = []
    var erased: Person
    var shared: Set<String> = []

    init(seed: UInt64) {
      var generator = SeededGenerator(seed: seed)
      let names = ConsentErasureLawTests.names
      for name in names {
        var person = Person(name, addresses: ["\(name.lowercased())@example.com"])
        if Int.random(in: 0..<4, using: &generator) == 0 { person.addresses.append("family@example.com") }
        persons.append(person)
      }
      if Bool.random(using: &generator) { persons[1].winner = persons[0].id }
      erased = persons[Int.random(in: 0...1, using: &generator) * 2]
    }

    /// The persons who are one with the erased one.
    var own: [Person] { persons.filter { $0.id == erased.id || $0.winner == erased.id } }
    var addresses: Set<String> { Set(own.flatMap(\.addresses)) }
    var others: [Person] { persons.filter { person in !own.contains { $0.id == person.id } } }
  }

  private func fill(_ fixture: ErasureFixture, _ world: World, seed: UInt64) async throws {
    var generator = SeededGenerator(seed: seed &+ 77)
    var changes = ChangeSet(author: staff)
    changes.insert(contentsOf: world.persons)
    func any() -> Identifier<Person> { world.persons[Int.random(in: 0..<4, using: &generator)].id }
    var memos: [Identifier<Memo>] = []
    for number in 0..<Int.random(in: 0...14, using: &generator) {
      let key = "\(seed).\(number)"
      switch Int.random(in: 0..<6, using: &generator) {
      case 0: changes.insert(Bill(id: Identifier(derivedFrom: key), person: any(), text: "b"))
      case 1:
        memos.append(Identifier(derivedFrom: key))
        changes.insert(Memo(id: Identifier(derivedFrom: key), person: any(), text: "m", others: [any()]))
      case 2:
        guard let memo = memos.randomElement(using: &generator) else { continue }
        changes.insert(Remark(id: Identifier(derivedFrom: key), memo: memo, text: "r"))
      case 3: changes.insert(Meeting(id: Identifier(derivedFrom: key), guests: Array(Set([any(), any()])).sorted()))
      case 4: changes.insert(Answer(id: Identifier(derivedFrom: key), person: any(), words: "w", points: number))
      default:
        let bytes: [UInt8] = [UInt8(Int.random(in: 0..<3, using: &generator))]
        let digest = fixture.blobs.put(bytes)
        changes.insert(Scan(id: Identifier(derivedFrom: key), owner: RecordReference(any()), digest: digest))
      }
    }
    try await fixture.store.commit(changes)
    for address in Set(world.persons.flatMap(\.addresses)).sorted() {
      for _ in 0..<Int.random(in: 0...2, using: &generator) {
        fixture.clock.advance(by: 60)
        let point = ContactPoint.Value.email(try EmailAddress(address))
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: try await fixture.ledger.withdraw(point, method: .form, by: .dataSubject)
        case 1: _ = try? await fixture.optIn(address, confirmed: true)
        default: try await fixture.optIn(address)
        }
      }
    }
  }

  private func decisions(_ fixture: ErasureFixture, _ persons: [Person]) async throws -> [ConsentDecision] {
    var all: [ConsentDecision] = []
    for address in Set(persons.flatMap(\.addresses)).sorted() { all.append(try await fixture.decision(address)) }
    return all
  }

  /// All acts with their proofs.
  private func acts(_ fixture: ErasureFixture, _ persons: [Person]) async throws -> [[ConsentAct]] {
    var all: [[ConsentAct]] = []
    for address in Set(persons.flatMap(\.addresses)).sorted() {
      all.append(try await fixture.ledger.acts(of: fixture.ledger.digester.digest(of: EmailAddress(address))))
    }
    return all
  }

  @Test func nobodyFindsTheErasedAndTheOthersKeepTheirs() async throws {
    for seed in 1...Self.runs {
      let world = World(seed: seed)
      let fixture = ErasureFixture()
      try await fill(fixture, world, seed: seed)
      fixture.clock.advance(by: 86_400)
      let apart = world.others.map { person in
        var person = person
        person.addresses.removeAll { world.addresses.contains($0) }
        return person
      }
      let before = try await decisions(fixture, apart)
      let proofs = try await acts(fixture, apart)
      try await fixture.desk.erase(fixture.desk.plan(world.erased.reference), by: staff)
      #expect(try await decisions(fixture, apart) == before, "seed \(seed)")
      #expect(try await acts(fixture, apart) == proofs, "seed \(seed)")
      let store = fixture.store
      for person in world.own {
        #expect(try await store.get(person.id) == nil, "seed \(seed)")
        for address in person.addresses {
          let holders = try await store.all(Query(Person.byAddress, ExactText(address)))
          #expect(holders.allSatisfy { holder in !world.own.contains { $0.id == holder.id } }, "seed \(seed)")
          // Re-import: an act that is no confirmed opt-in of the person's own.
          fixture.clock.advance(by: 60)
          #expect(try await fixture.isErased(address), "seed \(seed)")
          try await fixture.ledger.optIn(
            .email(EmailAddress(address)), to: "marketing.news", through: .email, proof: ConsentFixture.proof,
            method: .importRun, actor: .importRun, by: .importRun("i"))
          #expect(try await fixture.decision(address).outcome == .deny, "seed \(seed)")
        }
        let links = try await ReferenceWalk(over: RecordRegistry(ErasureFixture.types), in: store)
          .counts(to: person.reference)
        #expect(links.allSatisfy { $0.collection == Bill.collection }, "seed \(seed)")
      }
      for scan in try await store.all(Query(Scan.self)) {
        #expect(fixture.blobs.contains(scan.digest), "seed \(seed): somebody else's file")
      }
      let used = Set(try await store.all(Query(Scan.self)).map(\.digest))
      #expect(fixture.blobs.count == used.count, "seed \(seed): no file without an owner")
    }
  }

  @Test func erasingTwiceIsErasingOnce() async throws {
    for seed in 1...Self.runs {
      let world = World(seed: seed)
      let fixture = ErasureFixture()
      try await fill(fixture, world, seed: seed)
      let first = try await fixture.desk.erase(fixture.desk.plan(world.erased.reference), by: staff)
      let once = try await fixture.contents()
      fixture.clock.advance(by: 86_400)
      let second = try await fixture.desk.erase(fixture.desk.plan(world.erased.reference), by: staff)
      #expect(second == first, "seed \(seed)")
      #expect(try await fixture.contents() == once, "seed \(seed)")
    }
  }

  @Test func cutOffAnywhereAndResumedIsUncut() async throws {
    for seed in 1...Self.runs {
      let world = World(seed: seed)
      let limit = Int(seed % 4) + 1
      let whole = try await erased(world, seed, limit: limit, cut: nil)
      let applies = seed.isMultiple(of: 2)
      var generator = SeededGenerator(seed: seed)
      let cut = Int.random(in: 0..<8, using: &generator)
      let resumed = try await erased(world, seed, limit: limit, cut: (cut, applies))
      #expect(resumed == whole, "seed \(seed), cut at \(cut), written: \(applies)")
    }
  }

  private func erased(_ world: World, _ seed: UInt64, limit: Int, cut: (Int, Bool)?) async throws -> [String] {
    let base = ErasureFixture()
    try await fill(base, world, seed: seed)
    func fixture(_ store: any Store) -> ErasureFixture {
      ErasureFixture(clock: base.clock, store: store, blobs: base.blobs, commitLimit: limit, seed: 99)
    }
    if let (commits, applies) = cut {
      let desk = fixture(CutStore(base.store, after: commits, appliesLast: applies)).desk
      _ = try? await desk.erase(desk.plan(world.erased.reference), by: staff)
      // From the commit on with which it began nothing may be sent.
      for erasure in try await base.store.all(Query(Erasure.self)) where erasure.state == .running {
        for address in world.addresses { #expect(try await base.isErased(address), "seed \(seed), cut at \(commits)") }
      }
    }
    let desk = fixture(base.store).desk
    try await desk.erase(desk.plan(world.erased.reference), by: staff)
    return try await base.contents() + ["\(base.blobs.count)"]
  }

  // MARK: Taken apart

  /// What there is of a person, in terms that losing a mention of somebody else does not change.
  private static func belongings(of person: Person, in store: any Store) async throws -> [String] {
    let memos = try await store.all(Query(Memo.self)).filter { $0.person == person.id }.map(\.id)
    var lines = memos.map { "memo \($0)" }
    lines += try await store.all(Query(Remark.self)).filter { memos.contains($0.memo) }.map { "remark \($0.id)" }
    lines += try await store.all(Query(Bill.self)).filter { $0.person == person.id }.map { "bill \($0.id) \($0.text)" }
    lines += try await store.all(Query(Answer.self)).filter { $0.person == person.id }.map { "answer \($0.id)" }
    lines += try await store.all(Query(Scan.self)).filter { $0.owner == person.reference }.map { "scan \($0.id)" }
    if let known = try await store.get(person.id) { lines.append("\(known.name) \(known.addresses)") }
    return lines.sorted()
  }

  /// The merged one becomes a person of their own at a random moment, in between two commits or after a cut: from then on nothing of theirs
  /// is touched, whoever goes on and however often, and the other is erased all the same.
  @Test func takenApartAtAnyMomentTheOtherIsLeftAlone() async throws {
    var decided = 0
    for seed in 1...Self.runs {
      var world = World(seed: seed)
      world.persons[1].winner = world.persons[0].id
      let (erased, other) = (world.persons[0], world.persons[1])
      let base = ErasureFixture()
      try await fill(base, world, seed: seed)
      var generator = SeededGenerator(seed: seed &+ 5)
      let moment = Int.random(in: 0..<8, using: &generator)
      let limit = Int.random(in: 1...6, using: &generator)
      let before = Belongings()
      let separate: @Sendable () async throws -> Void = {
        if try await base.store.get(other.id) != nil { try await base.store.edit(other.id) { $0.winner = nil } }
        await before.take(try await Self.belongings(of: other, in: base.store))
      }
      let isCut = Bool.random(using: &generator)
      let store =
        isCut
        ? CutStore(base.store, after: moment, appliesLast: Bool.random(using: &generator))
        : CutStore(base.store, beforeCommit: moment, separate)
      let broken = ErasureFixture(clock: base.clock, store: store, blobs: base.blobs, commitLimit: limit, seed: 98)
      _ = try? await broken.desk.erase(broken.desk.plan(erased.reference), by: staff)
      if isCut { try await separate() }
      let fixture = ErasureFixture(
        clock: base.clock, store: base.store, blobs: base.blobs, commitLimit: limit, seed: 99)
      for erasure in try await base.store.all(Query(Erasure.self)) where erasure.state == .running {
        if try await base.store.get(other.id) != nil {
          for _ in 0..<2 {
            await #expect(throws: ErasureRefusal.separated(erasure.id, [other.reference]), "seed \(seed)") {
              try await fixture.desk.resume(erasure.id)
            }
          }
          try await fixture.desk.leaveOut([other.reference], of: erasure.id, by: staff)
          decided += 1
        }
        #expect(try await fixture.desk.resume(erasure.id).state == .done, "seed \(seed)")
        let left = try await Self.belongings(of: erased, in: base.store)
        #expect(left.allSatisfy { $0.hasPrefix("bill ") && $0.hasSuffix(" ") }, "seed \(seed)")
      }
      if let known = await before.lines {
        #expect(try await Self.belongings(of: other, in: base.store) == known, "seed \(seed)")
      }
      for scan in try await base.store.all(Query(Scan.self)) {
        #expect(base.blobs.contains(scan.digest), "seed \(seed): somebody else's file")
      }
    }
    #expect(decided > Self.runs / 10)
  }

  private actor Belongings {
    private(set) var lines: [String]?
    func take(_ lines: [String]) { self.lines = self.lines ?? lines }
  }
}
