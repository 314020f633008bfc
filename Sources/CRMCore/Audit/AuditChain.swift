/// The hash chain of an ``AuditTrail``: how many entries there are and the value that depends on every byte of them.
///
/// ```
/// start      SHA-256(0x03 ‖ "swift-crm audit 1" ‖ 0x0A ‖ origin)
/// leaf       SHA-256(0x00 ‖ line)                     RFC 6962, section 2.1
/// next value SHA-256(0x02 ‖ value ‖ leaf)
/// ```
/// 0x01 is left to the nodes of the Merkle tree of RFC 6962, so that no value of one kind is ever one of another.
public struct AuditChain: Hashable, Sendable {
  /// Whose trail it is; part of the first value.
  public let origin: String
  /// The number of entries.
  public private(set) var size: UInt64
  /// The value after the last entry.
  public private(set) var head: SHA256.Digest

  /// The chain of a trail without entries.
  public init(origin: String) {
    self.init(origin: origin, size: 0, head: SHA256.hash([0x03] + Array("swift-crm audit 1\n\(origin)".utf8)))
  }

  /// A chain that goes on from a known value.
  public init(origin: String, size: UInt64, head: SHA256.Digest) {
    self.origin = origin
    self.size = size
    self.head = head
  }

  /// Adds the entry with this line.
  ///
  /// - Returns: the new value.
  @discardableResult
  public mutating func append(line: [UInt8]) -> SHA256.Digest {
    append(leaf: Self.leafHash(of: line))
  }

  /// Adds the entry with this leaf hash.
  ///
  /// - Returns: the new value.
  @discardableResult
  public mutating func append(leaf: SHA256.Digest) -> SHA256.Digest {
    var hasher = SHA256()
    hasher.update([0x02])
    hasher.update(head.bytes)
    hasher.update(leaf.bytes)
    head = hasher.finalize()
    size += 1
    return head
  }

  /// The leaf hash of RFC 6962: SHA-256(0x00 ‖ line). O(length).
  public static func leafHash(of line: [UInt8]) -> SHA256.Digest {
    var hasher = SHA256()
    hasher.update([0x00])
    hasher.update(line)
    return hasher.finalize()
  }
}
