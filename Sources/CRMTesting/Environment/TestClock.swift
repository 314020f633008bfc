public import Foundation
import Synchronization

/// A clock that moves only when a test says so.
public final class TestClock: Sendable {
  private let instant: Mutex<Date>

  /// A clock that shows `start`.
  public init(_ start: Date = CRMEnvironment.testStart) {
    instant = Mutex(start)
  }

  /// What the clock shows.
  public var now: Date { instant.withLock { $0 } }

  /// Moves the clock by some seconds; a negative number sets it back.
  public func advance(by seconds: TimeInterval) { instant.withLock { $0 = $0.addingTimeInterval(seconds) } }

  /// Sets the clock.
  public func set(_ date: Date) { instant.withLock { $0 = date } }
}

extension CRMEnvironment {
  /// Saturday 21 November 2026, 09:00 UTC: where test clocks stand unless told otherwise.
  public static let testStart = Date(timeIntervalSince1970: 1_795_251_600)

  /// An environment in which nothing is left to chance: the clock stands still, identifiers and random numbers follow from `seed`.
  ///
  /// Two environments made with the same arguments give the same sequence of identifiers, so replaying a test gives byte-equal
  /// records. Gregorian calendar, UTC, locale `en_US_POSIX`.
  public static func fixed(at now: Date = testStart, seed: UInt64 = 1) -> CRMEnvironment {
    fixed(clock: TestClock(now), seed: seed)
  }

  /// ``fixed(at:seed:)`` with the time of a clock that the test moves.
  public static func fixed(clock: TestClock, seed: UInt64 = 1) -> CRMEnvironment {
    let identifiers = UUIDVersion7Source(seed: seed)
    let seeds = Mutex(SeededGenerator(seed: seed &+ 0x9E37_79B9_7F4A_7C15))
    return CRMEnvironment(
      now: { clock.now },
      uuid: { identifiers.next(at: $0) },
      seed: { seeds.withLock { $0.next() } },
      calendar: Calendar(identifier: .gregorian),
      timeZone: .gmt,
      locale: Locale(identifier: "en_US_POSIX")
    )
  }
}
