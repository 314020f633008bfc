/// The words that a base is made of.
struct PartyWords: Sendable {
  var maleNames: [String]
  var femaleNames: [String]
  /// The most common family names, the commonest first; a man's form.
  var familyNames: [String]
  /// Family names of the long tail are a stem and an ending.
  var familyStems: [String]
  var familyEndings: [String]
  /// What becomes of a man's family name for a woman, by ending.
  var femaleEndings: [(male: String, female: String)] = []
  /// Fathers' names with the patronymics of sons and daughters.
  var patronymics: [(son: String, daughter: String)] = []
  var shortNames: [String: [String]]
  /// Towns with the beginning of their postal codes.
  var towns: [(name: String, code: String)]
  var postalDigits: Int
  var streets: [String]
  /// How street, house and flat become a line.
  var line: @Sendable (_ street: String, _ house: Int, _ flat: Int?) -> String
  /// What a hurried clerk writes instead of words of the line.
  var abbreviations: [(long: String, short: String)]
  var organisationNames: [String]
  var organisationTrades: [String]
  var legalForms: [String]
  var mailDomains: [String]
  var phonePrefixes: [String]
  var phoneDigits: Int
  /// Letters that are mistaken for one another by eye or by machine.
  var lookalikes: [(Character, Character)]
  /// Letters next to each other on the keyboard, row by row.
  var keyboard: [String]
  /// Whether names are written without spaces, in characters that are not mistyped but mistaken.
  var isIdeographic = false
  /// How a word is written in Latin letters.
  var latin: @Sendable (String) -> String

  static func words(of script: PartyScript) -> PartyWords {
    switch script {
    case .latin: .latin
    case .russian: .russian
    case .ukrainian: .ukrainian
    case .chinese: .chinese
    }
  }

  /// The family name of a woman of the family.
  func female(_ familyName: String) -> String {
    for (male, female) in femaleEndings where familyName.hasSuffix(male) {
      return familyName.dropLast(male.count) + female
    }
    return familyName
  }

  /// A text of words separated by white space, as a list.
  static func list(_ text: String) -> [String] { text.split(whereSeparator: \.isWhitespace).map(String.init) }

  /// Short forms from lines of a name and its forms.
  static func forms(_ lines: [String]) -> [String: [String]] {
    var forms: [String: [String]] = [:]
    for line in lines {
      let words = list(line)
      forms[words[0]] = Array(words.dropFirst())
    }
    return forms
  }
}
