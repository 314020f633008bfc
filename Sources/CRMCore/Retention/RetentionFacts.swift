public import Foundation

/// How the dates and territories that retention asks for are read from records of one type.
///
/// ```swift
/// RetentionFacts(Deal.self, [.endOfRelation: { $0.closedAt }, .lastActivity: { $0.lastTouchedAt }])
/// ```
///
/// ``RetentionEvent/created`` need not be given where identifiers tell the time at which they were made (UUIDv7).
public struct RetentionFacts: Sendable {
  /// The type.
  public let collection: CollectionName
  /// The events of which it has dates.
  public let events: Set<RetentionEvent>
  private let readDates: @Sendable (any Record) -> [RetentionEvent: Date]
  private let readJurisdictions: @Sendable (any Record) -> [Jurisdiction]

  /// What is read from records of a type.
  ///
  /// - Parameters:
  ///   - type: the type.
  ///   - dates: by event, where its date is; `nil` where a record has none.
  ///   - jurisdictions: the territories whose rules concern a record, each by all its names that schedules use (`DE` and `EU`);
  ///     empty where none is known, and then all rules do.
  public init<R: Record>(
    _ type: R.Type, _ dates: [RetentionEvent: @Sendable (R) -> Date?],
    jurisdictions: @escaping @Sendable (R) -> [Jurisdiction] = { _ in [] }
  ) {
    collection = R.collection
    events = Set(dates.keys)
    readDates = { record in
      guard let record = record as? R else { return [:] }
      return dates.compactMapValues { $0(record) }
    }
    readJurisdictions = { ($0 as? R).map(jurisdictions) ?? [] }
  }

  func dates(of record: any Record) -> [RetentionEvent: Date] { readDates(record) }
  func jurisdictions(of record: any Record) -> [Jurisdiction] { readJurisdictions(record) }
}

extension Identifier {
  /// When it was made, if it is one that tells (UUIDv7).
  var creationDate: Date? {
    bits.high >> 12 & 0xF == 7 ? Date(millisecondsSince1970: Int64(bits.high >> 16)) : nil
  }
}
