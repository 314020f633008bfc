import Foundation

/// The first 48 bytes of a segment: what it is, and the salt that ties its frames to it.
///
/// | offset | bytes | content (little-endian) |
/// |---|---|---|
/// | 0 | 8 | `SWIFTCRM` |
/// | 8 | 4 | format version: 1 |
/// | 12 | 4 | number of the segment |
/// | 16 | 8 | salt |
/// | 24 | 16 | identity of the installation (replica) |
/// | 40 | 8 | XXH64 of bytes 0–39 |
struct JournalSegment: Hashable, Sendable {
  static let headerSize = 48
  static let formatVersion: UInt32 = 1
  private static let magic: [UInt8] = Array("SWIFTCRM".utf8)

  var number: UInt32
  var salt: UInt64
  var origin: UUID

  var fileName: String { "log-\(number)" }

  static func number(ofFileName name: String) -> UInt32? { name.hasPrefix("log-") ? UInt32(name.dropFirst(4)) : nil }

  var header: [UInt8] {
    var bytes = Self.magic
    bytes.appendFixed(Self.formatVersion.littleEndian)
    bytes.appendFixed(number.littleEndian)
    bytes.appendFixed(salt.littleEndian)
    let bits = IdentifierBits(origin)
    bytes.appendFixed(bits.high.bigEndian)
    bytes.appendFixed(bits.low.bigEndian)
    bytes.appendFixed(XXH64.hash(bytes).littleEndian)
    return bytes
  }

  init(number: UInt32, salt: UInt64, origin: UUID) {
    self.number = number
    self.salt = salt
    self.origin = origin
  }

  /// What is wrong with a header.
  enum HeaderError: Error {
    /// Fewer bytes than a header: the segment was being made when power was lost.
    case incomplete
    case damaged
    case newerFormat(UInt32)
  }

  init(header bytes: [UInt8]) throws(HeaderError) {
    guard bytes.count >= Self.headerSize else { throw .incomplete }
    guard Array(bytes.prefix(8)) == Self.magic else { throw .damaged }
    do {
      var reader = ByteReader(bytes, in: 8..<Self.headerSize)
      let version = try reader.fixed(UInt32.self).littleEndian
      number = try reader.fixed(UInt32.self).littleEndian
      salt = try reader.fixed(UInt64.self).littleEndian
      let high = try reader.fixed(UInt64.self).bigEndian
      origin = IdentifierBits(high: high, low: try reader.fixed(UInt64.self).bigEndian).uuid
      let checksum = try reader.fixed(UInt64.self).littleEndian
      guard checksum == XXH64.hash(bytes.span.extracting(0..<40)) else { throw HeaderError.damaged }
      guard version == Self.formatVersion else { throw HeaderError.newerFormat(version) }
    } catch let error as HeaderError {
      throw error
    } catch {
      throw .damaged
    }
  }
}
