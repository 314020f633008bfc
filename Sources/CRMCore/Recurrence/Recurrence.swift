public import Foundation

/// A set of moments that recur: a start, rules, further dates, dates left out, and single occurrences that were moved.
///
/// The recurrence set of RFC 5545 (3.8.5): local time in a zone, so that nine o'clock stays nine o'clock when clocks change.
///
/// ```swift
/// var calls = Recurrence(start: "2026-11-23T09:00:00", in: zone, RecurrenceRule(.weekly, every: 2))
/// calls.exceptions.insert("2026-12-21T09:00:00")
/// for call in calls.occurrences.prefix(5) { print(call.date) }
/// ```
public struct Recurrence: Hashable, Sendable {
  /// What becomes of an occurrence of a rule at a local time that does not exist, because clocks are put forward.
  public enum NonexistentTimes: String, Codable, Sendable {
    /// It takes place, at the time that the offset before the gap gives: 02:30 becomes 03:30. RFC 5545, 3.3.10 by way of 3.3.5;
    /// what calendar programs do.
    case shifted
    /// It does not take place and does not count. RFC 5545, 3.3.10, read the other way.
    case skipped
  }

  /// One occurrence.
  public struct Occurrence: Hashable, Sendable, Identifiable {
    /// The local time that the set gives it: its RECURRENCE-ID, which stays when it is moved.
    public var id: LocalDateTime
    /// When it takes place by the wall clock; differs from ``id`` if it was moved.
    public var start: LocalDateTime
    /// When it takes place.
    public var date: Date

    /// An occurrence.
    public init(id: LocalDateTime, start: LocalDateTime, date: Date) {
      self.id = id
      self.start = start
      self.date = date
    }
  }

  /// DTSTART: the first occurrence, and what the rules take from it: phase, and time of day where they say nothing.
  public var start: LocalDateTime
  /// The zone of all local times.
  public var timeZone: TimeZone
  /// Whether only the dates count: an occurrence is a whole day, its instant the first of that day.
  public var isAllDay: Bool
  /// RRULE: as a rule one.
  public var rules: [RecurrenceRule]
  /// RDATE: further occurrences.
  public var dates: [LocalDateTime]
  /// EXDATE: occurrences that do not take place.
  public var exceptions: Set<LocalDateTime>
  /// RECURRENCE-ID: occurrences that take place at another time, by the time that the set gives them. Entries for others do
  /// nothing.
  public var overrides: [LocalDateTime: LocalDateTime]
  /// Whether the start is an occurrence also where no rule gives it: what RFC 5545 says. Many programs do without.
  public var includesStart: Bool
  /// See ``NonexistentTimes``.
  public var nonexistentTimes: NonexistentTimes

  /// A set.
  public init(
    start: LocalDateTime, in timeZone: TimeZone, _ rules: RecurrenceRule..., isAllDay: Bool = false,
    dates: [LocalDateTime] = [], exceptions: Set<LocalDateTime> = [], overrides: [LocalDateTime: LocalDateTime] = [:],
    includesStart: Bool = true, nonexistentTimes: NonexistentTimes = .shifted
  ) {
    self.start = start
    self.timeZone = timeZone
    self.isAllDay = isAllDay
    self.rules = rules
    self.dates = dates
    self.exceptions = exceptions
    self.overrides = overrides
    self.includesStart = includesStart
    self.nonexistentTimes = nonexistentTimes
  }

  /// Everything that is wrong with the set: problems of its rules, and rules finer than a day in a set of whole days.
  public func problems() -> [FieldProblem] {
    rules.enumerated().flatMap { index, rule in
      var problems = rule.problems()
      if isAllDay, rule.frequency < .daily {
        problems.append(FieldProblem("FREQ", FieldProblem.Code.contradicts, ["other": .text("DTSTART")]))
      }
      return problems.map { FieldProblem("rules[\(index)].\($0.field)", $0.reason.code, $0.reason.arguments) }
    }
  }

  /// All occurrences, first to last, worked out one by one as they are asked for; may be without an end.
  public var occurrences: Occurrences { Occurrences(self, from: nil, before: nil) }

  /// The occurrences from an instant on. Where no rule has a COUNT, what lies before costs nothing.
  public func occurrences(from date: Date) -> Occurrences { Occurrences(self, from: date, before: nil) }

  /// The occurrences in a period, in order.
  public func occurrences(in period: Period) -> [Occurrence] {
    Array(Occurrences(self, from: period.start, before: period.end))
  }

  /// The first occurrence after an instant, exclusive; `nil` if there is none.
  public func next(after date: Date) -> Occurrence? {
    occurrences(from: date).first { $0.date > date }
  }
}

extension Recurrence {
  /// The occurrences of a set. Each iteration begins anew; one occurrence costs about a microsecond.
  public struct Occurrences: Sequence, Sendable {
    private let recurrence: Recurrence
    private let from: Date?
    private let before: Date?

    init(_ recurrence: Recurrence, from: Date?, before: Date?) {
      self.recurrence = recurrence
      self.from = from
      self.before = before
    }

    /// Begins with the first.
    public func makeIterator() -> Iterator { Iterator(recurrence, from: from, before: before) }
  }
}
