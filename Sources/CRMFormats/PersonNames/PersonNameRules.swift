/// How names are written in one language.
struct PersonNameRules: Sendable {
  /// The primary language.
  let language: String
  /// The script of the language.
  let script: NameScript
  private let surnameFirst: Set<String>
  private let initialMark: String
  private let initialSeparator: String
  private let nativeSpace: String
  private let foreignSpace: String
  private let patterns: [String: PersonNamePattern]

  private init(
    _ language: String, script: NameScript = .latin, initialSeparator: String = " ", initialMark: String = ".",
    surnameFirst: Set<String> = ["ko", "vi", "yue", "zh"], nativeSpace: String = " ", foreignSpace: String = " ",
    _ table: String...
  ) {
    self.language = language
    self.script = script
    self.initialMark = initialMark
    self.initialSeparator = initialSeparator
    self.surnameFirst = surnameFirst
    self.nativeSpace = nativeSpace
    self.foreignSpace = foreignSpace
    var patterns: [String: PersonNamePattern] = [:]
    for lines in table {
      for line in lines.split(separator: "\n") {
        guard let colon = line.firstIndex(of: ":") else { continue }
        let pattern = PersonNamePattern(line[colon...].dropFirst(2))
        for key in line[..<colon].split(separator: " ") { patterns[String(key)] = pattern }
      }
    }
    self.patterns = patterns
  }

  /// The first subtag of a language tag, in small letters.
  static func primary(_ tag: String) -> String {
    tag.split { $0 == "-" || $0 == "_" }.first.map { $0.lowercased() } ?? ""
  }

  /// The rules of a language tag; those of English for a language without own ones.
  static func rules(for tag: String) -> PersonNameRules { all[primary(tag)] ?? english }

  private static let english = PersonNameRules(
    "en", initialSeparator: "", surnameFirst: ["ja", "ko", "vi", "yue", "zh"], PersonNameTable.english)

  private static let all: [String: PersonNameRules] = {
    let asian: Set<String> = ["ja", "ko", "vi", "yue", "zh"]
    let base = PersonNameTable.english
    let rules = [
      english,
      PersonNameRules("ru", script: .cyrillic, base, PersonNameTable.russian),
      PersonNameRules("uk", script: .cyrillic, surnameFirst: asian, base, PersonNameTable.ukrainian),
      PersonNameRules(
        "zh", script: .han, initialMark: "", surnameFirst: asian, nativeSpace: "", foreignSpace: "·", base,
        PersonNameTable.chinese),
      PersonNameRules("de", base, PersonNameTable.german),
      PersonNameRules("fr", base, PersonNameTable.french),
      PersonNameRules("es", base, PersonNameTable.spanish),
    ]
    return Dictionary(rules.map { ($0.language, $0) }) { first, _ in first }
  }()

  /// The order of a name by its language, or by its script where that is not stated.
  func order(of name: PersonNameParts) -> PersonNameFormat.Order {
    let language = name.primaryLanguage ?? (name.script == .han ? "zh" : language)
    return surnameFirst.contains(language) ? .surnameFirst : .givenFirst
  }

  func pattern(
    _ order: PersonNameFormat.Order, _ length: PersonNameFormat.Length, _ usage: PersonNameFormat.Usage,
    _ formality: PersonNameFormat.Formality
  ) -> PersonNamePattern {
    let letters = [order == .sorting ? "o" : order.rawValue, length.rawValue, usage.rawValue, formality.rawValue]
    return patterns[letters.map { String($0.prefix(1)) }.joined()] ?? PersonNamePattern("{given} {surname}")
  }

  /// The initials of every word; French keeps the hyphen of Jean-Luc.
  func initials(of text: String, retainingHyphens: Bool) -> String {
    let words = text.split(whereSeparator: \.isWhitespace).map { word in
      let pieces = retainingHyphens ? word.split(separator: "-") : [word]
      return pieces.compactMap { $0.first.map { String($0) + initialMark } }.joined(separator: "-")
    }
    return words.joined(separator: initialSeparator)
  }

  /// The text with the spaces that the language puts between the parts of its own and of foreign names.
  func spaced(_ text: String, for name: PersonNameParts) -> String {
    let isNative = (name.primaryLanguage ?? language) == language
    let space = isNative ? nativeSpace : foreignSpace
    guard space != " " else { return text }
    return text.split(whereSeparator: \.isWhitespace).joined(separator: space)
  }
}

/// The patterns of the Unicode CLDR, version 47, `cldr-person-names-full/main/<language>/personNames.json`.
///
/// A key is the first letters of order (given first, surname first, `o` for sorting), length, usage and formality. English
/// is complete; the other languages list what differs from it. Modifiers `-allCaps` of monograms are implied.
private enum PersonNameTable {
  static let english = """
    glrf: {title} {given} {given2} {surname} {generation}, {credentials}
    glri gmri: {given-informal} {surname}
    glaf gmaf gsaf slaf smaf ssaf: {title} {surname}
    glai gmai gsai slai smai ssai: {given-informal}
    glmf: {given-monogram}{given2-monogram}{surname-monogram}
    glmi: {given-informal-monogram}{surname-monogram}
    gmrf: {given} {given2-initial} {surname} {generation}, {credentials}
    gmmf gsmf smmf ssmf: {surname-monogram}
    gmmi gsmi smmi ssmi: {given-informal-monogram}
    gsrf: {given-initial}{given2-initial} {surname}
    gsri: {given-informal} {surname-initial}
    slrf: {surname} {title} {given} {given2} {generation}, {credentials}
    slri smri: {surname} {given-informal}
    slmf: {surname-monogram}{given-monogram}{given2-monogram}
    slmi: {surname-monogram}{given-informal-monogram}
    smrf: {surname} {given} {given2-initial} {generation}, {credentials}
    ssrf: {surname} {given-initial}{given2-initial}
    ssri: {surname} {given-initial}
    olrf: {surname-core}, {given} {given2} {surname-prefix}
    olri omri osri: {surname}, {given-informal}
    omrf: {surname-core}, {given} {given2-initial} {surname-prefix}
    osrf: {surname-core}, {given-initial}{given2-initial} {surname-prefix}
    """

