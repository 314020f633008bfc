/// What somebody typed, ready to be looked up.
package struct SearchQuery: Sendable {
  /// The words of one way to understand what was typed.
  struct Reading: Sendable {
    var words: [QueryWord]
    /// Added to the cost of every hit.
    var penalty: Int
  }

  /// As typed; then, if a keyboard layout may have been wrong, as it may have been meant.
  let readings: [Reading]

  /// At most this many words are looked up; further ones are ignored.
  package static let wordLimit = 8

  /// A query without words finds nothing.
  package init(_ text: String) {
    let typed = Self.telephone(text).map { [QueryWord(digits: $0)] } ?? Self.words(text)
    var readings = [Reading(words: typed, penalty: 0)]
    for slip in KeyboardLayout.slips(text) {
      readings.append(Reading(words: Self.words(slip), penalty: MatchCost.slip))
    }
    self.readings = readings.filter { !$0.words.isEmpty }
  }

  private static func words(_ text: String) -> [QueryWord] {
    let terms = WordTokenizer.terms(in: text).prefix(wordLimit)
    return terms.enumerated().map { QueryWord($1, isLast: $0 == terms.count - 1) }
  }

  /// The digits of a text that looks like a telephone number: nothing but digits and the signs that people write between them,
  /// and a plus or a bracket before, or at least six digits.
  private static func telephone(_ text: String) -> String? {
    let signs: Set<Unicode.Scalar> = [" ", "-", "(", ")", ".", "/", "+", "\u{A0}", "\u{202F}", "‑", "–"]
    var digits = ""
    for scalar in text.unicodeScalars {
      if (0x30...0x39).contains(scalar.value) {
        digits.unicodeScalars.append(scalar)
      } else if !signs.contains(scalar) {
        return nil
      }
    }
    let hasSign = text.unicodeScalars.contains { $0 == "+" || $0 == "(" }
    return digits.count >= (hasSign ? QueryWord.leastDigits : 6) ? digits : nil
  }
}

/// One word of a query with everything it is compared by.
struct QueryWord: Sendable {
  /// A telephone number is looked up from this many digits on.
  static let leastDigits = 3

  let term: [UInt8]
  /// Its letters, if errors of typing are looked for.
  let letters: [UInt16]?
  /// The number of errors that are forgiven.
  let errorLimit: Int
  let isLast: Bool
  /// The matching key with the letter of each script that it is compared with.
  let sounds: [[UInt8]]
  /// Beginnings of matching keys in other scripts.
  let soundBeginnings: [[UInt8]]
  /// The digits of a telephone number, with and without what is dialled before it.
  let digits: [[UInt8]]
  /// The digits from the last to the first.
  let tail: [UInt8]?

  init(_ term: String, isLast: Bool) {
    self.term = Array(term.utf8)
    self.isLast = isLast
    let isNumber = term.utf8.allSatisfy { (0x30...0x39).contains($0) }
    let letters = isNumber ? nil : TypoTrie.letters(self.term)
    errorLimit = letters.map { SpellingDistance.limit(letterCount: $0.count) } ?? 0
    self.letters = errorLimit > 0 ? letters : nil
    digits = isNumber ? Self.dialled(term) : []
    tail = isNumber && term.utf8.count >= Self.leastDigits ? term.utf8.reversed() : nil
    let script = NameScript(term)
    let key = script == nil ? "" : Transliteration.matchingKey(term)
    sounds = key.isEmpty ? [] : NameScript.allCases.map { Array(($0.rawValue + key).utf8) }
    let others = NameScript.allCases.filter { $0 != script && script != nil }
    let beginnings = script == nil ? [] : Transliteration.matchingKeyBeginnings(term).filter { !$0.isEmpty }
    soundBeginnings = others.flatMap { other in beginnings.map { Array((other.rawValue + $0).utf8) } }
  }

  /// A telephone number.
  init(digits: String) {
    self.init(digits, isLast: true)
  }

  private static func dialled(_ digits: String) -> [[UInt8]] {
    var variants = [digits]
    if digits.hasPrefix("00") {
      variants.append(String(digits.dropFirst(2)))
    } else if digits.hasPrefix("0") || digits.hasPrefix("8") {
      // The trunk prefix of most of Europe, and that of Russia.
      variants.append(String(digits.dropFirst()))
    }
    return variants.filter { $0.utf8.count >= leastDigits }.map { Array($0.utf8) }
  }
}

/// The scripts between which names are compared by sound.
package enum NameScript: String, CaseIterable, Sendable {
  /// Latin.
  case latin = "L"
  /// Cyrillic.
  case cyrillic = "C"
  /// Han, read as pinyin.
  case han = "H"

  /// The script of a word's first letter; `nil` for other scripts and numbers.
  package init?(_ term: String) {
    switch term.unicodeScalars.first?.value {
    case .some(0x61...0x7A), .some(0xDF...0x24F), .some(0x1E00...0x1EFF): self = .latin
    case .some(0x400...0x52F): self = .cyrillic
    case .some(let value) where Unicode.Scalar(value).map(Transliteration.isHan) ?? false: self = .han
    default: return nil
    }
  }

  /// The term of ``TermGroup/sounds`` for a word; `nil` for a word in another script or without a sound.
  package static func soundTerm(of word: String) -> IndexTerm? {
    guard let script = NameScript(TextFolding.folded(word)) else { return nil }
    let key = Transliteration.matchingKey(word)
    return key.isEmpty ? nil : IndexTerm(.sounds, script.rawValue + key)
  }
}
