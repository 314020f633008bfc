public import Foundation

/// How often and how far apart something is tried: exponential back-off with full jitter, then given up.
///
/// The n-th retry waits a uniformly random time between half and all of `min(longest, first · 2ⁿ⁻¹)`.
public struct RetryPolicy: Hashable, Codable, Sendable {
  /// The most attempts, at least 1.
  public var attempts: Int
  /// Seconds before the second attempt.
  public var first: TimeInterval
  /// The most seconds between two attempts.
  public var longest: TimeInterval

  /// A policy; by default 10 attempts over about a day.
  public init(attempts: Int = 10, first: TimeInterval = 30, longest: TimeInterval = 6 * 3600) {
    self.attempts = max(1, attempts)
    self.first = first
    self.longest = longest
  }

  /// When to try again after the given number of attempts; `nil` gives up.
  public func next(
    after attempts: Int, at now: Date, using generator: inout some RandomNumberGenerator
  ) -> Date? {
    guard attempts < self.attempts else { return nil }
    let doubled = first * pow(2, Double(max(0, min(attempts - 1, 60))))
    let span = min(longest, doubled)
    return now.addingTimeInterval(Double.random(in: span / 2...max(span, span / 2), using: &generator))
      .truncatedToMilliseconds
  }
}
