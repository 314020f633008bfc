import Foundation

/// A phone number as written, taken apart: the digits, whether a plus sign led them, and the extension.
struct PhoneText {
  private(set) var digits = ""
  private(set) var isInternational = false
  private(set) var phoneExtension: String?
  private(set) var problems: [ContactPointProblem] = []

  init(_ text: String) {
    var text = text.trimmingCharacters(in: .whitespacesAndNewlines).lowercased()
    if text.hasPrefix("tel:") { text.removeFirst(4) }
    var main = text[...]
    if text.unicodeScalars.contains(where: { $0 == "#" || $0 == ";" || $0.properties.isAlphabetic }),
      let (number, tail) = PhoneText.splitExtension(text)
    {
      main = number
      phoneExtension = tail
    }
    // The plus sign, also full-width, may follow an opening bracket: "(+49) 30 …".
    isInternational = main.drop { $0 == "(" || $0.isWhitespace }.first.map { $0 == "+" || $0 == "＋" } ?? false
    var hasInvalid = false
    var seenPlus = false
    for scalar in main.unicodeScalars {
      if let digit = PhoneText.digit(scalar) {
        digits.append(digit)
      } else if scalar == "+" || scalar == "＋" {
        // One plus sign, before all digits.
        if seenPlus || !digits.isEmpty { hasInvalid = true }
        seenPlus = true
      } else if !PhoneText.isFormatting(scalar) {
        hasInvalid = true
      }
    }
    if hasInvalid { problems.append(ContactPointProblem(field: .phone, reason: .invalidCharacter)) }
    if digits.isEmpty { problems.append(ContactPointProblem(field: .phone, reason: .empty)) }
    if let phoneExtension, phoneExtension.utf8.count > 11 {
      problems.append(ContactPointProblem(field: .phoneExtension, reason: .tooLong))
    }
  }

  /// Longer markers first, so that "ext." is not read as "x".
  private static let markers = [
    ";ext=", "extension", "ext.", "ext", "durchwahl", "доб.", "доб", "вн.", "вн", "дод.", "дод", "分机", "轉", "转",
    "poste",
    "int.", "#", "x", "х",
  ]

  /// The number and the extension digits behind a marker; nil when there is none.
  private static func splitExtension(_ text: String) -> (Substring, String)? {
    for marker in markers {
      guard let range = text.range(of: marker) else { continue }
      var tail = ""
      for scalar in text[range.upperBound...].unicodeScalars {
        if let digit = digit(scalar) {
          tail.append(digit)
        } else if !(scalar == "." || scalar == ":" || scalar == ")" || scalar.properties.isWhitespace) {
          return nil
        }
      }
      let number = text[..<range.lowerBound].drop { $0.isWhitespace }
      let end = number.lastIndex { $0 != "," && $0 != ";" && $0 != "(" && !$0.isWhitespace }
      guard !tail.isEmpty, let end else { return nil }
      return (number[...end], tail)
    }
    return nil
  }

  private static func digit(_ scalar: Unicode.Scalar) -> Character? {
    if ("0"..."9").contains(scalar) { return Character(scalar) }
    guard scalar.value >= 0x80, scalar.properties.numericType == .decimal, let value = scalar.properties.numericValue
    else { return nil }
    return Character(Unicode.Scalar(UInt8(0x30 + Int(value))))
  }

  private static func isFormatting(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "-", "(", ")", ".", "/", "[", "]", "~", "\u{2010}"..."\u{2015}", "\u{2212}", "\u{30FC}", "\u{FF0D}", "（", "）":
      true
    default: scalar.properties.isWhitespace || scalar.properties.isDefaultIgnorableCodePoint
    }
  }
}
