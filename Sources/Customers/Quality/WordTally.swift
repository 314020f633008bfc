import CRMCore
import Foundation
import Insights

/// How often each word of one vocabulary occurs, and which words are other spellings of more frequent ones. Bounded: a field with
/// more different words than the limit is free text, and left alone.
struct WordTally: Sendable {
  struct Entry: Sendable {
    var count = 0
    var samples: [UUID] = []
    var judgement: WordJudgement?

    mutating func add(_ id: UUID, most: Int) {
      count += 1
      if samples.count < most { samples.append(id) }
    }
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
    if let place = entries.index(forKey: word) {
      entries.values[place].add(id.uuid, most: samplesKept)
      return entries.values[place].judgement
    }
    let judgement = vocabulary.judgement(of: word)
    guard entries.count < limit else {
      isFreeText = true
      return judgement
    }
    var entry = Entry(judgement: judgement)
    entry.add(id.uuid, most: samplesKept)
    entries[word] = entry
    return judgement
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
    // Of each group the spellings from the most frequent on, and how often all of them occur.
    var ranked = groups.values.map { group in
      let spellings = group.sorted { (words[$1]?.count ?? 0, $0) < (words[$0]?.count ?? 0, $1) }
      return (spellings: spellings, count: spellings.reduce(0) { $0 + (words[$1]?.count ?? 0) })
    }
    ranked.sort { ($1.count, $0.spellings[0]) < ($0.count, $1.spellings[0]) }
    let parts = ranked.map { WordParts($0.spellings[0]) }
    let frequent = ranked.prefix { $0.count >= 10 }.count
    var found: [Variant] = []
    for (place, rare) in ranked.enumerated() {
      let near = (0..<frequent).first { ranked[$0].count >= 10 * rare.count && parts[$0].isNear(parts[place]) }
      let meant = near.map { ranked[$0].spellings[0] }
      for (rank, spelling) in rare.spellings.enumerated() where meant != nil || rank > 0 {
        guard let entry = words[spelling] else { continue }
        found.append(Variant(found: spelling, meant: meant ?? rare.spellings[0], entry: entry))
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
}

/// A text word by word, for the question whether another one is a slip away.
private struct WordParts {
  private struct Part {
    var letters: [UInt16]
    var digits: [Unicode.Scalar]
  }

  private let parts: [Part]

  init(_ text: String) {
    parts = TextFolding.searchKey(text).split { !$0.isLetter && !$0.isNumber }.map { word in
      Part(
        letters: Array(word.utf16), digits: word.unicodeScalars.filter { $0.properties.numericType != nil })
    }
  }

  func isNear(_ other: WordParts) -> Bool {
    guard parts.count == other.parts.count else { return false }
    var edits = 0
    for (a, b) in zip(parts, other.parts) {
      let (shorter, longer) = (min(a.letters.count, b.letters.count), max(a.letters.count, b.letters.count))
      let limit = shorter >= 9 ? 2 : longer >= 5 ? 1 : 0
      guard longer - shorter <= limit, a.digits == b.digits,
        let distance = DamerauLevenshtein.restricted(a.letters.span, b.letters.span, limit: limit)
      else { return false }
      edits += distance
    }
    return edits > 0 && edits <= 2
  }
}
