/// Two schedules that cannot both have their way with records of one type.
public struct RetentionConflict: Hashable, Codable, Sendable {
  /// Which contradiction.
  public enum Kind: String, Codable, Sendable {
    /// A permission ends before an obligation does: the obligation counts.
    case obligationOutlasts
    /// Two permissions end at different times: the shorter one deletes.
    case shorterPermission
  }

  /// Which contradiction.
  public var kind: Kind
  /// The type of the records.
  public var collection: CollectionName
  /// The schedule that counts.
  public var winner: String
  /// The schedule that does not have its way.
  public var loser: String
  /// How many records it concerns.
  public var count: Int

  /// What to say about it.
  public var reason: Reason {
    let code =
      kind == .obligationOutlasts ? RetentionReason.conflictObligation : RetentionReason.conflictPermission
    return Reason(code, ["winner": .text(winner), "loser": .text(loser), "count": .integer(Int64(count))])
  }

  var order: [String] { [kind.rawValue, collection.rawValue, winner, loser] }
}

/// A schedule whose start nobody knows for records of one type.
public struct UnknownStart: Hashable, Codable, Sendable {
  /// The type of the records.
  public var collection: CollectionName
  /// The schedule.
  public var schedule: String
  /// The event of which no date is known.
  public var event: RetentionEvent
  /// How many records it concerns.
  public var count: Int

  /// What to say about it.
  public var reason: Reason {
    Reason(
      RetentionReason.startUnknown,
      [
        "schedule": .text(schedule), "collection": .text(collection.rawValue), "event": .text(event.rawValue),
        "count": .integer(Int64(count)),
      ])
  }

  var order: [String] { [collection.rawValue, schedule, event.rawValue] }
}
