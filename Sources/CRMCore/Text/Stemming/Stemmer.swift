/// Reduces the forms of a word to one stem, by rules, without a dictionary.
///
/// A stem is for comparing, not for showing: it need not be a word. Names are not stemmed.
public enum Stemmer: String, Hashable, Codable, Sendable, CaseIterable {
  /// English: Porter2, as in Snowball 3 (algorithms/english.sbl, M. F. Porter and R. Boulton).
  case english
  /// Russian: as in Snowball 3 (algorithms/russian.sbl, M. F. Porter); ё counts as е.
  case russian
  /// Ukrainian: built like Snowball's Russian algorithm, with the endings of the declensions and conjugations in "Український
  /// правопис" (2019). Snowball has no Ukrainian one. Sounds that alternate within a stem (ніч, ночі; книга, книзі) are not
  /// undone.
  case ukrainian

  /// The stem of a word.
  ///
  /// - Parameter word: one word, folded by `TextFolding.folded(_:)`. A word in another alphabet is given back as it is.
  /// - Complexity: O(length).
  public func stem(_ word: String) -> String {
    switch self {
    case .english:
      guard TextFolding.isASCII(word) else { return word }
      var stemming = EnglishStemming(Array(word.utf8))
      return String(decoding: stemming.stem(), as: UTF8.self)
    case .russian:
      var stemming = RussianStemming(word)
      return stemming.stem()
    case .ukrainian:
      var stemming = UkrainianStemming(word)
      return stemming.stem()
    }
  }

  /// Frequent words that tell little of what a text is about: articles, pronouns, prepositions, conjunctions, auxiliary verbs.
  public var stopWords: Set<String> {
    switch self {
    case .english: StopWords.english
    case .russian: StopWords.russian
    case .ukrainian: StopWords.ukrainian
    }
  }
}
