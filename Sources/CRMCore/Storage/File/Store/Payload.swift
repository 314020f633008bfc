/// A record as it stands in a file: its checksum is verified whenever it is read.
struct Payload: Sendable {
  static let checksumSize = 4

  let bytes: [UInt8]
  /// The record's schema version when it was written.
  let version: Int
  private let content: Range<Int>
  private let reference: RecordReference

  /// - Throws: ``StoreError/Code/corrupted`` naming the record.
  init(_ bytes: [UInt8], of reference: RecordReference) throws {
    self.bytes = bytes
    self.reference = reference
    do {
      var reader = ByteReader(bytes)
      let checksum = try reader.fixed(UInt32.self).littleEndian
      guard checksum == Self.checksum(bytes.span.extracting(Self.checksumSize...)) else {
        throw RecordCodingError(.malformed, offset: 0)
      }
      version = Int(clamping: try reader.varint())
      content = reader.position..<bytes.count
    } catch {
      throw StoreError(.corrupted, "the stored bytes are damaged", records: [reference], underlying: error)
    }
  }

  /// Appends what is stored of a record: the checksum, the schema version, and what the record coder makes.
  static func append<R: Record>(_ record: R, to bytes: inout [UInt8], with encoder: RecordEncoder) throws {
    let start = bytes.count
    bytes.appendFixed(UInt32(0))
    bytes.appendVarint(UInt64(R.schemaVersion))
    try encoder.encode(record, into: &bytes)
    let checksum = checksum(bytes.span.extracting((start + checksumSize)...))
    for byte in 0..<checksumSize { bytes[start + byte] = UInt8(truncatingIfNeeded: checksum >> (8 * UInt32(byte))) }
  }

  static func checksum(_ content: Span<UInt8>) -> UInt32 { UInt32(truncatingIfNeeded: XXH64.hash(content)) }

  /// The record, migrated from an older version if there is a migration. One of a newer version is read if it can be.
  ///
  /// - Throws: ``StoreError/Code/corrupted``, ``StoreError/Code/incompatibleVersion``.
  func decode<R: Record>(_ type: R.Type, with decoder: RecordDecoder) throws -> R {
    do {
      guard let migration = R.migrations.first(where: { $0.version == version }), version < R.schemaVersion else {
        return try decoder.decode(R.self, from: bytes, in: content)
      }
      let migrating = RecordDecoder(shapes: decoder.shapes, userInfo: [Migrated<R>.key: migration])
      return try migrating.decode(Migrated<R>.self, from: bytes, in: content).record
    } catch {
      if version > R.schemaVersion {
        throw StoreError(
          .incompatibleVersion, "written with schema version \(version)", records: [reference], underlying: error)
      }
      throw StoreError(.corrupted, "cannot be decoded", records: [reference], underlying: error)
    }
  }
}

/// Decodes an older payload through the migration in the decoder's user info.
private struct Migrated<R: Record>: Decodable {
  static var key: CodingUserInfoKey { migrationKey }
  let record: R

  init(from decoder: any Decoder) throws {
    guard let migration = decoder.userInfo[Self.key] as? RecordMigration<R> else {
      throw RecordCodingError(.misuse)
    }
    record = try migration.record(from: decoder)
  }
}

private let migrationKey: CodingUserInfoKey = {
  guard let key = CodingUserInfoKey(rawValue: "swift-crm.migration") else { preconditionFailure("any text is a key") }
  return key
}()
