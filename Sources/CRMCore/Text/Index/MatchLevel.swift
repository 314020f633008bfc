/// The documents of a segment in which a word is found in one way.
struct MatchLevel {
  let cost: Int
  let documents: DocumentSet
}

extension IndexSegment {
  /// The ways in which a word is found without errors, the cheapest first.
  func levels(of word: QueryWord) -> [MatchLevel] {
    var levels: [MatchLevel] = []
    func add(_ cost: Int, _ lists: [PostingList?]) {
      let found = lists.compactMap { $0 }.filter { $0.count > 0 }
      guard !found.isEmpty else { return }
      let documents = DocumentSet(found, documentCount: count)
      levels.append(MatchLevel(cost: cost, documents: documents))
    }
    func beginning(_ group: TermGroup, _ prefix: [UInt8]) -> PostingList? {
      let table = self[group]
      return table.list(ofPrefixRange: table.range(ofPrefix: prefix))
    }
    let exactDigits = word.digits.map { self[.digits].list(of: $0) }
    add(0, [self[.names].list(of: word.term)])
    add(MatchCost.label, [self[.labels].list(of: word.term)])
    add(MatchCost.contact, [self[.contacts].list(of: word.term)] + exactDigits)
    add(MatchCost.beginning, [beginning(.names, word.term)])
    add(MatchCost.beginning + MatchCost.label, [beginning(.labels, word.term)])
    let digits = word.digits.map { beginning(.digits, $0) } + [word.tail.flatMap { beginning(.tails, $0) }]
    add(MatchCost.beginning + MatchCost.contact, [beginning(.contacts, word.term)] + digits)
    add(MatchCost.sound, word.sounds.map { self[.sounds].list(of: $0) })
    add(MatchCost.sound + MatchCost.beginning, word.soundBeginnings.map { beginning(.sounds, $0) })
    return levels
  }

  /// The documents in which a word is found with errors of typing.
  func level(of word: QueryWord, errors: Int) -> MatchLevel? {
    guard let letters = word.letters, errors <= word.errorLimit else { return nil }
    let table = self[.names]
    let lists = typos.ranges(near: letters, limit: errors, acceptsBeginnings: word.isLast).compactMap {
      table.list(ofPrefixRange: $0)
    }
    guard !lists.isEmpty else { return nil }
    let documents = DocumentSet(lists, documentCount: count)
    return MatchLevel(
      cost: errors == 1 ? MatchCost.oneError : MatchCost.twoErrors, documents: documents)
  }
}
