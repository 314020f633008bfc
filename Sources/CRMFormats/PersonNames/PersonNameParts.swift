/// The parts of a person's name that ``PersonNameFormat`` puts together (Unicode Technical Standard 35, part 8).
public struct PersonNameParts: Hashable, Codable, Sendable {
  /// What stands before the name: Dr., проф.
  public var title: String?
  /// The given name or names.
  public var given: String?
  /// What friends say; where it is missing, the given name is said.
  public var informal: String?
  /// Further given names, or the patronymic.
  public var given2: String?
  /// Particles that belong to the surname but are often left out in sorting: von, van der.
  public var surnamePrefix: String?
  /// The surname without its particles.
  public var surname: String?
  /// A second surname, as in Spain.
  public var surname2: String?
  /// What tells generations apart: Jr., III, мл.
  public var generation: String?
  /// Degrees and honours behind the name: PhD, к. м. н.
  public var credentials: String?
  /// The language of the name as a BCP 47 tag, which decides on its order; `nil` finds out by its script.
  public var language: String?

  /// A name from its parts.
  public init(
    title: String? = nil, given: String? = nil, informal: String? = nil, given2: String? = nil,
    surnamePrefix: String? = nil, surname: String? = nil, surname2: String? = nil, generation: String? = nil,
    credentials: String? = nil, language: String? = nil
  ) {
    self.title = title
    self.given = given
    self.informal = informal
    self.given2 = given2
    self.surnamePrefix = surnamePrefix
    self.surname = surname
    self.surname2 = surname2
    self.generation = generation
    self.credentials = credentials
    self.language = language
  }

  /// Whether the second given name is a Russian or Ukrainian patronymic: Петрович, Ивановна, Ільїч, Сергіївна.
  public var hasPatronymic: Bool { given2.map(Self.isPatronymic) ?? false }

  /// Whether a word has the ending of a Russian or Ukrainian patronymic.
  static func isPatronymic(_ word: String) -> Bool {
    let word = word.lowercased()
    guard word.count > 4 else { return false }
    let endings = ["ович", "евич", "йович", "ьич", "їч", "овна", "евна", "ична", "івна", "ївна", "оглы", "кызы"]
    return endings.contains { word.hasSuffix($0) }
      || ["ильич", "фомич", "кузьмич", "лукич", "саввич", "ілліч"].contains(word)
  }
}

/// The scripts that matter for the order and spacing of names.
enum NameScript {
  case latin, cyrillic, han, other

  /// The script of the first letter.
  init?(_ text: String) {
    for scalar in text.unicodeScalars where scalar.properties.isAlphabetic {
      switch scalar.value {
      case 0x41...0x24F, 0x1E00...0x1EFF: self = .latin
      case 0x400...0x52F: self = .cyrillic
      case 0x2E80...0x2FDF, 0x3400...0x9FFF, 0xF900...0xFAFF, 0x2_0000...0x3_FFFF: self = .han
      default: self = .other
      }
      return
    }
    return nil
  }
}

extension PersonNameParts {
  /// The script that the name is written in.
  var script: NameScript? { [surname, given, given2].compactMap { $0 }.lazy.compactMap { NameScript($0) }.first }

  /// The primary language of the name, if it is stated.
  var primaryLanguage: String? { language.map { PersonNameRules.primary($0) } }
}
