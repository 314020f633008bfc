/// Something that the rules of retention do not reach; see ``RetentionDesk/uncovered()``.
public struct RetentionGap: Hashable, Codable, Sendable {
  /// What is missing.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// The type does not declare what personal data it holds: it is never swept.
    case undeclared
    /// No schedule is about the type.
    case uncovered
    /// Nobody tells the date from which a schedule counts.
    case startUnknown
  }

  /// The type.
  public var collection: CollectionName
  /// What is missing.
  public var kind: Kind
  /// The category of its data, if it declares one.
  public var category: PersonalDataCategory?
  /// The schedule, for ``Kind/startUnknown``.
  public var schedule: String?
  /// The event, for ``Kind/startUnknown``.
  public var event: RetentionEvent?

  init(
    _ collection: CollectionName, _ kind: Kind, category: PersonalDataCategory? = nil, schedule: String? = nil,
    event: RetentionEvent? = nil
  ) {
    self.collection = collection
    self.kind = kind
    self.category = category
    self.schedule = schedule
    self.event = event
  }

  /// What to say about it.
  public var reason: Reason {
    var reason = Reason(RetentionReason.undeclared, ["collection": .text(collection.rawValue)])
    reason.arguments["category"] = category.map { .text($0.rawValue) }
    reason.arguments["schedule"] = schedule.map { .text($0) }
    reason.arguments["event"] = event.map { .text($0.rawValue) }
    switch kind {
    case .undeclared: break
    case .uncovered: reason.code = RetentionReason.uncovered
    case .startUnknown: reason.code = RetentionReason.startUntold
    }
    return reason
  }
}
