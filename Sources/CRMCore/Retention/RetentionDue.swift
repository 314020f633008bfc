public import Foundation

/// A record at which retention has to look within the next weeks, and when: what keeps a pass from reading everything every day.
///
/// There is one for a record and a policy at most, written by the passes alone. It may be outdated, since nobody else keeps it: what
/// is done with a record is decided from the record when its time has come. It is no declared link and holds no personal data.
public struct RetentionDue: Record {
  /// `retentionDues`.
  public static let collection: CollectionName = "retentionDues"
  /// By policy, type and date.
  public static let byDate = Index<RetentionDue>("date") {
    IndexKey(ExactText($0.policy), ExactText($0.target.collection.rawValue), $0.date)
  }
  /// The declared indexes.
  public static var indexes: [Index<RetentionDue>] { [byDate] }

  /// Derived from the policy's name and the record.
  public var id: Identifier<RetentionDue>
  /// The policy's name.
  public var policy: String
  /// The record.
  public var target: RecordReference
  /// When to look at it.
  public var date: Date

  /// What a pass by a policy has to look at.
  public init(policy: RetentionPolicy, target: RecordReference, date: Date) {
    id = Self.id(of: target, by: policy)
    self.policy = policy.id
    self.target = target
    self.date = date
  }

  static func id(of target: RecordReference, by policy: RetentionPolicy) -> Identifier<RetentionDue> {
    Identifier(derivedFrom: "retention.due", policy.id, target.description)
  }
}
