extension CalendarDay: LosslessStringConvertible {
  /// The day written as "2026-11-21": four digits, two and two, a real date of the years 0001 to 9999; otherwise nil.
  public init?(_ description: String) {
    let bytes = Array(description.utf8)
    guard bytes.count == 10, bytes[4] == 0x2D, bytes[7] == 0x2D else { return nil }
    func number(_ range: Range<Int>) -> Int? {
      var value = 0
      for byte in bytes[range] {
        guard (0x30...0x39).contains(byte) else { return nil }
        value = value * 10 + Int(byte - 0x30)
      }
      return value
    }
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10) else { return nil }
    self.init(year: year, month: month, day: day)
  }

  /// The day as "2026-11-21".
  public var description: String {
    let (year, month, day) = components
    var bytes: [UInt8] = []
    bytes.reserveCapacity(10)
    for (value, divisors) in [(year, [1000, 100, 10, 1]), (month, [10, 1]), (day, [10, 1])] {
      if !bytes.isEmpty { bytes.append(0x2D) }
      for divisor in divisors { bytes.append(UInt8(0x30 + value / divisor % 10)) }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension CalendarDay: Codable, CodingKeyRepresentable {
  /// Reads "2026-11-21".
  ///
  /// - Throws: `DecodingError.dataCorrupted` when the text is no date.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let day = CalendarDay(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a date of the form YYYY-MM-DD")
    }
    self = day
  }

  /// Writes "2026-11-21".
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }

  /// The day as a dictionary key: "2026-11-21".
  public var codingKey: any CodingKey { TextKey(stringValue: description) }

  /// The day that a dictionary key names; nil when it names none.
  public init?<T: CodingKey>(codingKey: T) {
    self.init(codingKey.stringValue)
  }
}

/// A coding key made of text, for values that are dictionary keys on disk.
struct TextKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { return nil }
}
