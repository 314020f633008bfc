/// A collection as frames refer to it: by number. A changed index or schema version makes a new number.
struct JournalCollection: Hashable, Sendable {
  var name: CollectionName
  var schemaVersion: Int
  var indexes: [IndexDeclaration]

  func append(to bytes: inout [UInt8]) {
    bytes.append(text: name.rawValue)
    bytes.appendVarint(UInt64(schemaVersion))
    bytes.appendVarint(UInt64(indexes.count))
    for index in indexes { index.append(to: &bytes) }
  }

  init(name: CollectionName, schemaVersion: Int, indexes: [IndexDeclaration]) {
    self.name = name
    self.schemaVersion = schemaVersion
    self.indexes = indexes
  }

  init(from reader: inout ByteReader) throws {
    name = CollectionName(rawValue: try reader.text())
    schemaVersion = Int(clamping: try reader.varint())
    indexes = []
    for _ in 0..<(try reader.length()) { indexes.append(try IndexDeclaration(from: &reader)) }
  }
}

extension IndexDeclaration {
  func append(to bytes: inout [UInt8]) {
    bytes.append(text: name.rawValue)
    bytes.append(isUnique ? 1 : 0)
    bytes.appendVarint(UInt64(version))
  }

  init(from reader: inout ByteReader) throws {
    let name = IndexName(rawValue: try reader.text())
    let isUnique = try reader.byte() == 1
    self.init(name: name, isUnique: isUnique, version: Int(clamping: try reader.varint()))
  }
}

extension ByteReader {
  mutating func text() throws(RecordCodingError) -> String {
    let count = try length()
    return try text(byteCount: count)
  }

  mutating func optionalText() throws(RecordCodingError) -> String? { try byte() == 0 ? nil : try text() }
}

extension [UInt8] {
  mutating func append(text: String) {
    appendVarint(UInt64(text.utf8.count))
    append(contentsOf: text.utf8)
  }

  mutating func append(optionalText text: String?) {
    append(text == nil ? 0 : 1)
    if let text { append(text: text) }
  }
}
