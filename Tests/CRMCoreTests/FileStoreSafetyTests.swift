import CRMTesting
import Foundation
import Synchronization
import Testing

@testable import CRMCore

/// What a crash, a bad device or a flipped bit may and may not do.
@Suite struct FileStoreSafetyTests {
  /// The files of a store.
  private struct Files {
    var contents: [String: [UInt8]] = [:]
    /// Where the frame of each commit ends in the last log.
    var ends: [Int] = []
    var lastLog = ""
    /// The records before the commits of ``ends``.
    var earlier = 0
  }

  private let quiet = CountingFileSystem(skipsSyncs: true)
  private var options: FileStore.Options { .init(durability: .relaxed) }

  private func open(_ directory: URL) throws -> FileStore {
    try FileStore.open(at: directory, options: options, environment: .fixed(), fileSystem: quiet)
  }

  /// A store with some commits in its last log.
  ///
  /// - Parameters:
  ///   - compacted: whether there are a base, a snapshot and an earlier log too.
  ///   - closed: whether it was closed in order.
  private func files(in folder: TemporaryFolder, compacted: Bool = false, closed: Bool) async throws -> Files {
    let store = try open(folder.current)
    var files = Files()
    if compacted {
      for number in 0..<3 {
        try await store.insert(Note(id: Identifier(derivedFrom: "old\(number)"), text: "old \(number)"))
      }
      try await store.delete(Identifier<Note>(derivedFrom: "old1"))
      try await store.compact()
      try await store.insert(Note(id: "between", text: "between"))
      _ = try await store.maintain {
        try await store.takeLead()
        defer { store.handOver() }
        return try store.rotate().coverage.position
      }
      files.earlier = 3
    }
    for number in 0..<6 {
      var changes = ChangeSet(author: .system, idempotencyKey: "k\(number)")
      changes.insert(Note(id: Identifier(derivedFrom: "\(number)"), text: "text \(number)"))
      if number > 0 {
        changes.update(try await store.require(Identifier<Note>(derivedFrom: "\(number - 1)")))
      }
      try await store.commit(changes)
      files.ends.append(store.state.withLock { $0.log.end })
    }
    files.lastLog = store.state.withLock { $0.log.file.name }
    if closed { try await store.close() }
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.current.path) {
      files.contents[name] = Array(try Data(contentsOf: folder.current.appending(path: name)))
    }
    if !closed { try await store.close() }
    return files
  }

  private func place(_ files: Files, in folder: TemporaryFolder) throws -> URL {
    let directory = folder.next()
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    for (name, bytes) in files.contents { try Data(bytes).write(to: directory.appending(path: name)) }
    return directory
  }

  @Test(arguments: [false, true])
  func everyPrefixOpensToTheWholeCommits(compacted: Bool) async throws {
    let folder = try TemporaryFolder()
    let files = try await files(in: folder, compacted: compacted, closed: false)
    let bytes = try #require(files.contents[files.lastLog])
    #expect(bytes.count == files.ends.last)
    for cut in StoreFile.headerSize...bytes.count {
      var damaged = files
      damaged.contents[files.lastLog] = Array(bytes.prefix(cut))
      let store = try open(place(damaged, in: folder))
      let whole = files.ends.count { $0 <= cut }
      let notes = try await store.all(Query(Note.byText))
      #expect(notes.count == whole + files.earlier, "cut at \(cut)")
      // The store goes on: a new commit, and everything is there after another opening.
      try await store.insert(Note(id: "next", text: "next"))
      try await store.close()
      let again = try open(folder.current)
      let count = try await again.count(Query(Note.self))
      #expect(count == whole + 1 + files.earlier, "cut at \(cut)")
      #expect(again.openReport.tornBytes == 0, "cut at \(cut)")
      try await again.close()
    }
  }

  @Test(arguments: [false, true])
  func everyFlippedBitIsNoticed(compacted: Bool) async throws {
    let folder = try TemporaryFolder()
    let files = try await files(in: folder, compacted: compacted, closed: true)
    var torn = 0
    for (name, bytes) in files.contents.sorted(by: { $0.key < $1.key }) where name != StoreDirectory.lockName {
      for position in stride(from: 0, to: bytes.count, by: compacted ? 3 : 1) {
        var damaged = files
        damaged.contents[name]?[position] ^= UInt8(1 << (position % 8))
        do {
          let store = try open(place(damaged, in: folder))
          // Not corrupted: then it can only be the tail, and everything before it is there.
          torn += 1
          #expect(store.openReport.tornBytes > 0, "\(name), bit in byte \(position)")
          #expect(name == files.lastLog && position >= (files.ends.last ?? 0), "\(name), bit in byte \(position)")
          let count = try await store.count(Query(Note.self))
          #expect(count == files.ends.count + files.earlier, "\(name), bit in byte \(position): \(count)")
          try await store.close()
        } catch let error as StoreError {
          #expect(error.code == .corrupted, "\(name), bit in byte \(position): \(error)")
          #expect(error.message.contains(name) && error.message.contains("offset"), "\(error)")
        }
      }
    }
    // Only the close marker may look torn.
    #expect(compacted || torn == (files.contents[files.lastLog]?.count ?? 0) - (files.ends.last ?? 0))
  }

  @Test func everyMissingFileIsNoticed() async throws {
    let folder = try TemporaryFolder()
    let files = try await files(in: folder, compacted: true, closed: true)
    #expect(files.contents.count == 6, "\(files.contents.keys)")
    for name in files.contents.keys where name != StoreDirectory.lockName {
      var damaged = files
      damaged.contents[name] = nil
      let error = #expect(throws: StoreError.self) { try open(place(damaged, in: folder)) }
      #expect(error?.code == .corrupted, "\(name)")
      var cut = files
      cut.contents[name]?.removeLast()
      guard name != files.lastLog else { continue }
      #expect(throws: StoreError.self, "\(name)") { try open(place(cut, in: folder)) }
    }
  }

  @Test func tornBytesAreKeptAside() async throws {
    let folder = try TemporaryFolder()
    var files = try await files(in: folder, closed: false)
    let bytes = try #require(files.contents["log-1"])
    files.contents["log-1"] = Array(bytes.dropLast(3)) + [0, 0, 0, 0]
    let store = try open(place(files, in: folder))
    let name = try #require(store.openReport.tornFile)
    let aside = Array(try Data(contentsOf: folder.current.appending(path: name)))
    #expect(aside.count == store.openReport.tornBytes && bytes.dropLast(3).suffix(aside.count).elementsEqual(aside))
    try await store.close()
  }

  @Test func spaceMadeReadyIsNoDamage() async throws {
    let folder = try TemporaryFolder()
    var files = try await files(in: folder, closed: false)
    files.contents["log-1"]?.append(contentsOf: repeatElement(0, count: 5_000))
    let store = try open(place(files, in: folder))
    #expect(store.openReport.tornBytes == 0 && store.openReport.commits == files.ends.count)
    try await store.insert(Note(id: "next", text: "next"))
    let number = store.state.withLock { $0.log.file.number }
    #expect(number == 1)
    try await store.close()
    let size = try FileManager.default.attributesOfItem(atPath: folder.current.appending(path: "log-1").path)[.size]
    #expect((size as? Int ?? 0) < files.contents["log-1"]?.count ?? 0)
  }

  @Test func crashInTheFirstWriteAfterReopeningIsTorn() async throws {
    let folder = try TemporaryFolder()
    var files = try await files(in: folder, closed: true)
    let unfinished: [UInt8] = [40, 0, 0, 0, 215, 255, 255, 255, 7]
    files.contents["log-1"]? += unfinished
    let store = try open(place(files, in: folder))
    #expect(store.openReport.tornBytes == unfinished.count && store.openReport.commits == files.ends.count)
    try await store.insert(Note(id: "next", text: "next"))
    try await store.close()
    let again = try open(folder.current)
    let count = try await again.count(Query(Note.self))
    #expect(count == files.ends.count + 1 && again.openReport.tornBytes == 0)
    try await again.close()
  }

  @Test func leftoversOfUnfinishedWorkAreRemoved() async throws {
    let folder = try TemporaryFolder()
    var files = try await files(in: folder, compacted: true, closed: true)
    let header = try #require(files.contents[files.lastLog]?.prefix(StoreFile.headerSize))
    files.contents["base-90"] = [1, 2, 3]
    files.contents["snapshot-1"] = []
    files.contents["log-91"] = Array(header)
    files.contents["log-1"] = files.contents[files.lastLog]
    files.contents["MANIFEST.new"] = [7]
    files.contents["photo.jpg"] = [8]
    try await open(place(files, in: folder)).close()
    let names = try Set(FileManager.default.contentsOfDirectory(atPath: folder.current.path))
    #expect(names.isDisjoint(with: ["base-90", "snapshot-1", "log-91", "log-1", "MANIFEST.new"]))
    #expect(names.contains("photo.jpg"))
    // A log with commits that the manifest does not know is no leftover.
    files.contents["log-92"] = files.contents[files.lastLog]
    #expect(throws: StoreError.self) { try open(place(files, in: folder)) }
  }

  @Test func lossOfPowerOnlyShortensARelaxedStore() async throws {
    var lost = 0
    for seed in 0..<40 as Range<UInt64> {
      let disk = SimulatedFileSystem(seed: seed)
      disk.prepare(FaultSweepRun.directory)
      let store = try FileStore.open(
        at: FaultSweepRun.directory, options: options, environment: .fixed(), fileSystem: disk)
      for number in 0..<20 {
        try await store.insert(Note(id: Identifier(derivedFrom: "\(number)"), text: String(repeating: "x", count: 300)))
      }
      let survivor = try FileStore.open(
        at: FaultSweepRun.directory, options: options, environment: .fixed(),
        fileSystem: disk.crash(seed: seed, .reordered))
      let notes = try await survivor.all(Query(Note.self))
      let expected = (0..<survivor.openReport.commits).map { Identifier<Note>(derivedFrom: "\($0)") }
      #expect(Set(notes.map(\.id)) == Set(expected), "seed \(seed)")
      lost += 20 - notes.count
    }
    #expect(lost > 0, "nothing was ever lost: the test proves nothing")
  }

  @Test func fullDeviceRefusesAndRecovers() async throws {
    for fault in [CountingFileSystem.Fault.write(28), .shortWrite(20)] {
      let folder = try TemporaryFolder()
      let files = CountingFileSystem()
      let store = try FileStore.open(
        at: folder.current, options: .init(durability: .relaxed), environment: .live, fileSystem: files)
      try await store.insert(Note(id: "a", text: "kept"))
      files.fail(fault)
      let error = await #expect(throws: StoreError.self) { try await store.insert(Note(id: "b", text: "refused")) }
      #expect(error?.code == .full)
      let refused = try await store.get(Identifier<Note>("b"))
      let kept = try await store.get(Identifier<Note>("a"))
      #expect(refused == nil && kept != nil)
      try await store.insert(Note(id: "b", text: "room again"))
      try await store.close()
      let again = try await FileStore.open(at: folder.current)
      let count = try await again.count(Query(Note.self))
      #expect(count == 2 && again.openReport.tornBytes == 0)
      try await again.close()
    }
  }

  @Test func commitThatJustFitsNeedsNoSpareRoom() async throws {
    let folder = try TemporaryFolder()
    let files = CountingFileSystem()
    let store = try FileStore.open(at: folder.current, options: .init(), environment: .live, fileSystem: files)
    // The first write, with zeros behind it, finds no room; the second one, without, does.
    files.fail(.shortWrite(100))
    try await store.insert(Note(id: "a", text: "kept"))
    try await store.close()
    let again = try await FileStore.open(at: folder.current)
    let count = try await again.count(Query(Note.self))
    #expect(count == 1 && again.openReport.tornBytes == 0)
    try await again.close()
  }

  @Test func failedSyncPoisonsUntilReopened() async throws {
    let folder = try TemporaryFolder()
    let files = CountingFileSystem()
    let store = try FileStore.open(at: folder.current, options: .init(), environment: .live, fileSystem: files)
    try await store.insert(Note(id: "a", text: "kept"))
    files.fail(.sync(5))
    await #expect(throws: StoreError.self) { try await store.insert(Note(id: "b", text: "unknown")) }
    let next = await #expect(throws: StoreError.self) { try await store.insert(Note(id: "c", text: "refused")) }
    #expect(next?.code == .unavailable)
    let compaction = await #expect(throws: StoreError.self) { try await store.compact() }
    #expect(compaction?.code == .unavailable)
    let kept = try await store.get(Identifier<Note>("a"))
    #expect(kept?.text == "kept")
    try await store.close()
    let again = try await FileStore.open(at: folder.current)
    let refused = try await again.get(Identifier<Note>("c"))
    let found = try await again.get(Identifier<Note>("a"))
    #expect(refused == nil && found != nil)
    try await again.close()
  }

  @Test func afterAFailedWriteEverythingStagedOnItIsRefusedToo() async throws {
    let folder = try TemporaryFolder()
    let files = CountingFileSystem()
    let store = try FileStore.open(
      at: folder.current, options: .init(durability: .relaxed), environment: .live, fileSystem: files)
    try await store.insert(Note(id: "counter", text: "0"))
    for _ in 0..<20 {
      files.fail(.write(28))
      await withTaskGroup(of: Void.self) { group in
        for task in 0..<16 {
          group.addTask { _ = try? await store.insert(Note(id: Identifier(derivedFrom: "\(task)"), text: "t")) }
        }
      }
      for stored in try await store.all(Query(Note.byText, "t")) {
        var changes = ChangeSet()
        changes.delete(stored)
        try await store.commit(changes)
      }
    }
    let before = try await store.all(Query(Note.self))
    let position = try await store.position()
    try await store.close()
    let again = try await FileStore.open(at: folder.current)
    let after = try await again.all(Query(Note.self))
    let reached = try await again.position()
    #expect(before == after && position == reached)
    try await again.close()
  }
}
