import CRMTesting
import Foundation
import Synchronization
import Testing

@testable import CRMCore

/// What others see while a sync does not return. One at a time: a held sync blocks a thread, of which there may be two.
@Suite(.serialized) struct FileStoreHeldSyncTests {
  @Test func commitsThatComeDuringASyncShareTheNextOne() async throws {
    let folder = try TemporaryFolder()
    let files = CountingFileSystem()
    let store = try FileStore.open(at: folder.current, options: .init(), environment: .live, fileSystem: files)
    let before = files.syncs
    files.state.withLock { $0.isHeld = true }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await store.insert(Note(id: "first", text: "t")) }
      while files.syncs == before { try await Task.sleep(for: .milliseconds(1)) }
      for task in 0..<40 {
        group.addTask { try await store.insert(Note(id: Identifier(derivedFrom: "\(task)"), text: "t")) }
      }
      while store.state.withLock({ $0.staged?.commits.count ?? 0 }) < 40 { try await Task.sleep(for: .milliseconds(1)) }
      let visible = try await store.count(Query(Note.self))
      #expect(visible == 0, "a commit is visible before it is durable")
      files.state.withLock { $0.isHeld = false }
      try await group.waitForAll()
    }
    let count = try await store.count(Query(Note.self))
    #expect(count == 41)
    #expect(files.syncs - before == 2)
    try await store.close()
  }

  @Test func commitsOfWhichNobodyWasToldAreNotShown() async throws {
    let folder = try TemporaryFolder()
    let files = CountingFileSystem()
    let owner = try FileStore.open(at: folder.current, options: .init(), environment: .live, fileSystem: files)
    try await owner.insert(Note(id: "a", text: "a"))
    let before = files.syncs
    files.state.withLock { $0.isHeld = true }
    let pending = Task { try await owner.insert(Note(id: "b", text: "b")) }
    while files.syncs == before { try await Task.sleep(for: .milliseconds(1)) }
    let reader = try await FileStore.readOnly(at: folder.current)
    let early = try await reader.all(Query(Note.byText)).map(\.text)
    #expect(early == ["a"])
    files.state.withLock { $0.isHeld = false }
    _ = try await pending.value
    let late = try await reader.all(Query(Note.byText)).map(\.text)
    #expect(late == ["a", "b"])
    try await owner.close()
  }
}
