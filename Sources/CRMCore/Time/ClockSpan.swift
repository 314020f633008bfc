/// A half-open stretch of wall-clock time: from its start up to, not including, its end. On disk "09:00-17:30".
///
/// An end that is not after the start lies on the next day: "22:00-06:00" goes over midnight.
public struct ClockSpan: Hashable, Sendable {
  /// When it begins, before 24:00.
  public let start: ClockTime
  /// When it ends; on the next day when it is before the start.
  public let end: ClockTime

  /// The whole day, 00:00 to 24:00.
  public static let wholeDay = ClockSpan(unchecked: .midnight, .endOfDay)

  /// A span; nil when start and end are the same or the start is 24:00.
  public init?(from start: ClockTime, to end: ClockTime) {
    guard start != end, start != .endOfDay else { return nil }
    self.init(unchecked: start, end)
  }

  private init(unchecked start: ClockTime, _ end: ClockTime) {
    self.start = start
    self.end = end
  }

  /// Whether it ends on the day after it begins.
  public var crossesMidnight: Bool { end < start }

  /// Its part on the day it begins, in seconds since midnight.
  var head: Range<Int> {
    start.secondsSinceMidnight..<(crossesMidnight ? 86_400 : end.secondsSinceMidnight)
  }

  /// Its part on the next day; empty when there is none.
  var tail: Range<Int> { 0..<(crossesMidnight ? end.secondsSinceMidnight : 0) }
}

extension ClockSpan: LosslessStringConvertible, Codable, ExpressibleByStringLiteral {
  /// Reads "09:00-17:30"; nil when it is no span.
  public init?(_ description: String) {
    let parts = description.split(omittingEmptySubsequences: false) { $0 == "-" || $0 == "–" }
    guard parts.count == 2, let start = ClockTime(String(parts[0])), let end = ClockTime(String(parts[1])) else {
      return nil
    }
    self.init(from: start, to: end)
  }

  /// A span written as a literal such as "09:00-17:30".
  ///
  /// - Precondition: the literal is a span; anything else is an error of the programmer and stops the program.
  public init(stringLiteral value: String) {
    guard let span = ClockSpan(value) else { preconditionFailure("not a clock span: \(value)") }
    self = span
  }

  /// "09:00-17:30".
  public var description: String { "\(start)-\(end)" }

  /// Reads the text form.
  ///
  /// - Throws: `DecodingError.dataCorrupted` when the text is no span.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let span = ClockSpan(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a clock span")
    }
    self = span
  }

  /// Writes the text form.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
