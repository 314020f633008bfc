/// The open files of a store by number. They close when the last reader that may need them lets go.
final class SegmentFiles: Sendable {
  let handles: [UInt32: any OpenFile]

  init(_ handles: [UInt32: any OpenFile]) {
    self.handles = handles
  }
}

/// Reads and decodes the records of a file store.
struct FileRecords: RecordReader {
  var files: SegmentFiles
  let cache: RecordCache
  let encoder: RecordEncoder

  func record<R: Record>(_ type: R.Type, at location: PayloadLocation, id: IdentifierBits) throws -> R {
    if let held = cache[location] as? Held<R> { return held.record }
    let reference = RecordReference(collection: R.collection, id: id.uuid)
    let payload = try Payload(bytes(at: location), of: reference)
    let record = try payload.decode(type, with: encoder.makeDecoder())
    cache.insert(Held(record), at: location)
    return record
  }

  /// The schema version that a record was written with.
  func version(at location: PayloadLocation, of reference: RecordReference) throws -> Int {
    if let held = cache.pinned(location) { return held.schemaVersion }
    return try Payload(bytes(at: location), of: reference).version
  }

  func bytes(at location: PayloadLocation) throws -> [UInt8] {
    try bytes(segment: location.segment, offset: location.offset, length: location.length)
  }

  func bytes(segment: UInt32, offset: UInt64, length: UInt32) throws -> [UInt8] {
    guard let file = files.handles[segment] else {
      throw StoreError(.unavailable, "file \(segment) is not open")
    }
    let bytes: [UInt8]
    do {
      bytes = try file.read(at: Int(offset), count: Int(length))
    } catch {
      throw StoreError(.unavailable, "cannot read file \(segment)", underlying: error)
    }
    guard bytes.count == Int(length) else {
      throw StoreError(.corrupted, "file \(segment), offset \(offset): ends within a record")
    }
    return bytes
  }
}
