import CRMTesting
import Foundation
import Synchronization
import Testing

@testable import CRMCore

/// Older and newer programs take turns with one store.
@Suite struct FileStoreEvolutionTests {
  private let options = FileStore.Options(durability: .relaxed, cacheCapacity: 2)

  private func open(_ folder: TemporaryFolder, knowing types: [any Record.Type] = []) async throws -> FileStore {
    var options = options
    options.registry = RecordRegistry(types)
    return try await FileStore.open(at: folder.current, options: options)
  }

  private func expectRefused<R: Record>(
    _ id: Identifier<R>, in store: FileStore, _ body: () async throws -> Void
  ) async throws {
    let before = try await store.position()
    do {
      try await body()
      Issue.record("nothing was thrown")
    } catch let error as StoreError {
      #expect(error.code == .incompatibleVersion)
      #expect(error.records == [RecordReference(collection: R.collection, id: id.uuid)])
    }
    #expect(try await store.position() == before)
  }

  /// The bytes that are kept of a record.
  private func payload<R: Record>(_ id: Identifier<R>, _ store: FileStore) throws -> [UInt8] {
    let view = store.published.withLock { $0 }
    let found = try view.image.slot(R.collection, id.bits)
    let slot = try #require(found)
    return try view.records.bytes(at: slot.place)
  }

  // MARK: Records of a newer version

  @Test func newerIsReadTouchedAndDeletedButNotUpdated() async throws {
    let folder = try TemporaryFolder()
    var store = try await open(folder)
    for name in ["a", "b"] {
      try await store.insert(CardVersion2(id: Identifier(derivedFrom: name), title: name, note: "note \(name)"))
    }
    try await store.close()
    let (a, b, c) = (CardVersion1.id("a"), CardVersion1.id("b"), CardVersion1.id("c"))
    store = try await open(folder)
    try await store.insert(CardVersion1(id: c, title: "c"))
    for stage in ["written", "reopened", "compacted", "compacted and reopened"] {
      if stage.contains("compacted") { try await store.compact() }
      if stage.contains("reopened") {
        try await store.close()
        store = try await open(folder, knowing: [CardVersion1.self])
      }
      let newer = try await store.require(a)
      #expect(newer.record == CardVersion1(id: a, title: "a"), "\(stage)")
      #expect(try await store.all(Query(CardVersion1.byTitle)).map(\.title) == ["a", "b", "c"], "\(stage)")
      try await expectRefused(a, in: store) { try await store.edit(a) { $0.title = "lost" } }
      // Nothing of a batch with such an update is written, wherever it stands in it.
      let own = try await store.require(c)
      try await expectRefused(a, in: store) {
        try await store.commit(
          changeSet {
            $0.insert(CardVersion1(id: CardVersion1.id("d"), title: "d"))
            $0.update(newer)
            $0.update(own)
          })
      }
      #expect(try await store.get(CardVersion1.id("d")) == nil)
      #expect(try await store.require(c) == own)
      try await store.edit(c) { $0.title = "c" }
      try await store.commit(changeSet { $0.touch(newer) })
      let touched = try await store.require(a)
      #expect(touched.revision != newer.revision && touched.record == newer.record)
    }
    try await store.delete(b)
    try await store.close()
    // The newer program finds everything that it wrote, and no more than that.
    store = try await open(folder)
    let card = CardVersion2(id: a.cast(), title: "a", note: "note a")
    #expect(try await store.require(card.id).record == card)
    #expect(try await store.all(Query(CardVersion2.byNote)).map(\.record) == [card])
    #expect(try await store.count(Query(CardVersion2.byTitle)) == 2)
    try await store.edit(card.id) { $0.note = "edited" }
    try await store.close()
  }

