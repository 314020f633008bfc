import Synchronization

/// Reads and decodes the records of a file store.
final class FilePayloads: PayloadReader {
  private let files = Mutex<[UInt32: any OpenFile]>([:])
  let cache: RecordCache
  let encoder: RecordEncoder

  init(cacheCapacity: Int, shapes: ShapeTable) {
    cache = RecordCache(capacity: cacheCapacity)
    encoder = RecordEncoder(shapes: shapes)
  }

  func add(_ file: any OpenFile, as segment: UInt32) { files.withLock { $0[segment] = file } }

  func record<R: Record>(_ type: R.Type, at location: PayloadLocation, id: IdentifierBits) throws -> R {
    if let held = cache[location] as? Held<R> { return held.record }
    let bytes = try bytes(at: location)
    let record = try Self.decode(
      type, bytes, with: encoder.makeDecoder(), RecordReference(collection: R.collection, id: id.uuid))
    cache.insert(Held(record), at: location)
    return record
  }

  func bytes(at location: PayloadLocation) throws -> [UInt8] {
    guard let file = files.withLock({ $0[location.segment] }) else {
      throw StoreError(.unavailable, "segment \(location.segment) is not open")
    }
    let bytes: [UInt8]
    do {
      bytes = try file.read(at: Int(location.offset), count: Int(location.length))
    } catch {
      throw StoreError(.unavailable, "cannot read segment \(location.segment)", underlying: error)
    }
    guard bytes.count == Int(location.length) else {
      throw StoreError(.corrupted, "segment \(location.segment) ends within a record at \(location.offset)")
    }
    return bytes
  }

  func close() {
    let open = files.withLock { files in
      defer { files = [:] }
      return Array(files.values)
    }
    for file in open { file.close() }
  }

  /// A payload is the schema version as a varint, then what the record coder made: see ``EncodedChanges``.
  static func decode<R: Record>(
    _ type: R.Type, _ bytes: [UInt8], with decoder: RecordDecoder, _ reference: RecordReference
  ) throws -> R {
    do {
      var reader = ByteReader(bytes)
      let version = Int(clamping: try reader.varint())
      let range = reader.position..<bytes.count
      if version == R.schemaVersion { return try decoder.decode(R.self, from: bytes, in: range) }
      guard version < R.schemaVersion else {
        throw StoreError(.incompatibleVersion, "written with schema version \(version)", records: [reference])
      }
      guard let migration = R.migrations.first(where: { $0.version == version }) else {
        return try decoder.decode(R.self, from: bytes, in: range)
      }
      let migrating = RecordDecoder(shapes: decoder.shapes, userInfo: [Migrated<R>.key: migration])
      return try migrating.decode(Migrated<R>.self, from: bytes, in: range).record
    } catch let error as StoreError {
      throw error
    } catch {
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
