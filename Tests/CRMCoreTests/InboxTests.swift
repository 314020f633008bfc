import CRMTesting
import Foundation
import Synchronization
import Testing

@testable import CRMCore

/// What is put into an inbox arrives exactly once, or is refused where everybody can see it.
@Suite struct InboxTests {
  static let registry = RecordRegistry([Parcel.self, Van.self, Note.self, Reading.self])

  let folder: TemporaryFolder
  let inbox: Inbox
  let store = InMemoryStore(environment: .fixed())

  init() throws {
    folder = try TemporaryFolder()
    inbox = Inbox(directory: folder.current, environment: .fixed())
  }

  private func drain() async throws -> InboxReport { try await inbox.drain(into: store, registry: Self.registry) }

  private func parcel(_ number: Int, label: String? = nil) -> ChangeSet {
    changeSet { $0.insert(Parcel(Parcel.id(number), shelf: "s", weight: number, label: label)) }
  }

  private func file(_ name: String) -> URL { inbox.folder.appending(path: name) }

  @Test func anEntryOfSeveralRecordsBecomesOneCommit() async throws {
    var changes = ChangeSet(author: .integration("share"), reason: "captured", date: Date("2026-11-20T08:00:00Z"))
    changes.insert(Parcel(Parcel.id(1), shelf: "a", weight: 3))
    changes.insert(Van(id: "van", seats: 2))
    let event = Event(
      id: "event", name: "parcel.captured", about: RecordReference(Parcel.id(1)), date: Date("2026-11-20"),
      author: .system, properties: ["n": .integer(1)])
    changes.insert(event)
    let name = try await inbox.put(changes)
    #expect(try await inbox.waiting() == [name])
    let report = try await drain()
    #expect(report.merged == [.init(name: name, position: CommitPosition(1))])
    #expect(report.refused.isEmpty && report.removedUnfinished == 0)
    let commits = try store.history(after: nil, limit: 10)
    let commit = try #require(commits.first)
    #expect(commits.count == 1 && commit.changes.count == 3)
    #expect(commit.author == .integration("share") && commit.reason == "captured")
    #expect(commit.date == Date("2026-11-20T08:00:00Z"))
    #expect(commit.idempotencyKey == "inbox/\(name.dropLast(5))")
    #expect(try store.fetch(Event.self, ids: ["event"])[0]?.record == event)
    #expect(try store.fetch(Van.self, ids: ["van"])[0]?.seats == 2)
    #expect(try await inbox.waiting() == [])
    #expect(try await drain().merged == [])
  }

  @Test func entriesAreMergedInTheOrderInWhichTheyWerePut() async throws {
    let names = try await (0..<20).asyncMap { try await inbox.put(parcel($0)) }
    #expect(names == names.sorted())
    #expect(try await drain().merged.map(\.name) == names)
    let order = try store.history(after: nil, limit: 100).flatMap { try $0.records(of: Parcel.self) }.map(\.weight)
    #expect(order == Array(0..<20))
    // Without a date of its own, a commit has the date of the capture.
    #expect(try store.history(after: nil, limit: 1)[0].date == CRMEnvironment.testStart)
  }

  @Test func valuesSurviveExactly() async throws {
    let reading = Reading(
      id: "r", at: Date(timeIntervalSince1970: 1_795_251_600.123_456_7),
      values: [.infinity, -0.0, 0.1, .leastNonzeroMagnitude],
      bytes: Data([0, 255, 10]), text: "line\n\"quoted\" \u{1F600}/é")
    try await inbox.put(changeSet { $0.insert(reading) })
    _ = try await drain()
    #expect(try store.fetch(Reading.self, ids: ["r"])[0]?.record == reading)
  }

