public import CRMCore
public import Foundation

/// Segments that every business with a base of customers needs sooner or later: those who have gone quiet, never bought, bought once,
/// stopped buying, and those to congratulate.
///
/// ```swift
/// for ready in ReadySegment.family { try await directory.define(ready.segment(now: now), by: author) }
/// ```
public enum ReadySegment: Hashable, Sendable {
  /// Whose last reaction (something that they began, or a purchase) is so many months old, the first number at least and not yet
  /// the second; for those who never reacted their record's age counts. 3 to 5 months unless said otherwise.
  case noReaction(months: ClosedRange<Int> = 3...5)
  /// Whose last reaction is older than so many months, however old.
  case asleep(months: Int = 5)
  /// Who never bought anything.
  case neverBought
  /// Who bought exactly once.
  case singleBuyers
  /// Who bought in a rhythm of their own and have not come back for so many percent of the mean time between their purchases.
  case stoppedBuying(tolerance: Int = 200)
  /// Whose birthday is today or in so many days at most.
  case birthdaySoon(days: Int = 7)
  /// Who have been known for a whole number of years today or in so many days at most.
  case anniversary(days: Int = 7)

  /// All of them with their usual numbers.
  public static let family: [ReadySegment] = [
    .noReaction(), .asleep(), .neverBought, .singleBuyers, .stoppedBuying(), .birthdaySoon(), .anniversary(),
  ]

  /// The stable name: `ready.noReaction` and so on.
  public var name: SegmentName {
    switch self {
    case .noReaction: "ready.noReaction"
    case .asleep: "ready.asleep"
    case .neverBought: "ready.neverBought"
    case .singleBuyers: "ready.singleBuyers"
    case .stoppedBuying: "ready.stoppedBuying"
    case .birthdaySoon: "ready.birthdaySoon"
    case .anniversary: "ready.anniversary"
    }
  }

  /// Who belongs to it.
  public var condition: Condition {
    switch self {
    case .noReaction(let months):
      .all([Self.quiet(for: months.lowerBound), .not(Self.quiet(for: months.upperBound))])
    case .asleep(let months): Self.quiet(for: months)
    case .neverBought: HistoryTerms.purchases().never
    case .singleBuyers: HistoryTerms.purchases().happened(exactly: 1)
    case .stoppedBuying(let tolerance):
      .date(FieldTerm("purchases.expectedBy", ["tolerance": .integer(Int64(tolerance))]), .before(0, .day), zone: nil)
    case .birthdaySoon(let days): Customer.fields.birthday.hasAnniversary(withinNext: days)
    case .anniversary(let days):
      // On the day on which it was made a record has no anniversary yet.
      Customer.fields.createdAt.hasAnniversary(withinNext: days) && Customer.fields.createdAt.isBefore(0, .day)
    }
  }

  /// The segment, to be defined. The identifier follows from the name: defining it again with other numbers changes it.
  public func segment(title: String? = nil, now: Date) -> Segment {
    Segment(
      id: Identifier(derivedFrom: Segment.collection.rawValue, name.rawValue), name: name, title: title,
      condition: condition, createdAt: now)
  }

  /// No reaction since before the day so many months ago.
  private static func quiet(for months: Int) -> Condition {
    let reactions = [HistoryTerms.interactions(nil, .inbound), HistoryTerms.purchases()]
    let reacted = Condition.any(reactions.map { $0.happened() })
    let lately = Condition.any(reactions.map { $0.last(.withinLast(months, .month)) })
    let known = Customer.fields.createdAt.isBefore(-months, .month)
    return .any([.all([reacted, .not(lately)]), .all([.not(reacted), known])])
  }
}
