public import CRMCore
public import Foundation

/// Why something that was due was not done, how often that was so, and when it is tried again. No personal data.
public struct Setback: Hashable, Codable, Sendable {
  /// Why, the last time; ``ConsentLedger/phrases`` has the sentence.
  public internal(set) var reason: Reason
  /// How often it was tried in vain.
  public internal(set) var failures: Int
  /// When it was tried last.
  public internal(set) var date: Date
  /// When the system tries again.
  public internal(set) var next: Date

  /// One failure more.
  ///
  /// - Parameters:
  ///   - reason: why.
  ///   - failures: how often it failed before.
  ///   - now: when it was tried.
  ///   - generator: draws how long to wait, so that what failed together is not tried again together.
  init(_ reason: Reason, after failures: Int, at now: Date, using generator: inout some RandomNumberGenerator) {
    self.reason = reason
    self.failures = failures + 1
    date = now
    next = RetryPolicy.duty.next(after: failures + 1, at: now, using: &generator) ?? now
  }
}

extension RetryPolicy {
  /// A minute after the first failure, at most six hours apart, without an end: a duty has none.
  static let duty = RetryPolicy(attempts: .max, first: 60)
}
