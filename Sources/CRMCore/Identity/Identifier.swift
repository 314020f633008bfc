public import Foundation

/// The identity of one record of type `R`: a UUID that cannot be mistaken for the identity of another type.
///
/// New identifiers come from ``CRMEnvironment/id(for:)`` (UUIDv7, they sort by time of creation). An identifier can also be
/// *derived* from a key or from another system's identifier (UUIDv8): the same input always gives the same identifier, which
/// makes absence testable and repeated imports harmless. In JSON it is the UUID's string, also as a dictionary key.
public struct Identifier<R>: Hashable, Comparable, Sendable {
  let bits: IdentifierBits

  init(bits: IdentifierBits) {
    self.bits = bits
  }

  /// Wraps an existing UUID.
  public init(_ uuid: UUID) {
    bits = IdentifierBits(uuid)
  }

  /// Reads the canonical UUID string (upper or lower case); `nil` if it is none.
  public init?(_ text: String) {
    guard let uuid = UUID(uuidString: text) else { return nil }
    self.init(uuid)
  }

  /// The identifier that stands for a composite key.
  ///
  /// SHA-256 over the length-prefixed UTF-8 parts, cut to a UUIDv8 (RFC 9562, 5.8). Parts are compared exactly, by bytes.
  public init(derivedFrom parts: String...) {
    self.init(derivedFrom: parts)
  }

  /// The identifier that stands for a composite key; see ``init(derivedFrom:)-(String...)``.
  public init(derivedFrom parts: [String]) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(parts.reduce(0) { $0 + 4 + $1.utf8.count })
    for part in parts {
      var length = UInt32(truncatingIfNeeded: part.utf8.count)
      for _ in 0..<4 {
        bytes.append(UInt8(truncatingIfNeeded: length >> 24))
        length <<= 8
      }
      bytes += part.utf8
    }
    self.init(derivedFrom: SHA256.hash(bytes))
  }

  /// The identifier that stands for what has this digest: its first 16 bytes as a UUIDv8 (RFC 9562, 5.8), of which 122 bits are
  /// kept.
  public init(derivedFrom digest: SHA256.Digest) {
    let words = digest.leadingWords
    bits = IdentifierBits(high: words.high, low: words.low).marked(version: 8)
  }

  /// The stable identifier of something that another system knows under its own identifier.
  ///
  /// - Parameters:
  ///   - foreign: the identifier as the other system writes it, compared exactly.
  ///   - system: the other system's name, for example `"erp"`.
  public init(foreign: String, in system: String) {
    self.init(derivedFrom: ["foreign", system, foreign])
  }

  /// The UUID itself.
  public var uuid: UUID { bits.uuid }

  /// The same UUID as the identity of another record type: for one-to-one companions of a record.
  public func cast<Other>(to other: Other.Type = Other.self) -> Identifier<Other> { Identifier<Other>(bits: bits) }

  /// Orders by the UUID's bytes; for UUIDv7 that is the order of creation.
  public static func < (left: Identifier, right: Identifier) -> Bool { left.bits < right.bits }
}

extension Identifier: CustomStringConvertible {
  /// The UUID string.
  public var description: String { uuid.uuidString }
}

extension Identifier: Codable {
  /// Reads the UUID.
  public init(from decoder: any Decoder) throws {
    self.init(try decoder.singleValueContainer().decode(UUID.self))
  }

  /// Writes the UUID.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(uuid)
  }
}

extension Identifier: CodingKeyRepresentable {
  /// The UUID string, so that a dictionary keyed by identifiers is a JSON object.
  public var codingKey: any CodingKey { IdentifierCodingKey(stringValue: uuid.uuidString) }

  /// Reads the UUID string; `nil` if it is none.
  public init?(codingKey: some CodingKey) {
    self.init(codingKey.stringValue)
  }
}

private struct IdentifierCodingKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }
  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}
