/// A published way to write Cyrillic in Latin letters, for showing and for documents.
public enum Romanization: String, Hashable, Codable, Sendable, CaseIterable {
  /// Russian as in passports since 2013: ICAO Doc 9303, part 3, section 6 B (8th edition), letters of Russian.
  case russianPassport
  /// Ukrainian: resolution 55 of the Cabinet of Ministers of Ukraine of 27 January 2010.
  case ukrainian
  /// ISO 9:1995 (system A of GOST 7.79-2000): one sign per letter, the same in every language, and reversible.
  case iso9
}

extension Transliteration {
  /// The text with its Cyrillic letters romanised; other characters stay.
  ///
  /// Capitals stay capitals: Щука is `Shchuka`, ЩУКА is `SHCHUKA`. Letters that the scheme does not know stay as they are.
  /// Complexity: O(n).
  public static func latin(_ text: String, scheme: Romanization) -> String {
    let letters = Array(text.precomposed.unicodeScalars)
    var result = ""
    var index = 0
    while index < letters.count {
      let letter = letters[index]
      let previous = index > 0 ? letters[index - 1] : nil
      let next = index + 1 < letters.count ? letters[index + 1] : nil
      let small = smallCyrillic(letter)
      if let spelled = scheme.spelling(of: small, after: previous.map(smallCyrillic), before: next.map(smallCyrillic)) {
        let isCapital = small != letter
        let isAmongCapitals = [next, next == nil || !isCyrillic(next) ? previous : nil].contains {
          isCapitalCyrillic($0)
        }
        result += isCapital ? (isAmongCapitals ? spelled.uppercased() : capitalised(spelled)) : spelled
      } else {
        result.unicodeScalars.append(letter)
      }
      index += 1
    }
    return result
  }

  /// The Cyrillic text whose ISO 9 romanisation this is: the inverse of ``latin(_:scheme:)`` with ``Romanization/iso9``.
  ///
  /// Letters that do not occur in ISO 9 stay. Complexity: O(n).
  public static func cyrillic(fromISO9 text: String) -> String {
    var result = ""
    for character in text {
      let small = character.lowercased()
      guard let letter = RomanizationTables.iso9Letters[small] else {
        result.append(character)
        continue
      }
      result += small == String(character) ? letter : letter.uppercased()
    }
    return result
  }

  private static func capitalised(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

  private static func smallCyrillic(_ letter: Unicode.Scalar) -> Unicode.Scalar {
    switch letter.value {
    case 0x410...0x42F: Unicode.Scalar(letter.value + 0x20) ?? letter
    case 0x400...0x40F: Unicode.Scalar(letter.value + 0x50) ?? letter
    case 0x490: "ґ"
    default: letter
    }
  }

  private static func isCyrillic(_ letter: Unicode.Scalar?) -> Bool {
    letter.map { (0x400...0x4FF).contains($0.value) } ?? false
  }

  private static func isCapitalCyrillic(_ letter: Unicode.Scalar?) -> Bool {
    letter.map { smallCyrillic($0) != $0 } ?? false
  }
}

extension Romanization {
  /// What is written for a small letter; `nil` for a letter that the scheme does not know.
  func spelling(of letter: Unicode.Scalar, after previous: Unicode.Scalar?, before next: Unicode.Scalar?) -> String? {
    switch self {
    case .russianPassport: return RomanizationTables.russianPassport[letter]
    case .iso9: return RomanizationTables.iso9[letter]
    case .ukrainian:
      let isFirst = previous.map { WordClass($0) == .other || WordClass($0) == .digit } ?? true
      if isFirst, let spelled = RomanizationTables.ukrainianFirst[letter] { return spelled }
      // зг is zgh, so that it is not read as ж.
      if letter == "г", previous == "з" { return "gh" }
      // The apostrophe is not written.
      if SpellingRules.isSilent(letter.value), Self.isUkrainian(previous), Self.isUkrainian(next) { return "" }
      return RomanizationTables.ukrainian[letter]
    }
  }

  private static func isUkrainian(_ letter: Unicode.Scalar?) -> Bool {
    letter.map { RomanizationTables.ukrainian[$0] != nil } ?? false
  }
}
