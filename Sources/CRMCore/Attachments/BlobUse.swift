/// Where a record type names files by the digest of their bytes: what erasure and retention follow to the bytes, and ask before they
/// remove them.
public struct BlobUse: Sendable {
  private let list: @Sendable (any Record) -> [SHA256.Digest]
  private let count: @Sendable (SHA256.Digest, any Store) async throws -> Int

  /// The files of a record type.
  ///
  /// - Parameters:
  ///   - index: finds records by the hexadecimal digest, as `ExactText`.
  ///   - digests: the files of a record.
  public init<R: Record>(_ index: Index<R>, _ digests: @escaping @Sendable (R) -> [SHA256.Digest]) {
    list = { ($0 as? R).map(digests) ?? [] }
    count = { digest, store in try await store.count(Query(index, ExactText(digest.hex))) }
  }

  /// The files attached to records of any type.
  public static let attachedFiles = BlobUse(AttachedFile.byDigest) { [$0.attachment.digest] }

  fileprivate func digests(of record: any Record) -> [SHA256.Digest] { list(record) }

  fileprivate func uses(of digest: SHA256.Digest, in store: any Store) async throws -> Int {
    try await count(digest, store)
  }
}

extension [BlobUse] {
  /// The files that a record names.
  package func digests(of record: any Record) -> Set<SHA256.Digest> {
    Set(flatMap { $0.digests(of: record) })
  }

  /// How many records name a file.
  package func uses(of digest: SHA256.Digest, in store: any Store) async throws -> Int {
    var sum = 0
    for use in self { sum += try await use.uses(of: digest, in: store) }
    return sum
  }
}

extension BlobStore {
  /// Removes bytes that no record names any more.
  ///
  /// - Returns: whether they went.
  package func removeUnused(_ digest: SHA256.Digest, by uses: [BlobUse], in store: any Store) async throws -> Bool {
    guard try await uses.uses(of: digest, in: store) == 0 else { return false }
    try await remove(digest)
    return true
  }
}
