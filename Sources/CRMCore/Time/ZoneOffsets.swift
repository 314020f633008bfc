import Foundation

/// The offsets of a zone over a range of days, taken from the system once.
struct ZoneOffsets {
  /// Instants (seconds since 1970) from which each offset holds, ascending; the first is before everything asked.
  private var starts: [Int] = []
  private var offsets: [Int] = []

  /// Reads the offsets once a day and finds each change to the second. No zone changes twice within a day.
  init(_ zone: TimeZone, from first: Int, through last: Int) {
    let day = LocalTime.secondsPerDay
    var instant = (first - 2) * day
    starts = [instant]
    offsets = [LocalTime.offset(at: instant, in: zone)]
    while instant < (last + 3) * day {
      let next = instant + day
      let offset = LocalTime.offset(at: next, in: zone)
      if let current = offsets.last, offset != current {
        var (low, high) = (instant, next)
        while high - low > 1 {
          let middle = low + (high - low) / 2
          if LocalTime.offset(at: middle, in: zone) == current { low = middle } else { high = middle }
        }
        starts.append(high)
        offsets.append(offset)
      }
      instant = next
    }
  }

  /// The first instant at which the wall clock shows this local second or a later one; see `LocalTime`.
  func firstInstant(showing local: Int) -> Int {
    // No zone was ever 16 hours from UTC: at this instant the wall clock has not reached the reading yet.
    let early = local - 57_600
    var (low, high) = (0, starts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= early { low = middle } else { high = middle }
    }
    for index in low..<starts.count {
      let instant = max(local - offsets[index], starts[index])
      if index + 1 == starts.count || instant < starts[index + 1] { return instant }
    }
    return local
  }
}
