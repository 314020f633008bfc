/// How a date is written: `dd` and `MM` are two digits, `d` and `M` one or two, `yyyy` four, `yy` two, `MMM` an English
/// month name of three letters or in full; every other character stands for itself.
///
/// `dd.MM.yyyy`, `M/d/yyyy`, `yyyy-MM-dd`, `dd-MM-yy`, `yyyy年M月d日`, `d MMM yyyy`.
public struct DatePattern: RawRepresentable, Hashable, Codable, Sendable, ExpressibleByStringLiteral {
  enum Part: Hashable, Sendable {
    case day(digits: ClosedRange<Int>)
    case month(digits: ClosedRange<Int>)
    case monthName
    case year4
    case year2
    case literal(UInt8)
  }

  /// The pattern as written.
  public let rawValue: String
  let parts: [Part]

  /// A pattern; nil unless it has exactly one day, one month and one year.
  public init?(rawValue: String) {
    guard let parts = Self.parse(rawValue) else { return nil }
    self.rawValue = rawValue
    self.parts = parts
  }

  /// A pattern written in source.
  ///
  /// - Precondition: the pattern has exactly one day, one month and one year.
  public init(stringLiteral value: String) {
    let parts = Self.parse(value)
    precondition(parts != nil, "A date pattern needs one day, one month and one year.")
    rawValue = value
    self.parts = parts ?? []
  }

  /// Whether the year has two digits only.
  public var hasTwoDigitYear: Bool { parts.contains(.year2) }

  /// The patterns that detection tries, in order of preference where a sample cannot tell.
  public static let common: [DatePattern] = [
    "yyyy-MM-dd", "yyyy-M-d", "yyyy/MM/dd", "yyyy/M/d", "yyyy.MM.dd", "yyyyMMdd", "yyyy年M月d日",
    "dd.MM.yyyy", "d.M.yyyy", "dd.MM.yy", "d.M.yy",
    "dd/MM/yyyy", "d/M/yyyy", "MM/dd/yyyy", "M/d/yyyy", "dd/MM/yy", "d/M/yy", "MM/dd/yy", "M/d/yy",
    "dd-MM-yyyy", "d-M-yyyy", "MM-dd-yyyy", "dd-MM-yy", "MM-dd-yy", "yy-MM-dd",
    "dd MMM yyyy", "d MMM yyyy", "MMM d, yyyy", "dd-MMM-yyyy", "dd-MMM-yy", "d-MMM-yy",
  ]

  private static func parse(_ text: String) -> [Part]? {
    let bytes = Array(text.utf8)
    var parts: [Part] = []
    var days = 0
    var months = 0
    var years = 0
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      let length = bytes[index...].prefix { $0 == byte }.count
      switch (byte, length) {
      case (UInt8(ascii: "d"), 1...2):
        parts.append(.day(digits: length...2))
        days += 1
      case (UInt8(ascii: "M"), 1...2):
        parts.append(.month(digits: length...2))
        months += 1
      case (UInt8(ascii: "M"), 3):
        parts.append(.monthName)
        months += 1
      case (UInt8(ascii: "y"), 2), (UInt8(ascii: "y"), 4):
        parts.append(length == 2 ? .year2 : .year4)
        years += 1
      case (UInt8(ascii: "d"), _), (UInt8(ascii: "M"), _), (UInt8(ascii: "y"), _):
        return nil
      default:
        parts += repeatElement(.literal(byte), count: length)
      }
      index += length
    }
    return days == 1 && months == 1 && years == 1 ? parts : nil
  }
}
