/// How a person's name is written: in which order, how long, for what, and how formally.
///
/// ```swift
/// let name = PersonNameParts(title: "проф.", given: "Иван", given2: "Иванович", surname: "Петров")
/// PersonNameFormat(language: "ru", length: .short).text(of: name)                       // И. И. Петров
/// PersonNameFormat(language: "ru", order: .sorting, length: .long).text(of: name)       // Петров, Иван Иванович
/// PersonNameFormat(language: "ru", usage: .addressing).text(of: name)                   // проф. Петров
/// ```
/// The patterns are those of the Unicode CLDR, version 47, `personNames` of English, Russian, Ukrainian, Chinese, German,
/// French and Spanish; other languages use the English ones. The way in which they are filled is that of Unicode
/// Technical Standard 35, part 8: a part that is missing takes the signs around it away, and a name of one word stands
/// for the surname where a pattern asks for nothing else.
///
/// One rule is ours: Russians and Ukrainians who have a patronymic and no title are addressed formally by given name and
/// patronymic ("Иван Иванович"), as is the custom; CLDR would give the surname alone. ``addressesByPatronymic`` turns it
/// off.
public struct PersonNameFormat: Hashable, Codable, Sendable {
  /// Which part comes first.
  public enum Order: String, Codable, Hashable, Sendable, CaseIterable {
    /// Given names, then the surname.
    case givenFirst
    /// The surname, then given names.
    case surnameFirst
    /// As in a sorted list: surname, mostly a comma, given names.
    case sorting
  }

  /// How much of the name is written.
  public enum Length: String, Codable, Hashable, Sendable, CaseIterable {
    /// Everything, titles and degrees included.
    case long
    /// What is usual.
    case medium
    /// Initials, where the language uses them.
    case short
  }

  /// What the text is for.
  public enum Usage: String, Codable, Hashable, Sendable, CaseIterable {
    /// Speaking of the person.
    case referring
    /// Speaking to the person.
    case addressing
    /// A sign for the person: one to four letters.
    case monogram
  }

  /// How near one is to the person.
  public enum Formality: String, Codable, Hashable, Sendable, CaseIterable {
    /// Business.
    case formal
    /// Friends: by what the person is called.
    case informal
  }

  /// The language of the reader, as a BCP 47 tag.
  public var language: String
  /// Which part comes first; `nil` asks the name's language.
  public var order: Order?
  /// How much of the name is written.
  public var length: Length
  /// What the text is for.
  public var usage: Usage
  /// How near one is to the person.
  public var formality: Formality
  /// Whether a patronymic is used to address people formally in Russian and Ukrainian.
  public var addressesByPatronymic: Bool

  /// A format; by default the usual formal name in running text.
  public init(
    language: String, order: Order? = nil, length: Length = .medium, usage: Usage = .referring,
    formality: Formality = .formal, addressesByPatronymic: Bool = true
  ) {
    self.language = language
    self.order = order
    self.length = length
    self.usage = usage
    self.formality = formality
    self.addressesByPatronymic = addressesByPatronymic
  }

  /// The name in this format; empty only if the name is. O(length).
  public func text(of name: PersonNameParts) -> String {
    let rules = effectiveRules(for: name)
    let order = order ?? rules.order(of: name)
    // A sign and an address have no form for sorting.
    let used = order == .sorting && usage != .referring ? rules.order(of: name) : order
    if usage == .addressing, formality == .formal, addressesByPatronymic, ["ru", "uk"].contains(rules.language),
      name.title == nil, name.hasPatronymic, let given = name.given, let patronymic = name.given2
    {
      return "\(given) \(patronymic)"
    }
    let pattern = rules.pattern(used, length, usage, formality)
    let text = pattern.text(of: name, rules)
    if !text.isEmpty { return rules.spaced(text, for: name) }
    // Nothing of what the pattern asks for is known.
    let whole = rules.pattern(used == .sorting ? .surnameFirst : used, .long, .referring, .formal).text(of: name, rules)
    return rules.spaced(whole.isEmpty ? name.informal ?? "" : whole, for: name)
  }

  /// The rules of the reader's language, or of the name's where that is written in another script.
  private func effectiveRules(for name: PersonNameParts) -> PersonNameRules {
    let own = PersonNameRules.rules(for: language)
    guard let script = name.script, script != own.script, script != .other else { return own }
    if let language = name.language, PersonNameRules.rules(for: language).script == script {
      return PersonNameRules.rules(for: language)
    }
    return switch script {
    case .cyrillic: PersonNameRules.rules(for: "ru")
    case .han: PersonNameRules.rules(for: "zh")
    case .latin, .other: PersonNameRules.rules(for: "en")
    }
  }
}
