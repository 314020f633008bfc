public import Foundation

/// What the timeline knows about a deal: the last touch, and the next activity that is planned.
public struct DealTouch: Hashable, Sendable {
  /// When somebody last worked on it with the customer; `nil` if never, or unknown.
  public var last: Date?
  /// When the next activity is planned; `nil` if none is. One in the past holds nothing off.
  public var planned: Date?

  /// Knowledge about a deal.
  public init(last: Date? = nil, planned: Date? = nil) {
    self.last = last
    self.planned = planned
  }

  /// Nothing is known.
  public static let none = DealTouch()
}
