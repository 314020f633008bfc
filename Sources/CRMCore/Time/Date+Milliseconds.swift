public import Foundation

extension Date {
  /// Whole milliseconds since 1970-01-01T00:00:00Z, rounded down.
  ///
  /// An instant within half a microsecond below a millisecond counts as that millisecond, because binary fractions
  /// cannot hold most milliseconds exactly; so the value survives a round trip. Instants beyond ±285,000 years, and
  /// instants that are not a number, are clamped.
  public var millisecondsSince1970: Int64 {
    let exact = timeIntervalSince1970 * 1000
    guard exact > -9e15 else { return -9_000_000_000_000_000 }
    guard exact < 9e15 else { return 9_000_000_000_000_000 }
    let nearest = exact.rounded()
    // Far from 1970 the steps between neighbouring values are wider than half a microsecond.
    let tolerance = Swift.max(0.0005, 4 * exact.ulp)
    return Int64(abs(exact - nearest) < tolerance ? nearest : exact.rounded(.down))
  }

  /// The instant so many milliseconds after 1970-01-01T00:00:00Z.
  public init(millisecondsSince1970 milliseconds: Int64) {
    self.init(timeIntervalSince1970: Double(milliseconds) / 1000)
  }

  /// The instant without what is finer than a millisecond: the precision in which this library keeps time. Idempotent.
  public var truncatedToMilliseconds: Date {
    Date(millisecondsSince1970: millisecondsSince1970)
  }
}
