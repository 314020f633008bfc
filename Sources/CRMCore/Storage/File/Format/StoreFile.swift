import Foundation

/// The first 56 bytes of every file of a store: what it is, and the salt that ties its frames to it.
///
/// | offset | bytes | content (little-endian) |
/// |---|---|---|
/// | 0 | 8 | `SWIFTCRM` |
/// | 8 | 2 | format version |
/// | 10 | 2 | the oldest format version whose readers understand the file |
/// | 12 | 4 | number of the file |
/// | 16 | 8 | salt |
/// | 24 | 16 | identity of the installation (replica) |
/// | 40 | 1 | kind |
/// | 41 | 7 | zero |
/// | 48 | 8 | XXH64 of bytes 0–47 |
struct StoreFile: Hashable, Sendable {
  enum Kind: UInt8, Sendable {
    /// Commits, appended one after another.
    case log = 1
    /// The records that were alive at a compaction. Immutable.
    case base = 2
    /// Where records stand, and the indexes, as of one commit. Immutable.
    case snapshot = 3
    /// Which files make up the store. Replaced as a whole.
    case manifest = 4

    var prefix: String {
      switch self {
      case .log: "log-"
      case .base: "base-"
      case .snapshot: "snapshot-"
      case .manifest: "MANIFEST-"
      }
    }
  }

  static let headerSize = 56
  /// What this code writes.
  static let formatVersion: UInt16 = 1
  /// The oldest reader that understands what this code writes.
  static let readableFrom: UInt16 = 1
  private static let magic: [UInt8] = Array("SWIFTCRM".utf8)

  var kind: Kind
  var number: UInt32
  var salt: UInt64
  var origin: UUID
  /// The format version that the file was written with.
  var version = Self.formatVersion

  init(_ kind: Kind, number: UInt32, salt: UInt64, origin: UUID) {
    self.kind = kind
    self.number = number
    self.salt = salt
    self.origin = origin
  }

  var name: String { kind == .manifest ? "MANIFEST" : kind.prefix + "\(number)" }

  /// What a file of this name is; `nil` for names that are not of numbered files of a store.
  static func parse(name: String) -> (kind: Kind, number: UInt32)? {
    for kind in [Kind.log, .base, .snapshot] where name.hasPrefix(kind.prefix) {
      let digits = name.dropFirst(kind.prefix.count)
      guard let number = UInt32(digits), String(number) == digits else { return nil }
      return (kind, number)
    }
    return nil
  }

  var header: [UInt8] {
    var bytes = Self.magic
    bytes.appendFixed(version.littleEndian)
    bytes.appendFixed(Self.readableFrom.littleEndian)
    bytes.appendFixed(number.littleEndian)
    bytes.appendFixed(salt.littleEndian)
    bytes.append(identifier: IdentifierBits(origin))
    bytes.append(kind.rawValue)
    bytes.append(contentsOf: repeatElement(0, count: 7))
    bytes.appendFixed(XXH64.hash(bytes).littleEndian)
    return bytes
  }

  /// What is wrong with a header.
  enum HeaderError: Error {
    /// Fewer bytes than a header.
    case incomplete
    case damaged
    /// This code cannot read it.
    case newerFormat(UInt16)
  }

  init(header bytes: [UInt8]) throws(HeaderError) {
    guard bytes.count >= Self.headerSize else { throw .incomplete }
    guard Array(bytes.prefix(8)) == Self.magic else { throw .damaged }
    do {
      var reader = ByteReader(bytes, in: 8..<Self.headerSize)
      version = try reader.fixed(UInt16.self).littleEndian
      let readableFrom = try reader.fixed(UInt16.self).littleEndian
      number = try reader.fixed(UInt32.self).littleEndian
      salt = try reader.fixed(UInt64.self).littleEndian
      origin = try reader.identifier().uuid
      let code = try reader.byte()
      try reader.skip(7)
      let checksum = try reader.fixed(UInt64.self).littleEndian
      guard checksum == XXH64.hash(bytes.span.extracting(0..<48)) else { throw HeaderError.damaged }
      guard readableFrom <= Self.formatVersion else { throw HeaderError.newerFormat(version) }
      guard let kind = Kind(rawValue: code) else { throw HeaderError.damaged }
      self.kind = kind
    } catch let error as HeaderError {
      throw error
    } catch {
      throw .damaged
    }
  }
}

extension ByteReader {
  /// The 16 bytes of an identifier in the order of RFC 9562.
  @inline(__always)
  mutating func identifier() throws(RecordCodingError) -> IdentifierBits {
    let high = try fixed(UInt64.self).bigEndian
    return IdentifierBits(high: high, low: try fixed(UInt64.self).bigEndian)
  }
}

extension [UInt8] {
  @inline(__always)
  mutating func append(identifier: IdentifierBits) {
    appendFixed(identifier.high.bigEndian)
    appendFixed(identifier.low.bigEndian)
  }
}
