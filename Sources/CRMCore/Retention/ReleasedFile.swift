/// A file named by a record that retention took away: its bytes go with the end of the pass, unless another record names them.
///
/// Written in the commit that takes the record away, so that no cut loses the bytes.
public struct ReleasedFile: Record {
  /// `releasedFiles`.
  public static let collection: CollectionName = "releasedFiles"

  /// Derived from the digest.
  public var id: Identifier<ReleasedFile>
  /// The SHA-256 of the bytes.
  public var digest: SHA256.Digest

  /// A file that a record named.
  public init(_ digest: SHA256.Digest) {
    id = Self.id(of: digest)
    self.digest = digest
  }

  static func id(of digest: SHA256.Digest) -> Identifier<ReleasedFile> {
    Identifier(derivedFrom: "retention.file", digest.hex)
  }
}
