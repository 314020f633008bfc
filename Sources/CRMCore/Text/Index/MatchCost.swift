/// What a word of a query costs, by how it is found; a document's cost is the sum over the words, each by its cheapest way.
///
/// The steps are so far apart that a step of one word is more than all smaller steps of all words: first counts how many words
/// have two errors, then how many have one, whether the keyboard layout was wrong, how many words are found by their sound only,
/// how many by their beginning only, at last in which fields.
package enum MatchCost {
  /// The fields in the order of their weight.
  static let label = 1
  static let contact = 2
  /// The text has more than the word.
  package static let beginning = 1 << 5
  /// The same name in another spelling or script.
  package static let sound = 1 << 9
  /// Typed with another keyboard layout; once per query.
  package static let slip = 1 << 13
  /// One typing error.
  package static let oneError = 1 << 14
  /// Two typing errors.
  package static let twoErrors = 1 << 20
}

/// The definition of a match: what the index finds faster.
struct MatchRule {
  /// The ways that are tried one after the other, until a page is full.
  enum Phase: Int, CaseIterable {
    case typed, slipped, oneError, twoErrors

    /// The greatest number of errors in a word.
    var errors: Int { self == .twoErrors ? 2 : self == .oneError ? 1 : 0 }
    /// What a hit of this phase costs; dearer and cheaper ones belong to other phases.
    var costs: Range<Int> {
      switch self {
      case .typed: 0..<MatchCost.slip
      case .slipped: MatchCost.slip..<MatchCost.oneError
      case .oneError: MatchCost.oneError..<MatchCost.twoErrors
      case .twoErrors: MatchCost.twoErrors..<Int.max
      }
    }

    func readings(of query: SearchQuery) -> ArraySlice<SearchQuery.Reading> {
      self == .slipped
        ? query.readings.drop { $0.penalty == 0 } : query.readings.prefix { $0.penalty == 0 }
    }
  }

  let query: SearchQuery

  /// What a document costs in a phase, provided that it does not match in an earlier one; `nil` if it does not match.
  private func cost(of document: IndexedDocument, in phase: Phase) -> Int? {
    phase.readings(of: query).compactMap { reading in
      var sum = reading.penalty
      for word in reading.words {
        guard let cost = Self.cost(of: word, in: document.terms, errors: phase.errors) else { return nil }
        sum += cost
      }
      return sum
    }.min()
  }

  /// The least cost over the phases up to one.
  func cost(of document: IndexedDocument, upTo last: Phase = .twoErrors) -> Int? {
    Phase.allCases.lazy.filter { $0.rawValue <= last.rawValue }.compactMap { cost(of: document, in: $0) }.first
  }

  /// The cheapest way in which one of the terms answers a word.
  static func cost(of word: QueryWord, in terms: [IndexTerm], errors: Int) -> Int? {
    var least: Int?
    for term in terms {
      guard let cost = cost(of: word, as: term, errors: errors) else { continue }
      least = min(least ?? cost, cost)
    }
    return least
  }

  static func cost(of word: QueryWord, as term: IndexTerm, errors: Int) -> Int? {
    switch term.group {
    case .names:
      if term.bytes == word.term { return 0 }
      if term.bytes.starts(with: word.term) { return MatchCost.beginning }
      return errorCost(of: word, as: term, errors: errors)
    case .labels:
      if term.bytes == word.term { return MatchCost.label }
      return term.bytes.starts(with: word.term) ? MatchCost.beginning + MatchCost.label : nil
    case .contacts:
      if term.bytes == word.term { return MatchCost.contact }
      return term.bytes.starts(with: word.term) ? MatchCost.beginning + MatchCost.contact : nil
    case .digits:
      if word.digits.contains(term.bytes) { return MatchCost.contact }
      return word.digits.contains { term.bytes.starts(with: $0) } ? MatchCost.beginning + MatchCost.contact : nil
    case .tails:
      return word.tail.map { term.bytes.starts(with: $0) } == true ? MatchCost.beginning + MatchCost.contact : nil
    case .sounds:
      if word.sounds.contains(term.bytes) { return MatchCost.sound }
      return word.soundBeginnings.contains { term.bytes.starts(with: $0) } ? MatchCost.sound + MatchCost.beginning : nil
    }
  }

  private static func errorCost(of word: QueryWord, as term: IndexTerm, errors: Int) -> Int? {
    guard errors > 0, let letters = word.letters, let other = TypoTrie.letters(term.bytes) else { return nil }
    func isNear(_ limit: Int) -> Bool {
      SpellingDistance.isNear(letters, other, limit: limit, acceptsBeginnings: word.isLast)
    }
    if isNear(1) { return MatchCost.oneError }
    return errors > 1 && word.errorLimit > 1 && isNear(2) ? MatchCost.twoErrors : nil
  }
}
