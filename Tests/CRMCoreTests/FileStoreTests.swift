import CRMTesting
import Foundation
import Synchronization
import Testing

@testable import CRMCore

@Suite struct FileStoreTests {
  @Test(arguments: StoreRequirements.all)
  func fileStoreKeeps(_ requirement: StoreRequirement) async throws {
    try await check(requirement, .init(durability: .relaxed))
  }

  /// With no memory for pages of indexes: each commit and each read puts all of them into files.
  @Test(arguments: StoreRequirements.all)
  func fileStoreKeepsWithoutMemory(_ requirement: StoreRequirement) async throws {
    try await check(requirement, .init(durability: .relaxed, cacheCapacity: 2, indexMemory: 0))
  }

  private func check(_ requirement: StoreRequirement, _ options: FileStore.Options) async throws {
    let folder = try TemporaryFolder()
    try await requirement.check(
      StoreFixture(
        make: { try await FileStore.open(at: folder.next(), options: options) },
        reopen: { store in
          let store = try #require(store as? FileStore)
          try await store.close()
          return try await FileStore.open(at: folder.current, options: options)
        }))
  }

  @Test func recordsAreReadFromTheFileWhenTheCacheIsSmall() async throws {
    let folder = try TemporaryFolder()
    let options = FileStore.Options(durability: .relaxed, cacheCapacity: 2)
    let store = try await FileStore.open(at: folder.current, options: options)
    for number in 0..<50 { try await store.insert(Note(id: Identifier(derivedFrom: "\(number)"), text: "n\(number)")) }
    for number in 0..<50 {
      let note = try await store.require(Identifier<Note>(derivedFrom: "\(number)"))
      #expect(note.text == "n\(number)")
    }
    try await store.edit(Identifier<Note>(derivedFrom: "7")) { $0.text = "changed" }
    let found = try await store.all(Query(Note.byText, "changed")).map(\.id)
    #expect(found == [Identifier(derivedFrom: "7")])
    try await store.close()
  }

  @Test func secondOwnerIsLockedOut() async throws {
    let folder = try TemporaryFolder()
    let store = try await FileStore.open(at: folder.current)
    let error = await #expect(throws: StoreError.self) { _ = try await FileStore.open(at: folder.current) }
    #expect(error?.code == .locked)
    try await store.close()
    try await FileStore.open(at: folder.current).close()
  }

  @Test func closedStoreRefusesEverything() async throws {
    let folder = try TemporaryFolder()
    let store = try await FileStore.open(at: folder.current)
    try await store.insert(Note(id: "a", text: "x"))
    try await store.close()
    try await store.close()
    let write = await #expect(throws: StoreError.self) { try await store.insert(Note(id: "b", text: "y")) }
    let read = await #expect(throws: StoreError.self) { _ = try await store.get(Identifier<Note>("a")) }
    #expect(write?.code == .unavailable && read?.code == .unavailable)
  }

  @Test func closingEndsThoseWhoWaitForACommit() async throws {
    let folder = try TemporaryFolder()
    let store = try await FileStore.open(at: folder.current)
    try await store.insert(Note(id: "a", text: "x"))
    let position = try await store.position()
    let waiter = Task { try await store.waitForCommit(after: position) }
    while store.state.withLock({ $0.feedWaiters.isEmpty }) { try await Task.sleep(for: .milliseconds(1)) }
    try await store.close()
    let error = await #expect(throws: StoreError.self) { try await waiter.value }
    #expect(error?.code == .unavailable)
  }

  @Test func changedIndexIsRebuilt() async throws {
    let folder = try TemporaryFolder()
    let store = try await FileStore.open(at: folder.current)
    for number in 0..<20 {
      try await store.insert(Note(id: Identifier(derivedFrom: "\(number)"), text: "t\(number % 4)"))
    }
    try await store.close()
    let reopened = try await FileStore.open(at: folder.current)
    let byLength = try await reopened.count(Query(NoteLater.byEnd, "3"))
    let byText = try await reopened.count(Query(NoteLater.byText, "t3"))
    #expect(byLength == 5 && byText == 5)
    try await reopened.insert(NoteLater(id: "new", text: "t3", author: "me"))
    try await reopened.close()
    let again = try await FileStore.open(at: folder.current, options: .init(registry: RecordRegistry([NoteLater.self])))
    let count = try await again.count(Query(NoteLater.byEnd, "3"))
    #expect(count == 6)
    try await again.close()
  }

  @Test func olderPayloadIsMigratedAndNewerIsRefused() async throws {
    let folder = try TemporaryFolder()
    var store = try await FileStore.open(at: folder.current)
    try await store.insert(Note(id: "a", text: "old"))
    try await store.close()
    store = try await FileStore.open(at: folder.current)
    let migrated = try await store.require(Identifier<NoteVersion2>("a".id()))
    #expect(migrated.record == NoteVersion2(id: Identifier("a".id()), words: ["old"]))
    try await store.edit(migrated.id) { $0.words.append("new") }
    try await store.close()
    store = try await FileStore.open(at: folder.current)
    let error = await #expect(throws: StoreError.self) { _ = try await store.get(Identifier<Note>("a")) }
    #expect(error?.code == .incompatibleVersion)
    try await store.close()
  }
}

struct Note: Record {
  static let collection: CollectionName = "notes"
  static let byText = Index<Note>("text") { IndexKey($0.text) }
  static var indexes: [Index<Note>] { [byText] }
  var id: Identifier<Note>
  var text: String
}

/// ``Note`` in a later release: one more index, one more optional field.
struct NoteLater: Record {
  static let collection: CollectionName = "notes"
  static let byText = Index<NoteLater>("text") { IndexKey($0.text) }
  static let byEnd = Index<NoteLater>("end") { IndexKey(String($0.text.suffix(1))) }
  static var indexes: [Index<NoteLater>] { [byText, byEnd] }
  var id: Identifier<NoteLater>
  var text: String
  var author: String?
}

/// ``Note`` with a changed schema.
struct NoteVersion2: Record {
  static let collection: CollectionName = "notes"
  static let schemaVersion = 2
  static let migrations = [
    RecordMigration<NoteVersion2>(from: 1, as: Note.self) { old in
      NoteVersion2(id: old.id.cast(), words: [old.text])
    }
  ]
  var id: Identifier<NoteVersion2>
  var words: [String]
}

extension String {
  fileprivate func id() -> UUID { Identifier<Note>(stringLiteral: self).uuid }
}
