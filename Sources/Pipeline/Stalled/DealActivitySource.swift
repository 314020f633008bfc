public import Foundation

/// Where the desk learns when deals were last touched and what is planned in them: a port of this module.
///
/// ``TimelineActivity`` asks the timeline of Customers; a host whose calls and meetings live elsewhere brings its own.
public protocol DealActivitySource: Sendable {
  /// What is known about each deal at `now`; a deal that is left out was never touched.
  func touches(of deals: [Identifier<Deal>], at now: Date) async throws -> [Identifier<Deal>: DealTouch]

  /// How many activities of each kind took place in a deal, for stages that require some.
  func activities(in deal: Identifier<Deal>) async throws -> [InteractionKind: Int]
}

/// Activity given beforehand: for tests, previews, and hosts that keep none.
public struct GivenActivity: DealActivitySource {
  /// What is known, by deal.
  public var touches: [Identifier<Deal>: DealTouch]
  /// How many activities of each kind, by deal.
  public var activities: [Identifier<Deal>: [InteractionKind: Int]]

  /// A source that knows what is given.
  public init(
    touches: [Identifier<Deal>: DealTouch] = [:], activities: [Identifier<Deal>: [InteractionKind: Int]] = [:]
  ) {
    self.touches = touches
    self.activities = activities
  }

  /// Those given.
  public func touches(of deals: [Identifier<Deal>], at now: Date) async throws -> [Identifier<Deal>: DealTouch] {
    var result: [Identifier<Deal>: DealTouch] = [:]
    for deal in deals { result[deal] = touches[deal] }
    return result
  }

  /// Those given.
  public func activities(in deal: Identifier<Deal>) async throws -> [InteractionKind: Int] { activities[deal] ?? [:] }
}
