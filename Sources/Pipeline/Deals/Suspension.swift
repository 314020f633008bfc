/// A pause with a known reason and an end: the deal is open, nobody is reminded of it, and it goes on by itself.
public struct Suspension: Hashable, Codable, Sendable {
  /// Why, by a short code or phrase of the host: `budget round`, `customer on leave`.
  public var reason: String
  /// The first day on which the deal is worked on again.
  public var resumeOn: CalendarDay

  /// A pause until, and without, `resumeOn`.
  public init(reason: String, resumeOn: CalendarDay) {
    self.reason = reason
    self.resumeOn = resumeOn
  }

  /// Whether the deal pauses on this day.
  public func holds(on day: CalendarDay) -> Bool { day < resumeOn }
}
