public import Foundation

/// What a merge did to records, in the form from which it can be undone.
public enum RecordTrace: Hashable, Codable, Sendable {
  /// Records of one type whose links were pointed from one loser to the winner.
  case moved(MovedRecords)
  /// A record that has other values now.
  case rewritten(RecordReference, before: Data, after: Data)
  /// A record that was removed.
  case removed(RecordReference, before: Data)
  /// A record that was made.
  case inserted(RecordReference, after: Data)

  /// The type of the records.
  public var collection: CollectionName {
    switch self {
    case .moved(let records): records.collection
    case .rewritten(let record, _, _), .removed(let record, _), .inserted(let record, _): record.collection
    }
  }

  /// How many records it tells of.
  public var count: Int {
    if case .moved(let records) = self { records.ids.count } else { 1 }
  }
}

/// Records of one type whose links led to one loser and lead to the winner now.
public struct MovedRecords: Hashable, Codable, Sendable {
  /// The type of the records.
  public var collection: CollectionName
  /// Where the links led.
  public var loser: RecordReference
  /// The links by name, each with the number of its targets that are the winner now.
  public var links: [String: Int]
  /// The records.
  public var ids: [UUID]

  /// Records that were moved.
  public init(collection: CollectionName, loser: RecordReference, links: [String: Int], ids: [UUID]) {
    self.collection = collection
    self.loser = loser
    self.links = links
    self.ids = ids
  }
}

/// The form in which records are kept in a trace, and compared: JSON with sorted keys.
enum RecordPayload {
  static func encode(_ record: some Record) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return try encoder.encode(record)
  }

  static func decode<R: Record>(_ type: R.Type, from data: Data) throws -> R {
    try JSONDecoder().decode(R.self, from: data)
  }

  /// `current` with those properties back at `before` that are as `after` left them: what was written since stays.
  static func restoring<R: Record>(_ current: R, after: Data, before: Data) throws -> R {
    let now = try encode(current)
    if now == after { return try decode(R.self, from: before) }
    guard case .object(var result) = try JSONDecoder().decode(JSONTree.self, from: now),
      case .object(let old) = try JSONDecoder().decode(JSONTree.self, from: before),
      case .object(let made) = try JSONDecoder().decode(JSONTree.self, from: after)
    else { return current }
    for name in Set(old.keys).union(made.keys) where result[name] == made[name] { result[name] = old[name] }
    return try decode(R.self, from: JSONEncoder().encode(JSONTree.object(result)))
  }
}
