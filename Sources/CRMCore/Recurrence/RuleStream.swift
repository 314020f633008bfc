import Foundation

/// The occurrences of one rule in a zone, as instants, ascending: local times made instants, COUNT and UNTIL kept to.
struct RuleStream: IteratorProtocol {
  struct Element {
    /// The local second that the rule gave: what identifies the occurrence.
    var local: Int
    /// Seconds since 1970.
    var instant: Int
  }

  private var rule: RuleIterator
  private let zone: TimeZone
  private let skipsGaps: Bool
  private let until: Int
  private var left: Int?
  private var last = Int.min
  /// Read ahead, and not yet given.
  private var natural: Element?
  /// From a gap of local time: moved behind later local times, which may come first.
  private var moved: [Element] = []

  /// - Parameters:
  ///   - rule: the rule.
  ///   - recurrence: the set that it belongs to.
  ///   - floor: nothing whose local second is before this one is needed.
  ///   - ceiling: nothing whose local second is after this one is needed.
  init(_ rule: RecurrenceRule, of recurrence: Recurrence, floor: Int = .min, ceiling: Int = .max) {
    let day = LocalTime.secondsPerDay
    let start = recurrence.start
    zone = recurrence.timeZone
    skipsGaps = recurrence.nonexistentTimes == .skipped
    var floor = floor
    switch rule.end {
    case .never: until = .max
    case .count(let count):
      until = .max
      left = count
      // Who counts has to begin with the first.
      floor = .min
    case .day(let last): until = LocalTime.instant(showing: (last.dayNumber + 1) * day, in: zone).instant - 1
    case .local(let time): until = LocalTime.instant(showing: time.second, in: zone).instant
    case .instant(let date): until = Int(date.millisecondsSince1970).flooredQuotient(1000)
    }
    let bound = until == .max ? ceiling : min(ceiling, until + 2 * day)
    self.rule = RuleIterator(rule, start: start, isAllDay: recurrence.isAllDay, floor: floor, ceiling: bound)
    guard let count = left, recurrence.includesStart else { return }
    // The start is the first occurrence, also where the rule does not give it (RFC 5545, 3.8.5.3).
    readAhead()
    if (moved.first ?? natural)?.local != start.second { left = count - 1 }
  }

  mutating func next() -> Element? {
    guard left != 0 else { return nil }
    while let found = nextInOrder() {
      // One that was moved meets another.
      guard found.instant > last else { continue }
      guard found.instant <= until else { break }
      last = found.instant
      left = left.map { $0 - 1 }
      return found
    }
    left = 0
    return nil
  }

  private mutating func nextInOrder() -> Element? {
    readAhead()
    if let first = moved.first, natural.map({ first.instant <= $0.instant }) ?? true { return moved.removeFirst() }
    defer { natural = nil }
    return natural
  }

  /// Reads until there is one that was not moved, or one that no moved one can come after.
  private mutating func readAhead() {
    while natural == nil {
      if let first = moved.first, let last = moved.last, last.local - first.local > 2 * LocalTime.secondsPerDay {
        return
      }
      guard let local = rule.next() else { return }
      let (instant, isInGap) = LocalTime.instant(showing: local, in: zone)
      let element = Element(local: local, instant: instant)
      if !isInGap {
        natural = element
      } else if !skipsGaps {
        moved.append(element)
      }
    }
  }
}