  @Test func onlyInsertsAreTaken() async throws {
    try store.commit(parcel(1))
    try store.commit(changeSet { $0.insert(Van(id: "v")) })
    let parcel = try #require(try store.fetch(Parcel.self, ids: [Parcel.id(1)])[0])
    let van = try #require(try store.fetch(Van.self, ids: ["v"])[0])
    let error = await #expect(throws: StoreError.self) {
      try await inbox.put(
        changeSet {
          $0.insert(Parcel(Parcel.id(2)))
          $0.update(parcel)
          $0.require(unchanged: van)
        })
    }
    #expect(error?.code == .invalidChange)
    #expect(error?.records == [RecordReference(parcel.id), RecordReference(van.id)])
    let empty = await #expect(throws: StoreError.self) { try await inbox.put(ChangeSet()) }
    #expect(empty?.code == .invalidChange)
    #expect(try await inbox.waiting() == [])
  }

  @Test func theSameIntentIsMergedOnce() async throws {
    var changes = parcel(1)
    changes.idempotencyKey = "captured page 7"
    let first = try await inbox.put(changes)
    let second = try await inbox.put(changes)
    let report = try await drain()
    #expect(report.merged.map(\.name) == [first, second])
    #expect(report.merged.map(\.position) == [CommitPosition(1), CommitPosition(1)])
    #expect(try store.position() == CommitPosition(1))
  }

  @Test func aCollisionIsRefusedAndHoldsUpNobody() async throws {
    try store.commit(parcel(1, label: "taken"))
    let taken = try await inbox.put(parcel(1))
    let good = try await inbox.put(parcel(2))
    let label = try await inbox.put(parcel(3, label: "taken"))
    let alsoGood = try await inbox.put(parcel(4))
    let report = try await drain()
    #expect(report.merged.map(\.name) == [good, alsoGood])
    #expect(report.refused.map(\.entry.originalName) == [taken, label])
    #expect(report.refused.map(\.failure.code) == [.conflict, .duplicateKey])
    try #require(report.refused.count == 2)
    #expect(report.refused[0].failure.records == [RecordReference(Parcel.id(1))])
    #expect(report.refused[1].failure.duplicates.map(\.holder) == [RecordReference(Parcel.id(1))])
    #expect(try await inbox.refused() == report.refused.map(\.entry))
    #expect(try await inbox.waiting() == [])

    // When the label is free again the entry can be tried again; the other one is given up.
    try store.commit(changeSet { $0.delete(try #require(try store.fetch(Parcel.self, ids: [Parcel.id(1)])[0])) })
    try await inbox.retry(report.refused[1].entry)
    try await inbox.discard(report.refused[0].entry)
    #expect(try await drain().merged.map(\.name) == [label])
    #expect(try store.fetch(Parcel.self, ids: [Parcel.id(1), Parcel.id(3)]).map { $0?.label } == [nil, "taken"])
    #expect(try await inbox.refused() == [])
    for entry in report.refused.map(\.entry) {
      let again = await #expect(throws: StoreError.self) { try await inbox.retry(entry) }
      let gone = await #expect(throws: StoreError.self) { try await inbox.discard(entry) }
      #expect(again?.code == .notFound && gone?.code == .notFound)
    }
  }

  @Test func unknownTypesAndNewerSchemasWaitForAnUpdate() async throws {
    let unknown = try await inbox.put(changeSet { $0.insert(Van(id: "v")) })
    let newer = try await inbox.put(changeSet { $0.insert(NoteVersion2(id: "n", words: ["secret"])) })
    let before = try await inbox.drain(into: store, registry: RecordRegistry([Note.self]))
    #expect(before.refused.map(\.failure.code) == [.unknownCollection, .incompatibleVersion])
    #expect(before.refused.map(\.entry.originalName) == [unknown, newer])
    for refused in before.refused { try await inbox.retry(refused.entry) }
    let after = try await inbox.drain(into: store, registry: RecordRegistry([NoteVersion2.self, Van.self]))
    #expect(after.merged.map(\.name) == [unknown, newer])
  }

  @Test func olderRecordsAreMigrated() async throws {
    try await inbox.put(changeSet { $0.insert(Note(id: "n", text: "old")) })
    let report = try await inbox.drain(into: store, registry: RecordRegistry([NoteVersion2.self]))
    #expect(report.merged.count == 1)
    let id = Identifier<Note>("n").cast(to: NoteVersion2.self)
    #expect(try store.fetch(NoteVersion2.self, ids: [id])[0]?.words == ["old"])
  }

  @Test func everyFlippedBitIsNoticed() async throws {
    let name = try await inbox.put(parcel(1))
    let bytes = Array(try Data(contentsOf: file(name)))
    for offset in bytes.indices {
      var damaged = bytes
      damaged[offset] ^= 1
      try Data(damaged).write(to: file(name))
      let report = try await drain()
      #expect(report.merged.isEmpty && report.refused.count == 1, "byte \(offset)")
    }
    for length in 0..<bytes.count {
      try Data(bytes.prefix(length)).write(to: file(name))
      let report = try await drain()
      #expect(report.refused.map(\.failure.code) == [.damagedEntry], "cut to \(length)")
    }
    #expect(try store.position() == nil)
    try Data(bytes).write(to: file(name))
    #expect(try await drain().merged.count == 1)
  }

  @Test func whatIsNoEntryIsRefusedOrLeftAlone() async throws {
    let name = try await inbox.put(parcel(1))
    let copy = UUID().uuidString + ".json"
    try FileManager.default.copyItem(at: file(name), to: file(copy))
    try FileManager.default.createDirectory(at: file("folder.json"), withIntermediateDirectories: false)
    for other in [".hidden.json", "notes.txt"] { try Data("x".utf8).write(to: file(other)) }
    let report = try await drain()
    #expect(report.merged.map(\.name) == [name])
    #expect(Set(report.refused.map(\.entry.originalName)) == [copy, "folder.json"])
    #expect(report.refused.allSatisfy { $0.failure.code == .damagedEntry })
    let left = try FileManager.default.contentsOfDirectory(atPath: inbox.folder.path).sorted()
    #expect(left == [".hidden.json", "notes.txt", "refused"])
  }

  @Test func aReportHoldsNoPersonalData() async throws {
    let registry = RecordRegistry([Talkative.self])
    let name = try await inbox.put(changeSet { $0.insert(Loose(id: "l", text: "Ada Lovelace")) })
    let report = try await inbox.drain(into: store, registry: registry)
    try #require(report.refused.map(\.entry.originalName) == [name])
    #expect(report.refused[0].failure.code == .invalidChange)
    #expect(!"\(report)".contains("Lovelace"))
    let names = try FileManager.default.contentsOfDirectory(atPath: inbox.refusedFolder.path)
    #expect(names == ["\(name.dropLast(5)).invalidChange.json"])
  }

  @Test func whileTheStoreTakesNothingEntriesWait() async throws {
    let names = try await (1...3).asyncMap { try await inbox.put(parcel($0)) }
    for code in [StoreError.Code.full, .unavailable, .corrupted, .exhausted] {
      let broken = HookedStore(store) { call in
        if call == .commit { throw StoreError(code) }
      }
      let error = await #expect(throws: StoreError.self) {
        _ = try await inbox.drain(into: broken, registry: Self.registry)
      }
      #expect(error?.code == code)
      #expect(try await inbox.waiting() == names)
    }
    let cancelled = Task {
      while !Task.isCancelled { await Task.yield() }
      return try await drain()
    }
    cancelled.cancel()
    await #expect(throws: CancellationError.self) { try await cancelled.value }
    #expect(try await drain().merged.map(\.name) == names)
  }

  @Test func unfinishedEntriesAreRemovedWhenTheyAreOld() async throws {
    let start = CRMEnvironment.testStart
    let environment = CRMEnvironment.fixed(at: start.addingTimeInterval(-3600))
    let old = InboxEntry.partialName(of: environment.uuid())
    let young = InboxEntry.partialName(of: CRMEnvironment.fixed(at: start, seed: 3).uuid())
    let foreign = InboxEntry.partialName(of: UUID())
    try await inbox.put(parcel(1))
    for name in [old, young, foreign, "x.partial"] { try Data("{".utf8).write(to: file(name)) }
    #expect(try await drain().removedUnfinished == 0)
    let moment = start.addingTimeInterval(-60)
    let report = try await inbox.drain(into: store, registry: Self.registry, removingUnfinishedBefore: moment)
    #expect(report.removedUnfinished == 1 && report.refused.isEmpty)
    let left = Set(try FileManager.default.contentsOfDirectory(atPath: inbox.folder.path))
    #expect(left == [young, foreign, "x.partial"])
  }

  @Test func aFullDeviceLeavesNothingBehind() async throws {
    let files = CountingFileSystem()
    let inbox = Inbox(directory: folder.current, environment: .fixed(), fileSystem: files)
    files.fail(.shortWrite(10))
    let full = await #expect(throws: StoreError.self) { try await inbox.put(parcel(1)) }
    #expect(full?.code == .full)
    files.fail(.sync(5))
    let broken = await #expect(throws: StoreError.self) { try await inbox.put(parcel(1)) }
    #expect(broken?.code == .unavailable)
    #expect(try FileManager.default.contentsOfDirectory(atPath: inbox.folder.path) == [])
    try await inbox.put(parcel(1))
    #expect(try await drain().merged.count == 1)
  }
}

/// A record with values that text does not hold easily.
struct Reading: Record {
  static let collection: CollectionName = "readings"
  var id: Identifier<Reading>
  var at: Date
  var values: [Double]
  var bytes: Data
  var text: String
}

/// Has the collection of ``Talkative``.
struct Loose: Record {
  static let collection: CollectionName = "guests"
  var id: Identifier<Loose>
  var text: String
}

/// Does not decode, and its error quotes what it found.
struct Talkative: Record {
  static let collection: CollectionName = "guests"
  var id: Identifier<Talkative>
  var text: String

  init(from decoder: any Decoder) throws {
    let loose = try Loose(from: decoder)
    throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: "\(loose.text) is not on the list"))
  }
}

extension Sequence {
  /// The results for all elements, one after the other.
  func asyncMap<T>(_ transform: (Element) async throws -> T) async throws -> [T] {
    var results: [T] = []
    for element in self { results.append(try await transform(element)) }
    return results
  }
}
