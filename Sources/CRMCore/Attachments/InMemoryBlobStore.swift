import Synchronization

/// A ``BlobStore`` in memory: for tests and previews.
public final class InMemoryBlobStore: BlobStore {
  private let blobs = Mutex<[SHA256.Digest: [UInt8]]>([:])

  /// An empty store.
  public init() {}

  /// See ``BlobStore/put(_:)``. O(size).
  @discardableResult
  public func put(_ contents: [UInt8]) -> SHA256.Digest {
    let digest = SHA256.hash(contents)
    blobs.withLock { $0[digest] = contents }
    return digest
  }

  /// See ``BlobStore/get(_:)``.
  public func get(_ digest: SHA256.Digest) -> [UInt8]? { blobs.withLock { $0[digest] } }
  /// See ``BlobStore/contains(_:)``.
  public func contains(_ digest: SHA256.Digest) -> Bool { blobs.withLock { $0[digest] != nil } }
  /// See ``BlobStore/remove(_:)``.
  public func remove(_ digest: SHA256.Digest) { blobs.withLock { _ = $0.removeValue(forKey: digest) } }
  /// The number of blobs.
  public var count: Int { blobs.withLock { $0.count } }
}
