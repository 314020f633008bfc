import CRMCore
import Foundation

/// A merge made ready from the present state: what a plan shows and what a commit writes are made of the same assembly.
struct MergeAssembly: Sendable {
  var winner: Stored<Customer>
  var losers: [Stored<Customer>]
  var result: Customer
  var decisions: [FieldDecision]
  var problems: [Reason]
  var consequences: [Reason]
  var part: MergePart

  /// The state that it rests on.
  var expectation: MergePlan.Expectation {
    MergePlan.Expectation(
      customers: Dictionary(uniqueKeysWithValues: ([winner] + losers).map { ($0.id, $0.revision) }),
      records: part.fingerprints)
  }

  /// What of the expected state is another one now; `nil` if nothing is.
  func difference(from expected: MergePlan.Expectation) -> MergeRefusal? {
    let now = expectation
    let customers = Set(now.customers.keys).union(expected.customers.keys)
      .filter { now.customers[$0] != expected.customers[$0] }
    let collections = Set(now.records.keys).union(expected.records.keys)
      .filter { now.records[$0] != expected.records[$0] }
    guard !customers.isEmpty || !collections.isEmpty else { return nil }
    return .stale(customers: customers.sorted(), collections: collections.sorted())
  }

  /// The customers as one, by explicit choice, policy and the newest value. Pure.
  static func united(
    _ winner: Customer, _ losers: [Customer], policy: SurvivorshipPolicy,
    choices: [CustomerProperty: Identifier<Customer>], at now: Date
  ) -> (result: Customer, decisions: [FieldDecision]) {
    let parties = [winner] + losers
    let candidates = parties.map { Survivorship.Candidate(facts: $0.facts, observedAt: $0.updatedAt) }
    let positions = choices.compactMapValues { id in parties.firstIndex { $0.id == id } }
    let united = Survivorship(policy: policy).unite(candidates, chosen: positions)
    var result = winner
    result.facts = united.facts
    result.kind = winner.kind
    result.createdAt = parties.map(\.createdAt).min() ?? winner.createdAt
    result.updatedAt = max(now, parties.map(\.updatedAt).max() ?? now)

    var decisions: [FieldDecision] = []
    for access in PropertyAccess.all(in: parties.map(\.facts)) {
      guard let choice = united.choices[access.property], let position = choice.position else { continue }
      let isKind = access.property == .kind
      decisions.append(
        FieldDecision(
          property: access.property, chosen: isKind ? winner.id : parties[position].id,
          value: access.value(result.facts), reason: isKind ? Reason(SurvivorshipReason.winner) : choice.reason,
          candidates: parties.map { FieldDecision.Candidate(customer: $0.id, value: access.value($0.facts)) }))
    }
    for property in [CustomerProperty.tags, .contactPoints, .foreignKeys] {
      decisions.append(
        FieldDecision(
          property: property, chosen: nil, value: nil, reason: Reason(SurvivorshipReason.united), candidates: []))
    }
    return (result, decisions)
  }

  /// What follows for permission to contact. Permission is kept by contact point, so that nothing has to be moved: the winner can be
  /// reached at more points, and at each of them exactly what held before holds.
  static func consequences(_ winner: Customer, _ losers: [Customer], _ result: Customer) -> [Reason] {
    var reasons: [Reason] = []
    let added = result.contactPoints.count - winner.contactPoints.count
    if added > 0 { reasons.append(Reason(MergeReason.pointsUnited, ["count": .integer(Int64(added))])) }
    let bouncing = result.contactPoints.count { point in
      guard point.verification.isBounced else { return false }
      return ([winner] + losers).contains { party in
        party.contactPoints.contains { $0.identity == point.identity && !$0.verification.isBounced }
      }
    }
    if bouncing > 0 { reasons.append(Reason(MergeReason.bounceStays, ["count": .integer(Int64(bouncing))])) }
    return reasons
  }
}
