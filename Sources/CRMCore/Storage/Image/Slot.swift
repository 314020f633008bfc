/// What an image keeps per record: its revision and the value, either at hand or in a file.
struct Slot: Sendable {
  var revision: UInt64
  var content: Content

  enum Content: Sendable {
    /// The decoded record.
    case held(any HeldRecord)
    /// The encoded record in an immutable part of a file.
    case filed(PayloadLocation)
  }
}

/// A decoded record of any type behind one word, shared by image, history and cache.
protocol HeldRecord: AnyObject, Sendable {
  var schemaVersion: Int { get }
}

final class Held<R: Record>: HeldRecord {
  let record: R

  init(_ record: R) {
    self.record = record
  }

  var schemaVersion: Int { R.schemaVersion }
}

/// Where an encoded record stands: a segment of the journal, and the bytes in it.
struct PayloadLocation: Hashable, Sendable {
  var segment: UInt32
  var length: UInt32
  var offset: UInt64
}

/// Decodes records that an image does not hold decoded.
protocol PayloadReader: Sendable {
  /// The record at `location`, which belongs to `id`.
  ///
  /// - Throws: ``StoreError`` if it cannot be read or decoded.
  func record<R: Record>(_ type: R.Type, at location: PayloadLocation, id: IdentifierBits) throws -> R
}

/// The reader of images that hold everything decoded.
struct NoPayloads: PayloadReader {
  func record<R: Record>(_ type: R.Type, at location: PayloadLocation, id: IdentifierBits) throws -> R {
    throw StoreError(
      .corrupted, "a record in memory has no payload", records: [RecordReference(collection: R.collection, id: id.uuid)]
    )
  }
}
