public import Foundation

/// A half-open stretch of time: its start belongs to it, its end does not, so that adjoining periods share no instant.
public struct Period: Hashable, Codable, Sendable {
  /// The first instant.
  public let start: Date
  /// The first instant after the period; never before `start`.
  public let end: Date

  /// A period from start to end; an end before the start gives the empty period at the start.
  public init(start: Date, end: Date) {
    self.start = start
    self.end = max(start, end)
  }

  /// The period of a half-open range of instants.
  public init(_ range: Range<Date>) {
    self.init(start: range.lowerBound, end: range.upperBound)
  }

  private enum CodingKeys: String, CodingKey { case start, end }

  /// Reads start and end.
  ///
  /// - Throws: a decoding error; also when the end is before the start.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    start = try container.decode(Date.self, forKey: .start)
    end = try container.decode(Date.self, forKey: .end)
    if end < start {
      throw DecodingError.dataCorruptedError(
        forKey: .end, in: container, debugDescription: "the end is before the start")
    }
  }

  /// Whether it holds no instant.
  public var isEmpty: Bool { start == end }

  /// Length in seconds.
  public var length: TimeInterval { end.timeIntervalSince(start) }

  /// Whether an instant lies in it.
  public func contains(_ date: Date) -> Bool { start <= date && date < end }

  /// Whether both have an instant in common; adjoining periods have none.
  public func overlaps(_ other: Period) -> Bool {
    intersection(other) != nil
  }

  /// What both have in common; nil when that is nothing.
  public func intersection(_ other: Period) -> Period? {
    let from = max(start, other.start)
    let to = min(end, other.end)
    return from < to ? Period(start: from, end: to) : nil
  }
}
