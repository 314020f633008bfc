public import Foundation

/// What an entry is committed to: a change of one record, who made it, when and why.
///
/// The bytes are a JSON document with sorted keys. They are kept as they were hashed, so that a later version, or somebody without
/// this package, can check them.
public struct AuditFact: Sendable {
  /// The document.
  public let bytes: Data
  /// The record.
  public let record: RecordReference
  /// What happened to it; see ``AuditLeaf/Kind``.
  public let change: AuditLeaf.Kind
  /// The commit's position.
  public let position: UInt64
  /// The commit's date; when it was found, for a record that was found.
  public let date: Date
  /// Who made the commit.
  public let author: Author?
  /// Why.
  public let reason: String?
  /// Whom it is about, as the opening names them; `nil` in a fact that was sealed before this was a part of facts.
  public let subjects: [AuditSubject]?

  /// Reads a document.
  ///
  /// - Throws: `DecodingError`.
  public init(bytes: Data) throws {
    let header = try AuditFactCoder.decoder().decode(AuditFactHeader.self, from: bytes)
    self.bytes = bytes
    record = RecordReference(collection: header.collection, id: header.id)
    change = header.change
    position = header.position
    date = header.date.truncatedToMilliseconds
    author = header.author
    reason = header.reason
    subjects = header.subjects
  }

  /// The record as the change left it, if it is of type `R` and was not deleted.
  ///
  /// - Throws: `DecodingError` if today's type cannot read it; the document stays readable as ``text``.
  public func value<R: Record>(as type: R.Type = R.self) throws -> R? {
    guard record.collection == R.collection else { return nil }
    return try AuditFactCoder.decoder().decode(AuditFactValue<R>.self, from: bytes).record
  }

  /// The document as text.
  public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Whether the document says what the entry says in the open.
  func agrees(with leaf: AuditLeaf) -> Bool {
    record.collection.rawValue == leaf.matter && change == leaf.kind && position == leaf.position && date == leaf.date
  }
}

/// What a fact says about a change, whatever the record.
struct AuditFactHeader: Codable {
  var author: Author?
  var change: AuditLeaf.Kind
  var collection: CollectionName
  var date: Date
  var id: UUID
  var position: UInt64
  var reason: String?
  var subjects: [AuditSubject]?
}

private struct AuditFactValue<R: Decodable>: Decodable {
  var record: R?
}

/// Writes and reads the documents of facts: JSON, sorted keys, instants as text with milliseconds, absent for `nil`.
struct AuditFactCoder {
  private let encoder: JSONEncoder

  init() {
    encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .custom { date, encoder in try InstantText(date).encode(to: encoder) }
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
  }

  func encode<R: Record>(_ header: AuditFactHeader, _ record: R?) throws -> [UInt8] {
    [UInt8](try encoder.encode(Document(header: header, record: record)))
  }

  static func decoder() -> JSONDecoder {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .custom { try InstantText(from: $0).date }
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return decoder
  }

  private struct Document<R: Record>: Encodable {
    let header: AuditFactHeader
    let record: R?

    private enum CodingKeys: String, CodingKey {
      case record
    }

    func encode(to encoder: any Encoder) throws {
      try header.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encodeIfPresent(record, forKey: .record)
    }
  }
}
