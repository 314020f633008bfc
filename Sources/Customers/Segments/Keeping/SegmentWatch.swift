public import CRMCore
public import Foundation

/// When a customer's memberships can change by the passing of time alone, and by which contact points other modules know the
/// customer. Derived: kept by ``SegmentKeeper`` beside the memberships.
public struct SegmentWatch: Record {
  /// A segment and the moment at which a membership in it can change.
  public struct Moment: Hashable, Codable, Sendable {
    /// The segment.
    public var segment: Identifier<Segment>
    /// The moment.
    public var date: Date

    /// A moment.
    public init(segment: Identifier<Segment>, date: Date) {
      self.segment = segment
      self.date = date
    }
  }

  /// `segmentWatches`.
  public static let collection: CollectionName = "segmentWatches"

  /// By the first of the moments.
  public static let byMoment = Index<SegmentWatch>("moment") { $0.nextMoment.map { IndexKey($0) } }
  /// By each contact point's digest.
  public static let byContact = Index<SegmentWatch>("contact") { watch in
    watch.contacts.map { IndexKey(ExactText($0.hex)) }
  }
  /// The declared indexes.
  public static var indexes: [Index<SegmentWatch>] { [byMoment, byContact] }
  /// The customer.
  public static var references: [Reference<SegmentWatch>] { [Reference("customer", \.customer)] }

  /// That of the customer.
  public var id: Identifier<SegmentWatch>
  /// The customer.
  public var customer: Identifier<Customer>
  /// The moments, by segment.
  public var moments: [Moment]
  /// The digests of the customer's contact points, where a segment asks a module that knows customers by them.
  public var contacts: [SHA256.Digest]

  /// What is watched about a customer.
  public init(customer: Identifier<Customer>, moments: [Moment] = [], contacts: [SHA256.Digest] = []) {
    id = customer.cast()
    self.customer = customer
    self.moments = moments
    self.contacts = contacts
  }

  /// The first of the moments.
  public var nextMoment: Date? { moments.map(\.date).min() }

  /// Sets or takes away the moment of a segment.
  mutating func set(_ date: Date?, for segment: Identifier<Segment>) {
    moments.removeAll { $0.segment == segment }
    guard let date else { return }
    moments.append(Moment(segment: segment, date: date))
    moments.sort { $0.segment < $1.segment }
  }

  /// Whether there is nothing to watch.
  var isEmpty: Bool { moments.isEmpty && contacts.isEmpty }
}
