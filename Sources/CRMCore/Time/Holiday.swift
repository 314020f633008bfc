/// A date on which usual hours do not hold: closed all day or for part of it.
///
/// On disk `{"name":"Christmas","yearly":"12-25"}` or `{"day":"2026-12-24","closed":["14:00-24:00"]}`.
public struct Holiday: Hashable, Sendable {
  /// When it is, by the local date of the calendar.
  public enum Occurrence: Hashable, Sendable {
    /// On one date.
    case day(CalendarDay)
    /// Every year on a month (1–12) and day of the month; 29 February in leap years only.
    case yearly(month: Int, day: Int)
  }

  /// What people call it; nil when nobody named it.
  public var name: String?
  /// When it is.
  public var occurrence: Occurrence
  /// What is closed; nil for the whole day. A span over midnight closes the start of the next day too.
  public var closed: [ClockSpan]?

  /// A holiday.
  public init(_ occurrence: Occurrence, name: String? = nil, closed: [ClockSpan]? = nil) {
    self.name = name
    self.occurrence = occurrence
    self.closed = closed
  }

  /// What it closes of the day it falls on.
  var closedHeads: [Range<Int>] { closed?.map(\.head) ?? [0..<86_400] }

  /// What it closes of the day after.
  var closedTails: [Range<Int>] { closed?.map(\.tail).filter { !$0.isEmpty } ?? [] }
}

extension Holiday: Codable {
  private enum CodingKeys: String, CodingKey { case name, day, yearly, closed }

  /// Reads a holiday.
  ///
  /// - Throws: a decoding error, also when there is neither a day nor a yearly date.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    name = try container.decodeIfPresent(String.self, forKey: .name)
    closed = try container.decodeIfPresent([ClockSpan].self, forKey: .closed)
    if let day = try container.decodeIfPresent(CalendarDay.self, forKey: .day) {
      occurrence = .day(day)
      return
    }
    // A leap year accepts every date that some year has.
    guard let date = CalendarDay("2000-" + (try container.decode(String.self, forKey: .yearly))) else {
      throw DecodingError.dataCorruptedError(
        forKey: .yearly, in: container, debugDescription: "not a date of the form MM-DD")
    }
    occurrence = .yearly(month: date.month, day: date.day)
  }

  /// Writes the holiday; what is not set is left out.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(name, forKey: .name)
    try container.encodeIfPresent(closed, forKey: .closed)
    switch occurrence {
    case .day(let day): try container.encode(day, forKey: .day)
    case .yearly(let month, let day):
      let text = [month, day].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: "-")
      try container.encode(text, forKey: .yearly)
    }
  }
}
