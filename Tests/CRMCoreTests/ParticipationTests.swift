import CRMCore
import CRMTesting
import Foundation
import Testing

/// Merging over record types that nobody but the host knows.
@Suite struct ParticipationTests {
  struct House: Record {
    static let collection: CollectionName = "houses"
    var id: Identifier<House>
  }

  struct Room: Record {
    static let collection: CollectionName = "rooms"
    static let byDoor = Index<Room>("door", unique: true) { $0.door.map { IndexKey($0) } }
    static var indexes: [Index<Room>] { [byDoor] }
    static var references: [Reference<Room>] { [Reference("house", \.house), Reference("seen", \.seen)] }
    var id: Identifier<Room>
    var house: Identifier<House>
    var seen: [RecordReference] = []
    var note: String?
    var door: String?
  }

  struct Key: Record {
    static let collection: CollectionName = "keys"
    static let opens = Reference<Key>("opens", \.opens)
    static var references: [Reference<Key>] { [opens] }
    var id: Identifier<Key>
    var opens: RecordReference
    var copies: Int

    init(_ house: Identifier<House>, copies: Int) {
      id = Identifier(derivedFrom: house.description)
      opens = RecordReference(house)
      self.copies = copies
    }
  }

  /// Not a part of it: never looked at.
  struct Stranger: Record {
    static let collection: CollectionName = "strangers"
    var id: Identifier<Stranger>
  }

  private let store = InMemoryStore(environment: .fixed())
  private let registry = RecordRegistry([House.self, Room.self, Key.self, Stranger.self])
  private let winner: Identifier<House> = "winner"
  private let loser: Identifier<House> = "loser"
  private let now = CRMEnvironment.testStart

  private func part(_ losers: [Identifier<House>]? = nil, listing: Int = 20) -> MergePart {
    MergePart(
      MergeSubjects(winner: RecordReference(winner), losers: (losers ?? [loser]).map { RecordReference($0) }),
      at: now, listing: listing)
  }

  private func walk(leavingOut collections: Set<CollectionName> = []) -> ReferenceWalk {
    ReferenceWalk(over: registry, in: store, leavingOut: collections)
  }

