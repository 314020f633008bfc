import CRMTesting
import Foundation
import Synchronization
import Testing

@testable import CRMCore

/// What a program says that was written from the page about the format, and what the store says: the same.
@Suite(.enabled(if: FileFormatReader.isTried, "there is no python3: the page about the format is not put to the test"))
struct FileFormatReaderTests {
  /// A record with every kind of value.
  struct Sample: Record {
    enum Rule: Codable, Hashable, Sendable {
      case always
      case between(Int, upTo: Double?)
      indirect case not(Rule)
    }

    struct Part: Codable, Hashable, Sendable {
      var name: String
      var weight: Float?
    }

    static let collection: CollectionName = "samples"
    static let byName = Index<Sample>("name") { IndexKey($0.name, $0.count, $0.flag) }
    static let byCode = Index<Sample>("code", unique: true, version: 3) { $0.code.map { IndexKey(ExactText($0)) } }
    static let byTag = Index<Sample>("tags") { sample in sample.tags.map { IndexKey($0) } }
    static let byDate = Index<Sample>("date") { IndexKey($0.date, $0.price?.minorUnits) }
    static let note = Reference<Sample>("note", \.note)
    static var indexes: [Index<Sample>] { [byName, byCode, byTag, byDate] }
    static var references: [Reference<Sample>] { [note] }

    var id: Identifier<Sample>
    var name: String
    var count: Int
    var code: String?
    var tags: [String] = []
    var date: Date
    var note: Identifier<Note>?
    var price: Money?
    var share: Ratio
    var flag: Bool
    var large: UInt64
    var factor: Double
    var data: Data
    var parts: [Part?] = []
    var attributes: [String: String] = [:]
    var byNumber: [Int: [String]] = [:]
    var rule = Rule.always
    var link: UUID?

    init(_ id: Identifier<Sample>, _ generator: inout SeededGenerator) throws {
      func random(_ limit: UInt64) -> Int { Int(generator.next() % limit) }
      self.id = id
      name = ["Ада", "Ben\u{0}", "ß", "", String(repeating: "long ", count: 20)][random(5)] + "\(random(9))"
      count = [0, 63, 64, -1, -64, .max, .min][random(7)]
      code = random(3) == 0 ? nil : id.uuid.uuidString
      tags = (0..<random(4)).map { _ in "tag\(random(6))" }
      date = Date(timeIntervalSince1970: Double(random(1 << 33)) / 8)
      note = random(2) == 0 ? nil : Identifier(derivedFrom: "\(random(8))")
      price = random(2) == 0 ? nil : Money(minorUnits: Int64(random(100_000)) - 50_000, currency: .eur)
      share = try Ratio(random(50), over: 1 + random(50))
      flag = random(2) == 0
      large = random(2) == 0 ? generator.next() : .max
      factor = [0.1, -1.5e300, 3, Double(random(1000)) / 7][random(4)]
      data = Data((0..<random(100)).map { UInt8(truncatingIfNeeded: $0 * 37) })
      parts = (0..<random(3)).map { $0 == 1 ? nil : Part(name: "p\($0)", weight: random(2) == 0 ? nil : 1.5) }
      attributes = random(2) == 0 ? [:] : ["size": "L", "Цвет": "красный"]
      byNumber = random(2) == 0 ? [:] : [7: [], -1: ["a", "b"]]
      rule = [.always, .between(random(9), upTo: nil), .not(.not(.between(-1, upTo: 2.5)))][random(3)]
      link = random(2) == 0 ? nil : id.uuid
    }
  }

  /// Random commits over several collections.
  private struct Workload {
    var generator: SeededGenerator
    var round = 0

    mutating func run(_ rounds: Int, on store: FileStore) async throws {
      for _ in 0..<rounds {
        round += 1
        var changes = ChangeSet(
          author: generator.next() % 4 == 0 ? nil : Author(.staff, "s\(round)"), reason: round % 5 == 0 ? "Grund" : nil,
          idempotencyKey: round % 3 == 0 ? "key-\(round)" : nil)
        for var stored in try await store.all(Query<Sample>()) {
          switch generator.next() % 12 {
          case 0: changes.delete(stored)
          case 1: changes.touch(stored)
          case 2, 3:
            stored.record = try Sample(stored.id, &generator)
            changes.update(stored)
          default: break
          }
        }
        changes.insert(try Sample(Identifier(derivedFrom: "sample", "\(round)"), &generator))
        if round % 4 == 0 { changes.insert(Note(id: Identifier(derivedFrom: "\(round)"), text: "n\(round % 3)")) }
        if round % 6 == 0 { changes.insert(Van(id: Identifier(derivedFrom: "van", "\(round)"), seats: round)) }
        if round % 9 == 0, let van = try await store.all(Query<Van>()).first { changes.delete(van) }
        try await store.commit(changes)
      }
    }
  }

  private func expectedLines(_ store: FileStore) async throws -> Set<FileFormatReader.Line> {
    func lines<R: Record>(_ type: R.Type) async throws -> [FileFormatReader.Line] {
      try await store.all(Query<R>()).map { try FileFormatReader.Line($0) }
    }
    return Set(try await lines(Sample.self) + lines(Note.self) + lines(Van.self))
  }

  private func expectedEntries(_ store: FileStore) throws -> Set<FileFormatReader.Entry> {
    var entries: Set<FileFormatReader.Entry> = []
    for (name, collection) in store.published.withLock({ $0.image.collections }) {
      for index in collection.indexes {
        try index.entries.ascend(from: nil) { entry in
          let key = entry.key.bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
          entries.insert(
            .init(
              collection: name.rawValue, index: index.declaration.name.rawValue, key: key, id: entry.id.uuid.uuidString)
          )
          return true
        }
      }
    }
    return entries
  }

