/// Finds the cheapest documents of a segment that have every word of a reading, without looking at all of them.
///
/// Way by way: every choice of one level per word has a cost; the choices are gone through from the cheapest on, and each gives
/// the documents that are in all of its lists, in the order of names. That ends as soon as the page is full. If much was looked
/// at and little found, the documents that have all words are gathered instead, and sorted by cost.
struct ConjunctionSearch {
  /// A document and what it costs.
  struct Hit {
    let cost: Int
    let document: UInt32
  }

  /// By word, its levels, the cheapest first.
  let words: [[MatchLevel]]
  let penalty: Int
  /// The costs that are wanted.
  let costs: Range<Int>
  /// Hits of this cost are wanted from this document on, cheaper ones not at all.
  let start: (cost: Int, document: UInt32)
  let limit: Int
  let documentCount: Int
  /// Whether a document counts that costs so much here: it is alive, and nowhere cheaper.
  let isIncluded: (UInt32, Int) -> Bool

  private static let choiceLimit = 256
  /// How many documents are looked at before those with all words are gathered.
  private static let patience = 4_000

  /// The hits in order, at most `limit`.
  func hits() -> [Hit] {
    guard !words.isEmpty, words.allSatisfy({ !$0.isEmpty }) else { return [] }
    guard let choices = choices() else { return gathered(from: start.cost) }
    var hits: [Hit] = []
    var lookedAt = 0
    var index = 0
    while index < choices.count, hits.count < limit {
      let cost = choices[index].cost
      var found: [UInt32] = []
      while index < choices.count, choices[index].cost == cost {
        guard let some = documents(of: choices[index], limit: limit - hits.count, lookedAt: &lookedAt) else {
          return hits + gathered(from: cost).prefix(limit - hits.count)
        }
        found += some
        index += 1
      }
      found.sort()
      hits += found.prefix(limit - hits.count).map { Hit(cost: cost, document: $0) }
    }
    return hits
  }

  /// One level per word.
  private struct Choice {
    var cost: Int
    var levels: [Int]
  }

  /// The choices whose cost is wanted, the cheapest first; `nil` if there are too many.
  private func choices() -> [Choice]? {
    guard words.reduce(1, { min($0 * $1.count, Self.choiceLimit + 1) }) <= Self.choiceLimit else { return nil }
    var choices = [Choice(cost: penalty, levels: [])]
    for levels in words {
      choices = choices.flatMap { choice in
        levels.indices.map { Choice(cost: choice.cost + levels[$0].cost, levels: choice.levels + [$0]) }
      }
    }
    return choices.filter { costs.contains($0.cost) && $0.cost >= start.cost }.sorted { $0.cost < $1.cost }
  }

  /// The first documents that are found by a choice and no cheaper one; `nil` if too many had to be looked at.
  private func documents(of choice: Choice, limit: Int, lookedAt: inout Int) -> [UInt32]? {
    let sets = zip(words, choice.levels).map { $0[$1].documents }
    guard let driver = sets.indices.min(by: { sets[$0].count < sets[$1].count }) else { return [] }
    var others = sets.indices.filter { $0 != driver }.map { sets[$0].probes() }
    var found: [UInt32] = []
    var next = choice.cost == start.cost ? start.document : 0
    var length = max(limit, 32)
    while found.count < limit {
      let some = sets[driver].first(from: next, limit: length)
      for document in some {
        guard Self.isInAll(document, &others), !isCheaper(document, than: choice), isIncluded(document, choice.cost)
        else { continue }
        found.append(document)
        if found.count == limit { break }
      }
      guard found.count < limit, some.count == length, let last = some.last else { break }
      lookedAt += some.count
      if words.count > 1, lookedAt > Self.patience { return nil }
      next = last + 1
      length = min(length * 4, 4_096)
    }
    return found
  }

  /// Whether one of the words is found in the document in a cheaper way than the choice says.
  private func isCheaper(_ document: UInt32, than choice: Choice) -> Bool {
    for (levels, chosen) in zip(words, choice.levels) {
      for level in levels[..<chosen] where level.documents.contains(document) { return true }
    }
    return false
  }

  private static func isInAll(_ document: UInt32, _ probes: inout [[PostingProbe]]) -> Bool {
    for index in probes.indices where !isInAny(document, &probes[index]) { return false }
    return true
  }

  private static func isInAny(_ document: UInt32, _ probes: inout [PostingProbe]) -> Bool {
    for index in probes.indices where probes[index].contains(document) { return true }
    return false
  }

  /// The hits that cost at least so much, found by looking at every document that has all words.
  private func gathered(from leastCost: Int) -> [Hit] {
    let covers = words.map { levels in levels.filter { !$0.isContained }.map(\.documents) }
    let sizes = covers.map { $0.reduce(0) { $0 + $1.count } }
    guard let driver = sizes.indices.min(by: { sizes[$0] < sizes[$1] }) else { return [] }
    var candidates = [UInt64](repeating: 0, count: (documentCount + 63) / 64)
    for documents in covers[driver] { documents.set(in: &candidates) }
    var others = covers.indices.filter { $0 != driver }.map { index in covers[index].flatMap { $0.probes() } }
    var levels = words.map { levels in levels.map { (cost: $0.cost, probes: $0.documents.probes()) } }
    var found: [Int: [UInt32]] = [:]
    for index in candidates.indices {
      var word = candidates[index]
      while word != 0 {
        let document = UInt32(truncatingIfNeeded: index << 6 | word.trailingZeroBitCount)
        word &= word &- 1
        guard Self.isInAll(document, &others) else { continue }
        let cost = cost(of: document, &levels)
        guard costs.contains(cost), cost >= leastCost, cost > start.cost || document >= start.document,
          found[cost]?.count ?? 0 < limit, isIncluded(document, cost)
        else { continue }
        found[cost, default: []].append(document)
      }
    }
    let hits = found.keys.sorted().flatMap { cost in
      (found[cost] ?? []).map { Hit(cost: cost, document: $0) }
    }
    return Array(hits.prefix(limit))
  }

  private func cost(of document: UInt32, _ levels: inout [[(cost: Int, probes: [PostingProbe])]]) -> Int {
    var sum = penalty
    for word in levels.indices {
      for level in levels[word].indices where Self.isInAny(document, &levels[word][level].probes) {
        sum += levels[word][level].cost
        break
      }
    }
    return sum
  }
}
