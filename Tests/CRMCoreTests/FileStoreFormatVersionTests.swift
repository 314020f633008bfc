import CRMTesting
import Foundation
import Testing

@testable import CRMCore

/// Stores that a newer program wrote: read where it says so, never written to.
@Suite struct FileStoreFormatVersionTests {
  private let options = FileStore.Options(durability: .relaxed)

  /// A store with a base, a snapshot and two logs with commits behind it, which say that format version 2 wrote them.
  private func newerStore(in folder: TemporaryFolder) async throws -> StoreFolder {
    let url = folder.next()
    let store = try await FileStore.open(at: url, options: options)
    for number in 0..<5 { try await store.insert(note(number)) }
    try await store.compact()
    for number in 5..<8 { try await store.insert(note(number)) }
    try await store.delete(note(0).id)
    try await store.close()
    return StoreFolder(url: url)
  }

  private func note(_ number: Int) -> Note { Note(id: Identifier(derivedFrom: "\(number)"), text: "n\(number)") }

  private func expectReadable(_ store: FileStore) async throws {
    let texts = try await store.all(Query(Note.byText)).map(\.record.text)
    #expect(texts == (1..<8).map { "n\($0)" })
    #expect(try await store.require(note(7).id).revision == Revision(8))
    #expect(try await store.history(after: CommitPosition(5), limit: 10).map(\.position.value) == [6, 7, 8, 9])
  }

  private func expectRefused(_ code: StoreError.Code, _ body: () async throws -> Void) async throws {
    do {
      try await body()
      Issue.record("nothing was thrown")
    } catch let error as StoreError {
      #expect(error.code == code)
    }
  }

  @Test(arguments: [false, true])
  func newerButReadableIsOpenedForReading(hasUnknownFrames: Bool) async throws {
    let folder = try TemporaryFolder()
    let newer = try await newerStore(in: folder)
    let names = try newer.names()
    #expect(Set(names.map { $0.prefix(4) }) == ["MANI", "base", "snap", "log-"])
    if hasUnknownFrames {
      for name in names.reversed() { try newer.appendUnknownFrame(to: name) }
    }
    for name in names { try newer.setVersion(2, readableFrom: 1, of: name) }
    // What would be cleared away or set aside in a store of ours.
    try newer.write([1, 2, 3], as: Manifest.temporaryName)
    try newer.write(StoreFile(.base, number: 90, salt: 1, origin: UUID()).header, as: "base-90")
    try newer.write(StoreFile(.log, number: 91, salt: 1, origin: UUID()).header, as: "log-91")
    let before = try newer.contents()
    let store = try await FileStore.open(at: newer.url, options: options)
    #expect(store.openReport.newerFormat == 2 && store.openReport.commits == 4)
    try await expectReadable(store)
    try await expectRefused(.incompatibleVersion) { try await store.insert(note(100)) }
    try await expectRefused(.incompatibleVersion) { try await store.compact() }
    try await expectRefused(.incompatibleVersion) { try await store.checkpoint() }
    // The lock is given up as in other stores, and taken again.
    try await expectRefused(.locked) { _ = try await FileStore.open(at: newer.url, options: options) }
    try await store.suspend()
    try await FileStore.open(at: newer.url, options: options).close()
    try await expectRefused(.unavailable) { try await store.insert(note(100)) }
    try await expectReadable(store)
    try await store.resume()
    try await expectRefused(.incompatibleVersion) { try await store.insert(note(100)) }
    try await expectReadable(store)
    let reader = try await FileStore.readOnly(at: newer.url, options: options)
    #expect(reader.openReport.newerFormat == 2 && reader.openReport.commits == 4)
    try await expectReadable(reader)
    try await expectRefused(.unavailable) { try await reader.insert(note(100)) }
    try await expectRefused(.unavailable) { try await reader.compact() }
    try await reader.close()
    try await store.close()
    #expect(try newer.contents() == before, "nothing is written or removed")
  }

  @Test func aTornTailOfANewerProgramStays() async throws {
    let folder = try TemporaryFolder()
    let newer = try await newerStore(in: folder)
    let log = try #require(try newer.names().last { $0.hasPrefix("log-") })
    try newer.write(newer.bytes(log) + [9, 9, 9], as: log)
    for name in try newer.names() { try newer.setVersion(2, readableFrom: 1, of: name) }
    let before = try newer.contents()
    let store = try await FileStore.open(at: newer.url, options: options)
    try await expectReadable(store)
    try await store.close()
    #expect(try newer.contents() == before)
  }

