import CRMTesting
import Foundation
import Synchronization
import Testing

@testable import CRMCore

/// Writers and owners of an inbox that die between any two steps, and owners that get in each other's way.
@Suite struct InboxCrashTests {
  private func parcels(_ numbers: Range<Int>) -> ChangeSet {
    changeSet { changes in
      for number in numbers { changes.insert(Parcel(Parcel.id(number), weight: number)) }
    }
  }

  @Test func anEntryIsWrittenInAnOrderThatSurvivesALossOfPower() async throws {
    let folder = try TemporaryFolder()
    let files = MortalFileSystem()
    try await Inbox(directory: folder.current, environment: .fixed(), fileSystem: files).put(parcels(0..<1))
    // The bytes are on the device before the name is, and the name before `put` returns.
    #expect(
      files.steps == [
        "createDirectory inbox", "syncDirectory store-0", "syncDirectory \(folder.url.lastPathComponent)",
        "open partial",
        "write", "sync full", "rename json", "syncDirectory inbox",
      ])
  }

  @Test func aWriterThatDiesLeavesAWholeEntryOrNone() async throws {
    var arrived = 0
    for steps in 0..<8 {
      let folder = try TemporaryFolder()
      let dying = Inbox(
        directory: folder.current, environment: .fixed(), fileSystem: MortalFileSystem(dyingAfter: steps))
      await #expect(throws: StoreError.self) { try await dying.put(parcels(0..<3)) }
      let store = InMemoryStore()
      let report = try await Inbox(directory: folder.current)
        .drain(into: store, registry: InboxTests.registry, removingUnfinishedBefore: .distantFuture)
      #expect(report.refused.isEmpty)
      #expect(try [0, 3].contains(store.count(Query(Parcel.self))))
      arrived += report.merged.count
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.current.appending(path: "inbox").path)
      #expect(left == [], "after \(steps) steps")
    }
    // Only the very last step comes after the entry has its name.
    #expect(arrived == 1)
  }

  @Test(arguments: [false, true]) func anOwnerThatDiesMergesNothingTwice(inFile: Bool) async throws {
    let total = MortalFileSystem()
    try await merge(dyingAfter: nil, inFile: inFile, total)
    #expect(total.steps.count >= 8)
    for steps in 0..<total.steps.count {
      try await merge(dyingAfter: steps, inFile: inFile, MortalFileSystem(dyingAfter: steps))
    }
  }

  /// Two good entries and one that is refused, merged by an owner that dies after some steps, then by another one.
  private func merge(dyingAfter steps: Int?, inFile: Bool, _ files: MortalFileSystem) async throws {
    let folder = try TemporaryFolder()
    let healthy = Inbox(directory: folder.current, environment: .fixed())
    let memory = InMemoryStore()
    var store: any Store =
      inFile ? try await FileStore.open(at: folder.current, options: .init(durability: .relaxed)) : memory
    try await store.insert(Parcel(Parcel.id(5)))
    let first = try await healthy.put(parcels(0..<2))
    let refused = try await healthy.put(parcels(5..<6))
    let second = try await healthy.put(parcels(2..<4))
    let dying = Inbox(directory: folder.current, environment: .live, fileSystem: files)
    if steps == nil {
      let report = try await dying.drain(into: store, registry: InboxTests.registry)
      #expect(report.merged.map(\.name) == [first, second])
    } else {
      await #expect(throws: StoreError.self) { try await dying.drain(into: store, registry: InboxTests.registry) }
    }
    if let file = store as? FileStore {
      try await file.close()
      store = try await FileStore.open(at: folder.current)
    }
    _ = try await healthy.drain(into: store, registry: InboxTests.registry)
    #expect(try await store.count(Query(Parcel.self)) == 5)
    #expect(try await store.position() == CommitPosition(3), "an entry was merged twice after \(steps ?? -1) steps")
    #expect(try await healthy.waiting() == [])
    #expect(try await healthy.refused().map(\.originalName) == [refused])
    if let file = store as? FileStore { try await file.close() }
  }

  @Test func ownersThatDrainAtTheSameTimeMergeEachEntryOnce() async throws {
    let folder = try TemporaryFolder()
    let inbox = Inbox(directory: folder.current)
    let base = InMemoryStore()
    // Everybody has read an entry before anybody commits it.
    let store = HookedStore(base) { call in
      if call == .commit { for _ in 0..<20 { await Task.yield() } }
    }
    try base.commit(changeSet { $0.insert(Parcel(Parcel.id(999))) })
    var names: [String] = []
    for number in 0..<25 { names.append(try await inbox.put(parcels(number * 2..<number * 2 + 2))) }
    let colliding = try await inbox.put(parcels(999..<1000))
    let reports = try await withThrowingTaskGroup(of: InboxReport.self) { group in
      for _ in 0..<6 { group.addTask { try await inbox.drain(into: store, registry: InboxTests.registry) } }
      return try await group.reduce(into: [InboxReport]()) { $0.append($1) }
    }
    #expect(reports.flatMap(\.merged).map(\.name).sorted() == names)
    #expect(reports.flatMap(\.refused).map(\.entry.originalName) == [colliding])
    #expect(try base.count(Query(Parcel.self)) == 51)
    #expect(try base.position() == CommitPosition(26))
  }
}

/// The real file system until it has done a number of steps; from then on every call fails, as for a process that has died.
final class MortalFileSystem: FileSystem {
  private let base = SystemFileSystem()
  private let limit: Int
  private let done = Mutex<[String]>([])

  init(dyingAfter steps: Int = .max) {
    limit = steps
  }

  var steps: [String] { done.withLock { $0 } }

  fileprivate func step(_ name: String, _ file: URL? = nil) throws {
    try done.withLock { done in
      guard done.count < limit else { throw SystemError(call: "dead", code: 5) }
      let isEntry = ["partial", "json"].contains(file?.pathExtension)
      done.append(name + (file.map { " " + (isEntry ? $0.pathExtension : $0.lastPathComponent) } ?? ""))
    }
  }

  func createDirectory(_ directory: URL) throws {
    try step("createDirectory", directory)
    try base.createDirectory(directory)
  }

  func list(_ directory: URL) throws -> [String] {
    try step("list", directory)
    return try base.list(directory)
  }

  func open(_ file: URL, create: Bool) throws -> any OpenFile {
    try step("open", file)
    return File(base: try base.open(file, create: create), owner: self)
  }

  func rename(_ file: URL, to target: URL) throws {
    try step("rename", target)
    try base.rename(file, to: target)
  }

  func remove(_ file: URL) throws {
    try step("remove", file)
    try base.remove(file)
  }

  func syncDirectory(_ directory: URL) throws {
    try step("syncDirectory", directory)
    try base.syncDirectory(directory)
  }

  func lock(_ file: URL) throws -> (any OpenFile)? {
    try step("lock", file)
    return try base.lock(file)
  }

  private struct File: OpenFile {
    let base: any OpenFile
    let owner: MortalFileSystem

    func size() throws -> Int { try base.size() }
    func close() { base.close() }

    func read(at offset: Int, count: Int) throws -> [UInt8] {
      try owner.step("read")
      return try base.read(at: offset, count: count)
    }

    func write(_ bytes: [UInt8], at offset: Int) throws {
      try owner.step("write")
      try base.write(bytes, at: offset)
    }

    func truncate(to size: Int) throws {
      try owner.step("truncate")
      try base.truncate(to: size)
    }

    func sync(_ durability: FileStore.Durability) throws {
      try owner.step("sync \(durability)")
      try base.sync(durability)
    }
  }
}
