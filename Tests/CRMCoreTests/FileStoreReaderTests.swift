import CRMTesting
import Foundation
import Testing

@testable import CRMCore

/// Reading beside an owner, and letting go of a store for a while.
@Suite struct FileStoreReaderTests {
  private var options: FileStore.Options { .init(durability: .relaxed, segmentSize: 4_096) }

  private func texts(_ store: FileStore) async throws -> [String] {
    try await store.all(Query(Note.byText)).map(\.text)
  }

  @Test func readerSeesEveryAcknowledgedCommit() async throws {
    let folder = try TemporaryFolder()
    let owner = try await FileStore.open(at: folder.current, options: options)
    let reader = try await FileStore.readOnly(at: folder.current)
    var expected: [String] = []
    for number in 100..<220 {
      let text = "note \(number)"
      try await owner.insert(Note(id: Identifier(derivedFrom: text), text: text))
      expected.append(text)
      let found = try await texts(reader)
      #expect(found == expected)
      let position = try await reader.position()
      #expect(position == CommitPosition(UInt64(expected.count)))
      if number.isMultiple(of: 25) { try await owner.compact() }
      if number.isMultiple(of: 40) { try await owner.checkpoint() }
    }
    let error = await #expect(throws: StoreError.self) { try await reader.insert(Note(id: "x", text: "x")) }
    #expect(error?.code == .unavailable)
    let late = try await FileStore.readOnly(at: folder.current)
    let found = try await texts(late)
    #expect(found == expected)
    try await owner.close()
    let closed = try await texts(reader)
    #expect(closed == expected)
    let history = try await reader.history(after: CommitPosition(118), limit: 9)
    #expect(history.map(\.position.value) == [119, 120])
    try await reader.close()
  }

  @Test func readerWaitsForTheOwner() async throws {
    let folder = try TemporaryFolder()
    let owner = try await FileStore.open(at: folder.current, options: options)
    try await owner.insert(Note(id: "a", text: "a"))
    let reader = try await FileStore.readOnly(at: folder.current)
    let waiter = Task {
      try await reader.waitForCommit(after: CommitPosition(1))
      return try await reader.position()
    }
    try await owner.insert(Note(id: "b", text: "b"))
    #expect(try await waiter.value == CommitPosition(2))
    let cancelled = Task { try await reader.waitForCommit(after: CommitPosition(2)) }
    cancelled.cancel()
    await #expect(throws: CancellationError.self) { try await cancelled.value }
    try await owner.close()
  }

  @Test func thereIsNothingToReadInAnEmptyDirectory() async throws {
    let folder = try TemporaryFolder()
    let error = await #expect(throws: StoreError.self) { _ = try await FileStore.readOnly(at: folder.url) }
    #expect(error?.code == .notFound)
  }

  @Test func suspendedStoreCanBeReadAndOwnedByOthers() async throws {
    let folder = try TemporaryFolder()
    let store = try await FileStore.open(at: folder.current, options: options)
    try await store.insert(Note(id: "a", text: "a"))
    try await store.suspend()
    let refused = await #expect(throws: StoreError.self) { try await store.insert(Note(id: "b", text: "b")) }
    #expect(refused?.code == .unavailable)
    let suspended = try await texts(store)
    #expect(suspended == ["a"])

    let other = try await FileStore.open(at: folder.current, options: options)
    let locked = await #expect(throws: StoreError.self) { try await store.resume() }
    #expect(locked?.code == .locked)
    try await other.insert(Note(id: "c", text: "c"))
    try await other.compact()
    try await other.close()

    try await store.resume()
    try await store.resume()
    try await store.insert(Note(id: "d", text: "d"))
    let resumed = try await texts(store)
    #expect(resumed == ["a", "c", "d"])
    let position = try await store.position()
    #expect(position == CommitPosition(3))
    try await store.close()
    let again = try await FileStore.open(at: folder.current, options: options)
    let final = try await texts(again)
    #expect(final == ["a", "c", "d"])
    try await again.close()
  }
}
