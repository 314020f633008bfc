import CRMTesting
import Foundation
import Synchronization
import Testing

@testable import CRMCore

/// A store whose indexes are larger than the memory they may take.
@Suite struct FileStorePagingTests {
  private func residentBytes(_ store: FileStore) -> (resident: Int, leaves: Int) {
    let image = store.state.withLock { $0.pending }
    var stock = PageStock()
    image.visitLeaves(&stock)
    return (stock.residentBytes, stock.leaves)
  }

  private func parcels(_ range: Range<Int>) -> [Parcel] {
    range.map { Parcel(Parcel.id($0), shelf: "shelf \($0 % 97)", weight: $0, label: "label \($0)") }
  }

  private func fill(_ store: any Store, _ range: Range<Int>) async throws {
    for start in stride(from: range.lowerBound, to: range.upperBound, by: 500) {
      var changes = ChangeSet(author: .system)
      for parcel in parcels(start..<min(start + 500, range.upperBound)) { changes.insert(parcel) }
      try await store.commit(changes)
    }
  }

  /// Everything that queries tell, from a store that has room and from one that has none.
  private func expectSame(_ store: FileStore, _ other: InMemoryStore) async throws {
    for shelf in stride(from: 0, to: 97, by: 7) {
      let query = Query(Parcel.byShelf, "shelf \(shelf)")
      let (found, expected) = (try await store.all(query).map(\.record), try await other.all(query).map(\.record))
      #expect(found == expected && !found.isEmpty)
      let (count, expectedCount) = (try await store.count(query), try other.count(query))
      #expect(count == expectedCount)
      let last = try await store.page(query.descending().limited(to: 3)).items.map(\.record)
      let expectedLast = try other.page(query.descending().limited(to: 3)).items.map(\.record)
      #expect(last == expectedLast)
    }
    let all = try await store.all(Query<Parcel>()).map(\.record)
    let expected = try await other.all(Query<Parcel>()).map(\.record)
    #expect(all == expected)
  }

  private func change(_ store: any Store, _ numbers: [Int]) async throws {
    for start in stride(from: 0, to: numbers.count, by: 100) {
      let part = numbers[start..<min(start + 100, numbers.count)]
      var changes = ChangeSet(author: .system)
      for (place, found) in try await store.fetch(Parcel.self, ids: part.map { Parcel.id($0) }).enumerated() {
        guard var found else { continue }
        if place % 3 == 0 {
          changes.delete(found)
        } else {
          found.shelf = "shelf \(place % 90)"
          changes.update(found)
        }
      }
      try await store.commit(changes)
    }
  }

  @Test func aSmallMemoryIsEnoughForEverything() async throws {
    let folder = try TemporaryFolder()
    let budget = 100_000
    var options = FileStore.Options(durability: .relaxed, cacheCapacity: 100, indexMemory: budget)
    var store = try await FileStore.open(at: folder.current, options: options)
    let reference = InMemoryStore()
    try await fill(store, 0..<8_000)
    try await fill(reference, 0..<8_000)
    #expect(residentBytes(store).leaves > 400)
    try await expectSame(store, reference)
    #expect(residentBytes(store).resident <= 2 * budget)

    var generator = SeededGenerator(seed: 4)
    func step() async throws {
      let numbers = (0..<600).map { _ in Int.random(in: 0..<8_000, using: &generator) }
      try await change(store, Array(Set(numbers)).sorted())
      try await change(reference, Array(Set(numbers)).sorted())
    }
    try await step()
    try await store.checkpoint()
    try await step()
    try await store.compact()
    try await step()
    try await expectSame(store, reference)
    try await store.close()

    // Opened again, from a snapshot and a log behind it, it takes no more memory than it may.
    store = try await FileStore.open(at: folder.current, options: options)
    #expect(residentBytes(store).resident <= 2 * budget)
    try await expectSame(store, reference)
    try await step()
    try await expectSame(store, reference)
    let reader = try await FileStore.readOnly(at: folder.current, options: options)
    try await expectSame(reader, reference)
    try await step()
    try await expectSame(reader, reference)
    try await reader.close()
    try await store.suspend()
    try await store.resume()
    try await expectSame(store, reference)
    try await store.close()
    options.indexMemory = 64 << 20
    store = try await FileStore.open(at: folder.current, options: options)
    try await expectSame(store, reference)
    try await store.close()
  }