  @Test(arguments: ["log-", "base-", "snapshot-", "MANIFEST"])
  func oneNewerFileIsEnough(prefix: String) async throws {
    let folder = try TemporaryFolder()
    let newer = try await newerStore(in: folder)
    let name = try #require(try newer.names().last { $0.hasPrefix(prefix) })
    try newer.appendUnknownFrame(to: name)
    try newer.setVersion(7, readableFrom: 1, of: name)
    try newer.write([1, 2, 3], as: Manifest.temporaryName)
    let before = try newer.contents()
    let store = try await FileStore.open(at: newer.url, options: options)
    #expect(store.openReport.newerFormat == 7)
    try await expectReadable(store)
    try await expectRefused(.incompatibleVersion) { try await store.insert(note(100)) }
    try await store.close()
    #expect(try newer.contents() == before)
    // In a file of our own version, an unknown frame is damage. (Beside a snapshot, a base is verified and not read.)
    guard prefix != "base-" else { return }
    try newer.setVersion(1, readableFrom: 1, of: name)
    try await expectRefused(.corrupted) { _ = try await FileStore.open(at: newer.url, options: options) }
  }

  @Test(arguments: ["log-", "base-", "snapshot-", "MANIFEST"])
  func unreadableIsRefused(prefix: String) async throws {
    let folder = try TemporaryFolder()
    let newer = try await newerStore(in: folder)
    let name = try #require(try newer.names().last { $0.hasPrefix(prefix) })
    try newer.setVersion(3, readableFrom: 2, of: name)
    try newer.write([1, 2, 3], as: Manifest.temporaryName)
    let before = try newer.contents()
    for open in [
      { try await FileStore.open(at: newer.url, options: options) },
      { try await FileStore.readOnly(at: newer.url, options: options) },
    ] as [() async throws -> FileStore] {
      let error = await #expect(throws: StoreError.self) { _ = try await open() }
      #expect(error?.code == .incompatibleVersion)
      #expect(error?.message == "\(name) has format version 3")
    }
    try await expectRefused(.incompatibleVersion) {
      _ = try await FileStore.salvage(at: newer.url, into: folder.url.appending(path: "salvaged-\(prefix)"))
    }
    #expect(try newer.contents() == before, "nothing is touched")
  }

  @Test func aReaderFollowsANewerOwner() async throws {
    let folder = try TemporaryFolder()
    let owner = try await FileStore.open(at: folder.current, options: options)
    try await owner.insert(note(1))
    let newer = try StoreFolder(url: folder.current).copy(to: folder.next())
    for name in try newer.names() { try newer.setVersion(2, readableFrom: 1, of: name) }
    let reader = try await FileStore.readOnly(at: newer.url, options: options)
    #expect(try await reader.count(Query<Note>()) == 1)
    try await owner.insert(note(2))
    try newer.write(StoreFolder(url: owner.directory.url).bytes("log-1"), as: "log-1")
    try newer.setVersion(2, readableFrom: 1, of: "log-1")
    try newer.appendUnknownFrame(to: "log-1")
    for name in try newer.names() { try newer.setVersion(2, readableFrom: 1, of: name) }
    let manifest = try Manifest(newer.bytes(Manifest.fileName))
    let mark = DurableMark(
      generation: manifest.generation, segment: 1, end: UInt64(try newer.bytes("log-1").count), position: 2)
    try newer.write(mark.bytes, as: StoreDirectory.lockName)
    #expect(try await reader.all(Query(Note.byText)).map(\.record.text) == ["n1", "n2"])
    try await reader.close()
    try await owner.close()
  }

  @Test func salvageOfANewerStoreSaysWhatItLeavesOut() async throws {
    let folder = try TemporaryFolder()
    let newer = try await newerStore(in: folder)
    let log = try #require(try newer.names().last { $0.hasPrefix("log-") })
    try newer.appendUnknownFrame(to: log)
    for name in try newer.names() { try newer.setVersion(2, readableFrom: 1, of: name) }
    let report = try await FileStore.salvage(at: newer.url, into: folder.url.appending(path: "salvaged"))
    #expect(report.records == 7 && report.lostCommits.isEmpty)
    #expect(report.losses.map(\.file) == [log] && report.losses.map(\.count) == [36])
  }
}
