public import CRMCore
public import Foundation

/// A named group of customers: a list kept by hand, or everybody for whom a condition holds.
///
/// A customer whom somebody put in or out by hand (``SegmentOverride``) is in or out whatever the condition says.
public struct Segment: Record {
  /// `segments`.
  public static let collection: CollectionName = "segments"

  /// By name; unique.
  public static let byName = Index<Segment>("name", unique: true) { IndexKey(ExactText($0.name.rawValue)) }
  /// Those that are still to be evaluated, by the time of their definition.
  public static let byPending = Index<Segment>("pending") { segment in
    segment.evaluatedAt == nil ? IndexKey(segment.updatedAt) : nil
  }
  /// The declared indexes.
  public static var indexes: [Index<Segment>] { [byName, byPending] }

  /// The segment's identity.
  public var id: Identifier<Segment>
  /// The stable name that conditions use.
  public var name: SegmentName
  /// The name that people know it by.
  public var title: String
  /// Whom it is for, in words.
  public var purpose: String?
  /// Who belongs to it; `nil` for a list that is kept by hand only.
  public var condition: Condition?
  /// When it was defined.
  public var createdAt: Date
  /// When the definition last changed.
  public var updatedAt: Date
  /// When the memberships were last evaluated as a whole; `nil` while the definition is still to be evaluated.
  public var evaluatedAt: Date?

  /// A segment.
  public init(
    id: Identifier<Segment>, name: SegmentName, title: String? = nil, purpose: String? = nil,
    condition: Condition? = nil, createdAt: Date,
    updatedAt: Date? = nil, evaluatedAt: Date? = nil
  ) {
    self.id = id
    self.name = name
    self.title = title ?? name.rawValue
    self.purpose = purpose
    self.condition = condition
    self.createdAt = createdAt
    self.updatedAt = updatedAt ?? createdAt
    self.evaluatedAt = evaluatedAt
  }

  /// Whether it is kept by hand only.
  public var isStatic: Bool { condition == nil }
}
