import Foundation

/// Finds the records of an image by their places.
protocol RecordReader<Place>: Sendable {
  /// Where an image keeps a record: the decoded record itself, or a place in a file.
  associatedtype Place: Sendable

  /// The record at `place`, which belongs to `id`.
  ///
  /// - Throws: ``StoreError`` if it cannot be read or decoded.
  func record<R: Record>(_ type: R.Type, at place: Place, id: IdentifierBits) throws -> R
}

/// A decoded record of any type behind one reference, shared by image, history and cache.
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

/// The reader of images that hold everything decoded.
struct HeldRecords: RecordReader {
  func record<R: Record>(_ type: R.Type, at place: any HeldRecord, id: IdentifierBits) throws -> R {
    guard let held = place as? Held<R> else {
      throw StoreError(
        .invalidChange, "two record types share a collection",
        records: [RecordReference(collection: R.collection, id: id.uuid)])
    }
    return held.record
  }
}
