public import CRMCore
public import Foundation

/// What the last evaluation found: that a customer is in a segment, or was. The events `segment.entered` and `segment.left` tell
/// the whole history.
public struct SegmentMembership: Record {
  /// `segmentMemberships`.
  public static let collection: CollectionName = "segmentMemberships"

  /// By segment, present members last, then by customer.
  public static let bySegment = Index<SegmentMembership>("segment") { IndexKey($0.segment, $0.isMember, $0.customer) }
  /// By customer, present memberships last.
  public static let byCustomer = Index<SegmentMembership>("member") { IndexKey($0.customer, $0.isMember, $0.segment) }
  /// The declared indexes.
  public static var indexes: [Index<SegmentMembership>] { [bySegment, byCustomer] }
  /// The segment and the customer.
  public static var references: [Reference<SegmentMembership>] {
    [Reference("segment", \.segment), Reference("customer", \.customer)]
  }

  /// Derived from segment and customer.
  public var id: Identifier<SegmentMembership>
  /// The segment.
  public var segment: Identifier<Segment>
  /// The customer.
  public var customer: Identifier<Customer>
  /// When the customer last came in.
  public var enteredAt: Date
  /// When the customer last went out; `nil` for a member.
  public var leftAt: Date?

  /// A membership that begins.
  public init(segment: Identifier<Segment>, customer: Identifier<Customer>, enteredAt: Date, leftAt: Date? = nil) {
    id = Self.id(segment: segment, customer: customer)
    self.segment = segment
    self.customer = customer
    self.enteredAt = enteredAt
    self.leftAt = leftAt
  }

  /// Whether the customer is in the segment.
  public var isMember: Bool { leftAt == nil }

  /// The identifier of the membership of a customer in a segment.
  public static func id(
    segment: Identifier<Segment>, customer: Identifier<Customer>
  ) -> Identifier<SegmentMembership> {
    Identifier(derivedFrom: collection.rawValue, segment.description, customer.description)
  }
}
