import CRMTesting
import Foundation
import Synchronization
import Testing

@testable import CRMCore

@Suite struct FileStoreCompactionTests {
  private var options: FileStore.Options { .init(durability: .relaxed, cacheCapacity: 4) }

  private func files(_ folder: TemporaryFolder) throws -> Set<String> {
    try Set(FileManager.default.contentsOfDirectory(atPath: folder.current.path))
  }

  /// Everything that a store says, in an order of its own.
  private func contents(_ store: FileStore) async throws -> [Stored<Note>] {
    try await store.all(Query(Note.byText))
  }

  @Test func keepsWhatIsAliveAndNothingElse() async throws {
    let folder = try TemporaryFolder()
    var store = try await FileStore.open(at: folder.current, options: options)
    for number in 0..<200 {
      try await store.insert(Note(id: Identifier(derivedFrom: "\(number)"), text: "secret-\(number)-"))
    }
    for number in stride(from: 0, to: 200, by: 2) {
      try await store.delete(Identifier<Note>(derivedFrom: "\(number)"))
    }
    for number in stride(from: 1, to: 200, by: 4) {
      try await store.edit(Identifier<Note>(derivedFrom: "\(number)")) { $0.text = "changed-\(number)-" }
    }
    let before = try await contents(store)
    let report = try await store.compact()
    #expect(report.records == 100 && report.bytesAfter < report.bytesBefore / 2)
    #expect(report.horizon == CommitPosition(350))
    let after = try await contents(store)
    #expect(before == after, "records and revisions stay")
    // What was deleted and overwritten is in no file any more.
    for file in try files(folder) {
      let text = String(decoding: try Data(contentsOf: folder.current.appending(path: file)), as: UTF8.self)
      for number in stride(from: 0, to: 200, by: 2) {
        #expect(!text.contains("secret-\(number)-"), "\(number) in \(file)")
      }
      for number in stride(from: 1, to: 200, by: 4) {
        #expect(!text.contains("secret-\(number)-"), "\(number) in \(file)")
      }
    }
    #expect(try files(folder) == ["LOCK", "MANIFEST", "base-3", "snapshot-4", "log-2"])
    try await store.insert(Note(id: "new", text: "new"))
    try await store.close()
    store = try await FileStore.open(at: folder.current, options: options)
    let reopened = try await contents(store)
    #expect(reopened.filter { $0.id != "new" } == before && reopened.count == 101)
    try await store.close()
  }