  /// Compares the program's answers with the store's.
  ///
  /// - Parameter hasIndexes: whether the program can know the indexes without a snapshot.
  private func compare(
    _ store: FileStore, _ folder: TemporaryFolder, hasIndexes: Bool = true, _ comment: Comment
  ) async throws {
    let lines = try await expectedLines(store)
    #expect(lines.count > 10, comment)
    for options in [[], ["--no-snapshot"]] {
      let output = try await FileFormatReader.read(folder.current, options.first ?? "--", in: folder)
      #expect(output.code == 0 && output.complaint.isEmpty, "\(comment): \(output.complaint)")
      let read = try output.lines(of: FileFormatReader.Line.self)
      #expect(Set(read) == lines && read.count == lines.count, "\(comment), \(options)")
    }
    let entries = try expectedEntries(store)
    for option in ["--", "--no-snapshot"] where hasIndexes || option == "--" {
      let output = try await FileFormatReader.read(folder.current, "--indexes", option, in: folder)
      let read = try output.lines(of: FileFormatReader.Entry.self)
      #expect(Set(read) == entries && read.count == entries.count, "\(comment), indexes, \(option)")
    }
  }

  @Test func thePageTellsEverything() async throws {
    let folder = try TemporaryFolder()
    let seed: UInt64 = 11
    var work = Workload(generator: SeededGenerator(seed: seed))
    let options = FileStore.Options(segmentSize: 1 << 13)
    var store = try await FileStore.open(at: folder.current, options: options, environment: .fixed(seed: seed))
    try await work.run(16, on: store)
    let logs = store.state.withLock { $0.manifest.segments.count }
    #expect(logs > 1, "several logs")
    try await compare(store, folder, "while it is open, with zeros behind the last commit")
    try await store.checkpoint()
    try await work.run(5, on: store)
    try await compare(store, folder, "with a snapshot and commits behind it")
    try await store.close()
    store = try await FileStore.open(at: folder.current, options: options, environment: .fixed(seed: seed + 100))
    // Everything is used once, so that the store knows all its indexes.
    try await work.run(1, on: store)
    try await compare(store, folder, "closed and opened again")
    try await store.compact()
    try await compare(store, folder, hasIndexes: false, "compacted")
    try await work.run(5, on: store)
    try await store.checkpoint()
    try await work.run(5, on: store)
    try await compare(store, folder, hasIndexes: false, "compacted, with commits and a snapshot behind it")
    let expected = try await expectedLines(store)
    try await store.close()
    let output = try await FileFormatReader.read(folder.current, in: folder)
    #expect(try Set(output.lines(of: FileFormatReader.Line.self)) == expected && output.complaint.isEmpty)
    try await everyFlippedByteIsNoticed(folder, seed)
  }

  private func everyFlippedByteIsNoticed(_ folder: TemporaryFolder, _ seed: UInt64) async throws {
    var generator = SeededGenerator(seed: seed)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.current.path)
      .filter { $0 != StoreDirectory.lockName }.sorted()
    #expect(Set(names.map { $0.split(separator: "-")[0] }) == ["MANIFEST", "log", "base", "snapshot"])
    for name in names {
      let file = folder.current.appending(path: name)
      let whole = try Data(contentsOf: file)
      // The last frame of a log, which says that the store was closed, could as well be a torn one.
      let end = whole.count - (name.hasPrefix("log-") ? JournalFrame.headerSize + 1 : 0)
      for round in 0..<3 {
        // In the header, except for the bytes that no reader looks at, and behind it.
        let offset = round == 0 ? Int(generator.next() % 40) : 56 + Int(generator.next() % UInt64(end - 56))
        var damaged = whole
        damaged[offset] ^= 1 << UInt8(generator.next() % 8)
        try damaged.write(to: file)
        let option = round % 2 == 0 ? "--" : "--no-snapshot"
        let output = try await FileFormatReader.read(folder.current, option, in: folder)
        #expect(output.code == 1 && output.text.isEmpty, "\(name), offset \(offset)")
        #expect(output.complaint.hasPrefix("\(name), offset "), "\(name), offset \(offset): \(output.complaint)")
      }
      try whole.write(to: file)
    }
  }

  @Test func aTornTailIsToldAndLeftOut() async throws {
    let folder = try TemporaryFolder()
    let store = try await FileStore.open(at: folder.current, options: .init(durability: .relaxed))
    for number in 0..<3 { try await store.insert(Note(id: Identifier(derivedFrom: "\(number)"), text: "t")) }
    let log = folder.current.appending(path: "log-1")
    let whole = try Data(contentsOf: log)
    try whole.dropLast(3).write(to: log)
    var output = try await FileFormatReader.read(folder.current, in: folder)
    #expect(output.code == 0 && output.complaint.contains("torn"))
    #expect(try output.lines(of: FileFormatReader.Line.self).count == 2)
    // In front of a frame that knew it to be durable, damage is corruption.
    try whole.write(to: log)
    try await store.close()
    var damaged = try Data(contentsOf: log)
    damaged[100] ^= 1
    try damaged.write(to: log)
    output = try await FileFormatReader.read(folder.current, in: folder)
    #expect(output.code == 1 && output.complaint.hasPrefix("log-1, offset 56"))
  }
}
