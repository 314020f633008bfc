/// A word of a text, and where it stands.
public struct WordToken: Hashable, Sendable {
  /// What a word is made of.
  public enum Kind: Hashable, Sendable {
    /// Letters, perhaps with digits.
    case word
    /// Digits only.
    case number
    /// Han characters and kana, which are written without spaces: a run may hold several words.
    case ideographs
  }

  /// Where the word stands in the text that was given.
  public let range: Range<String.Index>
  /// What the word is made of.
  public let kind: Kind

  /// A word at a place.
  public init(range: Range<String.Index>, kind: Kind) {
    self.range = range
    self.kind = kind
  }
}

/// Finds the words of a text, in any script, without a locale.
///
/// The boundaries are those of Unicode Standard Annex 29 (words), tailored as it permits: a full stop, a comma, a colon and an
/// underscore separate words also between letters or digits (so the parts of an e-mail address are words), and a run of Han
/// characters and kana is one token. Letters and digits stay together (`B2B`), an apostrophe between letters stays in the word
/// (`O'Brien`, `Мар'яна`), marks and invisible joiners belong to the letter before them. Emoji and punctuation are no words.
///
/// Scripts without spaces other than Han and kana (Thai, Lao, Khmer, Burmese) are not cut into words.
public enum WordTokenizer {
  /// The words in the order of the text. Complexity: O(n), some 10 ns per character.
  public static func tokens(in text: String) -> [WordToken] {
    var tokens: [WordToken] = []
    var start: String.Index?
    var end = text.startIndex
    var kind = WordToken.Kind.number
    var apostrophe = false
    let scalars = text.unicodeScalars
    func close() {
      if let first = start { tokens.append(WordToken(range: first..<end, kind: kind)) }
      start = nil
      apostrophe = false
    }
    var index = scalars.startIndex
    while index < scalars.endIndex {
      let next = scalars.index(after: index)
      let found = WordClass(scalars[index])
      switch found {
      case .letter, .digit, .ideograph:
        let isIdeograph = found == .ideograph
        // After an apostrophe only a letter goes on: rock'n, not 5'10.
        if start != nil, (kind == .ideographs) != isIdeograph || (apostrophe && found != .letter) { close() }
        if start == nil {
          start = index
          kind = isIdeograph ? .ideographs : .number
        }
        if found == .letter { kind = .word }
        apostrophe = false
        end = next
      case .mark:
        if start != nil, !apostrophe { end = next } else { close() }
      case .format:
        break
      case .apostrophe:
        if start != nil, kind == .word, !apostrophe { apostrophe = true } else { close() }
      case .other:
        close()
      }
      index = next
    }
    close()
    return tokens
  }

  /// The words of a text as search terms: folded by ``TextFolding/searchKey(_:)``, without apostrophes; of a run of Han
  /// characters and kana every two neighbours.
  ///
  /// `terms("Anna-Maria O'Brien, 王小明")` is `["anna", "maria", "obrien", "王小", "小明"]`. Complexity: O(n).
  public static func terms(in text: String) -> [String] {
    tokens(in: text).flatMap { token in
      let term = term(of: text[token.range])
      return token.kind == .ideographs ? bigrams(term) : term.isEmpty ? [] : [term]
    }
  }

  /// The terms under which a word is found in an index: as ``terms(in:)``, and of a run also its last character, so that every
  /// character of it begins a term.
  package static func indexTerms(of word: Substring, kind: WordToken.Kind) -> [String] {
    let term = term(of: word)
    guard kind == .ideographs else { return term.isEmpty ? [] : [term] }
    return bigrams(term) + (term.count > 1 ? term.suffix(1).map { String($0) } : [])
  }

  /// A word as a search term: folded, without apostrophes and joiners.
  static func term(of word: Substring) -> String {
    let key = TextFolding.searchKey(String(word))
    guard key.unicodeScalars.contains(where: { WordClass($0) == .apostrophe }) else { return key }
    var term = String.UnicodeScalarView()
    term.append(contentsOf: key.unicodeScalars.lazy.filter { WordClass($0) != .apostrophe })
    return String(term)
  }

  /// Every two neighbouring characters of a run, or the only one.
  public static func bigrams(_ run: String) -> [String] {
    let characters = Array(run)
    guard characters.count > 1 else { return characters.map { String($0) } }
    return (1..<characters.count).map { String(characters[($0 - 1)...$0]) }
  }
}