  /// What leaves memory is in no file that has a name, so that nothing of it outlives an erasure or the process.
  @Test func theScratchFileHasNoName() async throws {
    let folder = try TemporaryFolder()
    let options = FileStore.Options(durability: .relaxed, indexMemory: 0)
    // A process that was killed between making it and taking its name away left one.
    try FileManager.default.createDirectory(at: folder.current, withIntermediateDirectories: true)
    let leftover = folder.current.appending(path: StoreDirectory.scratchPrefix + "1")
    try Data("left over".utf8).write(to: leftover)
    let store = try await FileStore.open(at: folder.current, options: options)
    #expect(!FileManager.default.fileExists(atPath: leftover.path))
    try await fill(store, 0..<2_000)
    #expect(residentBytes(store).resident == 0)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.current.path)
    #expect(!names.contains { $0.hasPrefix(StoreDirectory.scratchPrefix) } && names.contains("MANIFEST"))
    #expect(try await store.count(Query(Parcel.byShelf, "shelf 5")) == 21)
    try await store.close()
  }

  /// A snapshot that was superseded is removed, also while pages were read from it.
  @Test func oldSnapshotsAreLetGo() async throws {
    let fileSystem = SimulatedFileSystem(seed: 1)
    let directory = URL(filePath: "/data/store", directoryHint: .isDirectory)
    fileSystem.prepare(directory)
    let options = FileStore.Options(cacheCapacity: 8, indexMemory: 0)
    let store = try FileStore.open(
      at: directory, options: options, environment: .fixed(seed: 1), fileSystem: fileSystem)
    try await fill(store, 0..<1_000)
    var open: [Int] = []
    for round in 0..<5 {
      try await store.checkpoint()
      try await fill(store, (1_000 + 10 * round)..<(1_010 + 10 * round))
      #expect(try await store.count(Query(Parcel.self)) == 1_010 + 10 * round)
      open.append(fileSystem.openHandles)
    }
    #expect(Set(open).count == 1, "\(open)")
    try await store.close()
    #expect(fileSystem.openHandles == 0)
  }

  /// An index that a query asks for first is built once, for readers and commits alike.
  @Test func anIndexBuiltLateIsCountedAndShared() async throws {
    let folder = try TemporaryFolder()
    let budget = 100_000
    var store = try await FileStore.open(at: folder.current, options: .init(durability: .relaxed))
    try await fill(store, 0..<6_000)
    try await store.compact()
    try await store.close()
    store = try await FileStore.open(
      at: folder.current, options: .init(durability: .relaxed, cacheCapacity: 10, indexMemory: budget))
    #expect(try await store.count(Query(LateParcel.byWeight)) == 6_000)
    #expect(residentBytes(store).resident <= budget)
    let images = store.state.withLock { [$0.image, $0.pending] }
    let leaves = images.map { image in
      image.collections[LateParcel.collection]?.indexes.map { $0.entries.count } ?? []
    }
    #expect(leaves[0] == leaves[1])
    try await store.close()
  }

  /// Who asks while the store is closed is told so, and never that there is nothing.
  @Test func aStoreThatIsClosedMeanwhileIsNeverEmpty() async throws {
    let folder = try TemporaryFolder()
    let options = FileStore.Options(durability: .relaxed, indexMemory: 0)
    for round in 0..<20 {
      let store = try await FileStore.open(at: folder.current, options: options)
      if round == 0 { try await fill(store, 0..<1_000) }
      let counts = try await withThrowingTaskGroup(of: Int?.self) { group in
        for _ in 0..<8 {
          group.addTask {
            do {
              return try await store.count(Query(Parcel.byShelf))
            } catch let error as StoreError where error.code == .unavailable {
              return nil
            }
          }
        }
        group.addTask {
          try await store.close()
          return nil
        }
        return try await group.reduce(into: []) { $0.append($1) }.compactMap(\.self)
      }
      #expect(counts.allSatisfy { $0 == 1_000 }, "\(counts)")
    }
  }

  @Test func aStoreThatWasClosedStaysClosed() async throws {
    let folder = try TemporaryFolder()
    let store = try await FileStore.open(at: folder.current)
    try await fill(store, 0..<10)
    try await store.suspend()
    try await store.close()
    try await store.resume()
    let error = await #expect(throws: StoreError.self) { try await store.count(Query(Parcel.self)) }
    #expect(error?.code == .unavailable)
    let other = try await FileStore.open(at: folder.current)
    let reader = try await FileStore.readOnly(at: folder.current)
    try await reader.close()
    try await other.compact()
    let closed = await #expect(throws: StoreError.self) { try await reader.count(Query(Parcel.self)) }
    #expect(closed?.code == .unavailable)
    try await other.close()
  }
}

/// The parcels as a newer version of the program declares them.
private struct LateParcel: Record {
  static let collection = Parcel.collection
  static let byWeight = Index<LateParcel>("weight") { IndexKey($0.weight) }
  static var indexes: [Index<LateParcel>] { [byWeight] }

  var id: Identifier<LateParcel>
  var weight: Int = 0
}
