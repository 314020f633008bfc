import CRMTesting
import Foundation
import Synchronization
import Testing

@testable import CRMCore

/// All files of a store are numbered from one count: records are found by the number of their file.
@Suite struct FileStoreNumberTests {
  /// The real file system, which tells of every file before it is made.
  private final class TellingFileSystem: FileSystem {
    let base = SystemFileSystem()
    let willCreate = Mutex<@Sendable (String) -> Void>({ _ in })

    func createDirectory(_ directory: URL) throws { try base.createDirectory(directory) }
    func list(_ directory: URL) throws -> [String] { try base.list(directory) }
    func open(_ file: URL, create: Bool) throws -> any OpenFile {
      let tell = willCreate.withLock { $0 }
      if create { tell(file.lastPathComponent) }
      return try base.open(file, create: create)
    }
    func rename(_ file: URL, to target: URL) throws { try base.rename(file, to: target) }
    func remove(_ file: URL) throws { try base.remove(file) }
    func syncDirectory(_ directory: URL) throws { try base.syncDirectory(directory) }
    func lock(_ file: URL) throws -> (any OpenFile)? { try base.lock(file) }
  }

  @Test func aNumberIsTakenBeforeTheFileIsMade() async throws {
    let folder = try TemporaryFolder()
    let system = TellingFileSystem()
    let store = try FileStore.open(
      at: folder.current, options: .init(durability: .relaxed, segmentSize: 4096), environment: .fixed(),
      fileSystem: system)
    let made = Mutex<[String]>([])
    // Somebody else makes a file at the same moment.
    system.willCreate.withLock {
      $0 = { [weak store] name in
        guard let store, StoreFile.parse(name: name) != nil else { return }
        made.withLock { $0 += [name, store.newFile(.base).name] }
      }
    }
    for number in 0..<40 {
      try await store.insert(Note(id: Identifier(derivedFrom: "\(number)"), text: String(repeating: "t", count: 200)))
    }
    try await store.compact()
    try await store.checkpoint()
    system.willCreate.withLock { $0 = { _ in } }
    let numbers = made.withLock { $0.compactMap { StoreFile.parse(name: $0)?.number } }
    #expect(numbers.count > 10 && Set(numbers).count == numbers.count)
    try await store.close()
    try await FileStore.open(at: folder.current).close()
  }

  @Test func aManifestThatGivesANumberTwiceIsDamaged() throws {
    var manifest = Manifest(origin: UUID())
    manifest.segments = [
      .init(kind: .base, number: 3, salt: 1, length: 100), .init(kind: .log, number: 4, salt: 2, length: 0),
    ]
    #expect(try Manifest(manifest.bytes(salt: 5)).segments == manifest.segments)
    manifest.segments[1].number = 3
    let error = #expect(throws: StoreError.self) { _ = try Manifest(manifest.bytes(salt: 5)) }
    #expect(error?.code == .corrupted)
  }
}
