import Foundation

/// Translation between instants and wall-clock time of a zone, in whole seconds since 1970.
///
/// A "local second" is the number that a wall clock shows, counted as if the zone were UTC.
enum LocalTime {
  static let secondsPerDay = 86_400

  /// Seconds that the zone is ahead of UTC at an instant.
  static func offset(at instant: Int, in zone: TimeZone) -> Int {
    zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant)))
  }

  /// The first instant at which the wall clock shows this local second or a later one.
  ///
  /// So a local time inside a gap (clocks put forward) becomes the first instant after the gap, and one that occurs
  /// twice (clocks put back) its first occurrence. Non-decreasing in `local`.
  static func firstInstant(showing local: Int, in zone: TimeZone) -> Int {
    // No zone was ever 16 hours from UTC, so the instant lies in this window.
    let before = offset(at: local - 57_600, in: zone)
    let after = offset(at: local + 57_600, in: zone)
    if before == after { return local - before }
    var last = local - 57_600
    var transition = local + 57_600
    while transition - last > 1 {
      let middle = last + (transition - last) / 2
      if offset(at: middle, in: zone) == before { last = middle } else { transition = middle }
    }
    return local - before < transition ? local - before : max(transition, local - after)
  }
}
