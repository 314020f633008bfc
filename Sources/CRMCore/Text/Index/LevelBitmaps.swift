/// For every word and level one bit per document whose cheapest way this level is.
struct LevelBitmaps {
  private let words: [[(cost: Int, bits: [UInt64])]]
  /// One bit per document that has all words.
  private let matches: [UInt64]

  init(_ levels: [[MatchLevel]], documentCount: Int) {
    let length = (documentCount + 63) / 64
    var matches = [UInt64](repeating: .max, count: length)
    words = levels.map { levels in
      var found = [UInt64](repeating: 0, count: length)
      let bitmaps = levels.map { level in
        var bits = [UInt64](repeating: 0, count: length)
        level.documents.set(in: &bits)
        for index in 0..<length {
          bits[index] &= ~found[index]
          found[index] |= bits[index]
        }
        return (cost: level.cost, bits: bits)
      }
      for index in 0..<length { matches[index] &= found[index] }
      return bitmaps
    }
    self.matches = matches
  }

  /// The number of documents that have all words.
  var matchCount: Int { matches.reduce(0) { $0 + $1.nonzeroBitCount } }

  /// Every document that has all words, in order.
  func forEachMatch(_ body: (UInt32) -> Void) {
    for index in matches.indices {
      var word = matches[index]
      while word != 0 {
        body(UInt32(truncatingIfNeeded: index << 6 | word.trailingZeroBitCount))
        word &= word &- 1
      }
    }
  }

  /// What a document costs that has all words.
  func cost(of document: UInt32) -> Int {
    let place = Int(document >> 6)
    let mask: UInt64 = 1 << UInt64(document & 63)
    return words.reduce(0) { sum, levels in
      for level in levels where level.bits[place] & mask != 0 { return sum + level.cost }
      return sum
    }
  }

  /// The first documents from `start` on whose cheapest ways are those of a choice.
  func documents(
    of choice: ConjunctionSearch.Choice, from start: UInt32, limit: Int, where isIncluded: (UInt32) -> Bool
  ) -> [UInt32] {
    var found: [UInt32] = []
    let first = Int(start >> 6)
    for index in first..<max(first, matches.count) {
      var word = matches[index]
      for (levels, chosen) in zip(words, choice.levels) { word &= levels[chosen].bits[index] }
      if index == first { word &= UInt64.max << UInt64(start & 63) }
      while word != 0 {
        let document = UInt32(truncatingIfNeeded: index << 6 | word.trailingZeroBitCount)
        word &= word &- 1
        guard isIncluded(document) else { continue }
        found.append(document)
        if found.count == limit { return found }
      }
    }
    return found
  }
}
