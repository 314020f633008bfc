import Foundation

/// The body of a commit frame: the metadata, then the changes.
///
/// Metadata: milliseconds of the date (8 bytes), milliseconds (8) and counter (4) of the hybrid time, author kind, author name,
/// reason and idempotency key (each optional: 0, or 1, length and UTF-8), number of changes. A change: kind (1 byte), number of the
/// collection, identifier (16 bytes); for inserted and updated records also, for each index, the number of keys and each key, then
/// the length of the payload and the payload. Numbers and lengths are varints.
struct JournalCommit: Sendable {
  struct Change: Sendable {
    var kind: ChangedRecord.Kind
    var collection: Int
    var id: IdentifierBits
    /// Where the keys stand, as a range of the bytes read.
    var keys: Range<Int>
    /// Where the payload stands, as a range of the bytes read; empty for removed and touched records.
    var payload: Range<Int>
  }

  var date: Date
  var time: HybridTime
  var author: Author?
  var reason: String?
  var idempotencyKey: String?
  var changes: [Change]

  static func code(_ kind: ChangedRecord.Kind) -> UInt8 {
    switch kind {
    case .inserted: 1
    case .updated: 2
    case .deleted: 3
    case .touched: 4
    }
  }

  static func kind(_ code: UInt8) -> ChangedRecord.Kind? {
    switch code {
    case 1: .inserted
    case 2: .updated
    case 3: .deleted
    case 4: .touched
    default: nil
    }
  }

  static func appendMetadata(_ commit: Commit, to bytes: inout [UInt8]) {
    bytes.appendFixed(Int64((commit.date.timeIntervalSince1970 * 1000).rounded()).littleEndian)
    bytes.appendFixed(commit.time.milliseconds.littleEndian)
    bytes.appendFixed(commit.time.counter.littleEndian)
    bytes.append(optionalText: commit.author?.kind.rawValue)
    bytes.append(optionalText: commit.author?.name)
    bytes.append(optionalText: commit.reason)
    bytes.append(optionalText: commit.idempotencyKey)
  }

  /// Appends one change and gives back where in `bytes` its payload stands.
  static func append(
    _ change: StoreImage.PreparedChange, collection: Int, payload: ArraySlice<UInt8>, to bytes: inout [UInt8]
  ) -> Range<Int> {
    bytes.append(code(change.kind))
    bytes.appendVarint(UInt64(collection))
    bytes.appendFixed(change.id.high.bigEndian)
    bytes.appendFixed(change.id.low.bigEndian)
    guard change.kind == .inserted || change.kind == .updated else { return bytes.count..<bytes.count }
    for keys in change.keys {
      bytes.appendVarint(UInt64(keys.count))
      for key in keys {
        bytes.appendVarint(UInt64(key.bytes.count))
        bytes += key.bytes
      }
    }
    bytes.appendVarint(UInt64(payload.count))
    let start = bytes.count
    bytes += payload
    return start..<bytes.count
  }

  /// Reads a commit from the body of a frame.
  ///
  /// - Parameter indexCount: the number of indexes of the collection with this number.
  init(from bytes: [UInt8], in range: Range<Int>, indexCount: (Int) -> Int?) throws {
    var reader = ByteReader(bytes, in: range)
    let milliseconds = try reader.fixed(Int64.self).littleEndian
    date = Date(timeIntervalSince1970: Double(milliseconds) / 1000)
    let physical = try reader.fixed(Int64.self).littleEndian
    time = HybridTime(milliseconds: physical, counter: try reader.fixed(UInt32.self).littleEndian)
    let authorKind = try reader.optionalText()
    let authorName = try reader.optionalText()
    author = authorKind.map { Author(Author.Kind(rawValue: $0), authorName) }
    reason = try reader.optionalText()
    idempotencyKey = try reader.optionalText()
    changes = []
    for _ in 0..<(try reader.length()) {
      guard let kind = Self.kind(try reader.byte()) else {
        throw RecordCodingError(.malformed, offset: reader.position)
      }
      let collection = Int(clamping: try reader.varint())
      let high = try reader.fixed(UInt64.self).bigEndian
      let id = IdentifierBits(high: high, low: try reader.fixed(UInt64.self).bigEndian)
      guard kind == .inserted || kind == .updated else {
        let here = reader.position..<reader.position
        changes.append(Change(kind: kind, collection: collection, id: id, keys: here, payload: here))
        continue
      }
      guard let indexes = indexCount(collection) else { throw RecordCodingError(.malformed, offset: reader.position) }
      let keys = reader.position
      for _ in 0..<indexes {
        for _ in 0..<(try reader.length()) { try reader.skip(try reader.length()) }
      }
      let keysEnd = reader.position
      let length = try reader.length()
      let start = reader.position
      try reader.skip(length)
      changes.append(
        Change(kind: kind, collection: collection, id: id, keys: keys..<keysEnd, payload: start..<reader.position))
    }
    guard reader.position == reader.end else { throw RecordCodingError(.trailingBytes, offset: reader.position) }
  }

  /// The keys of a change, one list per index.
  static func keys(in bytes: [UInt8], _ range: Range<Int>, indexes: Int) throws -> [[IndexKey]] {
    var reader = ByteReader(bytes, in: range)
    var result: [[IndexKey]] = []
    result.reserveCapacity(indexes)
    for _ in 0..<indexes {
      var keys: [IndexKey] = []
      for _ in 0..<(try reader.length()) {
        let length = try reader.length()
        keys.append(IndexKey(bytes: Array(bytes[reader.position..<(reader.position + length)])))
        try reader.skip(length)
      }
      result.append(keys)
    }
    return result
  }
}
