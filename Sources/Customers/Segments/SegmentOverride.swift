public import CRMCore
public import Foundation

/// Somebody put a customer in a segment, or out of it, by hand. It counts whatever the segment's condition says.
public struct SegmentOverride: Record {
  /// `segmentOverrides`.
  public static let collection: CollectionName = "segmentOverrides"

  /// By segment, those put out first, then by customer.
  public static let bySegment = Index<SegmentOverride>("segment") { IndexKey($0.segment, $0.isIncluded, $0.customer) }
  /// The declared indexes.
  public static var indexes: [Index<SegmentOverride>] { [bySegment] }
  /// The segment and the customer.
  public static var references: [Reference<SegmentOverride>] {
    [Reference("segment", \.segment), Reference("customer", \.customer)]
  }

  /// Derived from segment and customer: there is at most one.
  public var id: Identifier<SegmentOverride>
  /// The segment.
  public var segment: Identifier<Segment>
  /// The customer.
  public var customer: Identifier<Customer>
  /// Whether the customer is in, or else out.
  public var isIncluded: Bool
  /// Who decided.
  public var author: Author
  /// Why.
  public var note: String?
  /// When.
  public var date: Date

  /// A decision.
  public init(
    segment: Identifier<Segment>, customer: Identifier<Customer>, isIncluded: Bool, author: Author, note: String? = nil,
    date: Date
  ) {
    id = Self.id(segment: segment, customer: customer)
    self.segment = segment
    self.customer = customer
    self.isIncluded = isIncluded
    self.author = author
    self.note = note
    self.date = date
  }

  /// The identifier of the decision about a customer and a segment.
  public static func id(
    segment: Identifier<Segment>, customer: Identifier<Customer>
  ) -> Identifier<SegmentOverride> {
    Identifier(derivedFrom: collection.rawValue, segment.description, customer.description)
  }
}
