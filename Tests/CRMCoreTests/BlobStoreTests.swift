import CRMCore
import CRMTesting
import Foundation
import Testing

@Suite struct BlobStoreTests {
  /// The two stores that must behave alike.
  enum Kind: String, CaseIterable, Sendable {
    case memory, file

    func make(_ folder: TemporaryFolder) throws -> any BlobStore {
      switch self {
      case .memory: InMemoryBlobStore()
      case .file: try FileBlobStore(directory: folder.url.appending(path: "blobs/deep"))
      }
    }
  }

  @Test(arguments: Kind.allCases)
  func keepsBytesByTheirDigest(_ kind: Kind) async throws {
    let folder = try TemporaryFolder()
    let blobs = try kind.make(folder)
    var generator = SeededGenerator(seed: 71)
    var kept: [SHA256.Digest: [UInt8]] = [:]
    for size in [0, 1, 63, 64, 65, 5000, 70_000] {
      let bytes = (0..<size).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
      let digest = try await blobs.put(bytes)
      #expect(digest == SHA256.hash(bytes))
      let again = try await blobs.put(bytes)
      #expect(again == digest)
      kept[digest] = bytes
    }
    for (digest, bytes) in kept {
      let found = try await blobs.get(digest)
      let isThere = try await blobs.contains(digest)
      #expect(found == bytes && isThere)
    }
    let absent = SHA256.hash([1, 2, 3])
    let nothing = try await blobs.get(absent)
    let isThere = try await blobs.contains(absent)
    #expect(nothing == nil && !isThere)
    try await blobs.remove(absent)
    let gone = SHA256.hash([])
    try await blobs.remove(gone)
    try await blobs.remove(gone)
    let removed = try await blobs.get(gone)
    let others = try await blobs.contains(#require(kept.keys.first { $0 != gone }))
    #expect(removed == nil && others)
    _ = try await blobs.put([])
    let back = try await blobs.get(gone)
    #expect(back == [])
  }

  @Test(arguments: Kind.allCases)
  func equalBytesAtOnceAreKeptOnce(_ kind: Kind) async throws {
    let folder = try TemporaryFolder()
    let blobs = try kind.make(folder)
    let bytes = [UInt8](repeating: 7, count: 4096)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<16 { group.addTask { try await blobs.put(bytes) } }
      try await group.waitForAll()
    }
    let found = try await blobs.get(SHA256.hash(bytes))
    #expect(found == bytes)
    #expect(try files(folder).count == (kind == .file ? 1 : 0))
  }

  private func files(_ folder: TemporaryFolder) throws -> [URL] {
    let all =
      FileManager.default.enumerator(at: folder.url, includingPropertiesForKeys: nil)?.allObjects as? [URL] ?? []
    return all.filter { !$0.hasDirectoryPath }
  }

  @Test func damageIsNoticedAndHealedByPuttingAgain() async throws {
    let folder = try TemporaryFolder()
    let blobs = try FileBlobStore(directory: folder.url)
    let bytes = Array("contract".utf8)
    let digest = try await blobs.put(bytes)
    let file = try #require(try files(folder).first)
    #expect(file.lastPathComponent == digest.hex)
    for damage in [Array("contracT".utf8), Array("contrac".utf8), []] {
      try Data(damage).write(to: file)
      let error = await #expect(throws: StoreError.self) { _ = try await blobs.get(digest) }
      #expect(error?.code == .corrupted)
      #expect(error?.description.contains("contract") == false)
      let again = try await blobs.put(bytes)
      let healed = try await blobs.get(digest)
      #expect(again == digest && healed == bytes)
    }
    // Another opening of the same directory sees the same bytes.
    let reopened = try await FileBlobStore(directory: folder.url).get(digest)
    #expect(reopened == bytes)
  }

  @Test func attachmentsDescribeTheirBytes() throws {
    let attachment = Attachment(name: "Договір.pdf", mediaType: "application/pdf", contents: [1, 2, 3])
    #expect(attachment.size == 3 && attachment.digest == SHA256.hash([1, 2, 3]))
    let data = try JSONEncoder().encode(attachment)
    #expect(try JSONDecoder().decode(Attachment.self, from: data) == attachment)
    let same = Attachment(
      name: "Договір.pdf", mediaType: "application/pdf", size: 3, digest: SHA256.hash([1, 2, 3]))
    #expect(same == attachment)
  }
}