  @Test func whatDoesNotDecodeIsToldAndNothingElseSuffers() async throws {
    let folder = try TemporaryFolder()
    var store = try await open(folder)
    let x = try await store.insert(CardVersion3(id: Identifier(derivedFrom: "x"), words: ["x", "y"]))
    try await store.insert(CardVersion3(id: Identifier(derivedFrom: "z"), words: ["z"]))
    try await store.close()
    let (old, c) = (CardVersion1.id("x"), CardVersion1.id("c"))
    store = try await open(folder, knowing: [CardVersion1.self])
    try await store.insert(CardVersion1(id: c, title: "c"))
    for _ in 0..<2 {
      try await expectRefused(old, in: store) { _ = try await store.get(old) }
      try await expectRefused(old, in: store) { _ = try await store.all(Query(CardVersion1.byTitle, "x y")) }
      #expect(try await store.all(Query(CardVersion1.byTitle, "c")).map(\.id) == [c])
      #expect(try await store.count(Query(CardVersion1.byTitle)) == 3)
      try await store.edit(c) { $0.title = "c" }
      try await store.close()
      store = try await open(folder)
    }
    // Its revision is known from the history, or from a reference.
    try await store.commit(changeSet { $0.add(Change<CardVersion1>.touch(old, expecting: x.revision)) })
    let revision = try #require(try await store.history(after: nil, limit: 100).last).revision
    let before = try payload(old, store)
    try await store.compact()
    #expect(try payload(old, store) == before)
    let zRevision = Revision(2)
    try await store.commit(
      changeSet { $0.add(Change<CardVersion1>.delete(CardVersion1.id("z"), expecting: zRevision)) })
    #expect(try await store.count(Query(CardVersion1.byTitle)) == 2, "its key went with it")
    try await store.close()
    store = try await open(folder)
    #expect(try await store.require(x.id) == Stored(x.record, revision: revision))
    #expect(try await store.all(Query(CardVersion3.byTitle)).map(\.record.words) == [["c"], ["x", "y"]])
    try await store.close()
  }

  @Test func anIndexThatNeedsSuchARecordSaysSo() async throws {
    let folder = try TemporaryFolder()
    var store = try await open(folder)
    let x = try await store.insert(CardVersion3(id: Identifier(derivedFrom: "x"), words: ["x"]))
    try await store.close()
    store = try await open(folder)
    try await store.insert(Van(id: "van", seats: 2))
    try await store.close()
    // This program has an index that the record's program did not have.
    let old = Identifier<CardVersion2>(x.id.uuid)
    store = try await open(folder, knowing: [CardVersion2.self, Van.self])
    #expect(try await store.all(Query<Van>()).count == 1)
    try await expectRefused(old, in: store) { _ = try await store.count(Query(CardVersion2.byNote)) }
    try await expectRefused(old, in: store) {
      try await store.insert(CardVersion2(id: Identifier(derivedFrom: "c"), title: "c", note: nil))
    }
    try await store.insert(Van(id: "other", seats: 4))
    try await store.close()
  }

