import CRMCore
import Foundation
import Testing

@testable import StoreProbe

/// One process at a time owns a store.
@Suite(.timeLimit(.minutes(5))) struct ProcessLockTests {
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

  #if os(Linux)
    /// A child process has copies of all descriptors from `fork` until it runs another program. It must not prolong the lock of a
    /// store that is closed meanwhile, and must not keep the copy afterwards.
    @Test func aCopyOfTheDescriptorDoesNotKeepTheLock() async throws {
      let folder = try TemporaryFolder()
      let store = try await FileStore.open(at: folder.current)
      let lock = folder.current.appending(path: "LOCK").path
      let found = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").first {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")) == lock
      }
      let descriptor = try #require(found.flatMap { Int32($0) })
      #expect(fcntl(descriptor, F_GETFD) & FD_CLOEXEC != 0)
      let copy = dup(descriptor)
      defer { close(copy) }
      try await store.close()
      try await FileStore.open(at: folder.current).close()
    }
  #endif

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
