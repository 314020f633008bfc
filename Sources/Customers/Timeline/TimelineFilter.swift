public import Foundation

/// Which part of a timeline is wanted. Every filter is answered from an index, so that a page reads no more than it gives.
public struct TimelineFilter: Hashable, Codable, Sendable {
  /// Only these kinds; empty is every kind.
  public var kinds: Set<InteractionKind>
  /// Nothing before this moment.
  public var from: Date?
  /// Only before this moment.
  public var before: Date?

  /// A filter; by default everything.
  public init(kinds: Set<InteractionKind> = [], from: Date? = nil, before: Date? = nil) {
    self.kinds = kinds
    self.from = from
    self.before = before
  }
}
