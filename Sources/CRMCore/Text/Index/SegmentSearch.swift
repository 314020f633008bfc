/// A query against one segment: the words are looked up once, and further ways only when they are asked for.
struct SegmentSearch {
  private let segment: IndexSegment
  private let dead: [UInt64]
  private let query: SearchQuery
  /// By reading and word, the ways without errors.
  private var levels: [[[MatchLevel]]]

  init(_ query: SearchQuery, in segment: IndexSegment, dead: [UInt64]) {
    self.segment = segment
    self.dead = dead
    self.query = query
    // Whether a keyboard layout was wrong is asked only when the page has room.
    levels = query.readings.map { $0.penalty == 0 ? $0.words.map { segment.levels(of: $0) } : [] }
  }

  /// The cheapest hits of a phase after a position, at most `limit`, in order.
  mutating func hits(
    in phase: MatchRule.Phase, after position: HitPosition?, limit: Int
  ) -> [(position: HitPosition, document: UInt32)] {
    prepare(phase)
    let start = start(of: phase, after: position)
    let ready = self
    let found = query.readings.indices.flatMap { reading -> [ConjunctionSearch.Hit] in
      let penalty = query.readings[reading].penalty
      guard (penalty > 0) == (phase == .slipped) else { return [] }
      let search = ConjunctionSearch(
        words: levels[reading], penalty: penalty, costs: phase.costs, start: start, limit: limit,
        documentCount: segment.count
      ) { document, cost in
        ready.isAlive(document) && !ready.isCheaper(document, than: cost, in: reading)
      }
      return search.hits()
    }
    return found.map { hit in
      let document = Int(hit.document)
      let id = segment.ids[document].uuid
      return (HitPosition(cost: hit.cost, sortKey: Array(segment.sortKey(document)), id: id), hit.document)
    }.sorted { $0.position < $1.position }
  }

  private func start(of phase: MatchRule.Phase, after position: HitPosition?) -> (cost: Int, document: UInt32) {
    guard let position else { return (phase.costs.lowerBound, 0) }
    guard position.cost >= phase.costs.lowerBound else { return (phase.costs.lowerBound, 0) }
    return (position.cost, UInt32(segment.count(upTo: position)))
  }

  private mutating func prepare(_ phase: MatchRule.Phase) {
    for (index, reading) in query.readings.enumerated() {
      if reading.penalty > 0 {
        if phase.rawValue >= MatchRule.Phase.slipped.rawValue, levels[index].isEmpty {
          levels[index] = reading.words.map { segment.levels(of: $0) }
        }
      } else if phase.errors > 0 {
        for (number, word) in reading.words.enumerated() {
          let dearest = phase.errors == 1 ? MatchCost.oneError : MatchCost.twoErrors
          for errors in 1...phase.errors where levels[index][number].allSatisfy({ $0.cost < dearest }) {
            let cost = errors == 1 ? MatchCost.oneError : MatchCost.twoErrors
            guard levels[index][number].allSatisfy({ $0.cost < cost }) else { continue }
            if let level = segment.level(of: word, errors: errors) { levels[index][number].append(level) }
          }
        }
      }
    }
  }

  private func isAlive(_ document: UInt32) -> Bool {
    dead.isEmpty || dead[Int(document >> 6)] >> UInt64(document & 63) & 1 == 0
  }

  /// Whether another reading finds the document cheaper, or as cheap and is the earlier one.
  private func isCheaper(_ document: UInt32, than cost: Int, in reading: Int) -> Bool {
    for other in levels.indices where other != reading && !levels[other].isEmpty {
      var sum = query.readings[other].penalty
      var hasAll = true
      for word in levels[other] {
        guard let level = word.first(where: { $0.documents.contains(document) }) else {
          hasAll = false
          break
        }
        sum += level.cost
      }
      if hasAll, sum < cost || (sum == cost && other < reading) { return true }
    }
    return false
  }
}
