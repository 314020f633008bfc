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
  /// How many files lost their bytes; `nil`: none.
  public var removedFiles: Int?
  /// What it is doing.
  var stage: Stage?
  /// What is known of the store, and handed on from pass to pass.
  var reading: Reading?

  /// What a pass does, in this order: either ``everything``, or ``changes`` and then ``listed``; and ``files`` in the end.
  enum Stage: String, Codable, Sendable {
    /// It is about to read everything.
    case start
    /// It reads all records, deals with what is due and lists what will be soon.
    case everything
    /// It reads what was committed since the last pass, and lists what is or will soon be due of it.
    case changes
    /// It deals with what is listed and due.
    case listed
    /// It removes the bytes of files that no record names any more.
    case files
  }

  /// What the last reading of everything and the commits since have told.
  struct Reading: Hashable, Codable, Sendable {
    /// Stands for the policy and for what is swept by it.
    var fingerprint: String
    /// Nothing that becomes due from here on is listed: everything is read again.
    var horizon: Date
    /// The last commit that is taken into account.
    var position: CommitPosition?
    /// The store whose history that is; known from the first commit of the pass that read everything.
    var origin: ReplicaID?
    /// How many events there are by which steps are marked as done.
    var marks: Int
  }

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
