import CRMCore
import Foundation
import Testing

@testable import StoreProbe

/// One process at a time owns a store.
@Suite(.timeLimit(.minutes(1))) struct ProcessLockTests {
  private func codeOfOpening(_ directory: URL) async -> StoreError.Code? {
    let error = await #expect(throws: StoreError.self) { try await FileStore.open(at: directory).close() }
    return error?.code
  }

  @Test func aSecondProcessIsLockedOutUntilTheFirstCloses() async throws {
    let folder = try TemporaryFolder()
    let owner = try ProcessProbe("hold", folder.current, printingTo: folder)
    _ = try await owner.line("open")
    #expect(await codeOfOpening(folder.current) == .locked)
    let third = try ProcessProbe("check", folder.current, printingTo: folder)
    #expect(try await third.line("error") == "error locked")
    #expect(try await third.finish() == 3)
    // Being refused takes nothing away from the owner.
    #expect(await codeOfOpening(folder.current) == .locked)
    #expect(try await owner.finish() == 0)
    #expect(try owner.printed() == "open\nclosed\n")
    try await FileStore.open(at: folder.current).close()
  }

  @Test func thisProcessLocksOthersOutUntilItCloses() async throws {
    let folder = try TemporaryFolder()
    let store = try await FileStore.open(at: folder.current)
    #expect(await codeOfOpening(folder.current) == .locked)
    let refused = try ProcessProbe("check", folder.current, printingTo: folder)
    #expect(try await refused.finish() == 3)
    #expect(try refused.printed() == "error locked\n")
    try await store.close()
    let admitted = try ProcessProbe("check", folder.current, printingTo: folder)
    #expect(try await admitted.finish() == 0)
    #expect(try admitted.printed() == "checked 0\n")
  }

  @Test func theLockOfAKilledProcessDoesNotBlock() async throws {
    let folder = try TemporaryFolder()
    for _ in 0..<3 {
      let owner = try ProcessProbe("hold", folder.current, printingTo: folder)
      _ = try await owner.line("open")
      try await owner.killNow()
      #expect(FileManager.default.fileExists(atPath: folder.current.appending(path: "LOCK").path))
      try await FileStore.open(at: folder.current).close()
    }
  }

  /// A child that was started while the store was open must not keep the lock when the store is closed.
  @Test func aChildProcessDoesNotInheritTheLock() async throws {
    let folder = try TemporaryFolder()
    let first = folder.current
    let store = try await FileStore.open(at: first)
    let child = try ProcessProbe("hold", folder.next(), printingTo: folder)
    _ = try await child.line("open")
    try await store.close()
    try await FileStore.open(at: first).close()
    #expect(try await child.finish() == 0)
  }

  @Test func aStoreThatIsLetGoGivesUpItsLock() async throws {
    let folder = try TemporaryFolder()
    do {
      let store = try await FileStore.open(at: folder.current)
      try await Writer.openAccounts(in: store)
    }
    let probe = try ProcessProbe("check", folder.current, printingTo: folder)
    #expect(try await probe.finish() == 0)
    #expect(try probe.printed() == "checked 1\n")
  }
}
