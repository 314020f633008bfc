public import Foundation

/// All stages a deal has been in, oldest first, without gap or overlap; the last one is where it is. Never empty.
public struct StageHistory: Hashable, Sendable {
  /// The stays, oldest first. Each begins at the instant the one before ended; the last has no end.
  public private(set) var entries: [StageEntry]

  /// The history of a deal that begins in a stage.
  public init(startingIn stage: Stage, at date: Date, by author: Author) {
    entries = [
      StageEntry(
        stage: stage.id, category: stage.category, entered: date.truncatedToMilliseconds, author: author)
    ]
  }

  /// A history that was known before, for example in another system.
  ///
  /// - Throws: `ValidationError` naming every entry that does not begin where the one before ended, ends before it begins, or
  ///   is open without being the last; also when there is no entry.
  public init(restoring entries: [StageEntry]) throws(ValidationError) {
    var problems: [FieldProblem] = []
    if entries.isEmpty { problems.append(FieldProblem("history", FieldProblem.Code.missing)) }
    for (index, entry) in entries.enumerated() {
      let isLast = index == entries.count - 1
      let isOrdered = entry.left.map { entry.entered <= $0 } ?? isLast
      let isContiguous = index == 0 || entries[index - 1].left == entry.entered
      if !isOrdered || !isContiguous || (isLast && entry.left != nil) {
        problems.append(FieldProblem("history[\(index)]", SalesReason.brokenHistory))
      }
    }
    try ValidationError.check(problems)
    self.entries = entries
  }

  /// Where the deal is.
  public var current: StageEntry { entries[entries.count - 1] }

  /// When the deal entered its first known stage.
  public var started: Date { entries[0].entered }

  /// The open stage that the deal was in last: for a lost deal the stage it was lost from. `nil` if it never was in one.
  public var lastOpenStage: StageID? { entries.last { $0.category == .open }?.stage }

  /// Seconds spent in a stage, all stays together, up to `now`. O(entries).
  public func time(in stage: StageID, at now: Date) -> TimeInterval {
    entries.reduce(0) { $1.stage == stage ? $0 + $1.duration(at: now) : $0 }
  }

  /// Whether the deal is or was in the stage. O(entries).
  public func contains(_ stage: StageID) -> Bool { entries.contains { $0.stage == stage } }

  /// Ends the present stay and begins another; `date` is not before the present stay began.
  mutating func enter(_ stage: Stage, at date: Date, by author: Author) {
    let date = date.truncatedToMilliseconds
    entries[entries.count - 1].left = date
    entries.append(StageEntry(stage: stage.id, category: stage.category, entered: date, author: author))
  }
}

extension StageHistory: Codable {
  /// Reads the list of entries.
  ///
  /// - Throws: `DecodingError.dataCorrupted` if they are no history; see ``init(restoring:)``.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let entries = try container.decode([StageEntry].self)
    do throws(ValidationError) {
      try self.init(restoring: entries)
    } catch {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a history of stages")
    }
  }

  /// Writes the list of entries.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(entries)
  }
}
