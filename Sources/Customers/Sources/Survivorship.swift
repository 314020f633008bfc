import CRMCore
import Foundation

/// Chooses among what several say about one party. Pure: the same candidates in the same order give the same facts.
struct Survivorship: Sendable {
  /// What one source, or one of several records, says.
  struct Candidate: Sendable {
    var facts: PartyFacts
    var observedAt: Date
    var system: String?
    var verified: Set<CustomerProperty> = []
  }

  /// Which candidate's value counts, and why; no position where values are united or there is none.
  struct Choice: Sendable {
    var position: Int?
    var reason: Reason
  }

  let policy: SurvivorshipPolicy

  /// The facts of all candidates as one. Of candidates that no rule tells apart the first counts.
  ///
  /// - Parameters:
  ///   - candidates: what is said.
  ///   - chosen: candidates that were chosen for a property, by position; they beat the rules unless their value is empty.
  func unite(
    _ candidates: [Candidate], chosen: [CustomerProperty: Int] = [:]
  ) -> (facts: PartyFacts, choices: [CustomerProperty: Choice]) {
    var facts = PartyFacts()
    var choices: [CustomerProperty: Choice] = [:]
    for access in PropertyAccess.all(in: candidates.map(\.facts)) {
      let choice = choose(access, among: candidates, chosen: chosen[access.property])
      if let position = choice.position { access.copy(candidates[position].facts, &facts) }
      choices[access.property] = choice
    }
    var order = ranked(candidates)
    if let first = chosen[.contactPoints] { order = [first] + order.filter { $0 != first } }
    var points = order.flatMap { candidates[$0].facts.contactPoints.points }
    if policy.rules[.contactPoints]?.contains(.verifiedFirst) ?? false {
      points = points.filter(\.verification.isVerified) + points.filter { !$0.verification.isVerified }
    }
    facts.contactPoints = ContactPoints(points)
    for candidate in candidates {
      facts.tags.formUnion(candidate.facts.tags)
      for key in candidate.facts.foreignKeys where !facts.foreignKeys.contains(key) { facts.foreignKeys.append(key) }
    }
    for property in [CustomerProperty.tags, .contactPoints, .foreignKeys] {
      choices[property] = Choice(position: nil, reason: Reason(SurvivorshipReason.united))
    }
    return (facts, choices)
  }

  private func choose(_ access: PropertyAccess, among candidates: [Candidate], chosen: Int?) -> Choice {
    var left = candidates.indices.filter { access.value(candidates[$0].facts) != nil }
    if let chosen, left.contains(chosen) { return Choice(position: chosen, reason: Reason(SurvivorshipReason.chosen)) }
    guard let first = left.first else { return Choice(position: nil, reason: Reason(SurvivorshipReason.none)) }
    guard left.count > 1 else { return Choice(position: first, reason: Reason(SurvivorshipReason.only)) }
    if agree(left, on: access, candidates) {
      return Choice(position: first, reason: Reason(SurvivorshipReason.agreed))
    }
    if access.property == .firstTouch {
      left = narrow(left, by: .oldestTouch, access, candidates)
      return Choice(position: left.first, reason: Self.reason(.oldest))
    }
    for rule in policy.rules(for: access.property) + [.newest] {
      left = narrow(left, by: .rule(rule), access, candidates)
      if agree(left, on: access, candidates) { return Choice(position: left.first, reason: Self.reason(rule)) }
    }
    return Choice(position: left.first, reason: Self.reason(.newest))
  }

  private static func reason(_ rule: SurvivorshipRule) -> Reason {
    Reason(SurvivorshipReason.rule, ["rule": .choice(rule.rawValue)])
  }

  private func agree(_ positions: [Int], on access: PropertyAccess, _ candidates: [Candidate]) -> Bool {
    positions.allSatisfy { access.isEqual(candidates[$0].facts, candidates[positions[0]].facts) }
  }

  private enum Measure {
    case rule(SurvivorshipRule)
    case oldestTouch
  }

  /// Those for which the measure is greatest.
  private func narrow(
    _ positions: [Int], by measure: Measure, _ access: PropertyAccess, _ candidates: [Candidate]
  ) -> [Int] {
    func weight(_ position: Int) -> Int64 {
      let candidate = candidates[position]
      switch measure {
      case .oldestTouch: return -(candidate.facts.firstTouch?.date.millisecondsSince1970 ?? .max)
      case .rule(.newest): return candidate.observedAt.millisecondsSince1970
      case .rule(.oldest): return -candidate.observedAt.millisecondsSince1970
      case .rule(.mostTrusted): return -Int64(policy.rank(of: candidate.system))
      case .rule(.longest): return Int64(access.value(candidate.facts)?.plainText.count ?? 0)
      case .rule(.mostFrequent):
        return Int64(positions.count { access.isEqual(candidates[$0].facts, candidate.facts) })
      case .rule(.verifiedFirst): return candidate.verified.contains(access.property) ? 1 : 0
      }
    }
    let weights = positions.map(weight)
    let best = weights.max() ?? 0
    return zip(positions, weights).filter { $0.1 == best }.map(\.0)
  }

  /// The candidates in the order in which their contact points come.
  private func ranked(_ candidates: [Candidate]) -> [Int] {
    let rules = policy.rules[.contactPoints] ?? []
    func key(_ position: Int) -> [Int64] {
      let candidate = candidates[position]
      return rules.map { rule in
        switch rule {
        case .newest: -candidate.observedAt.millisecondsSince1970
        case .oldest: candidate.observedAt.millisecondsSince1970
        case .mostTrusted: Int64(policy.rank(of: candidate.system))
        case .longest: -Int64(candidate.facts.contactPoints.count)
        case .mostFrequent, .verifiedFirst: 0
        }
      } + [Int64(position)]
    }
    return candidates.indices.sorted { key($0).lexicographicallyPrecedes(key($1)) }
  }
}
