import CRMCore
import Foundation

/// How the values of one kind of field are normalised before they are compared.
enum TextStyle: Sendable {
  case given, family, organisation, email, phone, street, number, postalCode, locality, identifier

  /// Whether the same text occurs again and again, so that it pays to remember what became of it.
  var repeatsOften: Bool {
    switch self {
    case .given, .family, .postalCode, .locality, .street, .number: true
    case .organisation, .email, .phone, .identifier: false
    }
  }

  /// The text without what never makes a difference: case, marks, punctuation, legal forms, words for streets.
  func folded(_ text: String) -> String {
    switch self {
    case .given, .family, .locality: Self.words(text).joined(separator: " ")
    case .organisation: OrganisationWords.core(of: Self.words(text)).joined(separator: " ")
    case .email, .phone: text
    case .street: StreetWords.name(in: text)
    case .number: StreetWords.numbers(in: text)
    case .postalCode, .identifier: TextFolding.searchKey(text).filter { $0.isLetter || $0.isNumber }
    }
  }

  /// What the spellings of a folded text share, whatever letters it is written in.
  func key(_ folded: String) -> String {
    switch self {
    case .given, .family, .organisation, .street, .locality:
      let key = Transliteration.matchingKey(folded)
      return key.isEmpty ? folded : key
    case .email, .phone, .number, .postalCode, .identifier: return folded
    }
  }

  /// What a key is a form of: the long form of a given name, or nothing.
  func longForm(_ key: String) -> String? {
    guard case .given = self else { return nil }
    return ShortNames.longForm(of: key)
  }

  /// The words of a text, folded: runs of letters and digits.
  static func words(_ text: String) -> [String] {
    let folded = TextFolding.searchKey(text)
    if folded.utf8.allSatisfy({ (0x61...0x7A).contains($0) }) { return folded.isEmpty ? [] : [folded] }
    return folded.split { !$0.isLetter && !$0.isNumber && $0 != "'" && $0 != "’" }.map(String.init)
  }
}

/// Words that say what kind of company it is, and not which one.
enum OrganisationWords {
  /// The words that make the name. If nothing else is there, all of them.
  static func core(of words: [String]) -> [String] {
    var core: [String] = []
    for word in words where !legalForms.contains(word) {
      core.append(word.hasIdeographs ? withoutChineseForm(word) : word)
    }
    core.removeAll(where: \.isEmpty)
    return core.isEmpty ? words : core
  }

  private static func withoutChineseForm(_ word: String) -> String {
    var word = word
    for form in chineseForms where word.hasSuffix(form) && word.count > form.count {
      word.removeLast(form.count)
      break
    }
    for form in japaneseForms where word.hasPrefix(form) && word.count > form.count { word.removeFirst(form.count) }
    return word
  }

  /// Longest first.
  private static let chineseForms = [
    "股份有限公司", "有限责任公司", "集团有限公司", "有限公司", "股份公司", "集团公司", "公司", "集团", "株式会社", "有限会社",
  ]
  private static let japaneseForms = ["株式会社", "有限会社"]

  /// Sources: ISO 20275 entity legal forms, the usual abbreviations of Germany, the UK, the US, France, Spain, Italy, the
  /// Netherlands, Poland, the Nordic countries, Russia and Ukraine, and Latin spellings of the latter.
  private static let legalForms: Set<String> = [
    "gmbh", "mbh", "ag", "kg", "kgaa", "ohg", "gbr", "ug", "ev", "eg", "haftungsbeschrankt", "co", "ltd", "limited",
    "llc",
    "llp", "lp", "plc", "inc", "incorporated", "corp", "corporation", "company", "sa", "sas", "sarl", "sl", "slu",
    "srl",
    "spa", "bv", "nv", "vof", "ab", "as", "asa", "oy", "oyj", "aps", "sp", "zoo", "pty", "pte", "pvt", "the", "and",
    "ооо", "оао", "зао", "ао", "пао", "нао", "ип", "тоо", "тов", "тзов", "прат", "пат", "ат", "пп", "фоп", "дп",
    "ooo", "oao", "zao", "ao", "pao", "tov", "tzov", "prat", "pat", "fop",
    "общество", "товариство", "ограниченной", "обмеженою", "ответственностью", "відповідальністю", "с", "з",
    "акционерное", "акціонерне", "публичное", "публічне", "закрытое", "приватне", "підприємство",
  ]
}

/// The parts of address lines.
enum StreetWords {
  /// The words without numbers and without words for streets and flats.
  static func name(in text: String) -> String {
    let words = TextStyle.words(text).flatMap { $0.split { $0.isNumber }.map(String.init) }
    var name: [String] = []
    for word in words where !kinds.contains(word) {
      let word = word.hasIdeographs ? word.filter { !chineseKinds.contains($0) } : word
      if word.count > 1 || word.hasIdeographs { name.append(word) }
    }
    return (name.isEmpty ? words : name).joined(separator: " ")
  }

  /// The runs of digits, sorted: some write the flat before the house, some behind it.
  static func numbers(in text: String) -> String {
    TextFolding.folded(text).split { !$0.isASCII || !$0.isNumber }.sorted().joined(separator: " ")
  }

  private static let chineseKinds: Set<Character> = ["号", "室", "栋", "幢", "楼", "层"]

  /// Sources: USPS Publication 28, appendix C; usual words and abbreviations in German, French, Russian and Ukrainian, and
  /// Latin spellings of the latter.
  private static let kinds: Set<String> = [
    "street", "st", "str", "avenue", "ave", "av", "road", "rd", "boulevard", "blvd", "drive", "dr", "lane", "ln",
    "court",
    "ct", "square", "sq", "place", "pl", "highway", "hwy", "crescent", "cres", "close", "cl", "terrace", "ter",
    "circuit",
    "cct", "way", "flat", "apt", "apartment", "unit", "suite", "ste", "floor", "fl", "no", "nr", "strasse", "weg",
    "platz",
    "rue", "улица", "ул", "проспект", "просп", "пр", "переулок", "пер", "шоссе", "ш", "дом", "д", "корпус", "корп", "к",
    "квартира", "кв", "офис", "оф", "бульвар", "бул", "вулиця", "вул", "провулок", "пров", "будинок", "буд", "б",
    "ulitsa", "ul", "prospekt", "prosp", "pr", "pereulok", "per", "dom", "korpus", "kv", "kvartira", "vulytsia", "vul",
    "budynok", "bud", "provulok", "lu", "jie", "hao",
  ]
}
