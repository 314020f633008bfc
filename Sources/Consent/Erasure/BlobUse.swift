public import CRMCore

/// Where a record type names files by the digest of their bytes: what an erasure follows to the bytes, and asks before it removes them.
public struct BlobUse: Sendable {
  let collection: CollectionName
  private let list: @Sendable (any Record) -> [SHA256.Digest]
  private let counted: @Sendable (SHA256.Digest, any Store) async throws -> Int

  /// The files of a record type.
  ///
  /// - Parameters:
  ///   - index: finds records by the hexadecimal digest, as `ExactText`.
  ///   - digests: the files of a record.
  public init<R: Record>(_ index: Index<R>, _ digests: @escaping @Sendable (R) -> [SHA256.Digest]) {
    collection = R.collection
    list = { ($0 as? R).map(digests) ?? [] }
    counted = { digest, store in try await store.count(Query(index, ExactText(digest.hex))) }
  }

  /// The files attached to records of any type.
  public static let attachedFiles = BlobUse(AttachedFile.byDigest) { [$0.attachment.digest] }

  func digests(of record: any Record) -> [SHA256.Digest] { list(record) }

  func count(_ digest: SHA256.Digest, in store: any Store) async throws -> Int { try await counted(digest, store) }

  func isUsed(_ digest: SHA256.Digest, in store: any Store) async throws -> Bool {
    try await count(digest, in: store) > 0
  }
}
