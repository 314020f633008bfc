import Foundation
import Testing

@testable import CRMCore

/// The index against its definition (`MatchRule`), applied to every document.
@Suite struct TextIndexTests {
  /// Names, addresses and numbers made of few syllables, so that random queries meet.
  private struct Sample {
    var generator: SeededGenerator
    private let latin = ["an", "na", "smi", "th", "iva", "nov", "pet", "rov", "yul", "ia", "shch", "er", "kov"]
    private let cyrillic = ["ан", "на", "сми", "рно", "ива", "нов", "пет", "ров", "юл", "ия", "щер", "ба", "ков"]
    private let han = ["王", "小", "明", "李", "伟"]

    mutating func pick<Item>(_ items: [Item]) -> Item { items[Int.random(in: 0..<items.count, using: &generator)] }

    mutating func word() -> String {
      let syllables = pick([latin, latin, cyrillic, cyrillic, han])
      return (0..<Int.random(in: 1...3, using: &generator)).map { _ in pick(syllables) }.joined()
    }

    mutating func digits(_ count: Int) -> String {
      (0..<count).map { _ in pick(["0", "1", "8"]) }.joined()
    }

    mutating func document(_ number: Int) -> IndexedDocument {
      var terms: Set<IndexTerm> = []
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let word = word()
        for token in WordTokenizer.tokens(in: word) {
          for term in WordTokenizer.indexTerms(of: word[token.range], kind: token.kind) {
            terms.insert(IndexTerm(.names, term))
          }
        }
        if let sound = NameScript.soundTerm(of: word) { terms.insert(sound) }
      }
      if Bool.random(using: &generator) { terms.insert(IndexTerm(.labels, word())) }
      if Bool.random(using: &generator) { terms.insert(IndexTerm(.contacts, word())) }
      if Bool.random(using: &generator) {
        let number = digits(9)
        terms.insert(IndexTerm(.digits, number))
        terms.insert(IndexTerm(.tails, String(number.reversed())))
      }
      let key = Int.random(in: 0..<8, using: &generator) == 0 ? nil : word()
      return IndexedDocument(id: Identifier<Event>(derivedFrom: "\(number)").uuid, sortKey: key, terms: terms)
    }