  static let russian = """
    glrf gmrf: {title} {given} {given2} {surname} — {generation}, {credentials}
    gsrf: {given-initial} {given2-initial} {surname}
    slrf: {surname} {given} {given2}, {credentials}
    smrf: {surname} {given} {given2-initial}, {credentials}
    ssrf: {surname} {given-initial} {given2-initial}
    osrf: {surname-core}, {given-initial} {given2-initial} {surname-prefix}
    """

  static let ukrainian = """
    glrf glaf: {title} {given} {given2} {surname} {surname2}, {credentials}
    glri glai gmri gmai: {given-informal} {surname} {surname2}
    glmf gmmf: {given-monogram}{given2-monogram}{surname-monogram}{surname2-monogram}
    gmrf gmaf: {title} {given} {given2-initial} {surname} {surname2} {credentials}
    gmmi: {given-informal-monogram}{surname-monogram}{surname2-monogram}
    gsrf: {title} {given-initial} {given2-initial} {surname} {surname2} {credentials}
    slrf: {title} {surname} {surname2} {given} {given2} {credentials}
    slri olri: {surname} {surname2} {given-informal}
    slmf smmf ssmf: {surname-monogram}{surname2-monogram}{given-monogram}{given2-monogram}
    slmi smmi ssmi: {surname-monogram}{surname2-monogram}{given-informal-monogram}
    smrf: {title} {surname} {surname2} {given} {given2-initial} {credentials}
    smri: {surname} {surname2} {given} {given2-initial}
    smaf ssrf: {title} {surname} {surname2} {given-initial} {given2-initial} {credentials}
    smai: {surname-initial} {surname2-initial} {given-informal}
    ssri ssai omri: {surname} {surname2} {given-informal-initial}
    ssaf osrf: {surname} {surname2} {given-initial} {given2-initial}
    olrf: {surname} {surname2} {given} {given2}, {credentials}, {title}
    omrf: {surname} {surname2} {given-initial} {given2-initial}, {credentials}, {title}
    osri: {surname} {given-informal}
    """

  static let chinese = """
    glrf: {generation}{given} {given2} {surname}{credentials}{title}
    glaf gmaf gsaf slaf smaf ssaf: {surname}{title}
    gmrf: {generation}{given} {given2-initial} {surname}{credentials}
    gsrf: {given-initial} {given2-initial} {surname}
    slrf: {generation}{surname} {given} {given2} {credentials}{title}
    smrf: {generation}{surname} {given} {given2-initial}{credentials}
    ssrf: {surname} {given} {given2}
    ssri: {surname} {given}
    olrf: {surname-core} {given} {given2} {surname-prefix}
    olri omri osri: {surname} {given-informal}
    omrf: {surname-core} {given} {given2-initial} {surname-prefix}
    osrf: {surname-core} {given-initial} {given2-initial} {surname-prefix}
    """

  static let german = """
    glrf: {title} {given} {given2} {surname} {generation} {credentials}
    gmrf: {given} {given2-initial} {surname} {generation} {credentials}
    gsrf: {given-initial} {given2-initial} {surname}
    slrf: {surname}, {title} {given} {given2} {generation} {credentials}
    slri smri: {surname}, {given-informal}
    smrf: {surname}, {given} {given2-initial} {generation} {credentials}
    ssrf: {surname}, {given-initial} {given2-initial}
    ssri: {surname}, {given-initial}
    osrf: {surname-core}, {given-initial} {given2-initial} {surname-prefix}
    """

  static let french = """
    glmf: {given-monogram}{given2-monogram}{surname-core-monogram}
    glmi gmmi: {given-informal-monogram}{surname-core-monogram}
    gmrf: {given} {given2-initial-retain} {surname}
    gmmf: {given-monogram}{surname-core-monogram}
    gsrf: {given-initial-retain} {given2-initial-retain} {surname}
    gsri: {given-informal} {surname-initial-retain}
    gsmf ssmf: {surname-core-monogram}
    slrf: {title} {surname} {given} {given2} {generation}, {credentials}
    slmf: {surname-core-monogram}{given-monogram}{given2-monogram}
    slmi smmi: {surname-core-monogram}{given-informal-monogram}
    smrf: {surname} {given} {given2-initial-retain}
    smmf: {surname-core-monogram}{given-monogram}
    ssrf: {surname} {given-initial-retain} {given2-initial-retain}
    ssri: {surname} {given-initial-retain}
    omrf: {surname-core}, {given} {given2-initial-retain} {surname-prefix}
    osrf: {surname-core}, {given-initial-retain} {given2-initial-retain} {surname-prefix}
    """

  static let spanish = """
    glri: {given-informal} {surname} {surname2}
    glaf: {title} {surname} {surname2}
    glmf: {given-monogram}{surname-monogram}{surname2-monogram}
    glmi: {given-informal-monogram}{surname-monogram}{surname2-monogram}
    gsrf: {given-initial} {given2-initial} {surname}
    slrf: {surname} {surname2} {given} {given2} {generation}, {credentials}
    slri: {surname} {surname2} {given-informal}
    smrf: {surname} {given} {given2-initial}
    ssrf: {surname} {given-initial} {given2-initial}
    olrf osrf: {surname}, {title} {given} {given2}
    olri: {surname} {surname2}, {given-informal}
    omrf: {surname}, {title} {given} {given2-initial}
    """
}
