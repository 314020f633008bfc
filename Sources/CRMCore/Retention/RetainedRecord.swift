public import Foundation

/// What the rules of retention need to know of one record: a row without its contents.
public struct RetainedRecord: Hashable, Codable, Sendable {
  /// The record.
  public var reference: RecordReference
  /// The category of its data.
  public var category: PersonalDataCategory
  /// When what happened to it.
  public var dates: [RetentionEvent: Date]
  /// The persons and organisations it is about.
  public var subjects: [RecordReference]
  /// All records that it points to, ``subjects`` among them or not.
  public var links: [RecordReference]
  /// The territories whose rules concern it; empty where none is known, and then all rules do.
  public var jurisdictions: [Jurisdiction]
  /// What was done before: by schedule, the moment that was due.
  public var done: [String: Date]

  /// A row.
  public init(
    _ reference: RecordReference, category: PersonalDataCategory, dates: [RetentionEvent: Date],
    subjects: [RecordReference] = [], links: [RecordReference] = [], jurisdictions: [Jurisdiction] = [],
    done: [String: Date] = [:]
  ) {
    self.reference = reference
    self.category = category
    self.dates = dates
    self.subjects = subjects
    self.links = links
    self.jurisdictions = jurisdictions
    self.done = done
  }
}
