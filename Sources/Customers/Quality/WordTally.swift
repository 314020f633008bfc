import CRMCore
import Foundation

/// How often each word of one vocabulary occurs, and which words are other spellings of more frequent ones. Bounded: a field with
/// more different words than the limit is free text, and left alone.
struct WordTally: Sendable {
  struct Entry: Sendable {
    var count = 0
    var samples: [UUID] = []
    var judgement: WordJudgement?
  }

  let limit: Int
  let samplesKept: Int
  private(set) var entries: [String: Entry] = [:]
  private(set) var isFreeText = false

  /// Counts a word; what is to be said about it at once.
  mutating func add<R: Record>(_ word: String, of id: Identifier<R>, in vocabulary: QualityVocabulary<R>)
    -> WordJudgement?
  {
    guard let word = word.trimmedOrNil else { return nil }
    if entries[word] == nil {
      guard entries.count < limit else {
        isFreeText = true
        return vocabulary.judgement(of: word)
      }
      entries[word] = Entry(judgement: vocabulary.judgement(of: word))
    }
    entries[word]?.count += 1
    if let kept = entries[word]?.samples.count, kept < samplesKept { entries[word]?.samples.append(id.uuid) }
    return entries[word]?.judgement
  }

  /// A rarer spelling of a word, and the usual one.
  struct Variant: Sendable {
    var found: String
    var meant: String
    var entry: Entry
  }

  /// The words that are other spellings of more frequent ones, in alphabetical order.
  ///
  /// Words that differ in case, spaces and punctuation only are one; the most frequent spelling is meant. A word that is a few
  /// edits away from one at least ten times as frequent is a misspelling of it, if every word in it that differs is long enough:
  /// one edit from five letters, two from nine.
  func variants() -> [Variant] {
    guard !isFreeText else { return [] }
    let words = entries.filter { $0.value.judgement == nil && PlaceholderText.kind(of: $0.key, in: .word) == nil }
    let groups = Dictionary(grouping: words.keys) { Self.key($0) }
    var found: [Variant] = []
    var representatives: [(word: String, count: Int)] = []
    for group in groups.values {
      let ranked = group.sorted { (words[$1]?.count ?? 0, $0) < (words[$0]?.count ?? 0, $1) }
      guard let usual = ranked.first else { continue }
      representatives.append((usual, ranked.reduce(0) { $0 + (words[$1]?.count ?? 0) }))
      for rare in ranked.dropFirst() {
        if let entry = words[rare] { found.append(Variant(found: rare, meant: usual, entry: entry)) }
      }
    }
    representatives.sort { ($1.count, $0.word) < ($0.count, $1.word) }
    let frequent = representatives.prefix { $0.count >= 10 }.map {
      (word: $0.word, count: $0.count, Self.parts($0.word))
    }
    for rare in representatives {
      let parts = Self.parts(rare.word)
      let meant = frequent.first { $0.count >= 10 * rare.count && Self.areNear(parts, $0.2) }
      if let meant, let entry = words[rare.word] {
        found.append(Variant(found: rare.word, meant: meant.word, entry: entry))
      }
    }
    return found.sorted { $0.found < $1.found }
  }

  private static func key(_ word: String) -> String {
    let folded = TextFolding.searchKey(word)
    let letters = folded.filter { $0.isLetter || $0.isNumber }
    // Of words like "C++" the signs are the word.
    return letters.count > 1 ? letters : folded
  }

  private static func parts(_ word: String) -> [[Unicode.Scalar]] {
    TextFolding.searchKey(word).split { !$0.isLetter && !$0.isNumber }.map { Array($0.unicodeScalars) }
  }

  private static func areNear(_ left: [[Unicode.Scalar]], _ right: [[Unicode.Scalar]]) -> Bool {
    guard left.count == right.count else { return false }
    var edits = 0
    for (a, b) in zip(left, right) where a != b {
      let limit = min(a.count, b.count) >= 9 ? 2 : max(a.count, b.count) >= 5 ? 1 : 0
      guard a.filter(isDigit) == b.filter(isDigit), let distance = EditDistance.between(a, b, limit: limit) else {
        return false
      }
      edits += distance
    }
    return edits > 0 && edits <= 2
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.numericType != nil }
}
