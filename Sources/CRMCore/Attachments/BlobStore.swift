/// Where the bytes of attachments live, addressed by their SHA-256: equal bytes are kept once, and bytes never change.
///
/// The host decides when a blob goes (``remove(_:)``): after the last record that names it has gone, which erasure does for the
/// records that it erases.
public protocol BlobStore: Sendable {
  /// Keeps the bytes and returns their digest; keeping the same bytes again changes nothing. Durable when it returns.
  @discardableResult
  func put(_ contents: [UInt8]) async throws -> SHA256.Digest
  /// The bytes with this digest, or `nil`.
  ///
  /// - Throws: ``StoreError/Code/corrupted`` if the bytes found do not have the digest.
  func get(_ digest: SHA256.Digest) async throws -> [UInt8]?
  /// Whether the bytes are there.
  func contains(_ digest: SHA256.Digest) async throws -> Bool
  /// Removes the bytes; does nothing if they are not there.
  func remove(_ digest: SHA256.Digest) async throws
}
