/// A reading of a wall clock, from 00:00 to 24:00; 24:00 is the end of a day. On disk "09:30" or "09:30:15".
public struct ClockTime: Hashable, Sendable {
  /// Seconds that a clock has gone since 00:00, 0 to 86,400.
  public let secondsSinceMidnight: Int

  /// 00:00.
  public static let midnight = ClockTime(unchecked: 0)
  /// 24:00, the end of the day.
  public static let endOfDay = ClockTime(unchecked: 86_400)

  /// A reading; nil outside 00:00:00 to 23:59:59 and 24:00:00.
  public init?(hour: Int, minute: Int = 0, second: Int = 0) {
    guard (0...24).contains(hour), (0...59).contains(minute), (0...59).contains(second) else { return nil }
    let seconds = hour * 3600 + minute * 60 + second
    guard seconds <= 86_400 else { return nil }
    secondsSinceMidnight = seconds
  }

  private init(unchecked seconds: Int) { secondsSinceMidnight = seconds }
}

extension ClockTime: LosslessStringConvertible, Comparable, Codable, ExpressibleByStringLiteral {
  /// Reads "09:30" or "09:30:15", with one or two digits for the hour; nil otherwise.
  public init?(_ description: String) {
    let parts = description.split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count) else { return nil }
    var numbers: [Int] = []
    for (index, part) in parts.enumerated() {
      let isShortHour = index == 0 && part.utf8.count == 1
      guard part.utf8.count == 2 || isShortHour, part.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
        let number = Int(part)
      else { return nil }
      numbers.append(number)
    }
    self.init(hour: numbers[0], minute: numbers[1], second: numbers.count == 3 ? numbers[2] : 0)
  }

  /// A reading written as a literal such as "09:30".
  ///
  /// - Precondition: the literal is a reading; anything else is an error of the programmer and stops the program.
  public init(stringLiteral value: String) {
    guard let time = ClockTime(value) else { preconditionFailure("not a clock time: \(value)") }
    self = time
  }

  /// "09:30", with seconds only when there are any.
  public var description: String {
    let minutes = secondsSinceMidnight / 60
    let parts = [minutes / 60, minutes % 60] + (secondsSinceMidnight % 60 == 0 ? [] : [secondsSinceMidnight % 60])
    return parts.map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
  }

  /// Order within the day.
  public static func < (lhs: ClockTime, rhs: ClockTime) -> Bool {
    lhs.secondsSinceMidnight < rhs.secondsSinceMidnight
  }

  /// Reads the text form.
  ///
  /// - Throws: `DecodingError.dataCorrupted` when the text is no reading.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let time = ClockTime(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a clock time")
    }
    self = time
  }

  /// Writes the text form.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
