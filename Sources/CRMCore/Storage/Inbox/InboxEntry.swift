import Foundation

/// One file of an ``Inbox``: a line of JSON with the format's version and the SHA-256 of the next line, and that line, which has
/// the records. SHA-256 because a program in any language can check it.
struct InboxEntry: Encodable {
  private struct Seal: Codable {
    var format: Int
    var sha256: SHA256.Digest
  }

  private enum CodingKeys: String, CodingKey {
    case id, date, author, reason, key, records
  }

  static let format = 1

  private let id: UUID
  private let date: Date
  private let author: Author?
  private let reason: String?
  private let key: String?
  private let records: [InboxRecord]

  /// The entry of a change set that only inserts.
  init(id: UUID, _ changes: ChangeSet, date: Date) throws {
    var inserts = Inserts()
    try changes.accept(&inserts)
    guard inserts.others.isEmpty else {
      throw StoreError(.invalidChange, "an inbox takes new records only", records: inserts.others.sorted())
    }
    guard !inserts.records.isEmpty else { throw StoreError(.invalidChange, "an empty change set") }
    self.id = id
    self.date = date.truncatedToMilliseconds
    author = changes.author
    reason = changes.reason
    key = changes.idempotencyKey
    records = inserts.records
  }

  func encoded() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "infinity", negativeInfinity: "-infinity", nan: "nan")
    do {
      let body = Array(try encoder.encode(self))
      let seal = Seal(format: Self.format, sha256: SHA256.hash(body))
      return Array(try encoder.encode(seal)) + [Self.newline] + body + [Self.newline]
    } catch {
      throw StoreError(.invalidChange, "a record cannot be encoded", records: records.map(\.reference))
    }
  }

  // MARK: Reading

  /// What the file with this name asks for, as a change set with its idempotency key.
  ///
  /// - Throws: ``StoreError`` without personal data.
  static func changes(in bytes: [UInt8], of name: String, registry: RecordRegistry) throws -> ChangeSet {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "infinity", negativeInfinity: "-infinity", nan: "nan")
    decoder.userInfo = [InboxRecord.Decoded.registryKey: registry]
    guard let end = bytes.firstIndex(of: newline), bytes.last == newline, end < bytes.count - 1,
      let seal = try? decoder.decode(Seal.self, from: Data(bytes[..<end])), seal.format > 0
    else { throw StoreError(.damagedEntry, "the file is not an entry") }
    guard seal.format <= format else {
      throw StoreError(.incompatibleVersion, "the entry has format \(seal.format)")
    }
    let body = bytes[(end + 1)..<(bytes.count - 1)]
    guard SHA256.hash(Array(body)) == seal.sha256 else { throw StoreError(.damagedEntry, "the checksum differs") }
    let content: Content
    do {
      content = try decoder.decode(Content.self, from: Data(body))
    } catch let error as StoreError {
      throw error
    } catch {
      throw StoreError(.damagedEntry, "the entry cannot be decoded")
    }
    guard Self.name(of: content.id) == name else {
      throw StoreError(.damagedEntry, "the file has another entry's name")
    }
    var changes = ChangeSet(
      author: content.author, reason: content.reason, idempotencyKey: content.key ?? "inbox/\(content.id.uuidString)",
      date: content.date)
    for record in content.records { record.insert(into: &changes) }
    return changes
  }

  private struct Content: Decodable {
    var id: UUID
    var date: Date
    var author: Author?
    var reason: String?
    var key: String?
    var records: [InboxRecord.Decoded]
  }

  private struct Inserts: ChangeVisitor {
    var records: [InboxRecord] = []
    var others: [RecordReference] = []

    mutating func visit<R: Record>(_ change: Change<R>) {
      if case .insert(let record) = change {
        records.append(InboxRecord(record))
      } else {
        others.append(RecordReference(change.id))
      }
    }
  }

  // MARK: Names

  static let suffix = ".json"
  private static let partialSuffix = ".partial"
  private static let newline: UInt8 = 0x0A

  /// The name of an entry: its identity, which sorts by time.
  static func name(of id: UUID) -> String { id.uuidString + suffix }
  /// The name of an entry while it is written.
  static func partialName(of id: UUID) -> String { id.uuidString + partialSuffix }
  /// Whether a file of this name is meant as an entry.
  static func isEntry(_ name: String) -> Bool { name.hasSuffix(suffix) && !name.hasPrefix(".") }

  /// When an unfinished entry was begun (RFC 9562, 5.7: the first 48 bits are Unix milliseconds); `nil` if the name is no such.
  static func beginning(ofPartial name: String) -> Date? {
    guard name.hasSuffix(partialSuffix), let id = UUID(uuidString: String(name.dropLast(partialSuffix.count))) else {
      return nil
    }
    let bits = IdentifierBits(id)
    guard bits.high >> 12 & 0xF == 7 else { return nil }
    return Date(millisecondsSince1970: Int64(bits.high >> 16))
  }
}
