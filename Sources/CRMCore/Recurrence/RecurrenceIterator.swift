import Foundation

extension Recurrence.Occurrences {
  /// Merges rules, dates and moved occurrences in order of their instants.
  public struct Iterator: IteratorProtocol {
    private let zone: TimeZone
    private let from: Int
    private let before: Int
    private let exceptions: Set<LocalDateTime>
    private let overrides: [LocalDateTime: LocalDateTime]
    private var streams: [RuleStream]
    private var heads: [RuleStream.Element?]
    /// The start and the further dates, last first.
    private var fixed: [RuleStream.Element]
    /// Moved occurrences and the identifiers that they keep, last first.
    private var moved: [(id: LocalDateTime, element: RuleStream.Element)]
    private var last = Int.min

    init(_ recurrence: Recurrence, from: Date?, before: Date?) {
      let day = LocalTime.secondsPerDay
      zone = recurrence.timeZone
      self.from = from.map { -Int(-$0.millisecondsSince1970).flooredQuotient(1000) } ?? .min
      self.before = before.map { -Int(-$0.millisecondsSince1970).flooredQuotient(1000) } ?? .max
      exceptions = recurrence.exceptions
      overrides = recurrence.overrides
      // Two days are more than any zone and any gap.
      let floor = from == nil ? Int.min : self.from - 2 * day
      let ceiling = before == nil ? Int.max : self.before + 2 * day
      var streams = recurrence.rules.map { RuleStream($0, of: recurrence, floor: floor, ceiling: ceiling) }
      heads = streams.indices.map { streams[$0].next() }
      self.streams = streams
      let zone = zone
      func element(_ time: LocalDateTime) -> RuleStream.Element {
        RuleStream.Element(local: time.second, instant: LocalTime.instant(showing: time.second, in: zone).instant)
      }
      let start = recurrence.includesStart ? [recurrence.start] : []
      fixed = Set(start + recurrence.dates).map { element($0) }.sorted { $0.instant > $1.instant }
      moved = recurrence.overrides.filter { recurrence.gives($0.key) && !recurrence.exceptions.contains($0.key) }
        .map { ($0.key, element($0.value)) }
        .sorted { ($0.element.instant, $0.id) > ($1.element.instant, $1.id) }
    }

    /// The next occurrence; `nil` after the last one.
    public mutating func next() -> Recurrence.Occurrence? {
      while true {
        let source = nearest()
        let instant = source.map { $0 < streams.count ? heads[$0]?.instant ?? .max : fixed.last?.instant ?? .max }
        if let first = moved.last, instant.map({ first.element.instant <= $0 }) ?? true {
          moved.removeLast()
          guard first.element.instant < before else { return nil }
          if first.element.instant >= from { return occurrence(first.element, id: first.id) }
          continue
        }
        guard let source, let element = take(source), element.instant < before else { return nil }
        // The same one from two sources.
        guard element.instant != last else { continue }
        last = element.instant
        guard element.instant >= from else { continue }
        let id = LocalDateTime(second: element.local)
        if exceptions.contains(id) || overrides[id] != nil { continue }
        return occurrence(element, id: id)
      }
    }

    /// The rule, or behind the rules the fixed dates, whose next occurrence is the earliest.
    private func nearest() -> Int? {
      var result: Int?
      var earliest = Int.max
      for index in heads.indices {
        if let head = heads[index], head.instant < earliest { (result, earliest) = (index, head.instant) }
      }
      if let date = fixed.last, date.instant <= earliest { result = streams.count }
      return result
    }

    private mutating func take(_ source: Int) -> RuleStream.Element? {
      guard source < streams.count else { return fixed.popLast() }
      let element = heads[source]
      heads[source] = streams[source].next()
      return element
    }

    private func occurrence(_ element: RuleStream.Element, id: LocalDateTime) -> Recurrence.Occurrence {
      Recurrence.Occurrence(
        id: id, start: LocalDateTime(second: element.local), date: Date(timeIntervalSince1970: Double(element.instant)))
    }
  }
}

extension Recurrence {
  /// Whether the start, a rule or a further date gives this local time.
  fileprivate func gives(_ time: LocalDateTime) -> Bool {
    if includesStart && time == start || dates.contains(time) { return true }
    let instant = LocalTime.instant(showing: time.second, in: timeZone).instant
    return rules.contains { rule in
      var stream = RuleStream(rule, of: self, floor: time.second, ceiling: time.second)
      while let element = stream.next(), element.instant <= instant {
        if element.local == time.second { return true }
      }
      return false
    }
  }
}

extension RecurrenceRule {
  /// The local times that the rule gives from a start on, without a zone; UNTIL as an instant counts as UTC. The start is
  /// among them only where the rule gives it. Lazy; may be without an end.
  public func occurrences(from start: LocalDateTime) -> some Sequence<LocalDateTime> {
    let set = Recurrence(start: start, in: .gmt, self, includesStart: false)
    return set.occurrences.lazy.map(\.start)
  }
}
