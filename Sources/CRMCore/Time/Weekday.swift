/// A day of the week, on disk as its English name in lower case.
public enum Weekday: String, CaseIterable, Codable, CodingKeyRepresentable, Hashable, Sendable {
  /// ISO 8601 day 1.
  case monday
  /// ISO 8601 day 2.
  case tuesday
  /// ISO 8601 day 3.
  case wednesday
  /// ISO 8601 day 4.
  case thursday
  /// ISO 8601 day 5.
  case friday
  /// ISO 8601 day 6.
  case saturday
  /// ISO 8601 day 7.
  case sunday

  /// Monday to Friday.
  public static let workweek: [Weekday] = [.monday, .tuesday, .wednesday, .thursday, .friday]

  /// The weekday of an ISO 8601 number, 1 (Monday) to 7 (Sunday); nil outside.
  public init?(isoNumber: Int) {
    guard (1...7).contains(isoNumber) else { return nil }
    self = Weekday.allCases[isoNumber - 1]
  }

  /// 1 for Monday to 7 for Sunday, as in ISO 8601.
  public var isoNumber: Int {
    switch self {
    case .monday: 1
    case .tuesday: 2
    case .wednesday: 3
    case .thursday: 4
    case .friday: 5
    case .saturday: 6
    case .sunday: 7
    }
  }

  /// The weekday so many days later (earlier when negative).
  public func advanced(by days: Int) -> Weekday {
    let index = isoNumber - 1 + days % 7
    return Weekday.allCases[(index + 7) % 7]
  }
}
