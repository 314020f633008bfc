/// A contact point without the contact point: HMAC-SHA256 of its canonical form under the host's key.
///
/// The ledger is keyed by it, so it holds no address, is the same for every record that shares the address, survives
/// merging and erasure, and cannot be turned back without the key. Made by ``ContactDigester``.
public struct ContactDigest: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The 32 bytes.
  public let value: SHA256.Digest

  /// A digest that was made before.
  public init(_ value: SHA256.Digest) {
    self.value = value
  }

  /// 64 lower-case hexadecimal digits.
  public var hex: String { value.hex }

  /// Orders by bytes.
  public static func < (left: ContactDigest, right: ContactDigest) -> Bool { left.value < right.value }

  /// The first eight hexadecimal digits: enough to tell digests apart in a log.
  public var description: String { String(hex.prefix(8)) }
}

extension ContactDigest: Codable {
  /// Reads 64 hexadecimal digits.
  public init(from decoder: any Decoder) throws {
    value = try decoder.singleValueContainer().decode(SHA256.Digest.self)
  }

  /// Writes 64 hexadecimal digits.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }
}

extension ContactDigest: IndexKeyPart {
  /// Appends the first 16 bytes as a UUIDv8: an index has as many entries as there are messages, and nobody finds two contact points
  /// that agree in 122 bits of a hash under a secret key.
  public func append(to key: inout IndexKey) { Identifier<ConsentHead>(derivedFrom: value).append(to: &key) }
}
