/// Turns text into the terms by which it is compared: one way for search, matching and segments.
///
/// Words are found by Unicode boundaries (``WordTokenizer``), folded without regard to case, width and Latin diacritics
/// (``TextFolding/searchKey(_:)``), runs of Han characters and kana are cut into every two neighbours, and, if languages are
/// given, words are stemmed. A value; the same text gives the same terms on every machine.
///
/// ```swift
/// TextAnalyzer(languages: [.english]).terms(in: "Running shoes").map(\.text)  // ["run", "shoe"]
/// ```
public struct TextAnalyzer: Hashable, Codable, Sendable {
  /// A term, and the word that it was made of.
  public struct Term: Hashable, Sendable {
    /// What is compared.
    public let text: String
    /// Where the word, or the two characters, stand in the text.
    public let range: Range<String.Index>

    /// A term made of a place in a text.
    public init(text: String, range: Range<String.Index>) {
      self.text = text
      self.range = range
    }
  }

  /// The languages whose words are stemmed; of several with one alphabet the letters of the text decide, and if they do not,
  /// the first one.
  public var languages: [Stemmer]
  /// Whether the stop words of the languages are left out.
  public var dropsStopWords: Bool

  /// An analysis without stemming, unless languages are given.
  public init(languages: [Stemmer] = [], dropsStopWords: Bool = false) {
    self.languages = languages
    self.dropsStopWords = dropsStopWords
  }

  /// The terms in the order of the text. Complexity: O(n).
  public func terms(in text: String) -> [Term] {
    let cyrillic = cyrillicLanguage(of: text)
    var terms: [Term] = []
    for token in WordTokenizer.tokens(in: text) {
      if token.kind == .ideographs {
        addBigrams(of: text, in: token.range, to: &terms)
        continue
      }
      let word = WordTokenizer.term(of: text[token.range])
      let language = Self.isCyrillic(word) ? cyrillic : languages.first { $0 == .english }
      if word.isEmpty || (dropsStopWords && language?.stopWords.contains(word) ?? false) { continue }
      let stem = token.kind == .number ? word : language?.stem(word) ?? word
      terms.append(Term(text: stem, range: token.range))
    }
    return terms
  }

  private func addBigrams(of text: String, in range: Range<String.Index>, to terms: inout [Term]) {
    let places = text[range].indices + [range.upperBound]
    guard places.count > 2 else {
      return terms.append(Term(text: TextFolding.searchKey(String(text[range])), range: range))
    }
    for place in places.indices.dropLast(2) {
      let pair = places[place]..<places[place + 2]
      terms.append(Term(text: TextFolding.searchKey(String(text[pair])), range: pair))
    }
  }

  private func cyrillicLanguage(of text: String) -> Stemmer? {
    let candidates = languages.filter { $0 != .english }
    guard candidates.count > 1 else { return candidates.first }
    for scalar in text.unicodeScalars {
      switch scalar {
      case "і", "ї", "є", "ґ", "І", "Ї", "Є", "Ґ": return .ukrainian
      case "ы", "э", "ё", "ъ", "Ы", "Э", "Ё", "Ъ": return .russian
      default: continue
      }
    }
    return candidates.first
  }

  private static func isCyrillic(_ word: String) -> Bool {
    word.unicodeScalars.first.map { (0x400...0x52F).contains($0.value) } ?? false
  }
}