  @Test func theWalkCountsAndFindsThroughEveryLink() async throws {
    try await store.insert(Room(id: "a", house: loser))
    try await store.insert(Room(id: "b", house: winner, seen: [RecordReference(loser), RecordReference(winner)]))
    try await store.insert(Key(loser, copies: 1))
    let target = RecordReference(loser)
    #expect(
      try await walk().counts(to: target) == [
        ReferenceCount(collection: "rooms", link: "house", count: 1),
        ReferenceCount(collection: "rooms", link: "seen", count: 1),
        ReferenceCount(collection: "keys", link: "opens", count: 1),
      ])
    var found: [RecordReference] = []
    try await walk(leavingOut: ["keys"]).find(target) { found.append($0) }
    #expect(found == [RecordReference(Identifier<Room>("a")), RecordReference(Identifier<Room>("b"))])
    #expect(try await walk().counts(to: RecordReference(Identifier<House>("nobody"))).isEmpty)
  }

  @Test func whatIsMovedGoesBack() async throws {
    for number in 0..<30 { try await store.insert(Room(id: Identifier(derivedFrom: "\(number)"), house: loser)) }
    let both = Room(id: "both", house: loser, seen: [RecordReference(winner), RecordReference(loser)])
    try await store.insert(both)
    let before = try await store.all(Query<Room>()).map(\.record)
    var part = part(listing: 5)
    try await walk().move(into: &part)
    #expect(part.count == 31 && part.effects.map(\.counts) == [[.moved: 31]] && part.effects[0].first.count == 5)
    try store.commit(part.changes)
    #expect(try store.count(Query(Room.references[0], to: winner)) == 31)
    #expect(try await store.get(both.id)?.seen == [RecordReference(winner)])
    // One trace for what only moved, a copy for what named both.
    #expect(part.traces.count == 2 && part.traces[0].count == 30)
    let traces = try JSONDecoder().decode([RecordTrace].self, from: JSONEncoder().encode(part.traces))
    #expect(traces == part.traces)

    try await store.edit(Identifier<Room>("both")) { $0.note = "painted" }
    var reversal = TraceReversal(from: RecordReference(winner), registry: registry, in: store)
    try await reversal.undo(traces)
    try store.commit(reversal.changes)
    #expect(reversal.counts == ["rooms": 31] && reversal.kept.isEmpty)
    var expected = before
    for index in expected.indices where expected[index].id == both.id { expected[index].note = "painted" }
    #expect(try await store.all(Query<Room>()).map(\.record) == expected)
  }

  @Test func whatWentOrLedElsewhereIsLeftAlone() async throws {
    for id in ["gone", "other", "same"] { try await store.insert(Room(id: Identifier(derivedFrom: id), house: loser)) }
    var part = part()
    try await walk().move(into: &part)
    try store.commit(part.changes)
    var changes = ChangeSet()
    changes.delete(try await store.require(Identifier<Room>(derivedFrom: "gone")))
    try store.commit(changes)
    try await store.edit(Identifier<Room>(derivedFrom: "other")) { $0.house = "third" }
    var reversal = TraceReversal(from: RecordReference(winner), registry: registry, in: store)
    try await reversal.undo(part.traces)
    try store.commit(reversal.changes)
    #expect(reversal.counts == ["rooms": 1])
    #expect(try await store.get(Identifier<Room>(derivedFrom: "other"))?.house == "third")
    #expect(try await store.get(Identifier<Room>(derivedFrom: "same"))?.house == loser)
    #expect(try await store.get(Identifier<Room>(derivedFrom: "gone")) == nil)
  }

  @Test func aFingerprintStandsForRecordsAndRevisions() async throws {
    try await store.insert(Room(id: "a", house: loser))
    func fingerprint() async throws -> [CollectionName: UInt64] {
      var part = part()
      try await walk().move(into: &part)
      return part.fingerprints
    }
    let first = try await fingerprint()
    #expect(try await fingerprint() == first)
    try await store.edit(Identifier<Room>("a")) { $0.note = "x" }
    let second = try await fingerprint()
    #expect(second != first)
    try await store.insert(Room(id: "b", house: winner))
    #expect(try await fingerprint() == second, "what does not point to the loser does not matter")
    try await store.insert(Room(id: "c", house: loser))
    #expect(try await fingerprint() != second)
  }

  @Test func takenUniqueKeysAreFoundBeforeTheCommit() async throws {
    struct Lease: Record {
      static let collection: CollectionName = "leases"
      static let byHouse = Index<Lease>("house", unique: true) { IndexKey($0.house) }
      static var indexes: [Index<Lease>] { [byHouse] }
      static var references: [Reference<Lease>] { [Reference("house", \.house)] }
      var id: Identifier<Lease>
      var house: Identifier<House>
    }
    let walk = ReferenceWalk(over: RecordRegistry([Lease.self]), in: store)
    try await store.insert(Lease(id: "one", house: loser))
    try await store.insert(Lease(id: "two", house: "second"))
    var alone = part()
    try await walk.move(into: &alone)
    #expect(alone.problems.isEmpty)
    // Two losers bring the same key, though the winner has none.
    var both = part([loser, "second"])
    try await walk.move(into: &both)
    #expect(both.problems.map(\.code) == [ParticipationReason.uniqueKeyTaken])
    #expect(throws: StoreError.self) { try store.commit(both.changes) }
  }

  @Test func recordsWithDerivedIdentitiesChangeThem() async throws {
    let participant = RekeyingParticipant<Key, House>(Key.opens) {
      Key($1, copies: $0.copies)
    } unite: {
      var key = $0
      key.copies += $1.copies
      return key
    }
    #expect(participant.collections == ["keys"])
    for (house, copies) in [(winner, 1), (loser, 2), ("second", 4)] {
      try await store.insert(Key(house, copies: copies))
    }
    let before = try await store.all(Query<Key>()).map(\.record)
    var part = part([loser, "second"])
    try await participant.merge(into: &part, in: store)
    try store.commit(part.changes)
    #expect(try await store.all(Query<Key>()).map(\.record) == [Key(winner, copies: 7)])
    var reversal = TraceReversal(from: RecordReference(winner), registry: registry, in: store)
    try await reversal.undo(part.traces)
    try store.commit(reversal.changes)
    #expect(try await store.all(Query<Key>()).map(\.record) == before)
    var found: [RecordReference] = []
    try await participant.find(Subject(RecordReference(loser)), in: store) { found.append($0) }
    #expect(found == [RecordReference(Key(loser, copies: 0))])
  }

  /// Whoever does not implement a right says so: nothing is silently left out.
  @Test func whatAParticipantCannotDoFailsLoudly() async throws {
    struct Idle: Participant {
      let name: ParticipantName = "idle"
      let collections: Set<CollectionName> = []
    }
    let subject = Subject(RecordReference(loser))
    let idle = Idle()
    await #expect(throws: ParticipationError("idle", .find)) { try await idle.find(subject, in: store) { _ in } }
    await #expect(throws: ParticipationError("idle", .export)) { try await idle.export(subject, in: store) { _ in } }
    await #expect(throws: ParticipationError("idle", .erase)) { try await idle.erase(subject, in: store, at: now) }
    await #expect(throws: ParticipationError("idle", .restrict)) {
      try await idle.restrict(subject, in: store, at: now)
    }
    await #expect(throws: ParticipationError("idle", .rectify)) {
      try await idle.rectify(subject, [:], in: store, at: now)
    }
    await #expect(throws: ParticipationError("idle", .merge)) {
      var part = part()
      try await idle.merge(into: &part, in: store)
    }
  }

  @Test func piecesOfATraceAreBoundedAndComplete() {
    let ids = (0..<5_000).map { Identifier<Room>(derivedFrom: "\($0)").uuid }
    let moved = MovedRecords(collection: "rooms", loser: RecordReference(loser), links: ["house": 1], ids: ids)
    let removed = RecordTrace.removed(RecordReference(Identifier<Room>("x")), before: Data([1]))
    let traces: [RecordTrace] = [.moved(moved)] + Array(repeating: removed, count: 150)
    let pieces = MergeTrace.pieces(of: traces, merge: RecordReference(winner), from: 3)
    #expect(pieces.map(\.number) == [3, 4, 5, 6])
    #expect(pieces.allSatisfy { $0.traces.reduce(0) { $0 + $1.count } <= 2_000 })
    var back: [UUID] = []
    for case .moved(let records) in pieces.flatMap(\.traces) { back += records.ids }
    #expect(back == ids && pieces.flatMap(\.traces).count { $0 == removed } == 150)
  }

  @Test func untypedLinksThatAreAlwaysSetFollow() {
    let (old, new) = (RecordReference(loser), RecordReference(winner))
    var key = Key(loser, copies: 1)
    Key.opens.repoint(&key, from: new, to: old)
    #expect(key.opens == old)
    Key.opens.repoint(&key, from: old, to: new)
    #expect(key.opens == new && Key.opens.targets(of: key) == [new])
    let seen = Room.references[1]
    let third = RecordReference(Identifier<House>("third"))
    var room = Room(id: "r", house: winner, seen: [third, old, new, old, third])
    seen.repoint(&room, from: old, to: new)
    #expect(room.seen == [third, new, third], "once, at its first place")
    seen.repoint(&room, from: old, to: third)
    #expect(room.seen == [third, new, third], "a list without the record is left as it is")
  }
}
