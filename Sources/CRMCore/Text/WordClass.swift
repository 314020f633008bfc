/// What a character is to the search for words.
enum WordClass {
  /// A letter of a script that puts spaces between words (or of one that has no rules here).
  case letter
  case digit
  /// Belongs to the character before it.
  case mark
  /// Invisible inside a word: soft hyphen, joiner.
  case format
  /// Han or kana: written without spaces.
  case ideograph
  /// Stands inside a word between two letters.
  case apostrophe
  case other

  init(_ scalar: Unicode.Scalar) {
    switch scalar.value {
    case 0x61...0x7A, 0x41...0x5A: self = .letter
    case 0x30...0x39: self = .digit
    case 0x27, 0xB7, 0x2018, 0x2019, 0x2032: self = .apostrophe
    case 0...0x7F: self = .other
    case 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x24F, 0x370...0x373, 0x388...0x38A, 0x38E...0x3A1, 0x3A3...0x481,
      0x48A...0x52F:
      self = .letter
    case 0x3005, 0x3007, 0x3041...0x3096, 0x309D...0x309F, 0x30A1...0x30FA, 0x30FC...0x30FF, 0x3400...0x4DBF,
      0x4E00...0x9FFF, 0xF900...0xFAFF, 0xFF66...0xFF9D, 0x20000...0x323AF:
      self = .ideograph
    case 0xAC00...0xD7A3: self = .letter
    default: self.init(category: scalar.properties.generalCategory)
    }
  }

  private init(category: Unicode.GeneralCategory) {
    switch category {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .letterNumber:
      self = .letter
    case .decimalNumber, .otherNumber: self = .digit
    case .nonspacingMark, .spacingMark, .enclosingMark: self = .mark
    case .format: self = .format
    default: self = .other
    }
  }
}