    mutating func query() -> String {
      var words: [String] = []
      for _ in 0..<pick([1, 1, 1, 2, 2, 3]) {
        var word = pick([word(), word(), word(), digits(3)])
        if Int.random(in: 0..<3, using: &generator) == 0 {
          word = String(word.prefix(Int.random(in: 1...word.count, using: &generator)))
        }
        if Int.random(in: 0..<4, using: &generator) == 0 {
          var letters = Array(word)
          letters.swapAt(0, letters.count - 1)
          word = String(letters)
        }
        words.append(word)
      }
      return words.joined(separator: " ")
    }
  }

  private func expected(_ query: String, _ documents: some Sequence<IndexedDocument>) -> [HitPosition] {
    let rule = MatchRule(query: SearchQuery(query))
    return documents.compactMap { document in
      rule.cost(of: document).map { HitPosition(cost: $0, sortKey: document.sortKey, id: document.id) }
    }.sorted()
  }

  private func pages(_ index: TextIndex, _ query: String, by limit: Int) -> [HitPosition] {
    var all: [HitPosition] = []
    while true {
      let page = index.hits(SearchQuery(query), after: all.last, limit: limit)
      all += page
      if page.count < limit { return all }
    }
  }

  @Test func pagesAreWhatTheDefinitionSays() {
    let seed: UInt64 = 0x5EED_42
    var sample = Sample(generator: SeededGenerator(seed: seed))
    let documents = (0..<700).map { sample.document($0) }
    let index = TextIndex(documents)
    for _ in 0..<150 {
      let query = sample.query()
      let expected = expected(query, documents)
      if index.hits(SearchQuery(query), limit: 10) != Array(expected.prefix(10)) {
        Issue.record("seed \(seed): first page of '\(query)'")
      }
      if pages(index, query, by: 7) != expected { Issue.record("seed \(seed): pages of '\(query)'") }
    }
  }

  /// Lists so long that they are cut into blocks, are bitmaps or are united for a prefix.
  @Test func longListsAreWhatTheDefinitionSays() {
    let seed: UInt64 = 0x5EED_43
    var sample = Sample(generator: SeededGenerator(seed: seed))
    let documents = (0..<6_000).map { sample.document($0) }
    let index = TextIndex(documents)
    for query in ["a", "an", "и", "ю", "a i", "an iva", "ива a", "1", "01", "王", "a и", "i a n"] {
      let typed = MatchRule(query: SearchQuery(query))
      let expected = documents.compactMap { document in
        typed.cost(of: document, upTo: .typed).map {
          HitPosition(cost: $0, sortKey: document.sortKey, id: document.id)
        }
      }.sorted()
      let found = index.hits(SearchQuery(query), limit: min(expected.count, 900))
      if found != Array(expected.prefix(900)) {
        Issue.record("seed \(seed): '\(query)' \(found.count) \(expected.count)")
      }
      let middle = expected.count / 2
      if middle > 0 {
        let next = index.hits(SearchQuery(query), after: expected[middle - 1], limit: 20)
        if next.prefix(expected.count - middle) != expected[middle...].prefix(20) {
          Issue.record("seed \(seed): middle of '\(query)'")
        }
      }
    }
  }

  @Test func incrementalEqualsRebuiltThroughAllFolds() {
    let seed: UInt64 = 0x5EED_44
    var sample = Sample(generator: SeededGenerator(seed: seed))
    var current: [UUID: IndexedDocument] = [:]
    var index = TextIndex()
    for step in 0..<2_500 {
      let document = sample.document(Int.random(in: 0..<600, using: &sample.generator))
      if Int.random(in: 0..<4, using: &sample.generator) == 0 {
        index.remove(document.id)
        current[document.id] = nil
      } else {
        index.put(document)
        current[document.id] = document
      }
      guard step % 500 == 499 else { continue }
      #expect(index.count == current.count)
      #expect(index == TextIndex(current.values), "seed \(seed), step \(step)")
      for _ in 0..<15 {
        let query = sample.query()
        if pages(index, query, by: 9) != expected(query, current.values) {
          Issue.record("seed \(seed), step \(step): '\(query)'")
        }
      }
    }
    var compacted = index
    compacted.compact()
    #expect(compacted == index)
  }

  @Test func rankingLaws() {
    func document(_ name: String, _ terms: [IndexTerm]) -> IndexedDocument {
      IndexedDocument(id: Identifier<Event>(derivedFrom: name).uuid, sortKey: name, terms: Set(terms))
    }
    let sound = NameScript.soundTerm(of: "мария")
    let documents = [
      document("z exact name", [IndexTerm(.names, "maria")]), document("y label", [IndexTerm(.labels, "maria")]),
      document("x contact", [IndexTerm(.contacts, "maria")]), document("w beginning", [IndexTerm(.names, "marian")]),
      document("v beginning of label", [IndexTerm(.labels, "marianne")]),
      document("u beginning of contact", [IndexTerm(.contacts, "mariannka")]),
      document("t sound", [IndexTerm(.names, "мария")] + [sound].compactMap { $0 }),
      document("s typo", [IndexTerm(.names, "amria")]), document("r none", [IndexTerm(.names, "marrriaa")]),
    ]
    let found = TextIndex(documents).hits(SearchQuery("maria"), limit: 20).map {
      String(decoding: $0.sortKey, as: UTF8.self)
    }
    #expect(
      found == [
        "z exact name", "y label", "x contact", "w beginning", "v beginning of label", "u beginning of contact",
        "t sound", "s typo",
      ])
  }

  @Test func sameMatchesComeInTheOrderOfNamesThenOfIdentity() {
    let documents = ["b", "a", "c", "a", nil].enumerated().map { number, key in
      let id = UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, UInt8(9 - number)))
      return IndexedDocument(id: id, sortKey: key, terms: [IndexTerm(.names, "x")])
    }
    let found = TextIndex(documents).hits(SearchQuery("x"), limit: 9)
    #expect(found.map(\.id) == [3, 1, 0, 2, 4].map { documents[$0].id })
  }

  @Test func aCopyIsASnapshot() {
    var sample = Sample(generator: SeededGenerator(seed: 7))
    var index = TextIndex((0..<200).map { sample.document($0) })
    let copy = index
    for number in 0..<200 { index.remove(sample.document(number).id) }
    #expect(index.count == 0)
    #expect(index.hits(SearchQuery("a"), limit: 5).isEmpty)
    #expect(copy.count == 200)
    #expect(!copy.hits(SearchQuery("a"), limit: 5).isEmpty)
  }

  @Test func nothingTypedFindsNothing() {
    var sample = Sample(generator: SeededGenerator(seed: 8))
    let index = TextIndex((0..<20).map { sample.document($0) })
    for text in ["", "   ", "…", "+", "'"] { #expect(index.hits(SearchQuery(text), limit: 5).isEmpty) }
    #expect(TextIndex().hits(SearchQuery("a"), limit: 5).isEmpty)
    #expect(index.hits(SearchQuery("a"), limit: 0).isEmpty)
  }
}