  @Test func bytesAreCarriedThroughEverything() async throws {
    let folder = try TemporaryFolder()
    var store = try await open(folder)
    var cards: [CardVersion2] = []
    for number in 0..<20 {
      let card = CardVersion2(id: Identifier(derivedFrom: "\(number)"), title: "t\(number % 3)", note: "n\(number)")
      cards.append(card)
      try await store.insert(card)
      // Other shapes before and between them.
      try await store.insert(Parcel(Parcel.id(number), shelf: "s", weight: number))
    }
    let payloads = try cards.map { try payload($0.id, store) }
    try await store.close()
    func check(_ what: Comment) throws {
      #expect(try cards.map { try payload($0.id, store) } == payloads, what)
    }
    store = try await open(folder)
    try await store.insert(CardVersion1(id: CardVersion1.id("old"), title: "old"))
    try await store.checkpoint()
    try check("checkpoint")
    try await store.compact()
    try check("compaction")
    try await store.delete(Parcel.id(3))
    try await store.close()
    store = try await open(folder)
    try check("opened again")
    try await store.compact()
    try await store.compact()
    try check("compacted again")
    try await store.close()
    let salvaged = folder.url.appending(path: "salvaged")
    let report = try await FileStore.salvage(at: folder.current, into: salvaged)
    #expect(report.records == 40 && report.losses.isEmpty)
    store = try await FileStore.open(at: salvaged, options: options)
    try check("salvaged")
    try await expectRefused(CardVersion1.id("3"), in: store) {
      try await store.edit(CardVersion1.id("3")) { $0.title = "lost" }
    }
    for card in cards { #expect(try await store.require(card.id).record == card) }
    try await store.close()
  }

  @Test func everyOlderVersionIsMigrated() async throws {
    let folder = try TemporaryFolder()
    var store = try await open(folder)
    try await store.insert(CardVersion1(id: CardVersion1.id("a"), title: "one two"))
    try await store.close()
    store = try await open(folder)
    try await store.insert(CardVersion2(id: Identifier(derivedFrom: "b"), title: "three", note: "four"))
    try await store.close()
    store = try await open(folder)
    let (a, b) = (Identifier<CardVersion3>(derivedFrom: "a"), Identifier<CardVersion3>(derivedFrom: "b"))
    for stage in 0..<3 {
      #expect(try await store.require(a).words == (stage < 2 ? ["one", "two"] : ["one", "two", "edited"]))
      #expect(try await store.require(b).words == ["three", "four"])
      let byWord = try await store.all(Query(CardVersion3.byWord, "four")).map(\.id)
      #expect(byWord == [b])
      if stage == 0 {
        let history = try await store.history(after: nil, limit: 2)
        #expect(try history.flatMap { try $0.records(of: CardVersion3.self) }.map(\.id) == [a, b])
        try await store.compact()
      }
      if stage == 1 { try await store.edit(a) { $0.words.append("edited") } }
      try await store.close()
      store = try await open(folder)
    }
    try await store.close()
  }

  @Test func wordsThatThisProgramDoesNotKnowStay() async throws {
    let folder = try TemporaryFolder()
    var store = try await open(folder)
    let leaf = Leaf<Plain>(id: "leaf", tag: "t", channel: "hologram", counts: ["hologram": 2, "email": 1])
    try await store.insert(leaf)
    for number in 0..<3 {
      try await store.close()
      store = try await open(folder)
      let found = try await store.require(leaf.id)
      #expect(found.channel == "hologram" && found.counts == ["hologram": 2, "email": 1])
      try await store.edit(leaf.id) { $0.tag = "t\(number)" }
      if number == 1 { try await store.compact() }
    }
    try await store.close()
  }

  // MARK: Changed indexes

  /// Everything that the declared indexes say, against what the records say.
  private func expectTruth<R: Record>(
    _ type: R.Type, _ expected: [Identifier<R>: String], _ store: FileStore, _ comment: Comment
  ) async throws where R: Tagged {
    let records = try await store.all(Query<R>()).map(\.record)
    #expect(Dictionary(uniqueKeysWithValues: records.map { ($0.id, $0.tag) }) == expected, comment)
    for index in R.indexes {
      var truth: [IndexKey: Set<Identifier<R>>] = [:]
      for record in records { for key in index.keys(of: record) { truth[key, default: []].insert(record.id) } }
      let count = try await store.count(Query(index))
      #expect(count == truth.values.reduce(0) { $0 + $1.count }, comment)
      for (key, ids) in truth {
        #expect(Set(try await store.all(Query(index, prefix: key)).map(\.id)) == ids, comment)
      }
    }
  }

  /// One program's turn: opens the store, looks at every index at once, writes, looks again, and goes in some way.
  private func turn<Indexes: LeafIndexes>(
    of indexes: Indexes.Type, _ model: inout [UUID: String], _ next: inout Int, _ folder: TemporaryFolder,
    _ generator: inout SeededGenerator, _ comment: Comment
  ) async throws {
    typealias Record = Leaf<Indexes>
    func expected() -> [Identifier<Record>: String] {
      Dictionary(uniqueKeysWithValues: model.map { (Identifier<Record>($0.key), $0.value) })
    }
    let store = try await open(folder, knowing: Bool.random(using: &generator) ? [Record.self] : [])
    if Bool.random(using: &generator) { try await expectTruth(Record.self, expected(), store, comment) }
    for _ in 0..<Int.random(in: 0...3, using: &generator) {
      var changes = ChangeSet(author: .system)
      for var stored in try await store.all(Query<Record>()) {
        switch Int.random(in: 0..<10, using: &generator) {
        case 0:
          changes.delete(stored)
          model[stored.id.uuid] = nil
        case 1:
          next += 1
          stored.tag = "tag\(next)"
          changes.update(stored)
          model[stored.id.uuid] = stored.tag
        case 2: changes.touch(stored)
        default: break
        }
      }
      for _ in 0..<Int.random(in: 0...3, using: &generator) {
        next += 1
        let leaf = Record(id: Identifier(derivedFrom: "\(next)"), tag: "tag\(next)")
        changes.insert(leaf)
        model[leaf.id.uuid] = leaf.tag
      }
      if !changes.isEmpty { try await store.commit(changes) }
    }
    try await expectTruth(Record.self, expected(), store, comment)
    switch Int.random(in: 0..<6, using: &generator) {
    case 0: try await store.compact()
    case 1, 2: try await store.checkpoint()
    default: break
    }
    if Bool.random(using: &generator) { return try await store.close() }
    // A crash.
    store.state.withLock { state in
      state.lock?.close()
      state.lock = nil
    }
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func programsWithOtherIndexesTakeTurns(seed: UInt64) async throws {
    let folder = try TemporaryFolder()
    var generator = SeededGenerator(seed: seed)
    var model: [UUID: String] = [:]
    var next = 0
    var last = ""
    let programs: [any LeafIndexes.Type] = [Plain.self, More.self, Changed.self, Unique.self, Fewer.self]
    for step in 0..<60 {
      let program = programs[Int.random(in: 0..<programs.count, using: &generator)]
      let comment: Comment = "seed \(seed), step \(step): \(program) after \(last)"
      try await turn(of: program, &model, &next, folder, &generator, comment)
      last = "\(program)"
    }
  }

  @Test func unknownTypesKeepTheirIndexes() async throws {
    let folder = try TemporaryFolder()
    var store = try await open(folder)
    for number in 0..<30 {
      try await store.insert(Leaf<More>(id: Identifier(derivedFrom: "\(number)"), tag: "t\(number)"))
    }
    try await store.close()
    for round in 0..<3 {
      store = try await open(folder, knowing: [Van.self])
      try await store.insert(Van(id: Identifier(derivedFrom: "\(round)"), seats: 1))
      try await store.compact()
      try await store.insert(Van(id: Identifier(derivedFrom: "more \(round)"), seats: 1))
      if round == 1 { try await store.checkpoint() }
      try await store.close()
    }
    store = try await open(folder)
    let kept = store.published.withLock { $0.image.collections["leaves"]?.indexes ?? [] }
    #expect(kept.map(\.declaration.name) == ["tag", "length"])
    #expect(kept.map { $0.entries.count } == [30, 30])
    #expect(try await store.count(Query(Leaf<More>.index("tag"), "t7")) == 1)
    try await store.close()
  }
}

// MARK: - One record in three versions

struct CardVersion1: Record {
  static let collection: CollectionName = "cards"
  static let byTitle = Index<CardVersion1>("title") { IndexKey($0.title) }
  static var indexes: [Index<CardVersion1>] { [byTitle] }
  var id: Identifier<CardVersion1>
  var title: String

  static func id(_ name: String) -> Identifier<CardVersion1> { Identifier(derivedFrom: name) }
}

/// Decodes as ``CardVersion1``, which loses the note.
struct CardVersion2: Record {
  static let collection: CollectionName = "cards"
  static let schemaVersion = 2
  static let byTitle = Index<CardVersion2>("title") { IndexKey($0.title) }
  static let byNote = Index<CardVersion2>("note") { card in card.note.map { IndexKey($0) } }
  static var indexes: [Index<CardVersion2>] { [byTitle, byNote] }
  var id: Identifier<CardVersion2>
  var title: String
  var note: String?
}

/// Does not decode as an older version.
struct CardVersion3: Record {
  static let collection: CollectionName = "cards"
  static let schemaVersion = 3
  static let byTitle = Index<CardVersion3>("title") { IndexKey($0.words.joined(separator: " ")) }
  static let byWord = Index<CardVersion3>("word") { card in card.words.map { IndexKey($0) } }
  static var indexes: [Index<CardVersion3>] { [byTitle, byWord] }
  static let migrations = [
    RecordMigration<CardVersion3>(from: 1, as: CardVersion1.self) { old in
      CardVersion3(id: old.id.cast(), words: old.title.split(separator: " ").map(String.init))
    },
    RecordMigration<CardVersion3>(from: 2, as: CardVersion2.self) { old in
      CardVersion3(id: old.id.cast(), words: [old.title] + (old.note.map { [$0] } ?? []))
    },
  ]
  var id: Identifier<CardVersion3>
  var words: [String]
}

// MARK: - One record with the indexes of several programs

protocol Tagged {
  var tag: String { get }
}

/// The indexes of one program.
protocol LeafIndexes: Hashable, Sendable {
  static var indexes: [Index<Leaf<Self>>] { get }
}

struct Leaf<Indexes: LeafIndexes>: Record, Tagged {
  struct Channel: OpenVocabulary {
    let rawValue: String
    init(rawValue: String) { self.rawValue = rawValue }
    static var email: Channel { "email" }
  }

  static var collection: CollectionName { "leaves" }
  static var indexes: [Index<Leaf>] { Indexes.indexes }
  static func index(_ name: IndexName) -> Index<Leaf> { indexes.first { $0.name == name }! }

  var id: Identifier<Leaf>
  var tag: String
  var channel = Channel.email
  var counts: [Channel: Int] = [:]
}

enum Plain: LeafIndexes {
  static var indexes: [Index<Leaf<Plain>>] { [Index("tag") { IndexKey($0.tag) }] }
}

/// A new index.
enum More: LeafIndexes {
  static var indexes: [Index<Leaf<More>>] {
    [Index("tag") { IndexKey($0.tag) }, Index("length") { IndexKey($0.tag.count) }]
  }
}

/// An index whose keys mean something else.
enum Changed: LeafIndexes {
  static var indexes: [Index<Leaf<Changed>>] {
    [Index("tag", version: 2) { [IndexKey(String($0.tag.reversed())), IndexKey($0.tag)] }]
  }
}

/// The same keys, each only once.
enum Unique: LeafIndexes {
  static var indexes: [Index<Leaf<Unique>>] { [Index("tag", unique: true) { IndexKey($0.tag) }] }
}

/// The index is gone.
enum Fewer: LeafIndexes {
  static var indexes: [Index<Leaf<Fewer>>] { [] }
}
