import Foundation

/// A record in an entry of an ``Inbox``: it says what it is, because the two sides share no table of types.
struct InboxRecord: Encodable, Sendable {
  private enum CodingKeys: String, CodingKey {
    case collection, schemaVersion, value
  }

  let reference: RecordReference
  private let schemaVersion: Int
  private let value: any Record

  init<R: Record>(_ record: R) {
    reference = RecordReference(record)
    schemaVersion = R.schemaVersion
    value = record
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(reference.collection, forKey: .collection)
    try container.encode(schemaVersion, forKey: .schemaVersion)
    try container.encode(value, forKey: .value)
  }

  /// A record that was read as the type registered for its collection, brought up to today's schema.
  struct Decoded: Decodable {
    static let registryKey: CodingUserInfoKey = {
      guard let key = CodingUserInfoKey(rawValue: "swift-crm.registry") else {
        preconditionFailure("any text is a key")
      }
      return key
    }()

    private let value: any Record

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      let collection = try container.decode(CollectionName.self, forKey: .collection)
      let version = try container.decode(Int.self, forKey: .schemaVersion)
      let registry = decoder.userInfo[Self.registryKey] as? RecordRegistry
      guard let type = registry?.type(of: collection) else {
        throw StoreError(.unknownCollection, "no record type is registered for \(collection)")
      }
      value = try Self.decode(type, version, container)
    }

    private static func decode<R: Record>(
      _ type: R.Type, _ version: Int, _ container: KeyedDecodingContainer<CodingKeys>
    ) throws -> R {
      guard version <= R.schemaVersion else {
        throw StoreError(.incompatibleVersion, "\(R.collection) with schema version \(version)")
      }
      do {
        if version < R.schemaVersion, let migration = R.migrations.first(where: { $0.version == version }) {
          return try migration.record(from: container.superDecoder(forKey: .value))
        }
        return try container.decode(R.self, forKey: .value)
      } catch {
        throw StoreError(.invalidChange, "a record of \(R.collection) cannot be decoded")
      }
    }

    func insert(into changes: inout ChangeSet) { changes.insert(value) }
  }
}
