import Testing

@testable import CRMCore

/// The coded parts of the index: lists, dictionary, the tree for typing errors.
@Suite struct TextIndexPartsTests {
  private static let seed: UInt64 = 0x5EED_45

  @Test(arguments: [0, 1, 127, 128, 129, 300, 4_095, 4_200, 90_000, 100_000])
  func listsComeBack(count: Int) {
    var generator = SeededGenerator(seed: Self.seed)
    let documents = (0..<UInt32(100_000)).shuffled(using: &generator).prefix(count).sorted()
    var writer = PostingWriter(documentCount: 100_000)
    var bytes: [UInt8] = [7]
    writer.append(documents[...], to: &bytes)
    let list = PostingStorage(bytes: bytes, words: writer.words, documentCount: 100_000).list(at: 1)
    #expect(list.count == count)
    var all: [UInt32] = []
    list.append(from: 0, limit: .max / 2, to: &all)
    #expect(all == documents)
    var words = [UInt64](repeating: 0, count: 1_563)
    list.set(in: &words)
    #expect(words.reduce(0) { $0 + $1.nonzeroBitCount } == count)
    let members = Set(documents)
    var probe = PostingProbe(list)
    for document in stride(from: UInt32(0), to: 100_000, by: 37) {
      if probe.contains(document) != members.contains(document) || list.contains(document) != members.contains(document)
      {
        Issue.record("seed \(Self.seed): \(document)")
      }
      guard document % 5 == 0 else { continue }
      var some: [UInt32] = []
      list.append(from: document, limit: 3, to: &some)
      let first = documents.lowerBound(of: document)
      if some != Array(documents[first...].prefix(3)) { Issue.record("seed \(Self.seed): from \(document)") }
    }
  }

  private func table(_ terms: [String], repeats: Int = 1) -> TermTable {
    var builder = TermTableBuilder()
    for (document, term) in terms.enumerated() {
      let number = builder.number(of: Array(term.utf8))
      for offset in 0..<repeats { builder.add(number, UInt32(document * repeats + offset)) }
    }
    return builder.table(ranks: Array(0..<UInt32(terms.count * repeats)))
  }

  @Test func prefixesAreFoundWithTheirDocuments() {
    var generator = SeededGenerator(seed: Self.seed)
    let letters = ["a", "b", "й", "王"]
    let terms = Set(
      (0..<400).map { _ in
        (0..<Int.random(in: 1...6, using: &generator)).map { _ in letters.randomElement(using: &generator) ?? "" }
          .joined()
      }
    ).sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
    let repeats = 9
    let table = table(terms, repeats: repeats)
    for prefix in terms.map({ String($0.prefix(3)) }) + ["", "c", "aц", "й", "王王王王王王王"] {
      let range = table.range(ofPrefix: Array(prefix.utf8))
      let expected = terms.indices.filter { terms[$0].utf8.starts(with: prefix.utf8) }
      #expect(Array(range) == expected, "seed \(Self.seed): \(prefix)")
      var documents: [UInt32] = []
      table.list(ofPrefixRange: range)?.append(from: 0, limit: .max / 2, to: &documents)
      #expect(documents.count == expected.count * repeats, "seed \(Self.seed): \(prefix)")
    }
    for (index, term) in terms.enumerated() {
      var documents: [UInt32] = []
      table.list(of: Array(term.utf8))?.append(from: 0, limit: .max / 2, to: &documents)
      #expect(documents == Array(UInt32(index * repeats)..<UInt32((index + 1) * repeats)))
    }
    #expect(table.list(of: Array("ab!".utf8)) == nil)
  }

  /// Every word of up to five letters out of three.
  private static let words: [String] = {
    var words = [""]
    var longest = [""]
    for _ in 0..<5 {
      longest = longest.flatMap { word in ["a", "b", "c"].map { word + $0 } }
      words += longest
    }
    return words
  }()

  /// What one error makes of a word: the definition, without any table of distances.
  private static func oneError(_ word: String) -> Set<String> {
    let letters = Array(word)
    var found: Set<String> = [word]
    for place in 0...letters.count {
      for letter in "abc" { found.insert(String(letters[..<place] + [letter] + letters[place...])) }
      guard place < letters.count else { continue }
      found.insert(String(letters[..<place] + letters[(place + 1)...]))
      for letter in "abc" { found.insert(String(letters[..<place] + [letter] + letters[(place + 1)...])) }
      guard place + 1 < letters.count else { continue }
      found.insert(String(letters[..<place] + [letters[place + 1], letters[place]] + letters[(place + 2)...]))
    }
    return found
  }

  private func units(_ text: String) -> [UInt16] { Array(text.utf16) }

  @Test func oneErrorIsExactlyWhatOneEditMakes() {
    for word in ["abca", "aabb", "cabac", "aaaa"] {
      let near = Self.oneError(word)
      for other in Self.words {
        let isNear = SpellingDistance.isNear(units(word), units(other), limit: 1, acceptsBeginnings: false)
        if isNear != near.contains(other) { Issue.record("\(word) \(other)") }
        let hasNearBeginning = (0...other.count).contains { near.contains(String(other.prefix($0))) }
        let begins = SpellingDistance.isNear(units(word), units(other), limit: 1, acceptsBeginnings: true)
        if begins != hasNearBeginning { Issue.record("beginning: \(word) \(other)") }
      }
    }
  }

  @Test func theTreeFindsWhatTheDistanceSays() {
    let terms = Self.words.filter { !$0.isEmpty }.sorted()
    let trie = TypoTrie(table(terms))
    for word in ["abca", "bbbb", "cabacab", "abcabcab", "b"] {
      for limit in 1...2 {
        for acceptsBeginnings in [false, true] {
          let found = Set(
            trie.ranges(near: units(word), limit: limit, acceptsBeginnings: acceptsBeginnings).joined())
          let expected = terms.indices.filter {
            SpellingDistance.isNear(units(word), units(terms[$0]), limit: limit, acceptsBeginnings: acceptsBeginnings)
          }
          #expect(found == Set(expected), "\(word) \(limit) \(acceptsBeginnings)")
        }
      }
    }
  }

  @Test func errorsAreForgivenFromFourLettersOn() {
    #expect((1...9).map { SpellingDistance.limit(letterCount: $0) } == [0, 0, 0, 1, 1, 1, 1, 2, 2])
  }

  @Test func keyboardLayouts() {
    #expect(KeyboardLayout.slips("ghbdtn") == ["привет"])
    #expect(KeyboardLayout.slips("[fhrsd") == ["харкыв", "харків"])
    #expect(KeyboardLayout.slips("ыьшер") == ["smith"])
    #expect(KeyboardLayout.slips("Юлия smith").isEmpty)
    #expect(KeyboardLayout.slips("123").isEmpty)
  }
}
