import CRM

/// Words that are known beforehand, to recognise misspelt ones by.
enum Vocabularies {
  /// Lines of business. What is none of them and not near to one stays as it is written.
  static let industries = SpellingRepair(known: KnownWords.industries)

  /// The names of countries in English, and short ones that business uses.
  static let countries = SpellingRepair(known: KnownWords.countries)
}
