public import Foundation
import Synchronization

/// Everything that a facade takes from the outside world besides the store: the time, new identifiers, randomness, and the
/// calendar, zone and locale that apply when a record has none of its own.
///
/// Rules never see it: they get `now` and identifiers as arguments. `.live` is the real world; tests use `.fixed` of
/// `CRMTesting`, where replaying the same inputs gives byte-equal records.
public struct CRMEnvironment: Sendable {
  /// The calendar for reckoning in days, weeks and months.
  public var calendar: Calendar
  /// The zone where neither the record nor the person names one.
  public var timeZone: TimeZone
  /// The locale where neither the record nor the person names one.
  public var locale: Locale

  private let clock: @Sendable () -> Date
  private let identifiers: @Sendable (Date) -> UUID
  private let seeds: @Sendable () -> UInt64

  /// An environment from its parts.
  ///
  /// - Parameters:
  ///   - now: the present instant; it is truncated to whole milliseconds before use.
  ///   - uuid: a new identifier for the given instant; identifiers should sort by time of creation.
  ///   - seed: a seed for a new random generator; a new value each time it is asked.
  ///   - calendar: see ``calendar``.
  ///   - timeZone: see ``timeZone``.
  ///   - locale: see ``locale``.
  public init(
    now: @escaping @Sendable () -> Date,
    uuid: @escaping @Sendable (Date) -> UUID,
    seed: @escaping @Sendable () -> UInt64,
    calendar: Calendar = Calendar(identifier: .gregorian),
    timeZone: TimeZone = .gmt,
    locale: Locale = Locale(identifier: "en")
  ) {
    clock = now
    identifiers = uuid
    seeds = seed
    self.calendar = calendar
    self.timeZone = timeZone
    self.locale = locale
  }

  /// The real clock, fresh identifiers, the system's randomness and the user's calendar, zone and locale.
  public static var live: CRMEnvironment {
    let source = UUIDVersion7Source(seed: UInt64.random(in: .min ... .max))
    return CRMEnvironment(
      now: { Date() },
      uuid: { source.next(at: $0) },
      seed: { UInt64.random(in: .min ... .max) },
      calendar: .autoupdatingCurrent,
      timeZone: .autoupdatingCurrent,
      locale: .autoupdatingCurrent
    )
  }

  /// The present instant, truncated to whole milliseconds. Read it once per operation and pass it on.
  public func now() -> Date { clock().truncatedToMilliseconds }

  /// A new identifier that sorts by time of creation.
  public func uuid() -> UUID { identifiers(now()) }

  /// A new identifier for a record.
  public func id<R>(for type: R.Type = R.self) -> Identifier<R> { Identifier(uuid()) }

  /// A new, independent random generator. Keep its seed by copying the generator if a decision must be replayed.
  public func generator() -> SeededGenerator { SeededGenerator(seed: seeds()) }
}
