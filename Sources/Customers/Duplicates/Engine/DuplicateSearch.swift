import CRMCore
import Insights

/// The search for duplicates among records of one kind.
struct DuplicateSearch: Sendable {
  let table: LinkageTable
  let kind: CustomerKind
  let settings: DuplicateSettings
  let distinct: Set<DistinctPair>

  /// Compares, learns, scores and groups.
  func run(into report: inout DuplicateReport) async throws {
    let comparator = RowComparator(table: table, ignored: settings.ignoredFeatures)
    let candidates = try CandidatePairs(table, settings: settings)
    let patterns = try await patterns(of: candidates, comparator)
    let model =
      settings.models[kind]
      ?? LinkageLearning(comparator: comparator, settings: settings).model(candidates, patterns)
    let scorer = PairScorer(comparator: comparator, model: model, adjustment: settings.termFrequency)
    report.comparisons += candidates.count
    report.models[kind] = model

    var links: [GuardedClusters.Link] = []
    var scored: [UInt64: Double] = [:]
    for index in patterns.indices {
      if index % 65_536 == 0 { try Task.checkCancellation() }
      guard model.weight(of: patterns[index]) + model.priorWeight + scorer.mostRarityBits > -4 else { continue }
      let (a, b) = candidates.rows(index)
      let bits = scorer.frequencyBits(patterns[index], a, b)
      let odds = model.weight(of: patterns[index], rarity: bits) + model.priorWeight
      let probability = LinkageModel.probability(ofOdds: odds)
      let verdict = settings.thresholds.verdict(probability)
      guard verdict != .nonMatch, !areDistinct(a, b) else { continue }
      report.pairs.append(
        DuplicatePair(
          first: table.ids[a], second: table.ids[b], kind: kind, probability: probability, verdict: verdict,
          pattern: patterns[index], frequencyBits: bits))
      scored[candidates.pairs[index]] = probability
      if verdict == .match { links.append(GuardedClusters.Link(a, b, odds: odds)) }
    }
    let groups = settings.clustering.groups(links) { a, b in areDistinct(a, b) ? nil : scorer.odds(a, b) }
    report.clusters += groups.map { cluster($0, scored) }
  }

  private func cluster(_ rows: [Int], _ scored: [UInt64: Double]) -> DuplicateReport.Cluster {
    var weakest = 1.0
    for (place, first) in rows.enumerated() {
      for second in rows[(place + 1)...] {
        if let probability = scored[UInt64(first) << 32 | UInt64(second)] { weakest = min(weakest, probability) }
      }
    }
    return DuplicateReport.Cluster(members: rows.map { table.ids[$0] }, kind: kind, weakestProbability: weakest)
  }

  private func areDistinct(_ a: Int, _ b: Int) -> Bool {
    !distinct.isEmpty && distinct.contains(DistinctPair(table.ids[a], table.ids[b]))
  }

  /// How all candidates agree, worked out in parallel; the order is that of the candidates.
  private func patterns(
    of candidates: CandidatePairs, _ comparator: RowComparator
  ) async throws -> [ComparisonPattern] {
    let size = 16_384
    return try await withThrowingTaskGroup(of: (Int, [ComparisonPattern]).self) { group in
      for start in stride(from: 0, to: candidates.count, by: size) {
        group.addTask {
          try Task.checkCancellation()
          let range = start..<min(start + size, candidates.count)
          return (
            start,
            range.map { index in
              let (a, b) = candidates.rows(index)
              return comparator.pattern(a, b)
            }
          )
        }
      }
      var patterns = [ComparisonPattern](repeating: ComparisonPattern(), count: candidates.count)
      for try await (start, part) in group {
        patterns.replaceSubrange(start..<(start + part.count), with: part)
      }
      return patterns
    }
  }
}

/// Gives the odds that two rows are one party.
struct PairScorer: Sendable {
  let comparator: RowComparator
  let model: LinkageModel
  let adjustment: TermFrequency

  /// The most that rarity can add to a pair.
  var mostRarityBits: Double { 5 * adjustment.mostAdded }

  func frequencyBits(_ pattern: ComparisonPattern, _ a: Int, _ b: Int) -> [Double] {
    comparator.frequencyBits(pattern, a, b, model: model, adjustment: adjustment)
  }

  /// The odds in bits.
  func odds(_ a: Int, _ b: Int) -> Double {
    let pattern = comparator.pattern(a, b)
    return model.weight(of: pattern, rarity: frequencyBits(pattern, a, b)) + model.priorWeight
  }
}
