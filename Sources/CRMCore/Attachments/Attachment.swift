/// A file that belongs to a record: what it is, and the digest under which a ``BlobStore`` has its bytes.
public struct Attachment: Hashable, Codable, Sendable {
  /// The file name as people see it.
  public var name: String
  /// The media type, for example `application/pdf`.
  public var mediaType: String
  /// The size in bytes.
  public var size: Int
  /// The SHA-256 of the bytes: identity and proof at once.
  public var digest: SHA256.Digest

  /// A description of bytes stored elsewhere.
  public init(name: String, mediaType: String, size: Int, digest: SHA256.Digest) {
    self.name = name
    self.mediaType = mediaType
    self.size = size
    self.digest = digest
  }

  /// The description of these bytes. O(size).
  public init(name: String, mediaType: String, contents: [UInt8]) {
    self.init(name: name, mediaType: mediaType, size: contents.count, digest: SHA256.hash(contents))
  }
}
