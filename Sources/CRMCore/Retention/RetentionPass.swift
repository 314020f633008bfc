public import Foundation

/// How far the sweep of a store has come: one record per policy.
public struct RetentionPass: Record {
  /// `retentionPasses`.
  public static let collection: CollectionName = "retentionPasses"

  /// Derived from the policy's name.
  public var id: Identifier<RetentionPass>
  /// The name and version of the policy that is swept by.
  public var policy: String
  /// When it began.
  public var startedAt: Date
  /// The type that it is at; `nil`: at the first.
  public var at: CollectionName?
  /// The last record that it looked at.
  public var cursor: PageCursor?
  /// When it ended; `nil` while it goes on.
  public var finishedAt: Date?
  /// When the next one begins, once this has ended.
  public var next: Date?
  /// How many records it looked at.
  public var examined = 0
  /// What it did, by action.
  public var done: [String: Int] = [:]
  /// How many actions legal holds prevented.
  public var held = 0
  /// How many actions the declarations of the types did not allow: records that have to stay for a reason of their own.
  public var retained = 0
  /// How many actions could not be done; each was reported as a failure.
  public var failed = 0

  /// The pass that begins.
  public init(policy: RetentionPolicy, at now: Date) {
    id = Self.id(of: policy)
    self.policy = policy.tag
    startedAt = now
  }

  /// The identity of a policy's pass.
  public static func id(of policy: RetentionPolicy) -> Identifier<RetentionPass> {
    Identifier(derivedFrom: "retention.pass", policy.id)
  }
}
