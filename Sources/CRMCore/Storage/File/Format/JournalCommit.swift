import Foundation

/// The body of a commit frame: the metadata, then the changes.
///
/// Metadata: milliseconds of the date (8 bytes), milliseconds (8) and counter (4) of the hybrid time, author kind, author name,
/// reason and idempotency key (each optional: 0, or 1, length and UTF-8), number of changes. A change: kind (1 byte), number of the
/// collection, identifier (16 bytes). Unless the record was only touched, for each index the number of keys that the record does not
/// have any more and those keys, then the same for the keys that it has now and had not before. For inserted and updated records
/// then the length of the payload and the payload. Numbers and lengths are varints.
///
/// A payload is a checksum of 4 bytes (the low half of XXH64 of the rest), the schema version as a varint, and what the record coder made.
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
    bytes.appendFixed(commit.date.millisecondsSince1970.littleEndian)
    bytes.append(time: commit.time)
    bytes.append(optionalText: commit.author?.kind.rawValue)
    bytes.append(optionalText: commit.author?.name)
    bytes.append(optionalText: commit.reason)
    bytes.append(optionalText: commit.idempotencyKey)
  }

  /// Appends one change and gives back where in `bytes` its payload stands.
  static func append(
    _ change: PreparedChange, collection: Int, indexes: Int, payload: ArraySlice<UInt8>,
    to bytes: inout [UInt8]
  ) -> Range<Int> {
    bytes.append(code(change.kind))
    bytes.appendVarint(UInt64(collection))
    bytes.append(identifier: change.id)
    guard change.kind != .touched else { return bytes.count..<bytes.count }
    for index in 0..<indexes {
      append(index < change.removedKeys.count ? change.removedKeys[index] : [], to: &bytes)
      append(index < change.addedKeys.count ? change.addedKeys[index] : [], to: &bytes)
    }
    guard change.kind != .deleted else { return bytes.count..<bytes.count }
    bytes.appendVarint(UInt64(payload.count))
    let start = bytes.count
    bytes += payload
    return start..<bytes.count
  }

  private static func append(_ keys: [IndexKey], to bytes: inout [UInt8]) {
    bytes.appendVarint(UInt64(keys.count))
    for key in keys {
      bytes.appendVarint(UInt64(key.bytes.count))
      bytes += key.bytes
    }
  }

  /// Reads a commit from the body of a frame.
  ///
  /// - Parameter indexCount: the number of indexes of the collection with this number.
  init(from bytes: [UInt8], in range: Range<Int>, indexCount: (Int) -> Int?) throws {
    var reader = ByteReader(bytes, in: range)
    date = Date(millisecondsSince1970: try reader.fixed(Int64.self).littleEndian)
    time = try reader.time()
    let authorKind = try reader.optionalText()
    let authorName = try reader.optionalText()
    author = authorKind.map { Author(Author.Kind(rawValue: $0), authorName) }
    reason = try reader.optionalText()
    idempotencyKey = try reader.optionalText()
    let count = try reader.length()
    changes = []
    changes.reserveCapacity(count)
    for _ in 0..<count { changes.append(try Change(from: &reader, indexCount: indexCount)) }
    guard reader.position == reader.end else { throw RecordCodingError(.trailingBytes, offset: reader.position) }
  }

  /// Visits the keys of a change: index by index the removed ones, then the added ones.
  static func forEachKey(
    in bytes: [UInt8], _ range: Range<Int>, indexes: Int,
    _ body: (_ index: Int, _ isRemoval: Bool, _ key: Range<Int>) throws -> Void
  ) throws {
    guard !range.isEmpty else { return }
    var reader = ByteReader(bytes, in: range)
    for index in 0..<indexes {
      for isRemoval in [true, false] {
        for _ in 0..<(try reader.length()) {
          let length = try reader.length()
          try body(index, isRemoval, reader.position..<(reader.position + length))
          try reader.skip(length)
        }
      }
    }
  }
}

extension JournalCommit.Change {
  fileprivate init(from reader: inout ByteReader, indexCount: (Int) -> Int?) throws {
    guard let kind = JournalCommit.kind(try reader.byte()) else {
      throw RecordCodingError(.malformed, offset: reader.position)
    }
    self.kind = kind
    collection = Int(clamping: try reader.varint())
    id = try reader.identifier()
    guard let indexes = indexCount(collection) else { throw RecordCodingError(.malformed, offset: reader.position) }
    let start = reader.position
    keys = start..<start
    payload = start..<start
    guard kind != .touched else { return }
    for _ in 0..<(2 * indexes) {
      for _ in 0..<(try reader.length()) { try reader.skip(try reader.length()) }
    }
    keys = start..<reader.position
    guard kind != .deleted else { return }
    let length = try reader.length()
    guard length > Payload.checksumSize else { throw RecordCodingError(.malformed, offset: reader.position) }
    payload = reader.position..<(reader.position + length)
    try reader.skip(length)
  }
}
