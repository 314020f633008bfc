/// What is known about the age of the person. Packs say what follows from it; see ``AgeRule``.
public enum SubjectAge: Hashable, Sendable {
  /// Of age, whatever the pack.
  case adult
  /// Too young to consent themselves, whatever the pack.
  case minor
  /// Not known.
  case unknown
  /// At least so many completed years and fewer than that many; `below` is `nil` where there is no upper bound.
  case years(atLeast: Int, below: Int?)

  /// The age on a day of somebody born on another. Who was born on 29 February grows older on 1 March in other years.
  public static func born(_ birthday: CalendarDay, on today: CalendarDay) -> SubjectAge {
    let (birth, now) = (birthday.components, today.components)
    let isBeforeBirthday = (now.month, now.day) < (birth.month, birth.day)
    let years = max(0, now.year - birth.year - (isBeforeBirthday ? 1 : 0))
    return .years(atLeast: years, below: years + 1)
  }
}

extension SubjectAge: RawRepresentable, Codable {
  /// Reads ``rawValue``.
  public init?(rawValue: String) {
    switch rawValue {
    case "adult": self = .adult
    case "minor": self = .minor
    case "unknown": self = .unknown
    default:
      let parts = rawValue.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, let low = Int(parts[0]), low >= 0 else { return nil }
      if parts[1].isEmpty {
        self = .years(atLeast: low, below: nil)
      } else {
        guard let high = Int(parts[1]), high >= low, high < .max else { return nil }
        self = .years(atLeast: low, below: high + 1)
      }
    }
  }

  /// `adult`, `minor`, `unknown`, or completed years: `13-15`, `18-`.
  public var rawValue: String {
    switch self {
    case .adult: "adult"
    case .minor: "minor"
    case .unknown: "unknown"
    case .years(let low, let high): "\(low)-" + (high.map { "\($0 - 1)" } ?? "")
    }
  }
}
