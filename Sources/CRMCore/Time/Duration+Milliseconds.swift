extension Duration {
  /// So many minutes of exactly 60 seconds.
  public static func minutes(_ count: Int) -> Duration { .seconds(count * 60) }

  /// So many hours of exactly 3,600 seconds.
  public static func hours(_ count: Int) -> Duration { .seconds(count * 3600) }

  /// The length in seconds, for display and statistics.
  public var inSeconds: Double {
    let (seconds, attoseconds) = components
    return Double(seconds) + Double(attoseconds) * 1e-18
  }

  /// Whole milliseconds, rounded towards zero; lengths beyond 285,000 years are clamped.
  public var wholeMilliseconds: Int64 {
    let (seconds, attoseconds) = components
    if seconds > 9_000_000_000_000 { return 9_000_000_000_000_000 }
    if seconds < -9_000_000_000_000 { return -9_000_000_000_000_000 }
    return seconds * 1000 + attoseconds / 1_000_000_000_000_000
  }
}
