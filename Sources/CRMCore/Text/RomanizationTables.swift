import Foundation

/// The tables of ``Romanization``, by small letter.
enum RomanizationTables {
  /// ICAO Doc 9303, part 3, section 6 B. The soft sign is not written.
  static let russianPassport: [Unicode.Scalar: String] = [
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i", "й": "i",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "ie", "ы": "y", "ь": "", "э": "e", "ю": "iu",
    "я": "ia",
  ]

  /// Resolution 55 of 2010, elsewhere than at the beginning of a word.
  static let ukrainian: [Unicode.Scalar: String] = [
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "g", "д": "d", "е": "e", "є": "ie", "ж": "zh", "з": "z", "и": "y",
    "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s",
    "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ь": "", "ю": "iu",
    "я": "ia",
  ]

  /// Resolution 55 of 2010, at the beginning of a word.
  static let ukrainianFirst: [Unicode.Scalar: String] = ["є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"]

  /// ISO 9:1995, the letters of Russian, Ukrainian and Belarusian.
  static let iso9: [Unicode.Scalar: String] = [
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g\u{300}", "д": "d", "е": "e", "ё": "ë", "є": "ê", "ж": "ž", "з": "z",
    "и": "i", "і": "ì", "ї": "ï", "й": "j", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "у": "u", "ў": "ŭ", "ф": "f", "х": "h", "ц": "c", "ч": "č", "ш": "š", "щ": "ŝ", "ъ": "ʺ",
    "ы": "y", "ь": "ʹ", "э": "è", "ю": "û", "я": "â",
  ]

  /// The letter for each sign of ISO 9.
  static let iso9Letters: [String: String] = Dictionary(
    uniqueKeysWithValues: iso9.map { ($0.value, String(Character($0.key))) })
}

extension String {
  /// The text in normalisation form C.
  var precomposed: String { precomposedStringWithCanonicalMapping }
}