  @Test func historyBeginsAtTheHorizon() async throws {
    let folder = try TemporaryFolder()
    var store = try await FileStore.open(at: folder.current, options: options)
    for number in 0..<10 { try await store.insert(Note(id: Identifier(derivedFrom: "\(number)"), text: "t")) }
    let report = try await store.compact()
    #expect(report.horizon == CommitPosition(10))
    for reopened in [false, true] {
      if reopened {
        try await store.close()
        store = try await FileStore.open(at: folder.current, options: options)
      }
      for position in [nil, CommitPosition(1), CommitPosition(9)] {
        let error = await #expect(throws: StoreError.self) {
          _ = try await store.history(after: position, limit: 5)
        }
        #expect(error?.code == .historyTruncated)
      }
      let none = try await store.history(after: report.horizon, limit: 5)
      #expect(none.isEmpty == !reopened)
      try await store.insert(Note(id: reopened ? "b" : "a", text: "t"))
    }
    let history = try await store.history(after: report.horizon, limit: 5)
    #expect(history.map(\.position.value) == [11, 12])
    #expect(try history.flatMap { try $0.records(of: Note.self) }.map(\.id) == ["a", "b"])
    let position = try await store.position()
    #expect(position == CommitPosition(12))
    try await store.close()
  }

  @Test func idempotencyKeysOutliveTheirCommits() async throws {
    let folder = try TemporaryFolder()
    var store = try await FileStore.open(at: folder.current, options: options)
    var changes = ChangeSet(author: .system, idempotencyKey: "once")
    changes.insert(Note(id: "a", text: "x"))
    let first = try await store.commit(changes)
    try await store.compact()
    for _ in 0..<2 {
      let again = try await store.commit(changes)
      #expect(again.position == first.position && again.date == first.date && again.time == first.time)
      try await store.close()
      store = try await FileStore.open(at: folder.current, options: options)
    }
    let next = try await store.insert(Note(id: "b", text: "y"))
    #expect(next.revision == Revision(2))
    let time = try await store.history(after: CommitPosition(1), limit: 1).first?.time
    #expect(try #require(time) > first.time)
    try await store.close()
  }

  /// Random work with compactions, checkpoints, new logs and reopenings in between, against a store in memory.
  @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
  func keepsTheStateThroughEverything(seed: UInt64) async throws {
    var generator = SeededGenerator(seed: seed)
    let folder = try TemporaryFolder()
    var options = options
    options.segmentSize = 4_096
    let quiet = CountingFileSystem(skipsSyncs: true)
    func open() throws -> FileStore {
      try FileStore.open(at: folder.current, options: options, environment: .fixed(), fileSystem: quiet)
    }
    var store = try open()
    let model: InMemoryStore = InMemoryStore(environment: .fixed())
    func current(_ id: Identifier<Note>) throws -> Stored<Note>? { try model.fetch(Note.self, ids: [id])[0] }
    for step in 0..<300 {
      var changes = ChangeSet(author: .system)
      for id in Set(
        (0..<Int.random(in: 1...5, using: &generator)).map { _ in Int.random(in: 0..<60, using: &generator) })
      {
        let id = Identifier<Note>(derivedFrom: "\(id)")
        let text = "text \(Int.random(in: 0..<9, using: &generator)) of step \(step)"
        switch (try current(id), Int.random(in: 0..<5, using: &generator)) {
        case (nil, _): changes.insert(Note(id: id, text: text))
        case (let stored?, 0): changes.delete(stored)
        case (let stored?, 1): changes.touch(stored)
        case (let stored?, _):
          var stored = stored
          stored.record.text = text
          changes.update(stored)
        }
      }
      try await store.commit(changes)
      try model.commit(changes)
      switch Int.random(in: 0..<40, using: &generator) {
      case 0, 1: try await store.compact()
      case 2: try await store.checkpoint()
      case 3: try await store.close(); store = try open()
      case 4: try await store.suspend(); try await store.resume()
      case 5:
        // A crash: whatever is in the files is all there is.
        let crashed = store
        crashed.state.withLock { state in
          state.lock?.close(); state.lock = nil
        }
        store = try open()
      default: continue
      }
      let expected = try model.page(Query(Note.byText).limited(to: 1_000)).items
      let found = try await store.page(Query(Note.byText).limited(to: 1_000)).items
      #expect(found == expected, "seed \(seed), step \(step)")
      let byID = try await store.page(Query(Note.self).limited(to: 1_000)).items
      #expect(byID == (try model.page(Query(Note.self).limited(to: 1_000)).items), "seed \(seed), step \(step)")
    }
    try await store.close()
    // Without its snapshot the store says the same.
    store = try open()
    let expected = try await contents(store)
    try await store.close()
    let salvaged = folder.url.appending(path: "salvaged-\(seed)")
    let report = try await FileStore.salvage(at: folder.current, into: salvaged)
    #expect(report.losses.isEmpty && report.lostCommits.isEmpty && report.records == expected.count)
    let copy = try await FileStore.open(at: salvaged, options: options)
    let rescued = try await contents(copy)
    #expect(rescued == expected, "seed \(seed)")
    try await copy.close()
  }

  @Test func readersAndWritersGoOnMeanwhile() async throws {
    let folder = try TemporaryFolder()
    // Small logs: new ones are begun while a compaction makes its own files.
    var options = options
    options.segmentSize = 4_096
    let store = try await FileStore.open(at: folder.current, options: options)
    for number in 0..<300 { try await store.insert(Counter(id: Identifier(derivedFrom: "\(number)"), value: 0)) }
    let edits = try await withThrowingTaskGroup(of: Int.self) { group in
      group.addTask {
        for _ in 0..<5 { try await store.compact() }
        return 0
      }
      for task in 0..<4 {
        group.addTask {
          for round in 0..<100 {
            let id = Identifier<Counter>(derivedFrom: "\((round * 7 + task * 31) % 300)")
            try await store.edit(id) { $0.value += 1 }
          }
          return 100
        }
      }
      group.addTask {
        for _ in 0..<200 {
          let all = try await store.all(Query(Counter.self))
          #expect(all.count == 300)
        }
        return 0
      }
      return try await group.reduce(0, +)
    }
    for reopened in [false, true] {
      let store = reopened ? try await FileStore.open(at: folder.current) : store
      let sum = try await store.all(Query(Counter.self)).reduce(0) { $0 + $1.value }
      #expect(sum == edits)
      try await store.close()
    }
  }

  @Test func failedCompactionLeavesTheStoreAsItWas() async throws {
    // Every write and every sync of a compaction fails once.
    for isSync in [false, true] {
      for count in 0..<12 {
        let folder = try TemporaryFolder()
        let system = CountingFileSystem(skipsSyncs: true)
        var store = try FileStore.open(at: folder.current, options: options, environment: .live, fileSystem: system)
        for number in 0..<20 { try await store.insert(Note(id: Identifier(derivedFrom: "\(number)"), text: "t")) }
        try await store.delete(Identifier<Note>(derivedFrom: "3"))
        system.fail(isSync ? .sync(5) : .write(28), after: count)
        _ = try? await store.compact()
        let found = try await contents(store)
        #expect(found.count == 19)
        system.fail(.write(28), after: .max)
        try await store.close()
        store = try FileStore.open(at: folder.current, options: options, environment: .live, fileSystem: system)
        let again = try await contents(store)
        #expect(again == found, "\(isSync ? "sync" : "write") \(count)")
        try await store.compact()
        let compacted = try await contents(store)
        #expect(compacted == found)
        try await store.close()
      }
    }
  }

  @Test func tornBytesGoWithACompaction() async throws {
    let folder = try TemporaryFolder()
    var store = try await FileStore.open(at: folder.current, options: options)
    try await store.insert(Note(id: "a", text: "kept"))
    try await store.close()
    let log = folder.current.appending(path: "log-1")
    try (try Data(contentsOf: log) + Data("torn secret".utf8)).write(to: log)
    store = try await FileStore.open(at: folder.current, options: options)
    let torn = try #require(store.openReport.tornFile)
    #expect(try files(folder).contains(torn))
    try await store.compact()
    #expect(try !files(folder).contains(torn))
    try await store.close()
  }
}

struct Counter: Record {
  static let collection: CollectionName = "counters"
  var id: Identifier<Counter>
  var value: Int
}

extension FileStore {
  func delete<R: Record>(_ id: Identifier<R>) async throws {
    var changes = ChangeSet(author: .system)
    changes.delete(try await require(id))
    try await commit(changes)
  }
}
