public import Foundation

/// The stretch of time that a parameterised field looks at. In JSON `{"last": 30, "unit": "day"}` or
/// `{"from": "2026-01-01T00:00:00.000Z", "until": …}` with either end left out.
public enum TimeWindow: Hashable, Sendable {
  /// From so many units ago (for calendar units: from the start of that day in the zone of the evaluation) until now.
  case last(Int, TimeUnit)
  /// A fixed stretch: from the first instant, inclusive, until the second, exclusive; `nil` is unbounded.
  case between(Date?, Date?)

  /// The instants of the window at a moment. The end is one millisecond after now for ``last(_:_:)``, so that what happens at
  /// this very moment is inside.
  public func period(at moment: EvaluationMoment) -> Period {
    switch self {
    case .last(let count, let unit):
      let reckoning = DayReckoning(moment.timeZone)
      let now = moment.milliseconds
      let start: Int64
      if let length = unit.milliseconds {
        start = now.subtractingClamped(Int64(clamping: count).multipliedClamped(by: length))
      } else {
        start = reckoning.start(of: unit.day(-count, after: reckoning.day(of: now)))
      }
      return Period(start: Date(millisecondsSince1970: start), end: Date(millisecondsSince1970: now + 1))
    case .between(let start, let end):
      return Period(start: start ?? .distantPast, end: end ?? .distantFuture)
    }
  }

  /// The next moment at which something that is inside the window at `date` leaves it by the passing of time; `nil` if never.
  ///
  /// A source that knows the instants of its facts uses this to answer ``ConditionValues/nextChange(of:after:)``.
  public func exit(of date: Date, after moment: EvaluationMoment) -> Date? {
    guard case .last(let count, let unit) = self, period(at: moment).contains(date) else { return nil }
    let test = DateTest.withinLast(count, unit)
    return test.nextChange(of: .date(date), after: moment.now, in: moment.timeZone)
  }

  /// What is wrong with the numbers of the window; `nil` if nothing.
  var fault: ReasonCode? {
    switch self {
    case .last(let count, _): count >= 0 && count <= DateTest.greatestCount ? nil : ConditionFault.Code.outOfRange
    case .between(let start?, let end?): start <= end ? nil : ConditionFault.Code.outOfRange
    case .between: nil
    }
  }
}

extension TimeWindow: Codable {
  private enum Key: String, CodingKey { case last, unit, from, until }

  /// Reads either form.
  ///
  /// - Throws: `DecodingError`, also for a mixture of both forms.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    if let count = try container.decodeIfPresent(Int.self, forKey: .last) {
      guard !container.contains(.from), !container.contains(.until) else {
        throw DecodingError.dataCorruptedError(
          forKey: .last, in: container, debugDescription: "a window is either relative or fixed")
      }
      self = .last(count, try container.decode(TimeUnit.self, forKey: .unit))
    } else {
      let start = try container.decodeIfPresent(InstantText.self, forKey: .from)
      let end = try container.decodeIfPresent(InstantText.self, forKey: .until)
      self = .between(start?.date, end?.date)
    }
  }

  /// Writes the form that fits.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .last(let count, let unit):
      try container.encode(count, forKey: .last)
      try container.encode(unit, forKey: .unit)
    case .between(let start, let end):
      try container.encodeIfPresent(start.map(InstantText.init), forKey: .from)
      try container.encodeIfPresent(end.map(InstantText.init), forKey: .until)
    }
  }
}
