/// Finds the cheapest documents of a segment that have every word of a reading, without looking at all of them.
///
/// Way by way: every choice of one level per word has a cost; the choices are gone through from the cheapest on, and each gives
/// the documents that are in all of its lists, in the order of names. That ends as soon as the page is full. If much was looked
/// at and little found, the work goes on with one bit per document (``LevelBitmaps``).
struct ConjunctionSearch {
  /// A document and what it costs.
  struct Hit {
    let cost: Int
    let document: UInt32
  }

  /// One level per word.
  struct Choice {
    var cost: Int
    var levels: [Int]
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

  private static let choiceLimit = 512
  /// How many documents of lists with other words are looked at before bitmaps are made.
  private static let patience = 20_000

  /// The hits in order, at most `limit`.
  func hits() -> [Hit] {
    guard !words.isEmpty, words.allSatisfy({ !$0.isEmpty }) else { return [] }
    guard let choices = choices() else { return scored(LevelBitmaps(words, documentCount: documentCount)) }
    var hits: [Hit] = []
    var lookedAt = 0
    for group in Self.grouped(choices) {
      var found: [UInt32] = []
      for choice in group {
        guard let some = documents(of: choice, limit: limit - hits.count, lookedAt: &lookedAt) else {
          return slowly(choices)
        }
        found += some
      }
      add(found, costing: group[0].cost, to: &hits)
      if hits.count == limit { break }
    }
    return hits
  }

  private func slowly(_ choices: [Choice]) -> [Hit] {
    let bitmaps = LevelBitmaps(words, documentCount: documentCount)
    if bitmaps.matchCount <= Self.patience { return scored(bitmaps) }
    var hits: [Hit] = []
    for group in Self.grouped(choices) {
      var found: [UInt32] = []
      for choice in group {
        let first = choice.cost == start.cost ? start.document : 0
        found += bitmaps.documents(of: choice, from: first, limit: limit - hits.count) { isIncluded($0, choice.cost) }
      }
      add(found, costing: group[0].cost, to: &hits)
      if hits.count == limit { break }
    }
    return hits
  }

  private func add(_ found: [UInt32], costing cost: Int, to hits: inout [Hit]) {
    hits += found.sorted().prefix(limit - hits.count).map { Hit(cost: cost, document: $0) }
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

  /// Choices of equal cost together.
  private static func grouped(_ choices: [Choice]) -> [[Choice]] {
    var groups: [[Choice]] = []
    var rest = choices[...]
    while let first = rest.first {
      let group = Array(rest.prefix { $0.cost == first.cost })
      groups.append(group)
      rest = rest.dropFirst(group.count)
    }
    return groups
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

  /// The hits, found by telling the cost of every document that has all words.
  private func scored(_ bitmaps: LevelBitmaps) -> [Hit] {
    var found: [Int: [UInt32]] = [:]
    bitmaps.forEachMatch { document in
      let cost = penalty + bitmaps.cost(of: document)
      guard costs.contains(cost), cost > start.cost || (cost == start.cost && document >= start.document),
        found[cost]?.count ?? 0 < limit, isIncluded(document, cost)
      else { return }
      found[cost, default: []].append(document)
    }
    let hits = found.keys.sorted().flatMap { cost in
      (found[cost] ?? []).map { Hit(cost: cost, document: $0) }
    }
    return Array(hits.prefix(limit))
  }
}
