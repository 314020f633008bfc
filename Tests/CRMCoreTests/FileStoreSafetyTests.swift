import CRMTesting
import Foundation
import Synchronization
import Testing

@testable import CRMCore

/// What a crash, a bad device or a flipped bit may and may not do.
@Suite struct FileStoreSafetyTests {
  /// A journal of some commits, and where each of their frames ends.
  private func journal(in folder: TemporaryFolder, closed: Bool) async throws -> (bytes: [UInt8], ends: [Int]) {
    let store = try await FileStore.open(at: folder.current, environment: .fixed())
    var ends: [Int] = []
    for number in 0..<6 {
      var changes = ChangeSet(author: .system, idempotencyKey: "k\(number)")
      changes.insert(Note(id: Identifier(derivedFrom: "\(number)"), text: "text \(number)"))
      if number > 0 {
        changes.update(try await store.require(Identifier<Note>(derivedFrom: "\(number - 1)")))
      }
      try await store.commit(changes)
      ends.append(store.state.withLock { $0.end })
    }
    if closed { try await store.close() } else { store.payloads.close(); store.lock.close() }
    let file = folder.current.appending(path: "log-1")
    return (Array(try Data(contentsOf: file)), ends)
  }

  private func open(_ bytes: [UInt8], _ folder: TemporaryFolder) throws -> FileStore {
    let directory = folder.next()
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    try Data(bytes).write(to: directory.appending(path: "log-1"))
    return try FileStore.open(
      at: directory, options: .init(durability: .relaxed), environment: .fixed(), fileSystem: SystemFileSystem())
  }

  @Test func everyPrefixOpensToTheWholeCommits() async throws {
    let folder = try TemporaryFolder()
    let (bytes, ends) = try await journal(in: folder, closed: false)
    #expect(bytes.count == ends.last)
    for cut in 0...bytes.count {
      let store = try open(Array(bytes.prefix(cut)), folder)
      let whole = ends.count { $0 <= cut }
      #expect(store.openReport.commits == whole, "cut at \(cut)")
      let notes = try await store.all(Query(Note.byText))
      #expect(notes.count == whole, "cut at \(cut)")
      // The store goes on: a new commit, and everything is there after another opening.
      try await store.insert(Note(id: "next", text: "next"))
      try await store.close()
      let again = try await FileStore.open(at: folder.current, options: .init(durability: .relaxed))
      let count = try await again.count(Query(Note.self))
      #expect(count == whole + 1, "cut at \(cut)")
      #expect(again.openReport.tornBytes == 0, "cut at \(cut)")
      try await again.close()
    }
  }

  @Test func everyFlippedBitIsNoticed() async throws {
    let folder = try TemporaryFolder()
    let (bytes, ends) = try await journal(in: folder, closed: true)
    var torn = 0
    for position in bytes.indices {
      var damaged = bytes
      damaged[position] ^= UInt8(1 << (position % 8))
      do {
        let store = try open(damaged, folder)
        // Not corrupted: then it can only be the tail, and everything before it is there.
        torn += 1
        #expect(store.openReport.tornBytes > 0, "bit in byte \(position)")
        let whole = ends.count { $0 <= position }
        let count = try await store.count(Query(Note.self))
        #expect(count == whole && whole >= ends.count - 1, "bit in byte \(position): \(count) of \(whole)")
        try await store.close()
      } catch let error as StoreError {
        #expect(error.code == .corrupted || error.code == .incompatibleVersion, "bit in byte \(position): \(error)")
        #expect(error.message.contains("log-1"))
      }
    }
    // Only the last acknowledged frame and the close marker may look torn.
    #expect(torn <= bytes.count - ends[ends.count - 2])
  }

  @Test func tornBytesAreKeptAside() async throws {
    let folder = try TemporaryFolder()
    let (bytes, _) = try await journal(in: folder, closed: false)
    let store = try open(Array(bytes.dropLast(3)), folder)
    let name = try #require(store.openReport.tornFile)
    let aside = Array(try Data(contentsOf: folder.current.appending(path: name)))
    #expect(aside.count == store.openReport.tornBytes && bytes.dropLast(3).suffix(aside.count).elementsEqual(aside))
    try await store.close()
  }

  @Test func crashInTheFirstWriteAfterReopeningIsTorn() async throws {
    let folder = try TemporaryFolder()
    let (bytes, ends) = try await journal(in: folder, closed: true)
    let unfinished: [UInt8] = [40, 0, 0, 0, 215, 255, 255, 255, 7]
    let store = try open(bytes + unfinished, folder)
    #expect(store.openReport.tornBytes == unfinished.count && store.openReport.commits == ends.count)
    try await store.insert(Note(id: "next", text: "next"))
    try await store.close()
    let again = try await FileStore.open(at: folder.current, options: .init(durability: .relaxed))
    let count = try await again.count(Query(Note.self))
    #expect(count == ends.count + 1 && again.openReport.tornBytes == 0)
    try await again.close()
  }

  @Test func fullDeviceRefusesAndRecovers() async throws {
    for fault in [CountingFileSystem.Fault.write(28), .shortWrite(20)] {
      let folder = try TemporaryFolder()
      let files = CountingFileSystem()
      let store = try FileStore.open(at: folder.current, options: .init(), environment: .live, fileSystem: files)
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

  @Test func failedSyncPoisonsUntilReopened() async throws {
    let folder = try TemporaryFolder()
    let files = CountingFileSystem()
    let store = try FileStore.open(at: folder.current, options: .init(), environment: .live, fileSystem: files)
    try await store.insert(Note(id: "a", text: "kept"))
    files.fail(.sync(5))
    await #expect(throws: StoreError.self) { try await store.insert(Note(id: "b", text: "unknown")) }
    let next = await #expect(throws: StoreError.self) { try await store.insert(Note(id: "c", text: "refused")) }
    #expect(next?.code == .unavailable)
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
    let store = try FileStore.open(at: folder.current, options: .init(), environment: .live, fileSystem: files)
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
