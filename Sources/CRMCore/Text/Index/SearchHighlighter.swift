/// Says which parts of a found document's texts answer to a query.
package struct SearchHighlighter: Sendable {
  /// Every word with the number of errors that have to be forgiven in this document.
  private let words: [(word: QueryWord, errors: Int)]

  /// - Parameter document: the document that was found; it determines which reading of the query, and whether typing errors count.
  package init(_ query: SearchQuery, for document: IndexedDocument) {
    let found = query.readings.lazy.compactMap { reading -> [(word: QueryWord, errors: Int)]? in
      var words: [(word: QueryWord, errors: Int)] = []
      for word in reading.words {
        let errors = (0...word.errorLimit).first { MatchRule.cost(of: word, in: document.terms, errors: $0) != nil }
        guard let errors else { return nil }
        words.append((word, errors))
      }
      return words
    }
    words = found.first ?? []
  }

  /// The parts of a text whose words are looked up in a group of terms: in order, without overlap.
  package func ranges(in text: String, group: TermGroup) -> [Range<String.Index>] {
    var ranges: [Range<String.Index>] = []
    for token in WordTokenizer.tokens(in: text) {
      let part = text[token.range]
      var terms = WordTokenizer.indexTerms(of: part, kind: token.kind).map { IndexTerm(group, $0) }
      if group == .names, let sound = NameScript.soundTerm(of: String(part)) { terms.append(sound) }
      for (word, errors) in words where MatchRule.cost(of: word, in: terms, errors: errors) != nil {
        ranges += Self.literal(word.term, in: part, kind: token.kind) ?? [token.range]
      }
    }
    return Self.united(ranges)
  }

  /// The parts of a telephone number as it is shown.
  ///
  /// - Parameters:
  ///   - text: the number with whatever signs.
  ///   - terms: the number as the index knows it.
  package func ranges(inTelephone text: String, terms: [IndexTerm]) -> [Range<String.Index>] {
    let places = text.indices.filter { text[$0].isASCII && text[$0].isNumber }
    let digits = places.compactMap { text[$0].asciiValue }
    var ranges: [Range<String.Index>] = []
    for (word, _) in words where MatchRule.cost(of: word, in: terms, errors: 0) != nil {
      let tail = word.tail.map { Array($0.reversed()) }
      let isTail = tail.map { digits.suffix($0.count).elementsEqual($0) } ?? false
      let found =
        isTail
        ? tail.map { (start: digits.count - $0.count, count: $0.count) }
        : word.digits.lazy.compactMap { part in
          Self.firstPlace(of: part, in: digits).map { (start: $0, count: part.count) }
        }.first
      guard let found else { continue }
      ranges.append(places[found.start]..<text.index(after: places[found.start + found.count - 1]))
    }
    return Self.united(ranges)
  }

  /// Where the letters of a term stand in a word; `nil` if it is not found letter by letter.
  private static func literal(_ term: [UInt8], in part: Substring, kind: WordToken.Kind) -> [Range<String.Index>]? {
    let starts = kind == .ideographs ? Array(part.indices) : [part.startIndex]
    let found = starts.compactMap { start -> Range<String.Index>? in
      var end = start
      while end < part.endIndex {
        end = part.index(after: end)
        let key = WordTokenizer.term(of: part[start..<end])
        if key.utf8.starts(with: term) { return start..<end }
        if key.utf8.count >= term.count { return nil }
      }
      return nil
    }
    return found.isEmpty ? nil : found
  }

  private static func firstPlace(of part: [UInt8], in digits: [UInt8]) -> Int? {
    guard part.count <= digits.count else { return nil }
    return (0...digits.count - part.count).first { digits[$0..<$0 + part.count].elementsEqual(part) }
  }

  private static func united(_ ranges: [Range<String.Index>]) -> [Range<String.Index>] {
    ranges.sorted { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }.reduce(into: []) {
      united, range in
      if let last = united.last, range.lowerBound <= last.upperBound {
        united[united.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        united.append(range)
      }
    }
  }
}
